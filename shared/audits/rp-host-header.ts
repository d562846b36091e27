/** The bare discovery name meets 404 or a web page, while the servers answer under the full path of Autodiscover. */
import { isFromFrontEnd, rootClass } from './reading/answers.js';
import { defineAudit, notApplicable, passed } from './reading/define.js';
import { onExchange } from './reading/evidence.js';
import { asked, reportAll } from './reading/reports.js';
import { rootAnswers } from './reading/roots.js';

export const rpHostHeader = defineAudit('rp-host-header', 'http', (survey) => {
  const answers = rootAnswers(survey);
  if (answers.length === 0) return notApplicable('No request for a root document was answered.');
  const good = answers.filter(
    (answer) => answer.own && rootClass(answer) === 'good' && answer.response?.status === 200,
  );
  const bad = answers.filter((answer) => {
    const failed = rootClass(answer);
    // A page of the servers themselves is the site of another name: they were told that one.
    return answer.own && (failed === 'html' || (failed === 'missing' && !isFromFrontEnd(answer)));
  });
  // One of the two under the bare name, the other under the full path.
  const pairs = bad.flatMap((answer) => {
    const other = good.find((one) => (one.path === '/') !== (answer.path === '/') && one.side === answer.side);
    return other === undefined ? [] : [{ answer, other }];
  });
  const [first] = pairs;
  if (first === undefined) return passed;
  return reportAll(
    'rp-host-header',
    survey,
    pairs.map(({ answer }) => answer),
    {
      title: (hosts) => `${hosts} does not lead to discovery, its full path does`,
      seen: (sighting) =>
        `${asked(sighting)} The answer is ${sighting.response?.status ?? ''} ${isFromFrontEnd(sighting) ? 'and a page that the servers have for another name' : 'and was not made by a Lync or Skype for Business server'}. ${first.other.exchange.request.url} is answered with the root document.`,
      evidence: (sighting) => [
        onExchange(sighting.exchange, 'response.status'),
        onExchange(first.other.exchange, 'response.status'),
      ],
    },
  );
});
