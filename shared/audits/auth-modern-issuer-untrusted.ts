/**
 * A token for the right host is refused as invalid: its issuer, or the key it signs with, is not trusted. What the Bearer
 * challenge of the web services names as trusted is told beside it. [skype-docs UCWA AuthenticationUsingAzureAD]
 */
import { factsOf } from '../session/facts.js';
import { codedAnswers, severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, list, notApplicable, passed } from './reading/define.js';
import type { Survey } from './reading/survey.js';
import { claimsOf, issuerDistrusted, meansIssuer, sentWithToken } from './reading/tokens.js';

export const authModernIssuerUntrusted = defineAudit('auth-modern-issuer-untrusted', 'authentication', (survey) => {
  const readable = sentWithToken(survey).filter(({ step }) => claimsOf(step) !== undefined);
  if (readable.length === 0) return notApplicable('No token of an issuer of its own was presented.');
  const refused = codedAnswers(survey, [401, 403], [28055]).filter(
    (coded) => readable.includes(coded.sighting) && issuerDistrusted(coded),
  );
  const [first] = refused;
  const issuer = claimsOf(first?.sighting.step)?.issuer;
  if (first === undefined || issuer === undefined) return passed;
  const { host, response } = first.sighting;
  return failing([
    finding('auth-modern-issuer-untrusted', severityNow(survey), {
      title: `${host} does not trust the issuer of the token`,
      seen: `Showed ${host} a token that ${issuer} issued for this very host. The answer is ${response?.status ?? ''} with code 28055: the token is invalid.`,
      cause: causeOf(survey, issuer),
      fix: `The server administrator compares ${issuer} with Get-CsOAuthServer and with ClientAuthorizationOAuthServerIdentity of Get-CsOAuthConfiguration, and has the metadata of the issuer read again (Set-CsOAuthServer -MetadataUrl), so that its present signing key is known.`,
      evidence: refused.map(({ evidence }) => evidence),
    }),
  ]);
});

/** What the challenge says of this issuer. It need not name an issuer of users' tokens, so silence proves nothing alone. */
function causeOf({ session }: Survey, issuer: string): string {
  const named = [...new Set(session.steps.flatMap((step) => factsOf(step, 'bearer-issuer')))];
  if (named.some((entry) => meansIssuer(entry, issuer))) {
    return 'The web services name this issuer as trusted in their challenge (trusted_issuers), so it is most likely the key: the issuer signs with a new one that the servers do not know yet.';
  }
  const said =
    named.length === 0
      ? 'The web services name no trusted issuer in their challenge.'
      : `In their challenge (trusted_issuers) the web services name ${list(named)}, and not this issuer.`;
  return `${said} Either they know another issuer than the one that they send users to, or not the key it signs with now.`;
}
