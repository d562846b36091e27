/** Which failures must be so from where the user is, and why. Not opinions about a server: rules of the place. */
import type { Connection, Exchange, Lookup, Step } from '../../session/model.js';
import { headerValue } from '../../session/headers.js';
import { isOnlineHost } from './addresses.js';
import { discoveryName, saysNothingThere, addressesOf } from './names.js';
import { isAboutEndpoints, isAboutNames, isHeldOpen, type Sighting, type Survey } from './survey.js';

const insideOnly = ['lyncdiscoverinternal', '_sipinternaltls._tcp', '_sipinternal._tcp', 'sipinternal'];
const outsideOnly = ['lyncdiscover', '_sip._tls', 'sipexternal', '_sipfederationtls._tcp'];
const forSip = [
  '_sipinternaltls._tcp',
  '_sipinternal._tcp',
  '_sip._tls',
  '_sipfederationtls._tcp',
  'sipinternal',
  'sip',
  'sipexternal',
];

/** Why a step had to fail here; undefined when it had not. */
export function expectedReason(survey: Survey, step: Step): string | undefined {
  if (step.outcome !== 'failed') return undefined;
  return (
    sideReason(survey, step) ?? dnsStepReason(survey, step) ?? plainReason(survey, step) ?? jsonReason(survey, step)
  );
}

/** Everything on the side that is not for this place. */
function sideReason(survey: Survey, step: Step): string | undefined {
  const side = survey.sideOf(step.id);
  if (side === 'internal' && isServedOnline(survey)) return nothingInside;
  if (side === undefined || step.kind.startsWith('dns') || survey.isOwn(step.id)) return undefined;
  if (survey.seat === 'outside') {
    return 'The internal addresses are only for the company network. Outside they must not answer.';
  }
  const operation = step.failure?.operation;
  const unreached =
    operation === 'lookup' || operation === 'connect' || operation === undefined || step.failure?.code === 'timeout';
  return unreached ? 'The published addresses are for clients outside. Inside they need not be reachable.' : undefined;
}

const comparedWords = 'Asked only to compare resolvers. The sign-in does not wait for this answer.';

/** The user signs in online, and discovery leads there: there are no servers in the company network. */
function isServedOnline({ names, session }: Survey): boolean {
  return (
    session.target.signIn === 'online' &&
    names.external.lookups.some(({ answers }) =>
      answers.some(({ type, data }) => type === 'CNAME' && isOnlineHost(data)),
    )
  );
}

const nothingInside =
  'The organisation is served online and has no servers in its network. Clients inside go the same way as those outside.';

function dnsStepReason(survey: Survey, step: Step): string | undefined {
  if (isAboutNames(step.kind)) return step.failure?.code === 'timeout' ? comparedWords : undefined;
  if (!step.kind.startsWith('dns') || step.kind === 'dns') return undefined;
  const lookups = survey.session.lookups.filter((lookup) => lookup.stepId === step.id);
  const reasons = lookups.map((lookup) => lookupReason(survey, lookup));
  return reasons.length > 0 && reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

/** Why a question had to stay without an answer here. */
export function lookupReason(survey: Survey, lookup: Lookup): string | undefined {
  const elsewhere = endpointReason(survey, lookup);
  if (elsewhere !== undefined) return elsewhere;
  const kind = survey.stepOf(lookup.stepId)?.kind;
  if (isAboutNames(kind) && lookup.failure?.code === 'timeout') return comparedWords;
  if (!saysNothingThere(lookup)) return undefined;
  if (kind === 'dns.wildcard') return 'Nobody made this name. That it does not exist is as it should be.';
  const { names, session } = survey;
  const name = lookup.query.name.toLowerCase().replace(/\.$/, '');
  const suffix = `.${session.target.domain.toLowerCase()}`;
  const label = name.endsWith(suffix) ? name.slice(0, -suffix.length) : undefined;
  const bothOwn = survey.ownSides.length > 1;
  if (label !== undefined && survey.seat === 'outside' && !bothOwn && insideOnly.includes(label)) {
    return `${label} is a name for inside the company network; that it does not exist outside is as it should be.`;
  }
  if (label !== undefined && insideOnly.includes(label) && isServedOnline(survey)) return nothingInside;
  const internalFound = names.internal.found;
  if (label !== undefined && survey.seat === 'inside' && outsideOnly.includes(label) && internalFound) {
    return `${label} is for clients outside. Inside it is not needed.`;
  }
  if (label !== undefined && forSip.includes(label) && (internalFound || names.external.found)) {
    return 'A record for SIP clients only. The sign-in over the web does not need it.';
  }
  const sameName = session.lookups.filter((other) => other.query.name.toLowerCase().replace(/\.$/, '') === name);
  if (lookup.query.type === 'AAAA' && sameName.some((other) => addressesOf(other).length > 0)) {
    return 'No IPv6 address is published for this name. Its IPv4 address is enough.';
  }
  if (lookup.query.type === 'CNAME' && sameName.some((other) => addressesOf(other).length > 0)) {
    return 'The name is no alias. It has an address of its own.';
  }
  if (isAboutNames(kind)) return 'Asked to compare resolvers. That there is nothing is an answer.';
  return undefined;
}

/** The names of endpoints on the side that is not for this place; a resolver here may not know them, or refuse. */
function endpointReason(survey: Survey, { stepId }: Lookup): string | undefined {
  if (!isAboutEndpoints(survey.stepOf(stepId)?.kind) || survey.isOwn(stepId)) return undefined;
  return survey.seat === 'outside'
    ? 'The internal addresses are only for the company network. Outside they need not resolve.'
    : 'The published addresses are for clients outside. Inside they need not resolve.';
}

/** Plain HTTP need not be published where HTTPS works. */
function plainReason(survey: Survey, step: Step): string | undefined {
  if (step.kind !== 'root.http') return undefined;
  const side = survey.sideOf(step.id);
  if (side === undefined || !survey.reachedRoot(side)) return undefined;
  const operation = step.failure?.operation;
  return operation === 'connect' || operation === 'response' || operation === 'protocol' ? plainWords : undefined;
}

const plainWords = 'Plain HTTP is not served for this name. HTTPS works, and that is enough.';

function jsonReason(survey: Survey, step: Step): string | undefined {
  const refused = survey.sightings.some((sighting) => sighting.step?.id === step.id && isJsonRefusal(survey, sighting));
  return refused ? jsonWords : undefined;
}

const jsonWords = 'Lync Server 2010 does not speak JSON and answers 406. The XML form works.';

function isJsonRefusal(survey: Survey, { exchange, response, side }: Sighting): boolean {
  const accept = (headerValue(exchange.request, 'Accept') ?? '').toLowerCase();
  return response?.status === 406 && accept.includes('json') && survey.reachedRoot(side ?? 'external');
}

/** Why a connection had to fail here. */
export function connectionReason(survey: Survey, connection: Connection): string | undefined {
  if (connection.failure === undefined) return undefined;
  const side = survey.sideOf(connection.stepId);
  if (side === 'internal' && isServedOnline(survey)) return nothingInside;
  if (side !== undefined && !survey.isOwn(connection.stepId)) {
    return survey.seat === 'outside'
      ? 'The internal addresses are only for the company network. Outside they must not answer.'
      : 'The published addresses are for clients outside. Inside they need not be reachable.';
  }
  const host = connection.host.toLowerCase();
  const isDiscovery = (['internal', 'external'] as const).some(
    (one) => host === discoveryName(one, survey.session.target.domain),
  );
  const secureStands = survey.session.connections.some(
    (other) => other.scheme === 'https' && other.host.toLowerCase() === host && other.failure === undefined,
  );
  if (connection.scheme === 'http' && isDiscovery && secureStands && side !== undefined && survey.reachedRoot(side)) {
    return plainWords;
  }
  return undefined;
}

const heldWords = 'The server holds this request until there is news. That is as it should be.';

/** Why an exchange had to fail here: its step's reason, or that of its connection. */
export function exchangeReason(survey: Survey, exchange: Exchange): string | undefined {
  const sighting = survey.sightings.find((one) => one.exchange.id === exchange.id);
  if (sighting !== undefined && isJsonRefusal(survey, sighting)) return jsonWords;
  if (exchange.failure === undefined) return undefined;
  const step = survey.stepOf(exchange.stepId);
  if (step !== undefined && isHeldOpen(step)) return heldWords;
  if (sighting?.step !== undefined) {
    const reason = expectedReason(survey, sighting.step);
    if (reason !== undefined) return reason;
  }
  return sighting?.connection === undefined ? undefined : connectionReason(survey, sighting.connection);
}
