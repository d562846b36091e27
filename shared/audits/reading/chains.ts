/** Why a chain did not lead to a trusted authority: by the chain that was built, else as far as what was sent can tell. */
import { isSelfIssued } from '../../protocol/certificates.js';
import type { BuiltChain, CertificateFields, RevocationCheck } from '../../session/model.js';
import type { Handshake } from './handshakes.js';

/** Authorities whose roots never sign a server's certificate themselves, so that a lone leaf means a missing issuer. */
const publicAuthorities =
  /\b(DigiCert|GeoTrust|RapidSSL|Thawte|Let's Encrypt|ISRG|Sectigo|COMODO|USERTrust|GlobalSign|GoDaddy|Starfield|Entrust|Amazon|Google Trust Services|SwissSign|QuoVadis|Actalis|Certum|IdenTrust|SSL\.com|Buypass|HARICA|Telekom Security|D-Trust|ZeroSSL)\b/i;

const dateCodes: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
/** The verifier found a key or signature too weak; audits of their own tell that. */
const weakCodes: ReadonlySet<string> = new Set(['CA_MD_TOO_WEAK', 'EE_KEY_TOO_SMALL', 'CA_KEY_TOO_SMALL']);

/** The chain built for this certificate, here or where another handshake of the walk showed the same chain. */
export function builtOf(handshake: Handshake, all: readonly Handshake[]): BuiltChain | undefined {
  return sameChain(handshake, all, (one) => one.tls.built);
}

/** What the authorities said about this chain. */
export function revocationOf(handshake: Handshake, all: readonly Handshake[]): readonly RevocationCheck[] {
  return sameChain(handshake, all, (one) => one.tls.revocation) ?? [];
}

function sameChain<T>(
  handshake: Handshake,
  all: readonly Handshake[],
  read: (one: Handshake) => T | undefined,
): T | undefined {
  const own = read(handshake);
  if (own !== undefined) return own;
  const key = keyOf(handshake);
  for (const one of all) {
    const found = keyOf(one) === key ? read(one) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const keyOf = ({ tls }: Handshake): string => tls.chain.map(({ der }) => der).join(' ');

/** The chain was judged, did not lead to a trusted root, and neither dates nor weak keys are the reason. */
export function isUntrusted(handshake: Handshake, all: readonly Handshake[]): boolean {
  const { verification } = handshake.tls;
  if (verification === undefined || verification.trusted) return false;
  const built = builtOf(handshake, all);
  if (built !== undefined) return built.end !== 'trusted-root' || isPatched(built);
  return !dateCodes.has(verification.code ?? '') && !weakCodes.has(verification.code ?? '');
}

/** Only with a certificate that was fetched does the chain hold together. */
export const isPatched = ({ path }: BuiltChain): boolean => path.some(({ origin }) => origin === 'fetched');

/**
 * How it is known that an issuer should have been sent: it could be fetched from where the certificate says, there is a
 * gap between what was sent, another server of this walk did send it, or a public authority never signs without one.
 * undefined where a private root explains it as well.
 */
export function missingIssuer(handshake: Handshake, all: readonly Handshake[]): string | undefined {
  if (!isUntrusted(handshake, all)) return undefined;
  const built = builtOf(handshake, all);
  const fetched = built?.path.find(({ origin }) => origin === 'fetched')?.certificate.fields?.subject;
  if (fetched !== undefined) return fetched;
  if (built !== undefined && built.end !== 'open') return undefined;
  const sent = handshake.tls.chain.flatMap((record) => (record.fields === undefined ? [] : [record.fields]));
  const open = sent.find((fields) => !isSelfIssued(fields) && !sent.some((other) => other.subject === fields.issuer));
  const [leaf] = sent;
  if (open === undefined || leaf === undefined) return undefined;
  if (open === leaf && sent.length > 1) return open.issuer;
  const elsewhere = all
    .flatMap(({ tls }) => tls.chain)
    .some(({ fields }) => fields !== undefined && fields.subject === open.issuer && !isSelfIssued(fields));
  if (elsewhere) return open.issuer;
  return sent.length === 1 && publicAuthorities.test(open.issuer) ? open.issuer : undefined;
}

/** Fields of the certificates that were sent, leaf first, roots left out: nobody relies on a root's own signature. */
export function belowRoot({
  tls,
}: Handshake): readonly { readonly fields: CertificateFields; readonly index: number }[] {
  return tls.chain.flatMap(({ fields }, index) =>
    fields === undefined || (index > 0 && isSelfIssued(fields)) ? [] : [{ fields, index }],
  );
}
