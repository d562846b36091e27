/** Something answers, but what it sends breaks the rules of HTTP. */
import { wireClass } from './reading/answers.js';
import { defineAudit, notApplicable } from './reading/define.js';
import { onExchange } from './reading/evidence.js';
import { asked, reportAll } from './reading/reports.js';

export const httpMalformedAnswer = defineAudit('http-malformed-answer', 'http', (survey) => {
  if (survey.sightings.length === 0) return notApplicable('Nothing was asked over HTTP.');
  const odd = survey.sightings.filter((sighting) => wireClass(sighting) === 'not-http');
  return reportAll('http-malformed-answer', survey, odd, {
    title: (hosts) => `${hosts} does not answer in HTTP`,
    seen: (sighting) => `${asked(sighting)} ${sighting.exchange.failure?.message ?? ''}`.trim(),
    evidence: ({ exchange }) => [onExchange(exchange, exchange.response === undefined ? 'timing' : 'response.body')],
  });
});
