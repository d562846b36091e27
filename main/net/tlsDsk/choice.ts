/**
 * Whether the runtime's TLS library can do the inner handshake: tried once, with a server of our own in memory. The
 * keys it exports must be those of the formula; Electron's library is another one than Node's.
 */
import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import { cryptoProvider, X509CertificateGenerator } from '@peculiar/x509';
import { isWholeFinish } from './flights.js';
import { keyBlockBytes, keyLabel, keysIn, prf } from './prf.js';
import { joined, readServerFlight } from './records.js';
import { RuntimeHandshake } from './runtimeHandshake.js';
import { dskContext } from './secureContext.js';
import type { ClientCertificate, DskKeys } from './types.js';

const longestMs = 2000;
let tried: Promise<boolean> | undefined;

/** True where node:tls gives the right keys over a stream without socket. Tried at first use, kept for the process. */
export function runtimeWorks(): Promise<boolean> {
  return (tried ??= tryRuntime().catch(() => false));
}

/** One handshake in memory. @throws whatever this runtime stumbles over */
export async function tryRuntime(): Promise<boolean> {
  const certificate = await throwAwayCertificate();
  const context = dskContext(certificate, 'wide');
  if (context === undefined) return false;
  const secrets: string[] = [];
  const onKeyLog = (line: string): void => void secrets.push(line);
  const client = new RuntimeHandshake({ context, timeoutMs: longestMs, onKeyLog });
  const server = new MemoryServer(certificate);
  try {
    const first = await server.answer(await client.start());
    const second = await client.answer(first);
    const third = await server.answer(second.out);
    const { done } = await client.answer(third);
    return done !== undefined && isRight(done, first, secrets);
  } finally {
    client.destroy();
    server.destroy();
  }
}

/** The exported keys are those of the formula, counted from the key log. */
function isRight(keys: DskKeys, serverFlight: Uint8Array, secrets: readonly string[]): boolean {
  const log = secrets.map((line) => /^CLIENT_RANDOM (\w+) (\w+)/.exec(line)).find((match) => match !== null);
  const [hello] = readServerFlight(serverFlight);
  if (log?.[1] === undefined || log[2] === undefined || hello === undefined) return false;
  const seed = joined([Buffer.from(log[1], 'hex'), hello.body.subarray(2, 34)]);
  const hash = keys.suite.endsWith('SHA384') ? 'sha384' : 'sha256';
  const wanted = keysIn(prf(0x0303, hash, Buffer.from(log[2], 'hex'), keyLabel, seed, keyBlockBytes));
  return Buffer.from(wanted.clientKey).equals(keys.clientKey) && Buffer.from(wanted.serverKey).equals(keys.serverKey);
}

async function throwAwayCertificate(): Promise<ClientCertificate> {
  cryptoProvider.set(webcrypto);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=test of the runtime',
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 3_600_000),
    signingAlgorithm: algorithm,
    keys,
  });
  return { key: KeyObject.from(keys.privateKey), certificateDer: new Uint8Array(certificate.rawData), chain: [] };
}

/** The other end, as small as it can be: it answers each flight with its own. */
class MemoryServer {
  readonly #out: Uint8Array[] = [];
  readonly #pipe: Duplex;
  readonly #tls: TLSSocket;
  #check: () => void = () => undefined;

  constructor({ key, certificateDer }: ClientCertificate) {
    const cert = Buffer.from(certificateDer).toString('base64');
    this.#pipe = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, callback) => {
        this.#out.push(new Uint8Array(chunk));
        callback();
        this.#check();
      },
    });
    this.#tls = new TLSSocket(this.#pipe, {
      isServer: true,
      requestCert: true,
      rejectUnauthorized: false,
      secureContext: createSecureContext({
        key: key.export({ type: 'pkcs8', format: 'pem' }),
        cert: `-----BEGIN CERTIFICATE-----\n${cert}\n-----END CERTIFICATE-----\n`,
        maxVersion: 'TLSv1.2',
      }),
    }).on('error', () => undefined);
  }

  answer(flight: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no flight in time')), longestMs);
      this.#check = () => {
        const bytes = joined(this.#out);
        if (!isServerFlight(bytes) && !isWholeFinish(bytes)) return;
        clearTimeout(timer);
        this.#out.length = 0;
        resolve(bytes);
      };
      this.#pipe.push(flight);
    });
  }

  destroy(): void {
    this.#tls.destroy();
    this.#pipe.destroy();
  }
}

function isServerFlight(bytes: Uint8Array): boolean {
  try {
    return readServerFlight(bytes).length > 0;
  } catch {
    return false; // not whole yet
  }
}
