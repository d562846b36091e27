/**
 * A step on the user's side failed, the sign-in worked all the same, and nobody else says why. Judging drops those
 * that another finding or an expectation covers.
 */
import type { Step } from '../session/model.js';
import { codeSentence } from './reading/codes.js';
import { defineAudit, failing, finding, notApplicable } from './reading/define.js';
import { expectedReason } from './reading/expectations.js';
import { isOfThese, provenBad } from './reading/frontEnds.js';
import { failedLeaves, hasEnded, reachedGoal } from './reading/goal.js';
import { lastAnswer } from './reading/signIn.js';
import { evidenceOfStep } from './reading/stepEvidence.js';
import type { Survey } from './reading/survey.js';

export const stepUnexplained = defineAudit('step-unexplained', 'note', (survey) => {
  if (!hasEnded(survey)) return notApplicable('The walk has not come to its end.');
  if (!reachedGoal(survey)) return notApplicable('The walk did not reach its goal.');
  const failed = failedLeaves(survey).filter(
    (step) =>
      survey.isOwn(step.id) &&
      expectedReason(survey, step) === undefined &&
      !isBypassed(survey, step) &&
      !isOfBadServer(survey, step),
  );
  return failing(
    failed.map((step) =>
      finding('step-unexplained', 'warning', {
        title: `A step failed without stopping the sign-in: "${step.title}"`,
        seen: `The step is "${step.title}". ${step.failure?.message ?? ''} ${codeSentence(lastAnswer(survey, step))}`
          .replace(/ {2,}/g, ' ')
          .trim(),
        evidence: evidenceOfStep(survey, step),
      }),
    ),
  );
});

/** The answer it ended with came from a server of the pool that is told as broken. */
function isOfBadServer(survey: Survey, step: Step): boolean {
  const answer = lastAnswer(survey, step);
  return answer !== undefined && provenBad(survey).some((bad) => isOfThese(survey, bad, answer.exchange));
}

/** A rule of --connect-to led to the host all the same: that the resolver does not know it is why the rule is there. */
function isBypassed({ session }: Survey, step: Step): boolean {
  if (session.target.connectTo.length === 0 || step.failure?.operation !== 'lookup') return false;
  const reached = new Set(
    session.connections.filter(({ remote }) => remote !== undefined).map(({ host }) => host.toLowerCase()),
  );
  const names = session.lookups
    .filter(({ stepId }) => stepId === step.id)
    .map(({ query }) => query.name.toLowerCase().replace(/\.$/, ''));
  return names.length > 0 && names.every((name) => reached.has(name));
}
