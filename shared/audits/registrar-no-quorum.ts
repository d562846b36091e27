/**
 * The registrar is up and does not serve this user: 480 or 503, or 504 with the code of a service that is not there. Or
 * it serves without the user's primary pool, in limited mode. [MS-CONMGMT; Microsoft support, "Limited functionality mode"]
 */
import { headerValue } from '../session/headers.js';
import { defineAudit, failing, finding, notApplicable } from './reading/define.js';
import { onSip, severityAtRegistrar, sipAnswers, sipCodesOf } from './reading/sip.js';
import { seenOf, sipCodeAudit } from './reading/sipCodes.js';
import type { AuditResult } from './audit.js';
import type { Survey } from './reading/survey.js';

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
  if (first === undefined) return stopped(survey) ?? refused.check(survey.whole);
  return failing([
    finding('registrar-no-quorum', 'warning', {
      title: 'The registrar serves this user in limited mode',
      seen: `Registered at ${first.place}. The answer says that it is not connected to the primary pool of the user, so contacts, conferences and settings are probably missing.`,
      evidence: limited.flatMap((answer) => [onSip(answer, 'headers.presence-state'), onSip(answer, 'start')]),
    }),
  ]);
});

/** 503 alone: the service itself is not ready. 480, or the code of lost replicas, says more and is told as such. */
function stopped(survey: Survey): AuditResult | undefined {
  const answers = sipAnswers(survey);
  const codes = (answer: (typeof answers)[number]): readonly number[] =>
    sipCodesOf(answer).map(({ diagnostic }) => Number(diagnostic.id));
  if (answers.some((answer) => answer.status === 480 || codes(answer).includes(5000))) return undefined;
  const unready = answers
    .filter((answer) => answer.status === 503 && (answer.method === 'REGISTER' || codes(answer).includes(1)))
    .toSorted((a, b) => Number(b.method === 'REGISTER') - Number(a.method === 'REGISTER'));
  const [first] = unready;
  if (first === undefined || first.method !== 'REGISTER') return undefined;
  return failing([
    finding('registrar-no-quorum', severityAtRegistrar(survey), {
      title: 'The registrar service is stopped or overloaded',
      seen: seenOf(first),
      cause:
        'The machine is there, its registrar service takes nobody: it is stopping, starting, being drained or overloaded, or it cannot reach its database.',
      fix: 'The server administrator looks whether the services of the Front Ends run, starts those that do not, and reads the event log of the server that answered. If all of them run, its load and the path to the database come next.',
      instead: {
        caller:
          'Nothing on your side is wrong: the server of your account is stopped or has too much to do, so try again later.',
        commands: [
          'Get-CsWindowsService -ComputerName <front end>',
          'Start-CsWindowsService -ComputerName <front end>   # for services that are stopped',
        ],
      },
      evidence: unready.flatMap((answer) => [
        ...sipCodesOf(answer).map(({ evidence }) => evidence),
        onSip(answer, 'start'),
      ]),
    }),
  ]);
}
