/** The password was sent and refused. */
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onBody, onExchange, onHeader } from './reading/evidence.js';
import { refusalsOf } from './reading/refusals.js';
import { accountOf } from './reading/signIn.js';
import type { Sighting } from './reading/survey.js';

export const authBadCredentials = defineAudit('auth-bad-credentials', 'authentication', (survey) => {
  if (!survey.session.target.hasPassword) return notApplicable('No password was given.');
  const refused = refusalsOf(survey).filter(({ refusal }) => refusal === 'credential');
  const first = refused[0]?.answer;
  if (first === undefined) return passed;
  const status = first.response?.status ?? 0;
  const how =
    first.kind === 'oauth.token'
      ? 'invalid_grant'
      : status === 401
        ? 'another 401 after the NTLM response'
        : `${status} with a fault that finds no valid credential`;
  return failing([
    finding('auth-bad-credentials', 'error', {
      seen: `Asked ${first.host} for a ${first.kind === 'oauth.token' ? 'token' : 'web ticket'} as ${accountOf(survey)}. The answer was ${how}.`,
      evidence: refused.map(({ answer }) => evidenceOf(answer)),
    }),
  ]);
});

function evidenceOf({ exchange, response, kind }: Sighting) {
  if (kind === 'oauth.token' && response?.status !== 401) return onBody(exchange, /"error"\s*:\s*"invalid_grant"/);
  return response?.status === 401 ? onHeader(exchange, 'WWW-Authenticate') : onExchange(exchange, 'response.body');
}
