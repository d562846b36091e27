/** What a walk is for, and whether it got there. */
import { needsOf } from '../../clients/needs.js';
import type { Step } from '../../session/model.js';
import { signsIn } from '../../session/plan.js';
import type { Survey } from './survey.js';

/** The walk came to an end by itself. */
export const hasEnded = ({ session }: Survey): boolean => session.outcome === 'completed';

/** The walk has what it needs to sign in: a password, or a person at a sign-in page. */
export const wantsUser = ({ session: { target } }: Survey): boolean => signsIn(target) || target.signIn === 'modern';

/**
 * With a password, as the current user or with modern authentication: the user document of the home pool was read on
 * some side. Without: some side gave a root document and told how it wants a sign-in. For a meeting: the guest was let
 * in, or waits; or the servers have no such thing, which is said and no failure.
 */
export function reachedGoal(survey: Survey): boolean {
  if (survey.session.target.meeting !== undefined) return reachedMeeting(survey);
  if (!needsOf(survey.session.target.client).discovery) return reachedRegistrar(survey);
  if (wantsUser(survey)) return survey.signedIn;
  if (survey.signedIn) return true;
  return survey.session.steps.some(
    (step) => (step.kind === 'web-ticket.challenge' || step.kind === 'oauth.challenge') && step.outcome === 'ok',
  );
}

function reachedMeeting({ session }: Survey): boolean {
  return session.steps.some(({ kind, outcome }) => kind === 'meeting' && outcome === 'ok');
}

/** Of a client that goes by SIP alone: it registered; without a password, the registrar said how it wants a sign-in. */
function reachedRegistrar(survey: Survey): boolean {
  const kind = wantsUser(survey) ? 'sip.register' : 'sip.probe';
  return survey.session.steps.some((step) => step.kind === kind && step.outcome === 'ok');
}

/** Steps that failed themselves: a group fails because something in it did. */
export function failedLeaves(survey: Survey): readonly Step[] {
  const failed = survey.session.steps.filter((step) => step.outcome === 'failed');
  const parents = new Set(failed.map((step) => step.parentId));
  return failed.filter((step) => !parents.has(step.id));
}
