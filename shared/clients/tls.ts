/** TLS good enough: a version that client and server have in common, and a certificate that validates. */
import { endpointsOf } from '../audits/reading/endpoints.js';
import { factOf } from '../session/facts.js';
import type { Connection, Session, Side, StepKind } from '../session/model.js';
import type { Need } from './model.js';
import { tlsVersions, type ClientProfile, type ClientService, type TlsVersion } from './profiles.js';
import type { ClientRecord } from './record.js';

interface Offer {
  /** host:port */
  readonly place: string;
  readonly offered: readonly TlsVersion[];
  /** Each version was asked for by itself; otherwise only what was agreed on with this program is known. */
  readonly complete: boolean;
  readonly connection: Connection;
  readonly stepId?: string;
}

/**
 * @param side the side that the client goes on with
 * @param needsDiscoveryHost it reads the root over HTTPS alone
 */
export function tlsFor(profile: ClientProfile, side: Side, record: ClientRecord): Need {
  const offers = offersOf(profile, side, record);
  if (offers.length === 0)
    return { id: 'tls', state: 'not-known', why: 'No TLS server that this client uses was reached.' };
  const spoken = rangeOf(profile);
  const strange = offers.find(
    ({ complete, offered }) => complete && !offered.some((version) => spoken.includes(version)),
  );
  if (strange !== undefined) return tooOldOrNew(strange, profile);
  const bad = offers.find(({ connection: { tls, host } }) => isRefused(tls) && !isBypassed(host, profile, record));
  if (bad !== undefined) {
    const what = troubleOf(bad.connection.tls);
    const evidence = { connectionId: bad.connection.id, part: 'tls.chain.0' };
    return { id: 'tls', state: 'failed', why: `The certificate of ${bad.place} ${what}.`, evidence };
  }
  const open = offers.find(({ offered }) => !offered.some((version) => spoken.includes(version)));
  if (open !== undefined) {
    const why = `${open.place} agreed on ${list(open.offered)} with this program; this client speaks ${rangeText(profile)}, and that was not asked for.`;
    return { id: 'tls', state: 'not-known', why, evidence: { connectionId: open.connection.id, part: 'tls' } };
  }
  return fine(offers, profile);
}

function fine(offers: readonly Offer[], profile: ClientProfile): Need {
  const [first] = offers;
  const spoken = rangeOf(profile);
  const older = offers.every(({ offered }) => offered.includes(profile.tls.lowest));
  const common = [...new Set(offers.flatMap(({ offered }) => offered))].filter((version) => spoken.includes(version));
  return {
    id: 'tls',
    state: 'ok',
    why: `${list(common)} can be agreed on, and the certificates validate here.`,
    ...(older || profile.tls.since === undefined
      ? {}
      : { note: `Before ${profile.tls.since} it does not speak ${list(common)}.` }),
    ...(first === undefined ? {} : { evidence: evidenceOf(first) }),
  };
}

function tooOldOrNew(offer: Offer, profile: ClientProfile): Need {
  const offered = offer.offered.length === 0 ? 'no version' : list(offer.offered);
  const why = `${offer.place} takes ${offered}; this client speaks ${rangeText(profile)}.`;
  return { id: 'tls', state: 'failed', why, evidence: evidenceOf(offer) };
}

const evidenceOf = ({ stepId, connection }: Offer) =>
  stepId === undefined ? { connectionId: connection.id, part: 'tls' } : { stepId, part: 'outcome' };

function troubleOf(tls: Connection['tls']): string {
  const { verification } = tls ?? {};
  if (verification?.code === 'CERT_HAS_EXPIRED') return 'has expired';
  if (verification?.nameMatches === false) return 'is for another name';
  return `is not trusted here (${verification?.code ?? 'no reason given'})`;
}

const isRefused = (tls: Connection['tls']): boolean =>
  tls?.verification !== undefined && !(tls.verification.trusted && tls.verification.nameMatches);

/** Plain HTTP leads past the certificate of the discovery name. */
function isBypassed(host: string, profile: ClientProfile, { session, survey }: ClientRecord): boolean {
  if (!profile.schemes.includes('http')) return false;
  const isDiscovery = [survey.names.internal.name, survey.names.external.name].includes(host.toLowerCase());
  return isDiscovery && session.steps.some(({ kind, outcome }) => kind === 'root.http' && outcome === 'ok');
}

/** The servers of the client's way, each once: those of its side of the web, or the registrar. */
function offersOf(profile: ClientProfile, side: Side, record: ClientRecord): readonly Offer[] {
  const { session, survey } = record;
  const kinds = new Map(session.steps.map((step) => [step.id, step.kind]));
  const isOfRegistrar = ({ scheme }: Connection): boolean => scheme === 'tls';
  const endpoints = endpointsOf(survey);
  const isPhone = profile.methods.every((method) => method === 'tls-dsk');
  const certificates = new Set(isPhone ? record.steps('cert-prov').flatMap((step) => [...record.within(step)]) : []);
  const users = stepsByConnection(session);
  const mine = session.connections.filter((connection) => {
    if (connection.tls === undefined || connection.tls.serverName === '') return false;
    const kind = kinds.get(connection.stepId);
    if (kind === 'tls.probe' || kind === 'tls.issuer' || kind === 'tls.revocation') return false;
    // A client without any other way in needs the service that gives out certificates, too.
    if (certificates.has(connection.stepId)) return true;
    if (survey.sideOf(connection.stepId) !== side) return false;
    if (profile.service === 'registrar') return isOfRegistrar(connection);
    const steps = [connection.stepId, ...(users.get(connection.id) ?? [])];
    return connection.scheme === 'https' && steps.some((id) => isOnWay(id, profile, record));
  });
  const places = new Map(mine.map((connection) => [`${connection.host}:${connection.port}`.toLowerCase(), connection]));
  return [...places]
    .map(([place, connection]): Offer => {
      const remotes = new Set(mine.filter((one) => placeOf(one) === place).map(remoteOf));
      const probed = endpoints.find(
        (endpoint) =>
          endpoint.versions.length > 0 &&
          (endpoint.place.toLowerCase() === place || endpoint.named.some((one) => remotes.has(remoteOf(one)))),
      );
      if (probed !== undefined) {
        const offered = tlsVersions.filter((version) =>
          probed.versions.some((each) => each.version === version && each.state === 'offered'),
        );
        const complete = probed.versions.every(({ state }) => state !== 'unknown');
        if (offered.length > 0 || complete) {
          return { place, offered, complete, connection, stepId: probed.probe?.id ?? probed.step.id };
        }
      }
      const agreed = tlsVersions.filter((version) => version === connection.tls?.protocol);
      return { place, offered: agreed, complete: false, connection };
    })
    .filter(({ offered, complete }) => offered.length > 0 || complete);
}

/** What was asked over each connection: one that stands is used again. */
function stepsByConnection({ exchanges }: Session): ReadonlyMap<string, readonly string[]> {
  const steps = new Map<string, string[]>();
  for (const { connectionId, stepId } of exchanges) {
    if (connectionId === undefined) continue;
    const known = steps.get(connectionId);
    if (known === undefined) steps.set(connectionId, [stepId]);
    else known.push(stepId);
  }
  return steps;
}

/** What a walk does for clients of SIP, or to look around. */
const aside: readonly StepKind[] = ['registrar', 'cert-prov', 'front-ends', 'endpoints'];
const tests: Readonly<Record<ClientService, readonly string[]>> = {
  reach: ['authbroker'],
  mcx: ['mcx'],
  ucwa: ['ucwa', 'xframe'],
  registrar: [],
};

/** Whether a client of the web asks this to sign in, as against what a full walk asks for other clients. */
function isOnWay(stepId: string, { methods, service }: ClientProfile, record: ClientRecord): boolean {
  const step = record.survey.stepOf(stepId);
  if (step === undefined) return false;
  const isIn = (kind: StepKind): boolean => record.isWithin(step, kind);
  if (aside.some(isIn)) return false;
  if (isIn('service-tests')) {
    const [name = ''] = (factOf(step, 'service') ?? '').toLowerCase().split(' ');
    return tests[service].includes(name);
  }
  if (isIn('mcx')) return service === 'mcx';
  if (isIn('ucwa')) return service === 'ucwa';
  if (isIn('oauth')) return methods.includes('oauth');
  if (isIn('web-ticket')) return methods.includes('web-ticket');
  return true;
}

const placeOf = ({ host, port }: Connection): string => `${host}:${port}`.toLowerCase();
const remoteOf = ({ remote, host, port }: Connection): string =>
  remote === undefined ? `${host}:${port}` : `${remote.address}:${remote.port}`;

/** The versions a client speaks. */
export function rangeOf({ tls }: ClientProfile): readonly TlsVersion[] {
  return tlsVersions.slice(tlsVersions.indexOf(tls.lowest), tlsVersions.indexOf(tls.highest) + 1);
}

/** "TLS 1.0", "TLS 1.0 to 1.2" */
export function rangeText({ tls }: ClientProfile): string {
  const [low, high] = [nice(tls.lowest), nice(tls.highest)];
  return low === high ? `${low} only` : `${low} to ${high.replace('TLS ', '')}`;
}

const nice = (version: TlsVersion): string => (version === 'TLSv1' ? 'TLS 1.0' : version.replace('TLSv', 'TLS '));
const list = (versions: readonly TlsVersion[]): string => versions.map(nice).join(' and ');

/** Servers of the client's way that were asked for each version, and none of them takes TLS 1.2 or later. */
export function onlyOldVersions(profile: ClientProfile, side: Side, record: ClientRecord): boolean {
  return offersOf(profile, side, record).some(
    ({ complete, offered }) => complete && offered.length > 0 && !offered.some((version) => /1\.[23]/.test(version)),
  );
}
