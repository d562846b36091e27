/** Where an address was learned, as evidence; and whether that answer could be believed. */
import type { TrustDecision } from '../../session/model.js';
import type { Evidence } from '../audit.js';
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
