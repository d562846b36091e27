/** The settings that the registrar gives say that distribution groups are not expanded. */
import { factsOf } from '../session/facts.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onStep } from './reading/evidence.js';
import { onSip, sipAnswers } from './reading/sip.js';

const told = /= *(true|false) \([^)]*\bdlxEnabled\)$/i;

export const groupExpansionOff = defineAudit('group-expansion-off', 'note', (survey) => {
  const settings = survey.session.steps.flatMap((step) =>
    step.kind === 'sip.provisioning'
      ? factsOf(step, 'provisioning').flatMap((fact) => {
          const value = told.exec(fact)?.[1]?.toLowerCase();
          return value === undefined ? [] : [{ step, value }];
        })
      : [],
  );
  if (settings.length === 0) return notApplicable('The registrar did not say whether groups are expanded.');
  const off = settings.find(({ value }) => value === 'false')?.step;
  if (off === undefined) return passed;
  const answers = sipAnswers(survey).filter(({ message }) => message.stepId === off.id);
  return failing([
    finding('group-expansion-off', 'warning', {
      seen: `The registrar gave ${survey.session.target.sipAddress} its settings. dlxEnabled is false in them.`,
      evidence: [...answers.map((answer) => onSip(answer, 'body')), onStep(off)],
    }),
  ]);
});
