/** What the fields of a certificate say, at the time it was shown. Facts with a plain reading; findings judge more. */
import type { BuiltChain, CertificateRecord, TlsHandshake } from '../../shared/session/model.js';
import { plural, utcDay } from '../common/format.js';
import { verificationWords } from '../exchange/rowText.js';
import type { Status } from '../state/status.js';
import { builtSentence } from './builtWords.js';

export interface Lifetime {
  readonly usedShare: number;
  readonly status: Status;
  readonly words: string;
}

export interface JudgedField {
  readonly name: string;
  readonly status: Status;
  readonly value: string;
  readonly why?: string;
  readonly lifetime?: Lifetime;
  /** The exchange that shows it. */
  readonly exchangeId?: string;
}

/** "lyncweb.contoso.com" from "CN=lyncweb.contoso.com, O=Contoso"; the whole name when it has no CN. */
export function commonName(name: string): string {
  return /(?:^|[,+/\n]\s*)CN\s*=\s*("[^"]*"|[^,+\n]+)/i.exec(name)?.[1]?.replaceAll('"', '').trim() ?? name;
}

export function isSelfSigned(certificate: CertificateRecord): boolean {
  return certificate.fields !== undefined && certificate.fields.subject === certificate.fields.issuer;
}

const dayMs = 86_400_000;
/** From here on a renewal is due. */
const soonDays = 30;

/** Where `atMs` (ms since 1970) lies in the certificate's life. */
export function datesOf(certificate: CertificateRecord, atMs: number): Lifetime | undefined {
  if (certificate.fields === undefined) return undefined;
  const from = Date.parse(certificate.fields.notBefore);
  const to = Date.parse(certificate.fields.notAfter);
  if (Number.isNaN(from) || Number.isNaN(to)) return undefined;
  const usedShare = to > from ? (atMs - from) / (to - from) : 1;
  const days = Math.floor(Math.abs(to - atMs) / dayMs);
  if (atMs < from) return { usedShare: 0, status: 'failed', words: 'Not valid yet' };
  if (atMs > to) return { usedShare: 1, status: 'failed', words: `Expired, ${plural(days, 'day', 'days')} ago` };
  return {
    usedShare,
    status: days < soonDays ? 'warning' : 'passed',
    words: `Valid, ${plural(days, 'day', 'days')} left`,
  };
}

/** Does "DNS:*.contoso.com" cover a host; a star stands for one label (RFC 6125 6.4.3). */
export function nameMatches(altName: string, host: string): boolean {
  const wanted = host.toLowerCase();
  const ip = /^IP(?: Address)?:(.*)$/i.exec(altName)?.[1];
  if (ip !== undefined) return ip.toLowerCase() === wanted;
  const name = altName.replace(/^DNS:/i, '').toLowerCase();
  if (!name.startsWith('*.')) return name === wanted;
  const dot = wanted.indexOf('.');
  return dot > 0 && wanted.slice(dot) === name.slice(1);
}

function nameField(tls: TlsHandshake): JudgedField {
  const matches = tls.verification?.nameMatches;
  if (tls.serverName === '')
    return { name: 'Name', status: 'skipped', value: 'No name was sent (SNI), so none is due.' };
  if (matches === undefined)
    return { name: 'Name', status: 'skipped', value: `Asked for ${tls.serverName}. Not checked.` };
  return matches
    ? { name: 'Name', status: 'passed', value: `Contains ${tls.serverName}` }
    : {
        name: 'Name',
        status: 'failed',
        value: `Asked for ${tls.serverName}. No name matches.`,
        why: 'Clients stop here.',
      };
}

/** The verifier's codes that speak of dates alone. */
const dateCodes: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** Whether the chain is trusted here: told apart from the name, and from what else is wrong with it. */
function trustField(tls: TlsHandshake, built: BuiltChain | undefined): JudgedField {
  const sent = `The server sent ${plural(tls.chain.length, 'certificate', 'certificates')}.`;
  const end = built === undefined ? '' : ` ${builtSentence(built)}`;
  if (tls.verification === undefined)
    return { name: 'Trust', status: 'skipped', value: 'Not checked', why: sent + end };
  const { trusted, code } = tls.verification;
  if (trusted) {
    return { name: 'Trust', status: 'passed', value: 'Ends in a root that is trusted here', why: sent + end };
  }
  // A verifier names one fault alone: where it is the dates, they have their own line, and the chain still ends well.
  if (code !== undefined && dateCodes.has(code) && built?.end === 'trusted-root') {
    return { name: 'Trust', status: 'passed', value: 'Ends in a root that is trusted here', why: sent + end };
  }
  return {
    name: 'Trust',
    status: 'failed',
    value: verificationWords(code),
    why: `${sent}${end}${code === undefined ? '' : ` Verifier: ${code}.`}`,
  };
}

function usageField(certificate: CertificateRecord): JudgedField | undefined {
  const { fields } = certificate;
  if (fields === undefined) return undefined;
  if (fields.isCa) {
    return { name: 'Use', status: 'passed', value: 'Certificate authority', ...why(fields.keyUsages) };
  }
  const uses = fields.extendedKeyUsages;
  const server = uses.length === 0 || uses.some((use) => /server|1\.3\.6\.1\.5\.5\.7\.3\.1$/i.test(use));
  return {
    name: 'Use',
    status: server ? 'passed' : 'failed',
    value: uses.length === 0 ? 'Any use' : uses.join(', '),
    ...(server ? why(fields.keyUsages) : { why: 'Not made for servers.' }),
  };
}

function why(usages: readonly string[]): { readonly why?: string } {
  return usages.length === 0 ? {} : { why: usages.join(', ') };
}

/** The fields of one certificate of a chain, in the order they are read. */
export function judgedFields(
  certificate: CertificateRecord,
  index: number,
  tls: TlsHandshake,
  atMs: number,
  built?: BuiltChain,
): readonly JudgedField[] {
  const { fields } = certificate;
  if (fields === undefined)
    return [{ name: 'Certificate', status: 'warning', value: 'It cannot be read', why: 'The DER is kept: save it.' }];
  const dates = datesOf(certificate, atMs);
  const use = usageField(certificate);
  const weak = /sha-?1|md5/i.test(fields.signatureAlgorithm);
  return [
    ...(index === 0 ? [nameField(tls), trustField(tls, built)] : []),
    ...(dates === undefined
      ? []
      : [
          {
            name: 'Dates',
            status: dates.status,
            value: dates.words,
            why: `${utcDay(fields.notBefore)} to ${utcDay(fields.notAfter)}`,
            lifetime: dates,
          },
        ]),
    ...(use === undefined ? [] : [use]),
    {
      name: 'Key, signature',
      status: weak ? 'warning' : 'passed',
      value: `${fields.publicKey}, ${fields.signatureAlgorithm}`,
      ...(weak ? { why: 'The signature uses a hash that clients no longer accept from public authorities.' } : {}),
    },
  ];
}

/** PEM text of a certificate. */
export function pemOf(certificate: CertificateRecord): string {
  const lines = certificate.der.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
