/** A token was presented and refused as a token: 401 or 403 with a code that says so. */
import { codedAnswers, severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, list, notApplicable, passed, type Seen } from './reading/define.js';
import { claimsOf, isForHost, issuerDistrusted, sentWithToken } from './reading/tokens.js';
import type { Sighting } from './reading/survey.js';

const tokenCodes = [28055, 28056, 28077, 28081];

export const authModernTokenRejected = defineAudit('auth-modern-token-rejected', 'authentication', (survey) => {
  const withToken = sentWithToken(survey);
  if (withToken.length === 0) return notApplicable('No token was presented.');
  const refused = codedAnswers(survey, [401, 403], tokenCodes).filter(
    (coded) => withToken.includes(coded.sighting) && !issuerDistrusted(coded),
  );
  const [first] = refused;
  if (first === undefined) return passed;
  const { host, response } = first.sighting;
  const code = first.diagnostic;
  return failing([
    finding('auth-modern-token-rejected', severityNow(survey), {
      title: `${host} does not accept the OAuth token`,
      seen: `Asked ${host} for the user document with a token. The answer is ${response?.status ?? ''} with code ${code.id} (${(code.known?.reason ?? code.reason ?? '').replace(/\.$/, '')}).`,
      ...whyRefused(first.sighting),
      evidence: refused.map(({ evidence }) => evidence),
    }),
  ]);
});

/** Audience and issuer, where the token could be read: the audience can be compared. */
function whyRefused({ step, host }: Sighting): Pick<Seen, 'cause' | 'fix'> {
  const claims = claimsOf(step);
  if (claims === undefined || isForHost(claims, host)) return {};
  return {
    cause: `The token is made out for ${list(claims.audiences)}, and the web services were asked as https://${host}: they take only tokens with their own name as the audience.`,
    fix: `The administrator of ${claims.issuer} makes https://${host} an identifier of the relying party of the web services, so that tokens are made out for it.`,
  };
}
