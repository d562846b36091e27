/** Inside, lyncdiscoverinternal answers as the external web site. */
import { defineAudit, failing, finding, notApplicable } from './reading/define.js';
import { onBody, onLookup } from './reading/evidence.js';
import { accessLocation, rootAnswers } from './reading/roots.js';

export const dnsInternalRecordPointsOutside = defineAudit('dns-internal-record-points-outside', 'dns', (survey) => {
  const { names, session } = survey;
  if (session.target.location !== 'inside') return notApplicable('The user is not known to be inside.');
  const answers = rootAnswers(survey).filter(
    (answer) => answer.host === names.internal.name && accessLocation(answer) !== undefined,
  );
  if (answers.length === 0) return notApplicable('No internal answer says an AccessLocation.');
  const external = answers.filter((answer) => accessLocation(answer) === 'External');
  const [first] = external;
  if (first === undefined) return failing([]);
  return failing([
    finding('dns-internal-record-points-outside', 'warning', {
      seen: `The user is inside. Asked ${first.exchange.request.method} ${first.exchange.request.url}. The answer says AccessLocation="External": the server took this request for one from outside.`,
      evidence: [
        ...external.map(({ exchange }) => onBody(exchange, /["']?AccessLocation["']?\s*[=:]\s*["']External["']/i)),
        ...names.internal.lookups.slice(0, 1).map(onLookup),
      ],
    }),
  ]);
});
