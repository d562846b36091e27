/** The sign-in got a web ticket, and Mcx gets none: what is refused is the address, not the user. */
import { defineAudit, failing, finding, notApplicable, passed, unknown } from './reading/define.js';
import { codeSentence } from './reading/codes.js';
import { onExchange, onStep } from './reading/evidence.js';
import { mcxSteps } from './reading/mcx.js';
import { lastAnswer } from './reading/signIn.js';

export const mcxTicketRefused = defineAudit('mcx-ticket-refused', 'authentication', (survey) => {
  const asked = mcxSteps(survey, 'mcx.ticket').filter(({ outcome }) => outcome === 'ok' || outcome === 'failed');
  const [step] = asked;
  if (step === undefined) return notApplicable('No web ticket for Mcx was asked for.');
  if (step.outcome === 'ok') return passed;
  const answer = lastAnswer(survey, step);
  if (step.failure?.code !== 'unexpected_status' || answer?.response === undefined) {
    return unknown('The ticket service gave no answer that says why.');
  }
  const others = survey.session.steps.filter(({ kind, outcome }) => kind === 'web-ticket.request' && outcome === 'ok');
  const [other] = others;
  if (other === undefined) return unknown('No web ticket was issued for anything else, either.');
  return failing([
    finding('mcx-ticket-refused', 'warning', {
      seen: `Asked ${answer.host} for a web ticket for Mcx. The answer is ${answer.response.status}. ${step.failure.message} For the user document it issued a ticket to the same user. ${codeSentence(answer)}`.trim(),
      evidence: [onExchange(answer.exchange, 'response.body'), onStep(step), onStep(other)],
    }),
  ]);
});
