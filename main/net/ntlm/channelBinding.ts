/**
 * tls-server-end-point: ties NTLM to the certificate of the TLS connection, so that nobody can pass the messages on
 * to another server. [RFC 5929 4; MS-NLMP 3.1.5.1.2; gss_channel_bindings of RFC 2744]
 */
import { concat, uint32 } from './bytes.js';
import { hash, md5, type CertificateHash } from './digests.js';
import { readDer, type DerValue } from './der.js';

/** MD5 and SHA-1 are replaced by SHA-256, as RFC 5929 demands. */
const hashOfSignature: Readonly<Record<string, CertificateHash>> = {
  '1.2.840.113549.1.1.4': 'sha256', // MD5 with RSA
  '1.2.840.113549.1.1.5': 'sha256', // SHA-1 with RSA
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.113549.1.1.14': 'sha224',
  '1.2.840.10040.4.3': 'sha256', // SHA-1 with DSA
  '2.16.840.1.101.3.4.3.1': 'sha224',
  '2.16.840.1.101.3.4.3.2': 'sha256',
  '1.2.840.10045.4.1': 'sha256', // SHA-1 with ECDSA
  '1.2.840.10045.4.3.1': 'sha224',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};

const hashOfDigest: Readonly<Record<string, CertificateHash>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.4': 'sha224',
};

const rsaPss = '1.2.840.113549.1.1.10';

/**
 * MD5 of the channel bindings, as it stands in MsvAvChannelBindings.
 * @param certificate DER of the server's certificate
 * @returns undefined where RFC 5929 defines none (EdDSA, unreadable certificates)
 */
export function channelBindingHash(certificate: Uint8Array): Uint8Array | undefined {
  const algorithm = certificateHash(certificate);
  return algorithm === undefined ? undefined : bindingsMd5(hash(algorithm, certificate));
}

/** From the hash of the certificate. */
export function bindingsMd5(hashOfCertificate: Uint8Array): Uint8Array {
  const data = concat(new TextEncoder().encode('tls-server-end-point:'), hashOfCertificate);
  // Both address types and both address lengths are zero.
  return md5(concat(new Uint8Array(16), uint32(data.length), data));
}

/** The hash that the certificate's signature calls for. */
export function certificateHash(certificate: Uint8Array): CertificateHash | undefined {
  const [, algorithm] = readDer(certificate)?.children ?? [];
  const [identifier, parameters] = algorithm?.children ?? [];
  const oid = identifier?.oid;
  if (oid === undefined) return undefined;
  return oid === rsaPss ? pssHash(parameters) : hashOfSignature[oid];
}

/** RSASSA-PSS names its hash in [0] of the parameters; SHA-1 when it is left out. [RFC 4055 3.1] */
function pssHash(parameters: DerValue | undefined): CertificateHash | undefined {
  const named = parameters?.children.find(({ tag }) => tag === 0xa0)?.children[0]?.children[0]?.oid;
  return named === undefined || named === '1.3.14.3.2.26' ? 'sha256' : hashOfDigest[named];
}
