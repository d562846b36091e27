/** Microsoft's sign-in service knows no such domain, or no such account. */
import { factOf } from '../session/facts.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onBody, onStep } from './reading/evidence.js';
import { answeredSteps, asksOnline, tokenRefusals } from './reading/online.js';

export const onlineRealmUnknown = defineAudit('online-realm-unknown', 'user', (survey) => {
  if (!asksOnline(survey)) return notApplicable('The walk did not sign in online.');
  const { userName, sipAddress } = survey.session.target;
  const account = userName ?? sipAddress;
  const [unknown] = answeredSteps(survey, 'online.realm').filter(({ step }) => factOf(step, 'realm') === 'unknown');
  if (unknown !== undefined) {
    return failing([
      finding('online-realm-unknown', 'error', {
        seen: `Asked ${unknown.answer.host} where ${account} signs in. The answer is that nobody has this domain. The password was not sent.`,
        evidence: [onBody(unknown.answer.exchange, /Unknown/i), onStep(unknown.step)],
      }),
    ]);
  }
  const [refused] = tokenRefusals(survey, 'unknown-account');
  if (refused === undefined) return passed;
  return failing([
    finding('online-realm-unknown', 'error', {
      title: 'Microsoft 365 does not know this account',
      seen: `Asked ${refused.answer.host} for a token as ${account}. The answer is: ${refused.said}.`,
      evidence: [onBody(refused.answer.exchange, /0x8004[0-9a-f]{4}(?=<\/psf:code>)/i), onStep(refused.step)],
    }),
  ]);
});
