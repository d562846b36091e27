/** An error status, other than those that tell more, where the root document should be. */
import { isFromFrontEnd, rootClass } from './reading/answers.js';
import { defineAudit, notApplicable } from './reading/define.js';
import { onExchange } from './reading/evidence.js';
import { asked, reportAll } from './reading/reports.js';
import { rootAnswers } from './reading/roots.js';

export const discoveryUnexpectedStatus = defineAudit('discovery-unexpected-status', 'discovery', (survey) => {
  const answers = rootAnswers(survey);
  if (answers.length === 0) return notApplicable('No request for a root document was answered.');
  const odd = answers.filter((answer) => rootClass(answer) === 'status' && answer.response?.status !== 407);
  return reportAll('discovery-unexpected-status', survey, odd, {
    title: (hosts) =>
      `${hosts} answers the request for the root document with ${odd[0]?.response?.status ?? 'an error'}`,
    seen: (sighting) =>
      `${asked(sighting)} The answer is ${sighting.response?.status ?? ''} ${sighting.response?.reason ?? ''}, sent by ${
        isFromFrontEnd(sighting) ? 'a Front End' : 'something in front of the servers'
      }.`,
    evidence: ({ exchange }) => [onExchange(exchange, 'response.status')],
  });
});
