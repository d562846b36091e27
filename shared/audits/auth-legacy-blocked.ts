/** The challenge sends clients to a token issuer elsewhere and offers nothing that takes a password. */
import { factOf, factsOf } from '../session/facts.js';
import { isOnlineHost } from './reading/addresses.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onExchange, onHeader } from './reading/evidence.js';
import { lastAnswer, offersTicketForPassword, ticketRequests } from './reading/signIn.js';

export const authLegacyBlocked = defineAudit('auth-legacy-blocked', 'authentication', (survey) => {
  if (survey.session.target.signIn === 'modern') return notApplicable('Modern authentication was chosen.');
  const challenges = survey.session.steps
    .filter((step) => step.kind === 'oauth.challenge' && survey.isOwn(step.id))
    .flatMap((step) => {
      const answer = lastAnswer(survey, step);
      return answer === undefined || isOnlineHost(answer.host) ? [] : [{ step, answer }];
    });
  if (challenges.length === 0) return notApplicable('No OAuth challenge was read.');
  const modern = challenges.filter(({ step }) => {
    const grants = factsOf(step, 'oauth-grant');
    return (
      factOf(step, 'authorization-uri') !== undefined &&
      !grants.includes('password') &&
      !grants.includes('urn:microsoft.rtc:windows')
    );
  });
  const [first] = modern;
  const isWindowsOffered = offersTicketForPassword(survey) || survey.signedIn;
  if (first === undefined || isWindowsOffered) return passed;
  const issuer = factOf(first.step, 'authorization-uri') ?? '';
  const tickets = ticketRequests(survey).filter(({ own, response }) => own && response?.status === 401);
  return failing([
    finding('auth-legacy-blocked', survey.session.target.hasPassword ? 'error' : 'warning', {
      title: `${first.answer.host} takes no password, only modern authentication`,
      seen: `Asked ${first.answer.host} how it wants a sign-in. It names ${issuer} as the place to get a token and offers no grant that takes a password.${tickets.length === 0 ? '' : ' Its web ticket service offers no Windows sign-in either.'}`,
      evidence: [
        ...modern.map(({ answer }) => onHeader(answer.exchange, 'WWW-Authenticate')),
        ...tickets.map(({ exchange }) => onExchange(exchange, 'response.status')),
      ],
    }),
  ]);
});
