/** After the sign-in the servers point to the online service as the home of the user. */
import { factsOf } from '../session/facts.js';
import type { Step } from '../session/model.js';
import { hostOf, isOnlineHost } from './reading/addresses.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onBody, onExchange, onStep } from './reading/evidence.js';
import { lastAnswer } from './reading/signIn.js';

export const hybridUserHomedOnline = defineAudit('hybrid-user-homed-online', 'user', (survey) => {
  const asked = survey.session.steps.filter((step) => step.kind === 'web-ticket.user' || step.kind === 'oauth.user');
  if (!asked.some((step) => lastAnswer(survey, step) !== undefined))
    return notApplicable('No user document was asked for.');
  const sent = asked.flatMap((step) => {
    const target = onlineTarget(step);
    const answer = lastAnswer(survey, step);
    return target === undefined || answer === undefined || isOnlineHost(answer.host) ? [] : [{ step, target, answer }];
  });
  const [first] = sent;
  if (first === undefined) return passed;
  const asking = survey.sightings.filter(({ host }) => isOnlineHost(host));
  return failing([
    finding('hybrid-user-homed-online', 'error', {
      title: `${survey.session.target.sipAddress} is homed online`,
      seen: `Signed in at ${first.answer.host} and asked for the user document. The answer redirects to ${first.target}.`,
      evidence: [
        ...sent.map(({ answer, target }) => onBody(answer.exchange, escaped(hostOf(target)))),
        ...asking.slice(0, 1).map(({ exchange }) => onExchange(exchange, 'response.status')),
        ...sent.slice(0, 1).map(({ step }) => onStep(step)),
      ],
    }),
  ]);
});

function onlineTarget(step: Step): string | undefined {
  return factsOf(step, 'redirect-to').find((href) => isOnlineHost(hostOf(href)));
}

const escaped = (host: string): RegExp => new RegExp(host.replaceAll('.', '\\.'), 'i');
