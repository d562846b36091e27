/**
 * The lab's RSA 2048 key pairs. Making one takes a tenth of a second of computing: a role keeps its key while the
 * process lives, so that a deployment that is started again starts quickly. No key is ever written to a file.
 */
import { KeyObject, webcrypto } from 'node:crypto';

/** How authorities and issuers sign. */
export const signatureAlgorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

export interface KeyObjects {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** A fresh pair; generation runs on libuv's threads, so asking for several at once is quicker. */
export function drawKeyPair(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(signatureAlgorithm, true, ['sign', 'verify']);
}

const kept = new Map<string, Promise<webcrypto.CryptoKeyPair>>();

/** The pair of a label, drawn when it is first asked for. */
export function keptKeyPair(label: string): Promise<webcrypto.CryptoKeyPair> {
  const known = kept.get(label);
  if (known !== undefined) return known;
  const drawn = drawKeyPair();
  kept.set(label, drawn);
  return drawn;
}

/** The same pair as node:crypto takes it. */
export async function keyObjectsOf(pair: Promise<webcrypto.CryptoKeyPair>): Promise<KeyObjects> {
  const { publicKey, privateKey } = await pair;
  return { publicKey: KeyObject.from(publicKey), privateKey: KeyObject.from(privateKey) };
}
