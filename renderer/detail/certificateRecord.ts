/** A certificate that came outside of a TLS handshake, as a record like those of one. Loaded through certificateText.ts. */
import 'reflect-metadata';
import { ExtendedKeyUsageExtension, SubjectAlternativeNameExtension, X509Certificate } from '@peculiar/x509';
import { bytesOf } from '../../shared/session/bytes.js';
import type { Base64, CertificateFields, CertificateRecord } from '../../shared/session/model.js';

const mostBytes = 1_000_000;
const uses: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
};
const nameTypes: Readonly<Record<string, string>> = { dns: 'DNS', ip: 'IP', email: 'email', url: 'URI' };

/** Without fields where the DER cannot be read. */
export async function recordOfDer(der: Base64): Promise<CertificateRecord> {
  try {
    const bytes = bytesOf(der);
    if (bytes.length > mostBytes) return { der };
    const certificate = new X509Certificate(bytes);
    return { der, fields: await fieldsOf(certificate, bytes) };
  } catch {
    return { der }; // its bytes can be saved
  }
}

async function fieldsOf(certificate: X509Certificate, bytes: Uint8Array<ArrayBuffer>): Promise<CertificateFields> {
  const names = certificate.getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
  const extended = certificate.getExtension(ExtendedKeyUsageExtension)?.usages ?? [];
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    serialNumber: certificate.serialNumber,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    subjectAltNames: names.map(({ type, value }) => `${nameTypes[type] ?? type}:${value}`),
    publicKey: keyText(certificate.publicKey.algorithm),
    signatureAlgorithm: signatureText(certificate.signatureAlgorithm),
    sha1: await thumbprint('SHA-1', bytes),
    sha256: await thumbprint('SHA-256', bytes),
    isCa: false,
    keyUsages: [],
    extendedKeyUsages: Array.from(extended, (oid) => uses[String(oid)] ?? String(oid)),
  };
}

function keyText(algorithm: Algorithm): string {
  if ('modulusLength' in algorithm) return `RSA ${String(algorithm.modulusLength)}`;
  return 'namedCurve' in algorithm ? `EC ${String(algorithm.namedCurve)}` : algorithm.name;
}

/** "SHA-256 with RSA" */
function signatureText(algorithm: { readonly name: string; readonly hash?: { readonly name?: string } }): string {
  const key = algorithm.name.startsWith('RSA') ? 'RSA' : algorithm.name;
  return algorithm.hash?.name === undefined ? key : `${algorithm.hash.name} with ${key}`;
}

async function thumbprint(hash: 'SHA-1' | 'SHA-256', bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest(hash, bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
}
