/** The account signs in at a server of its organisation (federated), and that server is not named or not published. */
import { factOf } from '../session/facts.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onBody, onExchange, onStep } from './reading/evidence.js';
import { answeredSteps, asksOnline, tokenRefusals } from './reading/online.js';

export const onlineStsMissing = defineAudit('online-sts-missing', 'authentication', (survey) => {
  if (!asksOnline(survey)) return notApplicable('The walk did not sign in online.');
  const refused = tokenRefusals(survey, 'federated', 'not-published');
  const [first] = refused;
  if (first === undefined) return passed;
  const realms = answeredSteps(survey, 'online.realm').filter(({ step }) => factOf(step, 'realm') === 'federated');
  const isDirect = factOf(first.step, 'token-refusal') === 'federated';
  return failing([
    finding('online-sts-missing', 'error', {
      ...(isDirect ? {} : { title: `${first.answer.host} does not take passwords in a message` }),
      seen: isDirect
        ? `Asked where the account signs in: its domain is federated, and no address for passwords is named. Asked ${first.answer.host} itself for a token. The answer is: ${first.said}.`
        : `Asked ${first.answer.host} for a token with user name and password. The answer is ${first.answer.response?.status ?? 0}.`,
      evidence: [
        ...refused.map(({ answer }) =>
          isDirect ? onBody(answer.exchange, /0x80047860/i) : onExchange(answer.exchange, 'response.status'),
        ),
        ...realms.map(({ answer }) => onBody(answer.exchange, /Federated/)),
        onStep(first.step),
      ],
    }),
  ]);
});
