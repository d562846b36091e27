/** Fewer bytes came than the head announced. */
import { byteLengthOf } from '../session/bytes.js';
import { headerValue } from '../session/headers.js';
import { wireClass } from './reading/answers.js';
import { defineAudit, notApplicable } from './reading/define.js';
import { onExchange, onHeader } from './reading/evidence.js';
import { asked, reportAll } from './reading/reports.js';

export const httpTruncatedBody = defineAudit('http-truncated-body', 'http', (survey) => {
  if (!survey.sightings.some((sighting) => sighting.response !== undefined)) return notApplicable('No answer came.');
  const cut = survey.sightings.filter((sighting) => wireClass(sighting) === 'truncated');
  return reportAll('http-truncated-body', survey, cut, {
    title: (hosts) => `The answer of ${hosts} breaks off in the middle`,
    seen: (sighting) => {
      const { response } = sighting;
      const announced = response === undefined ? undefined : headerValue(response, 'Content-Length');
      const came = byteLengthOf(response?.body.decoded ?? '');
      return `${asked(sighting)} ${came} bytes of the body came${announced === undefined ? '' : ` of the ${announced} announced`}, then the connection ended.`;
    },
    evidence: ({ exchange }) => [onExchange(exchange, 'response.body'), onHeader(exchange, 'Content-Length')],
  });
});
