/** The digests of NTLM and of the proof key. MD4 comes from js-md4: OpenSSL 3 and BoringSSL have switched theirs off. */
import { createHash, createHmac } from 'node:crypto';
import jsMd4 from 'js-md4/src/md4.js';

export function md4(data: Uint8Array): Uint8Array {
  return new Uint8Array(jsMd4.arrayBuffer(data));
}

export function md5(data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('md5').update(data).digest());
}

export function hmacMd5(key: Uint8Array, data: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('md5', key).update(data).digest());
}

export function hmacSha1(key: Uint8Array, data: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('sha1', key).update(data).digest());
}

export type CertificateHash = 'sha224' | 'sha256' | 'sha384' | 'sha512';

export function hash(algorithm: CertificateHash, data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash(algorithm).update(data).digest());
}

export function sha1(data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha1').update(data).digest());
}
