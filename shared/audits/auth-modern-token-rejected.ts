/** A token was presented and refused as a token: 401 or 403 with a code that says so. */
import { headerValues } from '../session/headers.js';
import { codedAnswers, severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
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
      evidence: refused.map(({ evidence }) => evidence),
    }),
  ]);
});
