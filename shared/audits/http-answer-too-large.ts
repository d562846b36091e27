/** The answer is longer than Lyncscope reads; no answer of a sign-in is. */
import { isTooLong, wireClass } from './reading/answers.js';
import { defineAudit, notApplicable } from './reading/define.js';
import { onExchange } from './reading/evidence.js';
import { asked, reportAll } from './reading/reports.js';
import type { Sighting, Survey } from './reading/survey.js';

export const httpAnswerTooLarge = defineAudit('http-answer-too-large', 'http', (survey) => {
  if (survey.sightings.length === 0) return notApplicable('Nothing was asked over HTTP.');
  const long = survey.sightings.filter(
    (sighting) => wireClass(sighting) === 'too-large' || (isTooLong(sighting) && isLast(survey, sighting)),
  );
  return reportAll('http-answer-too-large', survey, long, {
    title: (hosts) => `The answer of ${hosts} is longer than Lyncscope reads`,
    seen: (sighting) =>
      `${asked(sighting)} ${sighting.exchange.failure?.message ?? sighting.step?.failure?.message ?? ''}`.trim(),
    evidence: ({ exchange }) => [onExchange(exchange, exchange.response === undefined ? 'timing' : 'response.body')],
  });
});

/** The last exchange of a step is the one it failed on. */
const isLast = (survey: Survey, sighting: Sighting): boolean =>
  survey.sightings.findLast((other) => other.step === sighting.step) === sighting;
