/** After the sign-in the servers point to the online service as the home of the user. */
import { factsOf } from '../session/facts.js';
import type { Step } from '../session/model.js';
import { hostOf, isOnlineHost } from './reading/addresses.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { bodyText, onBody, onExchange, onStep } from './reading/evidence.js';
import { asksOnline, ticketsRefusedOnline } from './reading/online.js';
import type { Sighting, Survey } from './reading/survey.js';
import type { AuditResult } from './audit.js';
import { lastAnswer } from './reading/signIn.js';

export const hybridUserHomedOnline = defineAudit('hybrid-user-homed-online', 'user', (survey) => {
  if (survey.session.target.signIn === 'online') return onlineByChoice(survey);
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

/** Who chose to sign in online knows where the account is; what is left to say is that the service is gone. */
function onlineByChoice(survey: Survey): AuditResult {
  if (!asksOnline(survey)) return notApplicable('The walk did not sign in online.');
  const refused = ticketsRefusedOnline(survey);
  const [first] = refused;
  if (first === undefined || survey.signedIn) return passed;
  const { sipAddress } = survey.session.target;
  return failing([
    finding('hybrid-user-homed-online', 'error', {
      title: `Skype for Business Online does not serve ${sipAddress} any more`,
      seen: `Microsoft's sign-in service accepted the password and gave a token. Showed it to ${first.answer.host}. ${sentenceOf(first.answer)}`,
      cause:
        'Skype for Business Online was retired on 31 July 2021. Some of its addresses still answer, and serve nobody.',
      evidence: [
        ...refused.map(({ answer }) => onBody(answer.exchange, /<ErrorId>\d+<\/ErrorId>/)),
        ...refused.map(({ step }) => onStep(step)),
      ],
    }),
  ]);
}

function sentenceOf({ exchange, response }: Sighting): string {
  const [, id, reason] = /<ErrorId>(\d+)<\/ErrorId>\s*<Reason>([^<]*)</.exec(bodyText(exchange)) ?? [];
  const told = id === undefined ? '' : `: ${id}, ${(reason ?? '').replace(/\.$/, '')}`;
  return `The answer is ${response?.status ?? 0}${told}.`;
}

function onlineTarget(step: Step): string | undefined {
  return factsOf(step, 'redirect-to').find((href) => isOnlineHost(hostOf(href)));
}

const escaped = (host: string): RegExp => new RegExp(host.replaceAll('.', '\\.'), 'i');
