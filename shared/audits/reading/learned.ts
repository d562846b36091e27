/** Where an address was learned, as evidence; and whether that answer could be believed. */
import { headerValue } from '../../session/headers.js';
import type { TrustDecision } from '../../session/model.js';
import type { Evidence } from '../audit.js';
import { isWithin } from './addresses.js';
import { onBody, onExchange, onHeader, onStep } from './evidence.js';
import type { Sighting, Survey } from './survey.js';

/** The answer that named the address. */
export function sourceOf(survey: Survey, decision: TrustDecision): Sighting | undefined {
  return survey.sightings.find((sighting) => sighting.exchange.id === decision.learnedFrom.exchangeId);
}

/** Points at the field of the answer that held the address. */
export function onSource(survey: Survey, decision: TrustDecision): Evidence {
  const source = sourceOf(survey, decision);
  if (source === undefined) return onStep({ id: decision.stepId }, 'trust');
  const { field } = decision.learnedFrom;
  if (/location/i.test(field)) return onHeader(source.exchange, 'Location');
  if (/x-ms-webticketurl/i.test(field)) return onHeader(source.exchange, 'X-MS-WebTicketURL');
  if (/msrtcoauth|www-authenticate/i.test(field)) return onHeader(source.exchange, 'WWW-Authenticate');
  if (decision.host === '') return onExchange(source.exchange, 'response.body');
  return onBody(source.exchange, new RegExp(decision.host.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i'));
}

/**
 * True when the doubt about an address has an earlier cause: it came over plain HTTP, and the same name over HTTPS
 * either did answer (that answer counts, not this one) or is closed although the servers are of the same house.
 */
export function wantsOnlyHttps(survey: Survey, source: Sighting | undefined, host: string): boolean {
  if (source?.scheme !== 'http') return false;
  const answered = survey.sightings.some(
    (other) => other.scheme === 'https' && other.host === source.host && other.response !== undefined,
  );
  return answered || (isSecureClosed(survey, source.host) && isOwnHouse(source, host));
}

function isSecureClosed(survey: Survey, host: string): boolean {
  return survey.session.connections.some(
    ({ scheme, host: asked, failure }) =>
      scheme === 'https' && asked.toLowerCase() === host && failure?.operation === 'connect',
  );
}

/** Internal web services usually lie in the servers' own domain; a validated HTTPS answer would vouch for them. */
function isOwnHouse({ response }: Sighting, host: string): boolean {
  const server = response === undefined ? '' : (headerValue(response, 'X-MS-Server-Fqdn') ?? '').trim();
  const house = server.slice(server.indexOf('.') + 1);
  return house.includes('.') && isWithin(host, house);
}

/**
 * True when HTTPS was tried on the name that gave the address and its certificate did not validate: then the doubt
 * about the address is a consequence of the certificate.
 */
export function comesFromBadTls(survey: Survey, source: Sighting | undefined): boolean {
  if (source === undefined) return false;
  return survey.session.connections.some(
    ({ host, tls, failure }) =>
      host.toLowerCase() === source.host &&
      ((tls?.verification !== undefined && (!tls.verification.trusted || !tls.verification.nameMatches)) ||
        failure?.operation === 'handshake'),
  );
}
