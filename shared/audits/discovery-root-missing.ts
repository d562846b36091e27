/** 404 where the root document should be. */
import { isFromFrontEnd, rootClass } from './reading/answers.js';
import { defineAudit, notApplicable } from './reading/define.js';
import { onExchange } from './reading/evidence.js';
import { asked, reportAll } from './reading/reports.js';
import { rootAnswers } from './reading/roots.js';

export const discoveryRootMissing = defineAudit('discovery-root-missing', 'discovery', (survey) => {
  const answers = rootAnswers(survey);
  if (answers.length === 0) return notApplicable('No request for a root document was answered.');
  const missing = answers.filter((answer) => rootClass(answer) === 'missing');
  return reportAll('discovery-root-missing', survey, missing, {
    title: (hosts) => `${hosts} has no root document (404)`,
    seen: (sighting) =>
      `${asked(sighting)} The answer is 404; ${
        isFromFrontEnd(sighting)
          ? 'it comes from a Front End, so the request reached the servers but not Autodiscover.'
          : 'it carries no X-MS-Server-Fqdn, so it was probably made by something in front of the servers or by another site.'
      }`,
    evidence: ({ exchange }) => [onExchange(exchange, 'response.status')],
  });
});
