/** The password was sent and refused. */
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onBody, onExchange, onHeader } from './reading/evidence.js';
import { refusalsOf } from './reading/refusals.js';
import { accountOf } from './reading/signIn.js';
import { factOf } from '../session/facts.js';
import type { Sighting, Survey } from './reading/survey.js';

export const authBadCredentials = defineAudit('auth-bad-credentials', 'authentication', (survey) => {
  if (!survey.session.target.hasPassword) return notApplicable('No password was given.');
  const refused = refusalsOf(survey).filter(({ refusal }) => refusal === 'credential');
  const first = refused[0]?.answer;
  if (first === undefined) return passed;
  const status = first.response?.status ?? 0;
  const isOnline = first.kind?.startsWith('online') === true;
  const how =
    first.kind === 'oauth.token'
      ? 'invalid_grant'
      : isOnline
        ? `a fault: ${said(survey, first)}`
        : status === 401
          ? 'another 401 after the NTLM response'
          : `${status} with a fault that finds no valid credential`;
  return failing([
    finding('auth-bad-credentials', 'error', {
      seen: `Asked ${first.host} for a ${first.kind === 'oauth.token' || isOnline ? 'token' : 'web ticket'} as ${accountOf(survey)}. The answer was ${how}.`,
      evidence: refused.map(({ answer }) => evidenceOf(answer)),
    }),
  ]);
});

/** What OrgID or an AD FS gives as its reason. */
function said(survey: Survey, { exchange }: Sighting): string {
  const step = survey.stepOf(exchange.stepId);
  const [code, text] = step === undefined ? [] : [factOf(step, 'token-code'), factOf(step, 'fault')];
  return [code?.split(' ')[0], text?.trim().replace(/\.$/, '')].filter((part) => part !== undefined).join(', ');
}

function evidenceOf({ exchange, response, kind }: Sighting) {
  if (kind === 'oauth.token' && response?.status !== 401) return onBody(exchange, /"error"\s*:\s*"invalid_grant"/);
  return response?.status === 401 ? onHeader(exchange, 'WWW-Authenticate') : onExchange(exchange, 'response.body');
}
