/**
 * The net under all other audits: the walk ended short of its goal. Judging drops this finding when another error says
 * why, so that it stands only where no known pattern fits.
 */
import type { Step } from '../session/model.js';
import { codeSentence } from './reading/codes.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onStep } from './reading/evidence.js';
import { expectedReason } from './reading/expectations.js';
import { failedLeaves, hasEnded, reachedGoal, wantsUser } from './reading/goal.js';
import { lastAnswer } from './reading/signIn.js';
import { evidenceOfStep } from './reading/stepEvidence.js';
import type { Survey } from './reading/survey.js';

export const signInIncomplete = defineAudit('sign-in-incomplete', 'note', (survey) => {
  if (!hasEnded(survey)) return notApplicable('The walk has not come to its end.');
  if (reachedGoal(survey)) return passed;
  const { sipAddress } = survey.session.target;
  const isGuest = survey.session.target.meeting !== undefined;
  const missed = isGuest
    ? 'The guest did not get into the meeting.'
    : wantsUser(survey)
      ? `The user document of ${sipAddress} was not read on any side.`
      : 'No server told how it wants a sign-in.';
  const stopped = stoppedAt(survey);
  if (stopped === undefined) {
    return failing([
      finding('sign-in-incomplete', 'error', { seen: missed, evidence: lastSteps(survey).map((step) => onStep(step)) }),
    ]);
  }
  const answer = lastAnswer(survey, stopped);
  const status =
    answer?.response === undefined
      ? ''
      : `The answer was ${answer.response.status} ${answer.response.reason}.`.replace(' .', '.');
  return failing([
    finding('sign-in-incomplete', 'error', {
      title: `The ${isGuest ? 'join' : 'sign-in'} stopped at the step "${stopped.title}"`,
      seen: `${cameOf(stopped, status)} ${codeSentence(answer)} ${missed}`.replace(/ {2,}/g, ' ').trim(),
      evidence: evidenceOfStep(survey, stopped),
    }),
  ]);
});

/** What came back in the step that the title names; where it was not run, why. */
function cameOf({ outcome, value, failure }: Step, status: string): string {
  if (outcome === 'skipped') return `It was not run: ${value?.replace(/^skipped: /, '') ?? 'nothing says why'}.`;
  return `${status} ${failure?.message ?? ''}`;
}

/**
 * On the user's side first, and what was asked there before the names; expected failures never, nor the names of SIP
 * clients, which no walk over the web needs; a skipped step only where nothing failed.
 */
function stoppedAt(survey: Survey): Step | undefined {
  const failed = failedLeaves(survey).filter(
    (step) => expectedReason(survey, step) === undefined && step.kind !== 'dns.srv' && step.kind !== 'dns.sip-name',
  );
  const asked = failed.filter((step) => !step.kind.startsWith('dns'));
  const skipped = survey.session.steps.filter((step) => step.outcome === 'skipped');
  const own = (steps: readonly Step[]): Step | undefined => steps.find((step) => survey.isOwn(step.id));
  return own(asked) ?? own(failed) ?? failed[0] ?? own(skipped);
}

const lastSteps = (survey: Survey): readonly Step[] => survey.session.steps.slice(-1);
