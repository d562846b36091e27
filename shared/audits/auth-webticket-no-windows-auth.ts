/** The web ticket service can be read, but neither announces nor offers Windows sign-in. */
import { headerValues } from '../session/headers.js';
import { isOnlineHost } from './reading/addresses.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onExchange, onHeader } from './reading/evidence.js';
import { bindingsOf, lastAnswer, ticketRequests } from './reading/signIn.js';
import type { Sighting, Survey } from './reading/survey.js';

export const authWebticketNoWindowsAuth = defineAudit('auth-webticket-no-windows-auth', 'authentication', (survey) => {
  const descriptions = readDescriptions(survey);
  const requests = ticketRequests(survey);
  if (descriptions.length === 0 && requests.length === 0) return notApplicable('The web ticket service was not asked.');
  const silent = descriptions.filter(({ bindings }) => !bindings.some((name) => /Win(Negotiate|Ntlm)/i.test(name)));
  const refused = requests.filter(refusesWithoutWindows);
  const [first] = [...refused, ...silent.map(({ answer }) => answer)];
  if (first === undefined) return passed;
  const offered = silent[0]?.bindings.map((binding) => binding.split(' ')[0] ?? '') ?? [];
  const announces =
    silent.length === 0
      ? ''
      : `Its description announces ${offered.length === 0 ? 'no way to sign in' : offered.join(', ')}. `;
  const answers =
    refused.length === 0
      ? ''
      : 'A request for a ticket is answered with 401 and no WWW-Authenticate: NTLM or Negotiate.';
  return failing([
    finding('auth-webticket-no-windows-auth', 'error', {
      title: `The web ticket service of ${first.host} does not offer NTLM or Negotiate`,
      seen: `Asked the web ticket service of ${first.host}. ${announces}${answers}`.trim(),
      evidence: [
        ...refused.map(({ exchange }) => onHeader(exchange, 'WWW-Authenticate')),
        ...silent.map(({ answer }) => onExchange(answer.exchange, 'response.body')),
      ],
    }),
  ]);
});

/** Service descriptions that were read, with what they announce. */
function readDescriptions(survey: Survey): readonly { answer: Sighting; bindings: readonly string[] }[] {
  return survey.session.steps
    .filter((step) => step.kind === 'web-ticket.mex' && survey.isOwn(step.id))
    .flatMap((step) => {
      const answer = lastAnswer(survey, step);
      const read = step.outcome === 'ok' || step.failure?.code === 'no_common_binding';
      return answer === undefined || !read || isOnlineHost(answer.host) ? [] : [{ answer, bindings: bindingsOf(step) }];
    });
}

function refusesWithoutWindows({ own, response }: Sighting): boolean {
  if (!own || response?.status !== 401) return false;
  return !headerValues(response, 'WWW-Authenticate').some((value) => /\b(NTLM|Negotiate)\b/i.test(value));
}
