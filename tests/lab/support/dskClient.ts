/** The TLS client inside TLS-DSK, by node:tls over a stream that leads nowhere ([MS-SIPAE] 3.2.5). */
import { createHmac } from 'node:crypto';
import { Duplex } from 'node:stream';
import { connect, createSecureContext } from 'node:tls';

/** Signs a text as the client, or as the server. */
export type Signer = (side: 'client' | 'server', text: string) => string;

export interface InnerIdentity {
  readonly key: string;
  readonly cert: string;
}

export interface InnerTls {
  readonly minVersion?: 'TLSv1';
  readonly maxVersion: 'TLSv1' | 'TLSv1.2';
  readonly ciphers: string;
}

/** One handshake whose flights are taken and given by hand. */
export function innerClient(
  identity: InnerIdentity,
  options: InnerTls,
): { flight(leg: number): Promise<Buffer>; push(bytes: Buffer): void; signer(): Promise<Signer> } {
  const written: Buffer[] = [];
  let wake = (): void => undefined;
  const pipe = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      written.push(chunk);
      done();
      wake();
    },
  });
  const socket = connect({
    socket: pipe,
    rejectUnauthorized: false,
    secureContext: createSecureContext({ ...identity, ...options }),
  });
  socket.on('error', () => undefined);
  const secured = new Promise<void>((done) => socket.once('secureConnect', () => done()));
  // The first flight is one handshake record, the second ends with the one behind ChangeCipherSpec (type 20).
  const isWhole = (leg: number): boolean => {
    const types: number[] = [];
    const bytes = Buffer.concat(written);
    for (let at = 0; at + 5 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) types.push(bytes.readUInt8(at));
    return leg === 0 ? types.length > 0 : types.includes(20) && types.at(-1) === 22;
  };
  return {
    flight: async (leg) => {
      while (!isWhole(leg)) {
        await new Promise<void>((done) => {
          wake = done;
        });
      }
      return Buffer.concat(written.splice(0));
    },
    push: (bytes) => void pipe.push(bytes),
    signer: async () => {
      await secured;
      const hash = /SHA(256|384)$/.exec(socket.getCipher().name)?.[0].toLowerCase() ?? 'sha1';
      const material = Reflect.apply(socket.exportKeyingMaterial, socket, [128, 'client EAP encryption']) as Buffer;
      const keys = { client: Buffer.from(material.subarray(64, 96)), server: Buffer.from(material.subarray(96, 128)) };
      return (side, text) => createHmac(hash, keys[side]).update(text).digest('hex');
    },
  };
}
