/** The token service refuses the grant, or offers none that turns a user name and password into a token. */
import { factsOf } from '../session/facts.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onBody, onHeader, onStep } from './reading/evidence.js';
import { isOnlineHost } from './reading/addresses.js';
import { refusalsOf } from './reading/refusals.js';
import { innermost, lastAnswer, stepsWith } from './reading/signIn.js';

const passwordGrants = ['password', 'urn:microsoft.rtc:windows'];

export const authGrantNotAllowed = defineAudit('auth-grant-not-allowed', 'authentication', (survey) => {
  const challenges = survey.session.steps
    .filter((step) => step.kind === 'oauth.challenge' && survey.isOwn(step.id))
    .flatMap((step) => {
      const answer = lastAnswer(survey, step);
      return answer === undefined || isOnlineHost(answer.host)
        ? []
        : [{ answer, grants: factsOf(step, 'oauth-grant') }];
    })
    .filter(({ grants }) => grants.length > 0);
  const refused = refusalsOf(survey).filter(({ refusal, answer }) => refusal === 'grant' && answer.own);
  if (challenges.length === 0 && refused.length === 0) return notApplicable('No OAuth challenge was read.');
  const useless = challenges.filter(
    ({ grants }) =>
      !grants.some((grant) => passwordGrants.includes(grant)) && !grants.includes('urn:microsoft.rtc:passive'),
  );
  const first = refused[0]?.answer ?? useless[0]?.answer;
  if (first === undefined) return passed;
  const offered = useless[0]?.grants ?? challenges[0]?.grants ?? [];
  const offers = offered.length === 0 ? '' : ` Its challenge offers ${offered.join(', ')}.`;
  const seen =
    refused.length > 0
      ? `Asked ${first.host} for a token. The answer is ${first.response?.status ?? 400} unsupported_grant_type.${offers}`
      : `Asked ${first.host} how it wants an OAuth sign-in.${offers} None of these takes a user name and password.`;
  return failing([
    finding('auth-grant-not-allowed', survey.signedIn ? 'warning' : 'error', {
      seen,
      evidence: [
        ...refused.map(({ answer }) => onBody(answer.exchange, /"error"\s*:\s*"unsupported_grant_type"/)),
        ...useless.map(({ answer }) => onHeader(answer.exchange, 'WWW-Authenticate')),
        ...innermost(stepsWith(survey, 'grant_not_allowed')).map((step) => onStep(step, 'failure')),
      ],
    }),
  ]);
});
