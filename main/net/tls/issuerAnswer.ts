/** What an AIA address gives: a certificate as DER or PEM, or several in a PKCS #7 bundle (RFC 5280, section 4.2.2.1). */
import { X509Certificate } from 'node:crypto';
import { Certificate, ContentInfo, SignedData } from 'pkijs';

/** Certificates of one answer that are taken. */
const mostCertificates = 8;
const mostBytes = 256 * 1024;

/** The certificates as DER; none when the answer is something else. Never throws. */
export function issuersIn(body: Uint8Array): readonly Uint8Array[] {
  if (body.length === 0 || body.length > mostBytes) return [];
  const single = certificateIn(body);
  if (single !== undefined) return [single];
  const text = new TextDecoder('latin1').decode(body);
  const pems = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (pems.length > 0) return pems.slice(0, mostCertificates).flatMap((pem) => certificateIn(pem) ?? []);
  return bundled(body).slice(0, mostCertificates);
}

function certificateIn(data: Uint8Array | string): Uint8Array | undefined {
  try {
    return new Uint8Array(new X509Certificate(data).raw);
  } catch {
    return undefined;
  }
}

function bundled(body: Uint8Array): readonly Uint8Array[] {
  try {
    const content = ContentInfo.fromBER(new Uint8Array(body));
    const signed = new SignedData({ schema: content.content });
    return (signed.certificates ?? []).flatMap((certificate) =>
      certificate instanceof Certificate
        ? (certificateIn(new Uint8Array(certificate.toSchema().toBER(false))) ?? [])
        : [],
    );
  } catch {
    return [];
  }
}
