/** Why a chain did not lead to a trusted authority, as far as what was sent can tell. */
import type { CertificateFields } from '../../session/model.js';
import type { Handshake } from './handshakes.js';

/** Authorities whose roots never sign a server's certificate themselves, so that a lone leaf means a missing issuer. */
const publicAuthorities =
  /\b(DigiCert|GeoTrust|RapidSSL|Thawte|Let's Encrypt|ISRG|Sectigo|COMODO|USERTrust|GlobalSign|GoDaddy|Starfield|Entrust|Amazon|Google Trust Services|SwissSign|QuoVadis|Actalis|Certum|IdenTrust|SSL\.com|Buypass|HARICA|Telekom Security|D-Trust|ZeroSSL)\b/i;

const dateCodes: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** The chain was judged, did not lead to a trusted root, and dates are not the reason. */
export function isUntrusted({ tls }: Handshake): boolean {
  const { verification } = tls;
  return verification !== undefined && !verification.trusted && !dateCodes.has(verification.code ?? '');
}

/**
 * How it is known that an issuer should have been sent: a gap between what was sent, an issuer that another server of
 * this walk did send, or a public authority that never signs without an intermediate. undefined where a private root
 * explains it as well.
 */
export function missingIssuer(handshake: Handshake, all: readonly Handshake[]): string | undefined {
  if (!isUntrusted(handshake)) return undefined;
  const sent = handshake.tls.chain.flatMap((record) => (record.fields === undefined ? [] : [record.fields]));
  const open = sent.find((fields) => !isSelfSigned(fields) && !sent.some((other) => other.subject === fields.issuer));
  const [leaf] = sent;
  if (open === undefined || leaf === undefined) return undefined;
  if (open === leaf && sent.length > 1) return open.issuer;
  const elsewhere = all
    .flatMap(({ tls }) => tls.chain)
    .some(({ fields }) => fields !== undefined && fields.subject === open.issuer && !isSelfSigned(fields));
  if (elsewhere) return open.issuer;
  return sent.length === 1 && publicAuthorities.test(open.issuer) ? open.issuer : undefined;
}

const isSelfSigned = (fields: CertificateFields): boolean => fields.subject === fields.issuer;
