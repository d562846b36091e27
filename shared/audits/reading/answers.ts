/** What became of one request, as a single class, so that each failure is told by exactly one audit. */
import { headerValue, headerValues } from '../../session/headers.js';
import type { Severity } from '../audit.js';
import { mediaTypeOf } from '../../protocol/mediaType.js';
import { isOnlineHost } from './addresses.js';
import { reachedGoal } from './goal.js';
import { hasDiscoveryType, isLoginRedirect, leadsOn, locationOf, rootSightings, twinOf } from './roots.js';
import type { Sighting, Survey } from './survey.js';

export type AnswerClass =
  | 'unreached' // no connection: told by the audits of DNS, TCP and TLS
  | 'timeout'
  | 'reset'
  | 'truncated' // the peer ended the connection before the length it announced
  | 'not-http'
  | 'too-large' // longer than we take
  | 'login' // redirect to a login page, or a challenge nobody should make here
  | 'missing' // 404
  | 'status' // any other error status
  | 'html'
  | 'malformed'
  | 'good'
  | 'other';

/** Class of an answer to a request for a root document. */
export function rootClass(sighting: Sighting): AnswerClass {
  const wire = wireClass(sighting);
  if (wire !== undefined) return wire;
  const { response } = sighting;
  if (response === undefined) return 'other';
  if (isLoginRedirect(sighting)) return 'login';
  if (hasDiscoveryType(sighting) && isAboutDocument(sighting)) return 'malformed';
  if (leadsOn(sighting) || locationOf(sighting) !== undefined) return 'good';
  if (response.status === 401 || response.status === 403) return 'login';
  if (response.status === 404) return 'missing';
  if (response.status !== 200) return 'status';
  if (!hasDiscoveryType(sighting)) {
    const type = mediaTypeOf(headerValue(response, 'Content-Type'));
    return type.includes('html') ? 'html' : 'malformed';
  }
  return isTooLong(sighting) ? 'too-large' : 'good';
}

/** Trouble below the meaning of an answer; undefined when a whole answer came. */
export function wireClass({ exchange, connection }: Sighting): AnswerClass | undefined {
  const failure = exchange.failure;
  if (failure === undefined) return undefined;
  if (failure.code === 'truncated_body') return 'truncated';
  if (failure.code === 'malformed_http') return 'not-http';
  if (failure.code === 'too_large') return 'too-large';
  // Another protocol was offered in place of an answer; how that connection ends says nothing.
  if (exchange.response?.status === 101) return undefined;
  const stood = connection !== undefined && (connection.connectedMs !== undefined || connection.remote !== undefined);
  if (failure.operation === 'lookup' || failure.operation === 'proxy') return 'unreached';
  if (failure.operation === 'connect' && failure.code !== 'connection_reset') return 'unreached';
  if (failure.operation === 'handshake' && failure.code === 'timeout') return 'unreached';
  if (failure.code === 'timeout') return stood || failure.operation === 'response' ? 'timeout' : 'unreached';
  if (failure.code === 'connection_reset' || failure.code === 'connection_closed') return 'reset';
  if (failure.operation === 'handshake') return 'unreached';
  return exchange.response === undefined || failure.code === 'cancelled' ? 'other' : undefined;
}

/** The step failed because the document has more in it than is read. */
export function isTooLong({ step, response }: Sighting): boolean {
  return response !== undefined && step?.outcome === 'failed' && step.failure?.code === 'too_large';
}

function isAboutDocument({ step }: Sighting): boolean {
  const code = step?.outcome === 'failed' ? step.failure?.code : undefined;
  return code === 'malformed_document' || code === 'unexpected_document' || code === 'missing_link';
}

/** The answer was made by a Lync or Skype for Business server and not by something in front of it. */
export function isFromFrontEnd(sighting: Sighting): boolean {
  const { response } = sighting;
  if (response === undefined) return false;
  return ['X-MS-Server-Fqdn', 'X-Ms-diagnostics', 'X-MS-WebTicketURL'].some(
    (name) => headerValues(response, name).length > 0,
  );
}

/**
 * How much a failed request matters: error when it stops a client in the user's place, warning when another way
 * worked, undefined when it must be so or nobody depends on it.
 */
export function weigh(survey: Survey, sighting: Sighting): Severity | undefined {
  if (isOnlineHost(sighting.host)) return undefined;
  const isRoot = rootSightings(survey).includes(sighting);
  if (!sighting.own) return survey.seat === 'inside' && sighting.scheme === 'https' ? 'warning' : undefined;
  if (isRoot) {
    const twin = twinOf(survey, sighting);
    const twinWorks = twin !== undefined && rootClass(twin) === 'good';
    if (sighting.scheme === 'http' && (twinWorks || survey.reachedRoot(sighting.side ?? 'external'))) return undefined;
    return sighting.side !== undefined && survey.reachedRoot(sighting.side) ? 'warning' : 'error';
  }
  return reachedGoal(survey) ? 'warning' : 'error';
}

/** The weightiest of several. */
export function weightiest(severities: readonly (Severity | undefined)[]): Severity | undefined {
  for (const severity of ['error', 'warning', 'info'] as const) if (severities.includes(severity)) return severity;
  return undefined;
}
