/** TLS handshakes of a session, gathered by the certificate that was shown: one certificate is one thing to mend. */
import type { CertificateFields, CertificateRecord, Connection, TlsHandshake } from '../../session/model.js';
import type { Severity } from '../audit.js';
import { isOnlineHost } from './addresses.js';
import type { Survey } from './survey.js';

export interface Handshake {
  readonly connection: Connection;
  readonly tls: TlsHandshake;
  readonly leaf: CertificateRecord | undefined;
  readonly fields: CertificateFields | undefined;
  /** How much a bad certificate here matters; undefined where nobody in the user's place depends on it. */
  readonly severity: Severity | undefined;
}

/** Handshakes that showed a certificate. */
export function handshakesOf(survey: Survey): readonly Handshake[] {
  return survey.session.connections.flatMap((connection): Handshake[] => {
    const { tls } = connection;
    const leaf = tls?.chain[0];
    if (tls === undefined || leaf === undefined) return [];
    return [{ connection, tls, leaf, fields: leaf.fields, severity: severityOf(survey, connection) }];
  });
}

function severityOf(survey: Survey, connection: Connection): Severity | undefined {
  // The online service is no part of this deployment; a finding of its own tells that the user is sent there.
  if (isOnlineHost(connection.host) || isCloudAlias(survey, connection.host)) return undefined;
  if (survey.isOwn(connection.stepId)) return 'error';
  // Inside, the published side is not needed but seen all the same; outside, what an internal name leads to is not ours.
  return survey.seat === 'inside' ? 'warning' : undefined;
}

/** A discovery name that is an alias of the online directory shows the certificate of that: DNS is to mend, not TLS. */
function isCloudAlias(survey: Survey, host: string): boolean {
  const { external } = survey.names;
  const isDiscovery = host.toLowerCase() === external.name;
  // The SIP names of an organisation that is served online are such aliases, too.
  const lookups =
    survey.session.target.signIn === 'online'
      ? survey.whole.lookups.filter(({ query }) => query.name.toLowerCase().replace(/\.$/, '') === host.toLowerCase())
      : isDiscovery
        ? external.lookups
        : [];
  return lookups.some(({ answers }) => answers.some(({ type, data }) => type === 'CNAME' && isOnlineHost(data)));
}

/** Gathers what shows the same leaf certificate (or, by `key`, anything else that is one thing to mend). */
export function byCertificate<T extends { readonly leaf: CertificateRecord | undefined }>(
  handshakes: readonly T[],
): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const handshake of handshakes) {
    const key = handshake.leaf?.fields?.sha256 ?? handshake.leaf?.der ?? '';
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [handshake]);
    else group.push(handshake);
  }
  return [...groups.values()];
}

/** The worst of a group: errors on the user's side weigh more than warnings beyond it. */
export function severityOfGroup(group: readonly Handshake[]): Severity {
  return group.some((handshake) => handshake.severity === 'error') ? 'error' : 'warning';
}

/** The first handshake with each host: more show nothing new. */
export function onePerHost<T extends Handshake>(group: readonly T[]): readonly T[] {
  return group.filter((one, index) => group.findIndex((other) => placeOf(other) === placeOf(one)) === index);
}

export const placeOf = ({ connection }: Handshake): string => connection.host;

/** The common name, else the whole distinguished name. */
export function commonName(distinguishedName: string): string {
  return (
    /(?:^|[,;+\n]\s*)CN=("[^"]*"|[^,;+\n]*)/i.exec(distinguishedName)?.[1]?.replaceAll('"', '').trim() ||
    distinguishedName
  );
}
