/** Signatures of SIP messages with the keys of a TLS-DSK handshake. [MS-SIPAE 3.2.5.1] */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DskKeys, MacHash } from './types.js';

const hashOfLength: Readonly<Record<number, MacHash>> = { 16: 'md5', 20: 'sha1', 32: 'sha256', 48: 'sha384' };

/**
 * Value of `response`, hex in lower case and full length.
 * @param text the signature string of MS-SIPAE 3.1, signed as its UTF-8 bytes
 * @param hash another one than the suite's, where the server's signatures showed that it uses another
 */
export function signDsk(keys: DskKeys, text: string, hash: MacHash = keys.macHash): string {
  return createHmac(hash, keys.clientKey).update(text, 'utf8').digest('hex');
}

export interface DskVerdict {
  readonly ok: boolean;
  /** The hash that the length of `rspauth` tells; undefined where no hash is that long. */
  readonly hash: MacHash | undefined;
}

/** Checks `rspauth` of an answer. Its length tells the hash for certain, whatever the suite suggests. Never throws. */
export function verifyDsk(keys: DskKeys, text: string, rspauth: string): DskVerdict {
  const given = /^(?:[0-9a-f]{2})+$/i.test(rspauth) ? Buffer.from(rspauth, 'hex') : Buffer.alloc(0);
  const hash = hashOfLength[given.length];
  if (hash === undefined) return { ok: false, hash };
  const wanted = createHmac(hash, keys.serverKey).update(text, 'utf8').digest();
  return { ok: timingSafeEqual(wanted, given), hash };
}

/** Hash of the signatures by the name of the suite; names that tell none go with TLS 1.2's own, SHA-256. */
export function macHashOf(suite: string): MacHash {
  const last = /_(MD5|SHA|SHA256|SHA384)$/i.exec(suite)?.[1]?.toLowerCase();
  return last === 'sha' ? 'sha1' : last === 'md5' || last === 'sha384' ? last : 'sha256';
}
