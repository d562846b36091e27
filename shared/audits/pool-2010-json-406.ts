/** JSON is refused with 406 while the XML form works: Lync Server 2010. */
import { needsOf } from '../clients/needs.js';
import { headerValue } from '../session/headers.js';
import type { Finding } from './audit.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onExchange } from './reading/evidence.js';
import type { Sighting, Survey } from './reading/survey.js';

export const pool2010Json406 = defineAudit('pool-2010-json-406', 'note', (survey) => {
  const json = survey.sightings.filter(
    ({ exchange, own }) =>
      own && (headerValue(exchange.request, 'Accept') ?? '').toLowerCase().includes('application/json'),
  );
  if (json.length === 0) return notApplicable('Nobody asked for JSON.');
  const refused = json.filter(({ response }) => response?.status === 406);
  const [first] = refused;
  if (first === undefined) return passed;
  // A web app knows no other form.
  if (!survey.reachedRoot(first.side ?? 'external'))
    return onlyJson(survey) ? failing([keptOut(first, refused)]) : passed;
  return failing([
    finding('pool-2010-json-406', 'info', {
      seen: `Asked ${first.host} for the root document as application/json. The answer is 406, while the XML form is there.`,
      evidence: refused.map(({ exchange }) => onExchange(exchange, 'response.status')),
    }),
  ]);
});

const onlyJson = (survey: Survey): boolean => needsOf(survey.session.target.client).form === 'json';

function keptOut({ host }: Sighting, refused: readonly Sighting[]): Finding {
  return finding('pool-2010-json-406', 'error', {
    seen: `Asked ${host} for the root document as application/json, the only form that web apps know. The answer is 406.`,
    evidence: refused.map(({ exchange }) => onExchange(exchange, 'response.status')),
  });
}
