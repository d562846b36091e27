/** What UCWA answered, as several audits read it: the requests below "applications" and the codes of refusals. */
import { parseUcwaError, type UcwaError } from '../../protocol/ucwaError.js';
import { headerValue } from '../../session/headers.js';
import type { Audit, AuditResult } from '../audit.js';
import type { FindingId } from '../explain.js';
import { severityNow } from './codes.js';
import { defineAudit, failing, finding, notApplicable, passed, unknown } from './define.js';
import { bodyText, onBody, onExchange } from './evidence.js';
import type { Sighting, Survey } from './survey.js';

/** Requests to create an application, and for what belongs to one. */
export function ucwaSightings({ sightings }: Survey): readonly Sighting[] {
  return sightings.filter(({ path }) => /^\/ucwa\/(oauth\/)?v1\/applications/i.test(path));
}

/** The error body of an answer; undefined where UCWA did not word it. */
export function ucwaErrorOf({ exchange, response }: Sighting): UcwaError | undefined {
  return response === undefined || response.status < 400
    ? undefined
    : parseUcwaError(headerValue(response, 'Content-Type'), bodyText(exchange));
}

/** What is said where UCWA was not asked. */
export const ucwaNotAsked = (survey: Survey): AuditResult =>
  survey.signedIn ? unknown('UCWA was not asked.') : notApplicable('The walk did not get as far as the home pool.');

/** An audit of answers below "applications" that a status decides, together with UCWA's own words where they are there. */
export function ucwaAudit(
  id: FindingId,
  layer: Audit['layer'],
  isIt: (status: number, error: UcwaError | undefined) => boolean,
): Audit {
  return defineAudit(id, layer, (survey) => {
    const asked = ucwaSightings(survey);
    if (asked.length === 0) return ucwaNotAsked(survey);
    const seen = asked.filter((one) => one.response !== undefined && isIt(one.response.status, ucwaErrorOf(one)));
    const [first] = seen;
    if (first === undefined) return passed;
    const error = ucwaErrorOf(first);
    const words =
      error === undefined
        ? ''
        : ` with ${[error.code, error.subcode].filter((part) => part !== undefined).join(', ')}${error.message === undefined ? '' : ` ("${error.message.slice(0, 200)}")`}`;
    return failing([
      finding(id, severityNow(survey), {
        seen: `Asked ${first.host} for ${first.path} (${first.exchange.request.method}). The answer is ${first.response?.status ?? ''}${words}.`,
        evidence: seen.flatMap(({ exchange }) => [
          onExchange(exchange, 'response.status'),
          ...(error === undefined ? [] : [onBody(exchange, exactly(error.subcode ?? error.code))]),
        ]),
      }),
    ]);
  });
}

const exactly = (text: string): RegExp => new RegExp(text.replace(/[^\w]/g, '\\$&'));
