/** UCWA answers a sign-in of a mobile client with 500. */
import { severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, notApplicable, passed, unknown } from './reading/define.js';
import { onExchange } from './reading/evidence.js';

export const ucwa500AfterRecycle = defineAudit('ucwa-500-after-recycle', 'http', (survey) => {
  const asked = survey.sightings.filter(({ path }) => /^\/ucwa\/(oauth\/)?v1\/applications/i.test(path));
  if (asked.length === 0) {
    return survey.signedIn
      ? unknown('UCWA was not asked.')
      : notApplicable('The walk did not get as far as the home pool.');
  }
  const broken = asked.filter(({ response }) => response?.status === 500);
  const [first] = broken;
  if (first === undefined) return passed;
  return failing([
    finding('ucwa-500-after-recycle', severityNow(survey), {
      seen: `Asked ${first.exchange.request.url}. The answer is 500. Event 1309 on the server would prove that its application pool did not start well.`,
      evidence: broken.map(({ exchange }) => onExchange(exchange, 'response.status')),
    }),
  ]);
});
