/** TCP stands, the request was sent, and no answer came within the walk's limit. */
import { wireClass } from './reading/answers.js';
import { defineAudit, notApplicable } from './reading/define.js';
import { onExchange } from './reading/evidence.js';
import { asked, reportAll } from './reading/reports.js';

export const netSlowAnswer = defineAudit('net-slow-answer', 'tcp', (survey) => {
  if (survey.sightings.length === 0) return notApplicable('Nothing was asked over HTTP.');
  const slow = survey.sightings.filter((sighting) => wireClass(sighting) === 'timeout');
  return reportAll('net-slow-answer', survey, slow, {
    title: (hosts) => `${hosts} accepts the connection but does not answer in time`,
    seen: (sighting) =>
      `${asked(sighting)} The connection stands, but ${
        sighting.response === undefined ? 'no answer' : 'no complete answer'
      } came within ${Math.round(survey.session.target.timeoutMs / 100) / 10} s.`,
    evidence: (sighting) => [onExchange(sighting.exchange, 'timing')],
  });
});
