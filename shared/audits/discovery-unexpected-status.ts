/** An error status, other than those that tell more, where the root document should be. */
import { headerValue } from '../session/headers.js';
import { isFromFrontEnd, rootClass } from './reading/answers.js';
import { defineAudit, notApplicable } from './reading/define.js';
import { onExchange, onHeader } from './reading/evidence.js';
import { asked, reportAll } from './reading/reports.js';
import { isDeadRedirect, rootAnswers } from './reading/roots.js';
import type { Sighting } from './reading/survey.js';

export const discoveryUnexpectedStatus = defineAudit('discovery-unexpected-status', 'discovery', (survey) => {
  const answers = rootAnswers(survey);
  if (answers.length === 0) return notApplicable('No request for a root document was answered.');
  const odd = answers.filter((answer) => rootClass(answer) === 'status' && answer.response?.status !== 407);
  return reportAll('discovery-unexpected-status', survey, odd, {
    title: (hosts) =>
      odd.every(isDeadRedirect)
        ? `${hosts} redirects discovery to no usable address`
        : `${hosts} answers the request for the root document with ${odd[0]?.response?.status ?? 'an error'}`,
    ...(odd.length > 0 && odd.every(isDeadRedirect)
      ? {
          cause: 'A redirect rule of the reverse proxy, load balancer or web site is written wrongly.',
          fix: 'The administrator of the reverse proxy corrects the redirect rule for this name: discovery is passed on to the servers, or redirected to an https:// address of theirs.',
        }
      : {}),
    seen: (sighting) =>
      `${asked(sighting)} The answer is ${sighting.response?.status ?? ''} ${sighting.response?.reason ?? ''}, sent by ${
        isFromFrontEnd(sighting) ? 'a Front End' : 'something in front of the servers'
      }.${isDeadRedirect(sighting) ? ` ${deadRedirect(sighting)}` : ''}`,
    evidence: (sighting) => [
      onExchange(sighting.exchange, 'response.status'),
      ...(isDeadRedirect(sighting) && locationIn(sighting) !== undefined
        ? [onHeader(sighting.exchange, 'Location')]
        : []),
    ],
  });
});

const locationIn = ({ response }: Sighting): string | undefined =>
  response === undefined ? undefined : headerValue(response, 'Location');

function deadRedirect(sighting: Sighting): string {
  const location = locationIn(sighting);
  return location === undefined || location === ''
    ? 'The redirect names no address.'
    : `The redirect names no usable address: "${location.slice(0, 200)}" is none of http:// or https://.`;
}
