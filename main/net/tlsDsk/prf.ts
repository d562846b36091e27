/** The pseudo-random functions of TLS 1.0 to 1.2, and the keys of TLS-DSK. [RFC 2246 5; RFC 4346 5; RFC 5246 5; RFC 5216 2.3] */
import { createHmac } from 'node:crypto';

/** 0x0301, 0x0302 or 0x0303. */
export type TlsVersion = number;

const tls12 = 0x0303;

/**
 * @param hash of the suite; used by TLS 1.2 only, the older versions have their own two
 * @returns `length` bytes
 */
export function prf(
  version: TlsVersion,
  hash: 'sha256' | 'sha384',
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): Uint8Array {
  const all = Buffer.concat([Buffer.from(label, 'ascii'), seed]);
  if (version >= tls12) return expand(hash, secret, all, length);
  const half = Math.ceil(secret.length / 2);
  const first = expand('md5', secret.subarray(0, half), all, length);
  const second = expand('sha1', secret.subarray(secret.length - half), all, length);
  return first.map((byte, index) => byte ^ (second[index] ?? 0));
}

/** P_hash. */
function expand(hash: string, secret: Uint8Array, seed: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  let chain: Uint8Array = seed;
  for (let filled = 0; filled < length;) {
    chain = createHmac(hash, secret).update(chain).digest();
    const block = createHmac(hash, secret)
      .update(chain)
      .update(seed)
      .digest()
      .subarray(0, length - filled);
    output.set(block, filled);
    filled += block.length;
  }
  return output;
}

/** Label and length of Schannel's key block for EAP, which TLS-DSK takes its keys from. */
export const keyLabel = 'client EAP encryption';
export const keyBlockBytes = 128;

/** The two keys in that block. */
export function keysIn(block: Uint8Array): { readonly clientKey: Uint8Array; readonly serverKey: Uint8Array } {
  return { clientKey: new Uint8Array(block.subarray(64, 96)), serverKey: new Uint8Array(block.subarray(96, 128)) };
}
