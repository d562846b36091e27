/** The user is registered and gets no settings: the SUBSCRIBE for them is refused or answered with nothing. [MS-SIPREGE 4.2] */
import { headerValue } from '../session/headers.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onStep } from './reading/evidence.js';
import { isRegistered, onSip, sipAnswers, sipCodesOf } from './reading/sip.js';
import { notAsked, seenOf } from './reading/sipCodes.js';

export const registrarNoProvisioning = defineAudit('registrar-no-provisioning', 'user', (survey) => {
  if (!isRegistered(survey)) {
    const why = notAsked(survey);
    return why.verdict === 'unknown' && survey.session.target.hasPassword
      ? why
      : notApplicable('Nobody is registered.');
  }
  const failed = survey.session.steps.filter(
    ({ kind, outcome }) => kind === 'sip.provisioning' && outcome === 'failed',
  );
  const [first] = failed;
  if (first === undefined) return passed;
  const answers = sipAnswers(survey).filter(({ message }) => failed.some(({ id }) => id === message.stepId));
  const [answer] = answers;
  const meaning = answer === undefined ? undefined : sipCodesOf(answer)[0]?.diagnostic.known;
  return failing([
    finding('registrar-no-provisioning', 'warning', {
      seen: [
        answer === undefined ? 'Asked the registrar for the settings of the user.' : seenOf(answer),
        answer === undefined || answer.status < 300 ? (first.failure?.message ?? '') : '',
        meaning?.cause ?? '',
      ]
        .filter((part) => part !== '')
        .join(' '),
      evidence: [
        ...answers.flatMap((one) => [
          ...(headerValue(one.message, 'ms-diagnostics') === undefined ? [] : [onSip(one, 'headers.ms-diagnostics')]),
          onSip(one, 'start'),
        ]),
        ...failed.map((step) => onStep(step)),
      ],
    }),
  ]);
});
