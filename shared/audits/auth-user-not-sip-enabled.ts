/** The password was right, but the service knows no such user: 403 to the ticket, 404 to the user document or REGISTER. */
import { headerValues } from '../session/headers.js';
import type { AuditResult } from './audit.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onExchange, onHeader } from './reading/evidence.js';
import { refusalsOf } from './reading/refusals.js';
import { onSip, severityAtRegistrar, sipAnswers } from './reading/sip.js';
import { seenOf } from './reading/sipCodes.js';
import { accountOf } from './reading/signIn.js';
import { isOnlineHost } from './reading/addresses.js';
import type { Survey } from './reading/survey.js';

export const authUserNotSipEnabled = defineAudit('auth-user-not-sip-enabled', 'user', (survey) => {
  if (!survey.session.target.hasPassword) return notApplicable('No password was given.');
  const refused = refusalsOf(survey)
    .filter(({ refusal }) => refusal === 'not-enabled')
    .map(({ answer }) => answer)
    // What the online service says of its own users has findings of its own.
    .filter(({ kind, host }) => !isOnlineHost(host) && kind?.startsWith('online') !== true);
  // With a good ticket 404 means that no pool is known as the home of this user.
  const homeless = survey.sightings.filter(
    ({ kind, response, host }) =>
      (kind === 'web-ticket.user' || kind === 'oauth.user') && response?.status === 404 && !isOnlineHost(host),
  );
  const first = refused[0] ?? homeless[0];
  if (first === undefined || survey.signedIn) return notKnownOverSip(survey) ?? passed;
  const user = survey.session.target.sipAddress;
  const where =
    refused[0] === undefined
      ? `Asked ${first.host} for the user document of ${user} with a good ticket. The answer is 404: no home pool is known for this user.`
      : `Asked ${first.host} for a ${first.kind === 'oauth.token' ? 'token' : 'web ticket'} as ${accountOf(survey)}. The password was accepted, the answer is ${first.response?.status ?? 403}: this account may not use the service.`;
  return failing([
    finding('auth-user-not-sip-enabled', 'error', {
      title:
        refused[0] === undefined
          ? `No home pool is known for ${user}`
          : `${accountOf(survey)} is not enabled for Lync or Skype for Business`,
      seen: where,
      evidence: [...refused, ...homeless].map(({ exchange, response }) =>
        response !== undefined && headerValues(response, 'X-Ms-diagnostics').length > 0
          ? onHeader(exchange, 'X-Ms-diagnostics')
          : onExchange(exchange, 'response.status'),
      ),
    }),
  ]);
});

/** The registrar refuses an account that the web services know. [MS-OCER 7.2 and 7.5: 1003, 4005, 4006] */
function notKnownOverSip(survey: Survey): AuditResult | undefined {
  const answers = sipAnswers(survey).filter(({ status, method }) => method === 'REGISTER' && status === 404);
  const [first] = answers;
  if (first === undefined) return undefined;
  return failing([
    finding('auth-user-not-sip-enabled', severityAtRegistrar(survey), {
      title: `The registrar does not know ${survey.session.target.sipAddress}`,
      seen: seenOf(first),
      evidence: answers.flatMap((answer) => [
        ...(headerValues(answer.message, 'ms-diagnostics').length > 0 ? [onSip(answer, 'headers.ms-diagnostics')] : []),
        onSip(answer, 'start'),
      ]),
    }),
  ]);
}
