/** The ticket is good, and the mobility service still forbids this user. Which sub-code it gives is not published. */
import { severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, notApplicable, passed, unknown } from './reading/define.js';
import { onExchange } from './reading/evidence.js';

export const mobilityPolicyOff = defineAudit('mobility-policy-off', 'user', (survey) => {
  if (!survey.session.target.hasPassword) return notApplicable('No password was given.');
  const created = survey.sightings.filter(
    ({ exchange, path }) => exchange.request.method === 'POST' && /^\/(ucwa|mcx)\//i.test(path),
  );
  if (created.length === 0) return unknown('The mobility service was not asked to sign the user in.');
  const refused = created.filter(
    ({ response, exchange }) =>
      response?.status === 403 && !/cross.domain/i.test(response.reason) && exchange.failure === undefined,
  );
  const [first] = refused;
  if (first === undefined) return passed;
  return failing([
    finding('mobility-policy-off', severityNow(survey), {
      seen: `Asked ${first.host} to sign ${survey.session.target.sipAddress} in as a mobile client, with a good ticket. The answer is 403, so the user is probably not allowed to. Get-CsMobilityPolicy would prove it.`,
      evidence: refused.map(({ exchange }) => onExchange(exchange, 'response.status')),
    }),
  ]);
});
