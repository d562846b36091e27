// The hashes and the cipher that NTLM needs and current crypto libraries no longer offer ([MS-NLMP] 3.3.2, RFC 6150 for MD4).
import { createHash, createHmac } from 'node:crypto';
import md4 from 'js-md4';

/** MD4 over bytes. */
export function md4Digest(data: Buffer): Buffer {
  return Buffer.from(md4.arrayBuffer(data));
}

/** MD5 over bytes. */
export function md5Digest(data: Buffer): Buffer {
  return createHash('md5').update(data).digest();
}

/** HMAC-MD5 over the concatenation of the parts. */
export function hmacMd5(key: Buffer, ...parts: readonly Buffer[]): Buffer {
  const hmac = createHmac('md5', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** RC4 from a fresh key schedule; the same call encrypts and decrypts. */
export function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const at = (index: number): number => state[index & 0xff] ?? 0;
  const swap = (a: number, b: number): void => {
    const kept = at(a);
    state[a & 0xff] = at(b);
    state[b & 0xff] = kept;
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 0xff;
    swap(i, j);
  }
  let j = 0;
  return Buffer.from(
    data.map((byte, index) => {
      const i = (index + 1) & 0xff;
      j = (j + at(i)) & 0xff;
      swap(i, j);
      return byte ^ at(at(i) + at(j));
    }),
  );
}

/** NTOWFv2: the key of every NTLMv2 response ([MS-NLMP] 3.3.2). User and domain as the client wrote them. */
export function ntowfv2(password: string, user: string, domain: string): Buffer {
  const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
  return hmacMd5(md4Digest(utf16(password)), utf16(user.toUpperCase() + domain));
}
