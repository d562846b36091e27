/** tls-server-end-point from certificates of several signature algorithms. */
import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindingsMd5, certificateHash, channelBindingHash } from '../../../main/net/ntlm/channelBinding.js';
import { readDer } from '../../../main/net/ntlm/der.js';
import { toHex, vectors } from './vectors.js';

x509.cryptoProvider.set(webcrypto);

async function certificate(
  key: RsaHashedKeyGenParams | EcKeyGenParams | Algorithm,
  signing: EcdsaParams | RsaPssParams | Algorithm,
): Promise<Uint8Array> {
  const keys = await webcrypto.subtle.generateKey(key, true, ['sign', 'verify']);
  if (!('privateKey' in keys)) throw new Error('no key pair');
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=lyncdiscover.contoso.com',
    keys,
    signingAlgorithm: signing,
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2027-01-01T00:00:00Z'),
  });
  return new Uint8Array(made.rawData);
}

type RsaHashedKeyGenParams = webcrypto.RsaHashedKeyGenParams;
type EcKeyGenParams = webcrypto.EcKeyGenParams;
type EcdsaParams = webcrypto.EcdsaParams;
type RsaPssParams = webcrypto.RsaPssParams;
type Algorithm = webcrypto.Algorithm;

const rsa = (name: string, hash: string): RsaHashedKeyGenParams => ({
  name,
  hash,
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
});

describe('the hash a certificate calls for', () => {
  it.each([
    ['SHA-1 with RSA, replaced', rsa('RSASSA-PKCS1-v1_5', 'SHA-1'), { name: 'RSASSA-PKCS1-v1_5' }, 'sha256'],
    ['SHA-256 with RSA', rsa('RSASSA-PKCS1-v1_5', 'SHA-256'), { name: 'RSASSA-PKCS1-v1_5' }, 'sha256'],
    ['SHA-384 with RSA', rsa('RSASSA-PKCS1-v1_5', 'SHA-384'), { name: 'RSASSA-PKCS1-v1_5' }, 'sha384'],
    ['SHA-512 in RSASSA-PSS', rsa('RSA-PSS', 'SHA-512'), { name: 'RSA-PSS', saltLength: 64 }, 'sha512'],
    ['SHA-384 with ECDSA', { name: 'ECDSA', namedCurve: 'P-384' }, { name: 'ECDSA', hash: 'SHA-384' }, 'sha384'],
    ['SHA-256 with ECDSA', { name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }, 'sha256'],
  ] as const)('%s', async (_name, key, signing, expected) => {
    const der = await certificate(key, signing);
    expect(certificateHash(der)).toBe(expected);
    expect(toHex(channelBindingHash(der))).toBe(
      toHex(bindingsMd5(new Uint8Array(createHash(expected).update(der).digest()))),
    );
  });

  it('is none for Ed25519, for which RFC 5929 defines nothing', async () => {
    const der = await certificate({ name: 'Ed25519' }, { name: 'Ed25519' });
    expect(channelBindingHash(der)).toBeUndefined();
  });
});

describe('the bindings', () => {
  it.each(vectors.channelBindingsDerived)('hash as MS-NLMP wants them', ({ certSha256, md5 }) => {
    expect(toHex(bindingsMd5(certSha256))).toBe(toHex(md5));
  });
});

it('reads any bytes as DER without a crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      readDer(bytes);
      certificateHash(bytes);
    }),
    { numRuns: 300 },
  );
});
