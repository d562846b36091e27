/** The key pair of a client certificate, and the request for it. [RFC 2986; MS-OCAUTHWS 3.1.4.1] */
import 'reflect-metadata';
import { createPublicKey, KeyObject, webcrypto } from 'node:crypto';
import { cryptoProvider, Pkcs10CertificateRequestGenerator } from '@peculiar/x509';

export interface CertificateRequest {
  /** Stays in memory. */
  readonly key: KeyObject;
  /** PKCS #10, DER. */
  readonly request: Uint8Array;
  /** The numbers of the private key, to be kept out of every record. */
  readonly secrets: readonly Uint8Array[];
}

/** Clients in the field sign with SHA-1: it proves the key to the one server, once, and the oldest servers take it. */
const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-1',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

/**
 * An RSA 2048 key and a request for a certificate with the sign-in address as its subject.
 * @param sipAddress user@domain without scheme
 */
export async function requestCertificate(sipAddress: string): Promise<CertificateRequest> {
  cryptoProvider.set(webcrypto);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [sipAddress] }],
    signingAlgorithm: algorithm,
    keys,
  });
  const key = KeyObject.from(keys.privateKey);
  const { d, p, q, dp, dq, qi } = key.export({ format: 'jwk' });
  return {
    key,
    request: new Uint8Array(request.rawData),
    secrets: [
      ...[d, p, q, dp, dq, qi].flatMap((part) => (part === undefined ? [] : [Buffer.from(part, 'base64url')])),
      key.export({ format: 'der', type: 'pkcs8' }),
    ],
  };
}

/** Whether the certificate's key belongs to `key`. False for one that cannot be read. */
export function isCertificateFor(key: KeyObject, publicKey: KeyObject): boolean {
  return createPublicKey(key).equals(publicKey);
}
