/** A token was presented and refused as a token: 401 or 403 with a code that says so. */
import { headerValues } from '../session/headers.js';
import { codedAnswers, severityNow } from './reading/codes.js';
import { factOf, factsOf } from '../session/facts.js';
import { defineAudit, failing, finding, list, notApplicable, passed, type Seen } from './reading/define.js';
import type { Sighting } from './reading/survey.js';
import { isOnlineHost } from './reading/addresses.js';

const tokenCodes = [28055, 28056, 28077, 28081];

export const authModernTokenRejected = defineAudit('auth-modern-token-rejected', 'authentication', (survey) => {
  const withToken = survey.sightings.filter(
    ({ exchange, kind, host }) =>
      !isOnlineHost(host) &&
      (kind === 'oauth.user' ||
        headerValues(exchange.request, 'Authorization').some((value) => /^\s*bearer/i.test(value))),
  );
  if (withToken.length === 0) return notApplicable('No token was presented.');
  const refused = codedAnswers(survey, [401, 403], tokenCodes).filter(({ sighting }) => withToken.includes(sighting));
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

/** Audience and issuer, where the token could be read: one of them is to blame, and the audience can be compared. */
function whyRefused({ step, host }: Sighting): Pick<Seen, 'cause' | 'fix'> {
  const audiences = step === undefined ? [] : factsOf(step, 'token-audience');
  const issuer = step === undefined ? undefined : factOf(step, 'token-issuer');
  if (audiences.length === 0 || issuer === undefined) return {};
  const isForHost = audiences.some((audience) => URL.canParse(audience) && new URL(audience).host === host);
  if (!isForHost) {
    return {
      cause: `The token is made out for ${list(audiences)}, and the web services were asked as https://${host}: they take only tokens with their own name as the audience.`,
      fix: `The administrator of ${issuer} makes https://${host} an identifier of the relying party of the web services, so that tokens are made out for it.`,
    };
  }
  return {
    cause: `The token is made out for this host. It was issued by ${issuer}: the web services do not trust that issuer, or do not know the key it signs with now, or find no account for the user it names.`,
    fix: `The server administrator compares ${issuer} with Get-CsOAuthServer and with ClientAuthorizationOAuthServerIdentity of Get-CsOAuthConfiguration, has the metadata of the issuer read again (Set-CsOAuthServer -MetadataUrl), and checks that the user principal names are the same on both sides.`,
  };
}
