/** The other end of an inner handshake: node:tls as a server, over a stream without socket. */
import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket, type SecureVersion } from 'node:tls';
import { cryptoProvider, X509CertificateGenerator, type X509Certificate } from '@peculiar/x509';

cryptoProvider.set(webcrypto);

export interface Identity {
  readonly key: KeyObject;
  readonly certificateDer: Uint8Array;
  readonly chain: readonly Uint8Array[];
}

export const rsa = { name: 'RSASSA-PKCS1-v1_5', publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' } as const;

/** A self-signed certificate with its key. */
export async function identity(
  commonName: string,
  options: { readonly bits?: number; readonly hash?: 'SHA-1' | 'SHA-256'; readonly curve?: string } = {},
): Promise<Identity> {
  const { bits = 2048, hash = 'SHA-256', curve } = options;
  const algorithm =
    curve === undefined ? { ...rsa, modulusLength: bits, hash } : { name: 'ECDSA', namedCurve: curve, hash };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  if (!('privateKey' in keys)) throw new Error('a pair was asked for');
  const certificate: X509Certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2049-01-01T00:00:00Z'),
    signingAlgorithm: algorithm,
    keys,
  });
  return { key: KeyObject.from(keys.privateKey), certificateDer: new Uint8Array(certificate.rawData), chain: [] };
}

const pem = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${(
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\n')}\n-----END CERTIFICATE-----\n`;

export interface PeerOptions {
  readonly identity: Identity;
  readonly protocol?: SecureVersion;
  readonly ciphers?: string;
  readonly requestCert?: boolean;
  /** Sends session tickets, which come before the server's Finished. */
  readonly tickets?: boolean;
}

/** Answers flights until it is destroyed. */
export class Peer {
  readonly tls: TLSSocket;
  readonly #pipe: Duplex;
  readonly #out: Buffer[] = [];
  #wrote: () => void = () => undefined;
  error: Error | undefined;

  constructor({ identity: own, protocol = 'TLSv1.2', ciphers = 'DEFAULT', requestCert = true }: PeerOptions) {
    this.#pipe = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, callback: () => void) => {
        this.#out.push(chunk);
        callback();
        this.#wrote();
      },
    });
    this.tls = new TLSSocket(this.#pipe, {
      isServer: true,
      requestCert,
      rejectUnauthorized: false,
      secureContext: createSecureContext({
        key: own.key.export({ type: 'pkcs8', format: 'pem' }),
        cert: pem(own.certificateDer),
        minVersion: 'TLSv1',
        maxVersion: protocol,
        ciphers: `${ciphers}:@SECLEVEL=0`,
        sessionIdContext: 'test',
      }),
    });
    this.tls.on('error', (error: Error) => {
      this.error = error;
    });
  }

  /** Hands over a flight and waits for one of these records at the end of the answer. */
  async answer(flight: Uint8Array, isWhole: (records: readonly string[]) => boolean): Promise<Buffer> {
    this.#pipe.push(flight);
    for (;;) {
      const bytes = Buffer.concat(this.#out);
      const records = recordsOf(bytes);
      if (isWhole(records) || records.some((record) => record.startsWith('21'))) {
        this.#out.length = 0;
        return bytes;
      }
      await new Promise<void>((resolve) => {
        this.#wrote = resolve;
      });
    }
  }

  hello(flight: Uint8Array): Promise<Buffer> {
    // ServerHelloDone is the only message of four bytes.
    return this.answer(flight, (records) => records.at(-1)?.endsWith('0e000000') === true);
  }

  finish(flight: Uint8Array): Promise<Buffer> {
    return this.answer(flight, (records) => records.at(-2)?.startsWith('14') === true);
  }

  keys(): { readonly clientKey: Uint8Array; readonly serverKey: Uint8Array } {
    const block: unknown = Reflect.apply(this.tls.exportKeyingMaterial, this.tls, [128, 'client EAP encryption']);
    if (!(block instanceof Uint8Array)) throw new Error('no keys');
    return { clientKey: new Uint8Array(block.subarray(64, 96)), serverKey: new Uint8Array(block.subarray(96, 128)) };
  }

  destroy(): void {
    this.tls.destroy();
    this.#pipe.destroy();
  }
}

/** Each record as hex, type first and without its length. */
export function recordsOf(bytes: Buffer): readonly string[] {
  const records: string[] = [];
  for (let at = 0; at + 5 <= bytes.length;) {
    const end = at + 5 + bytes.readUInt16BE(at + 3);
    if (end > bytes.length) break;
    records.push(bytes.toString('hex', at, at + 1) + bytes.toString('hex', at + 5, end));
    at = end;
  }
  return records;
}

/** All records of a flight in one, as Schannel writes them. */
export function inOneRecord(flight: Buffer): Buffer {
  const version = flight.subarray(1, 3);
  const fragment = Buffer.concat(recordsOf(flight).map((record) => Buffer.from(record.slice(2), 'hex')));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(fragment.length);
  return Buffer.concat([Buffer.from([22]), version, length, fragment]);
}
