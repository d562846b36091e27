/** A password in a message is not enough for Microsoft's sign-in service: a second factor is demanded. */
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onBody, onStep } from './reading/evidence.js';
import { asksOnline, tokenRefusals } from './reading/online.js';

export const onlineMfaRequired = defineAudit('online-mfa-required', 'authentication', (survey) => {
  if (!asksOnline(survey)) return notApplicable('The walk did not sign in online.');
  const refused = tokenRefusals(survey, 'second-factor');
  const [first] = refused;
  if (first === undefined) return passed;
  return failing([
    finding('online-mfa-required', 'error', {
      seen: `Asked ${first.answer.host} for a token with user name and password. The answer is: ${first.said}.`,
      evidence: refused.flatMap(({ step, answer }) => [onBody(answer.exchange, /multi-?factor/i), onStep(step)]),
    }),
  ]);
});
