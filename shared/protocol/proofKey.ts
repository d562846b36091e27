/** P_SHA1, which joins both halves of the proof key. HMAC-SHA1 is handed in: this layer knows no runtime. [WS-Trust 1.3 4.4.4; RFC 5246 5] */

export type Hmac = (key: Uint8Array, data: Uint8Array) => Uint8Array;

/**
 * @param secret the client's entropy
 * @param seed the server's entropy
 * @param length bytes wanted; the product uses the length of the client's entropy
 */
export function pSha1(secret: Uint8Array, seed: Uint8Array, length: number, hmacSha1: Hmac): Uint8Array {
  const key = new Uint8Array(length);
  let filled = 0;
  let chain = seed;
  while (filled < length) {
    chain = hmacSha1(secret, chain);
    const input = new Uint8Array(chain.length + seed.length);
    input.set(chain);
    input.set(seed, chain.length);
    const block = hmacSha1(secret, input).subarray(0, length - filled);
    key.set(block, filled);
    filled += block.length;
  }
  return key;
}
