/** What a certificate's fields say by themselves (RFC 5280; CA/Browser Forum Baseline Requirements). Pure. */
import type { CertificateFields } from '../session/model.js';

const day = 86_400_000;

/** Why the key is too weak by today's rules (BR 6.1.5); undefined when it is not, or is of an unknown kind. */
export function weakKey({ publicKey }: CertificateFields): string | undefined {
  const rsa = /^RSA(?:-PSS)? (\d+)$/.exec(publicKey);
  if (rsa !== null && Number(rsa[1]) < 2048) return `${publicKey} bits; 2048 is the least`;
  const curve = /^EC (?:P|K|secp|brainpoolP)-?(\d+)/i.exec(publicKey);
  if (curve !== null && Number(curve[1]) < 256) return `${publicKey}; P-256 is the least`;
  return /^DSA\b/.test(publicKey) ? 'DSA, which clients no longer take' : undefined;
}

/** The broken digest of the signature; undefined when there is none. */
export function weakDigest({ signatureAlgorithm }: CertificateFields): 'MD2' | 'MD5' | 'SHA-1' | undefined {
  if (/MD2\b|1\.2\.840\.113549\.1\.1\.2$/i.test(signatureAlgorithm)) return 'MD2';
  if (/MD5|1\.2\.840\.113549\.1\.1\.4$/i.test(signatureAlgorithm)) return 'MD5';
  return /SHA-?1\b|1\.2\.840\.113549\.1\.1\.5$|1\.2\.840\.10045\.4\.1$/i.test(signatureAlgorithm) ? 'SHA-1' : undefined;
}

export function isSelfIssued({ subject, issuer }: CertificateFields): boolean {
  return subject === issuer;
}

/** Days from first to last, as the Baseline Requirements count them: a day begun is a day. */
export function lifetimeDays({ notBefore, notAfter }: CertificateFields): number {
  return Math.ceil((Date.parse(notAfter) - Date.parse(notBefore)) / day);
}

/** Longest life of a publicly trusted server certificate issued then (BR 6.3.2; ballot SC-081v3). */
export function mostLifetimeDays(notBefore: string): number {
  const issued = Date.parse(notBefore);
  const rule = lifetimes.find(({ from }) => issued >= Date.parse(from));
  return rule?.days ?? 825;
}

const lifetimes = [
  { from: '2029-03-15T00:00:00Z', days: 47 },
  { from: '2027-03-15T00:00:00Z', days: 100 },
  { from: '2026-03-15T00:00:00Z', days: 200 },
  { from: '2020-09-01T00:00:00Z', days: 398 },
] as const;

/** The DNS names of the subject alternative name. */
export function dnsNames({ subjectAltNames }: CertificateFields): readonly string[] {
  return subjectAltNames.flatMap((name) => (/^DNS:/i.test(name) ? [name.slice(4)] : []));
}

/** A name the certificate carries stands for `host` (RFC 9525, section 6.3): letter case aside, one whole left label may be '*'. */
export function nameCovers(name: string, host: string): boolean {
  const wanted = host.toLowerCase().replace(/\.$/, '');
  const known = name.toLowerCase().replace(/\.$/, '');
  if (!known.startsWith('*.')) return known === wanted;
  const [first, ...rest] = wanted.split('.');
  return first !== undefined && first !== '' && rest.length > 1 && rest.join('.') === known.slice(2);
}

/** Security products that sign for the sites they look into, by the words in their authorities' names. */
const inspectors =
  /\b(Zscaler|Blue ?Coat|ProxySG|Sophos|Fortinet|FortiGate|Palo Alto|GlobalProtect|Netskope|Forcepoint|Websense|McAfee Web Gateway|Skyhigh|Cisco Umbrella|IronPort|Barracuda|WatchGuard|SonicWall|Check ?Point|Untangle|Kaspersky|Avast|AVG|Bitdefender|ESET|Smoothwall|Lightspeed|Securly|iboss|Cato Networks|mitmproxy|Fiddler|Charles Proxy|HTTP Toolkit)\b/i;

/** How gateways name the authority they sign anew with, whoever made them. */
const inspectorWords =
  /\b(?:(?:Web|Security|Secure Web|SSL|TLS|HTTPS) (?:Gateway|Inspection|Interception|Decryption)|Forward Trust|Deep Inspection)\b/i;

/** The name of a security product in the issuer, or the words that such products use; undefined when there are none. */
export function inspectorIn(issuer: string): string | undefined {
  return inspectors.exec(issuer)?.[0] ?? inspectorWords.exec(issuer)?.[0];
}
