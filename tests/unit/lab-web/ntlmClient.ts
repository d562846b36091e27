/** An NTLMv2 client of the tests' own, written from [MS-NLMP] 3.1.5.1.2; shares nothing with the lab but MD4. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import md4 from 'js-md4';

const hmac = (key: Buffer, ...data: Buffer[]): Buffer => createHmac('md5', key).update(Buffer.concat(data)).digest();
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

export const windowsFlags = 0xe2088297;
export const curlFlags = 0x00088206;

/** 40 bytes with VERSION as Windows sends it, 32 without as curl does. */
export function type1(flags = windowsFlags, withVersion = true): Buffer {
  const message = Buffer.alloc(withVersion ? 40 : 32);
  message.write('NTLMSSP\0', 0, 'latin1');
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(flags, 12);
  if (withVersion) Buffer.from('0601b01d0000000f', 'hex').copy(message, 32);
  return message;
}

export interface Challenge {
  readonly flags: number;
  readonly serverChallenge: Buffer;
  readonly target: Buffer;
  readonly targetInfo: Buffer;
  readonly pairs: Map<number, Buffer>;
}

export function readType2(message: Buffer): Challenge {
  const field = (at: number): Buffer =>
    message.subarray(message.readUInt32LE(at + 4), message.readUInt32LE(at + 4) + message.readUInt16LE(at));
  const targetInfo = field(40);
  const pairs = new Map<number, Buffer>();
  for (let at = 0; targetInfo.readUInt16LE(at) !== 0; at += 4 + targetInfo.readUInt16LE(at + 2)) {
    pairs.set(targetInfo.readUInt16LE(at), targetInfo.subarray(at + 4, at + 4 + targetInfo.readUInt16LE(at + 2)));
  }
  return {
    flags: message.readUInt32LE(20),
    serverChallenge: message.subarray(24, 32),
    target: field(12),
    targetInfo,
    pairs,
  };
}

export interface Type3Options {
  readonly user: string;
  readonly domain: string;
  readonly password: string;
  readonly negotiate: Buffer;
  readonly challenge: Buffer;
  /** Set for a MIC. */
  readonly mic?: boolean;
  readonly channelBinding?: Buffer;
  /** FILETIME instead of the server's. */
  readonly time?: Buffer;
  /** Replaces the pairs that the server sent. */
  readonly changePair?: readonly [id: number, value: Buffer];
}

/** The type 3 message, and the session key that it agrees on. */
export function type3(options: Type3Options): {
  readonly message: Buffer;
  readonly sessionKey: Buffer;
  readonly flags: number;
} {
  const server = readType2(options.challenge);
  const unicode = (server.flags & 1) !== 0;
  const pairs = new Map(server.pairs);
  if (options.mic === true) pairs.set(6, Buffer.from([2, 0, 0, 0]));
  if (options.channelBinding !== undefined) pairs.set(10, options.channelBinding);
  if (options.changePair !== undefined) pairs.set(...options.changePair);
  const targetInfo = Buffer.concat([
    ...[...pairs].map(([id, value]) => {
      const head = Buffer.alloc(4);
      head.writeUInt16LE(id, 0);
      head.writeUInt16LE(value.length, 2);
      return Buffer.concat([head, value]);
    }),
    Buffer.alloc(4),
  ]);
  const key = hmac(
    Buffer.from(md4.arrayBuffer(utf16(options.password))),
    utf16(options.user.toUpperCase() + options.domain),
  );
  const blob = Buffer.concat([
    Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]),
    options.time ?? server.pairs.get(7) ?? Buffer.alloc(8),
    randomBytes(8),
    Buffer.alloc(4),
    targetInfo,
    Buffer.alloc(4),
  ]);
  const proof = hmac(key, server.serverChallenge, blob);
  const sessionBaseKey = hmac(key, proof);
  // Without KEY_EXCH the session base key is the exported one; the tests negotiate without it unless they say so.
  const flags = server.flags & ~0x40000000;
  const encode = (value: string): Buffer => (unicode ? utf16(value) : Buffer.from(value, 'latin1'));
  const fields = [
    [28, encode(options.domain)],
    [36, encode(options.user)],
    [44, encode('TESTPC')],
    [12, Buffer.alloc(24)],
    [20, Buffer.concat([proof, blob])],
    [52, Buffer.alloc(0)],
  ] as const;
  const head = Buffer.alloc(88);
  head.write('NTLMSSP\0', 0, 'latin1');
  head.writeUInt32LE(3, 8);
  let offset = head.length;
  for (const [at, value] of fields) {
    head.writeUInt16LE(value.length, at);
    head.writeUInt16LE(value.length, at + 2);
    head.writeUInt32LE(offset, at + 4);
    offset += value.length;
  }
  head.writeUInt32LE(flags >>> 0, 60);
  const message = Buffer.concat([head, ...fields.map(([, value]) => value)]);
  if (options.mic === true) hmac(sessionBaseKey, options.negotiate, options.challenge, message).copy(message, 72);
  return { message, sessionKey: sessionBaseKey, flags };
}

/** MD5 of a gss_channel_bindings_struct for a certificate signed with SHA-256. */
export function channelBinding(certificate: Buffer, hash = 'sha256'): Buffer {
  const data = Buffer.concat([Buffer.from('tls-server-end-point:'), createHash(hash).update(certificate).digest()]);
  const head = Buffer.alloc(20);
  head.writeUInt32LE(data.length, 16);
  return createHash('md5').update(head).update(data).digest();
}
