/** Servers on loopback whose every byte a test decides. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTls, type TlsOptions } from 'node:tls';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';
import { onTestFinished } from 'vitest';

/** Runs `close` after the test. */
export function afterTest(close: () => Promise<unknown>): void {
  onTestFinished(async () => {
    await close();
  });
}

export interface TestServer {
  readonly port: number;
  /** Bytes each connection has sent, in the order of the connections. */
  readonly received: Buffer[];
}

type Handler = (socket: Socket, chunk: Buffer, connection: number) => void;

async function listening(server: Server, event: string, onData: Handler): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const received: Buffer[] = [];
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on(event, (socket: Socket) => {
    const index = received.length;
    received.push(Buffer.alloc(0));
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      received[index] = Buffer.concat([received[index] ?? Buffer.alloc(0), chunk]);
      onData(socket, chunk, index);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, received };
}

/** Speaks plain TCP; `onData` hears every chunk. */
export function tcpServer(onData: Handler): Promise<TestServer> {
  return listening(createTcp(), 'connection', onData);
}

/** Speaks TLS. */
export function tlsServer(options: TlsOptions, onData: Handler): Promise<TestServer> {
  const server = createTls(options);
  server.on('tlsClientError', () => undefined);
  return listening(server, 'secureConnection', onData);
}

/** Answers every request on a connection with the same bytes, once its head has come. */
export function answering(answer: string | Buffer): Handler {
  return (socket, chunk) => {
    if (chunk.includes('\r\n\r\n')) socket.write(answer);
  };
}

export interface Issued {
  readonly certificate: X509Certificate;
  readonly pem: string;
  readonly keyPem: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;

/** A certificate for `names` (none: an authority), signed by `issuer` or itself. */
export async function issue(
  subject: string,
  names: readonly string[],
  issuer?: Issued,
  validity: { readonly notBefore: Date; readonly notAfter: Date } = {
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + 30 * day),
  },
): Promise<Issued> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: Math.floor(Math.random() * 1e15)
      .toString(16)
      .padStart(16, '1'),
    subject: `CN=${subject}`,
    issuer: issuer === undefined ? `CN=${subject}` : issuer.certificate.subject,
    ...validity,
    signingKey: (issuer ?? { keys }).keys.privateKey,
    publicKey: keys.publicKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(names.length === 0, undefined, true),
      ...(names.length === 0
        ? []
        : [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value })))]),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    certificate,
    pem: certificate.toString('pem'),
    keyPem: `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
    keys,
  };
}
