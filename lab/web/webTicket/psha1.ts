// P_SHA1, the key computation of WS-Trust 1.3 (the PRF half of TLS 1.0, RFC 2246 section 5).
import { createHmac } from 'node:crypto';

/** `length` bytes of P_SHA1(secret, seed). For a web ticket: client entropy, server entropy, client entropy's length. */
export function pSha1(secret: Buffer, seed: Buffer, length: number): Buffer {
  const hmac = (data: Buffer): Buffer => createHmac('sha1', secret).update(data).digest();
  const blocks: Buffer[] = [];
  let chain = seed;
  for (let produced = 0; produced < length; produced += 20) {
    chain = hmac(chain);
    blocks.push(hmac(Buffer.concat([chain, seed])));
  }
  return Buffer.concat(blocks).subarray(0, length);
}
