/** The token service wants the user to sign in on a web page. */
import { factsOf } from '../session/facts.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { isOnlineHost } from './reading/addresses.js';
import { onBody, onHeader } from './reading/evidence.js';
import { refusalsOf } from './reading/refusals.js';
import { lastAnswer, offersTicketForPassword } from './reading/signIn.js';

export const authPassiveRequired = defineAudit('auth-passive-required', 'authentication', (survey) => {
  const { session } = survey;
  const challenged = session.steps.filter((step) => step.kind === 'oauth.challenge' && survey.isOwn(step.id));
  const refused = refusalsOf(survey).filter(
    ({ refusal, answer }) => refusal === 'passive' && !isOnlineHost(answer.host),
  );
  const onlyPassive = challenged.flatMap((step) => {
    const grants = factsOf(step, 'oauth-grant');
    const answer = lastAnswer(survey, step);
    const wanted =
      grants.includes('urn:microsoft.rtc:passive') &&
      !grants.includes('password') &&
      !grants.includes('urn:microsoft.rtc:windows');
    return wanted && answer !== undefined && !isOnlineHost(answer.host) ? [answer] : [];
  });
  if (challenged.length === 0 && refused.length === 0) return notApplicable('No OAuth challenge was read.');
  const first = refused[0]?.answer ?? onlyPassive[0];
  if (first === undefined) return passed;
  const tried = session.steps.find((step) => step.kind === 'passive.token' && step.outcome === 'failed');
  // What stops a walk with a password is an error; where another way is there, it is good to know.
  const blocks = !survey.signedIn && (session.target.hasPassword || !offersTicketForPassword(survey));
  const severity = !blocks ? 'info' : session.target.hasPassword ? 'error' : 'warning';
  return failing([
    finding('auth-passive-required', severity, {
      seen:
        tried !== undefined
          ? `Somebody signed in on the page of the server, and no token came for it: ${tried.failure?.message ?? ''}`
          : refused.length > 0
            ? `Asked ${first.host} for a token. The answer names a web page for the sign-in (ms_rtc_passiveauthuri).`
            : `Asked ${first.host} how it wants an OAuth sign-in. It offers urn:microsoft.rtc:passive and nothing that takes a password.`,
      evidence: [
        ...refused.map(({ answer }) => onBody(answer.exchange, /"ms_rtc_passiveauthuri"/)),
        ...onlyPassive.map(({ exchange }) => onHeader(exchange, 'WWW-Authenticate')),
      ],
    }),
  ]);
});
