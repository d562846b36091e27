/** The user document was read and names neither UCWA nor, on old pools, Mcx. */
import { factsOf } from '../session/facts.js';
import type { Step } from '../session/model.js';
import { defineAudit, failing, finding, notApplicable } from './reading/define.js';
import { onExchange, onStep } from './reading/evidence.js';
import { lastAnswer } from './reading/signIn.js';

export const ucwaMcxMissing = defineAudit('ucwa-mcx-missing', 'user', (survey) => {
  const users = survey.session.steps.filter(
    (step) =>
      (step.kind === 'web-ticket.user' || step.kind === 'oauth.user') &&
      step.outcome === 'ok' &&
      factsOf(step, 'link').length > 0 &&
      factsOf(step, 'document').some((document) => document === 'user' || document === 'ucwa-user'),
  );
  if (users.length === 0) return notApplicable('No user document was read.');
  const knowsOAuth = survey.session.steps.some((step) => step.kind === 'oauth.challenge' && step.outcome === 'ok');
  const lacking = users.filter((step) => !offers(step, 'ucwa') && (knowsOAuth || !offers(step, 'mcx')));
  const [first] = lacking;
  if (first === undefined) return failing([]);
  const answer = lastAnswer(survey, first);
  return failing([
    finding('ucwa-mcx-missing', 'warning', {
      seen: `Asked ${answer?.host ?? 'the home pool'} for the user document of ${survey.session.target.sipAddress}. It was given, and ${offers(first, 'mcx') ? 'names Mcx, but no UCWA' : 'names neither UCWA nor Mcx'}.`,
      evidence: lacking.flatMap((step) => {
        const from = lastAnswer(survey, step);
        return [...(from === undefined ? [] : [onExchange(from.exchange, 'response.body')]), onStep(step)];
      }),
    }),
  ]);
});

/** Under its token, or by where the link leads: the hypermedia forms call it "applications". */
function offers(step: Step, service: 'ucwa' | 'mcx'): boolean {
  return factsOf(step, 'link').some((link) => {
    const [token = '', href = ''] = link.split(' ');
    return new RegExp(`(^|/)${service}$`, 'i').test(token) || href.toLowerCase().includes(`/${service}/`);
  });
}
