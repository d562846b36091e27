/**
 * The registrar is up and does not serve this user: 480 or 503, or 504 with the code of a service that is not there. Or
 * it serves without the user's primary pool, in limited mode. [MS-CONMGMT; Microsoft support, "Limited functionality mode"]
 */
import { headerValue } from '../session/headers.js';
import { defineAudit, failing, finding, notApplicable } from './reading/define.js';
import { onSip, sipAnswers } from './reading/sip.js';
import { sipCodeAudit } from './reading/sipCodes.js';

const refused = sipCodeAudit('registrar-no-quorum', 'user', {
  statuses: [480, 503, 504],
  codes: [1, 5000],
  alsoSip: ({ status, method }) => method === 'REGISTER' && (status === 480 || status === 503),
  otherwise: (survey) =>
    survey.signedIn || sipAnswers(survey).length > 0
      ? undefined
      : notApplicable('The walk did not get as far as the home pool.'),
});

export const registrarNoQuorum = defineAudit('registrar-no-quorum', 'user', (survey) => {
  const limited = sipAnswers(survey).filter(
    ({ status, message }) =>
      status === 200 && /is-connected-to-primary\s*=\s*"?no\b/i.test(headerValue(message, 'presence-state') ?? ''),
  );
  const [first] = limited;
  if (first === undefined) return refused.check(survey.whole);
  return failing([
    finding('registrar-no-quorum', 'warning', {
      title: 'The registrar serves this user in limited mode',
      seen: `Registered at ${first.place}. The answer says that it is not connected to the primary pool of the user, so contacts, conferences and settings are probably missing.`,
      evidence: limited.flatMap((answer) => [onSip(answer, 'headers.presence-state'), onSip(answer, 'start')]),
    }),
  ]);
});
