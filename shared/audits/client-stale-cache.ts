/** The other side of a walk without faults: what one client does differently is in that client, not on the wire. */
import { defineAudit, notApplicable, unknown } from './reading/define.js';
import { reachedGoal } from './reading/goal.js';

export const clientStaleCache = defineAudit('client-stale-cache', 'note', (survey) =>
  survey.signedIn && reachedGoal(survey)
    ? unknown('The sign-in works from here. If one client still fails, its log shows whether it asks an old server.')
    : notApplicable('The sign-in did not work from here either.'),
);
