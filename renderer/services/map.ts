/** The services map of a session: one pure reading of its record, for sessions of any age and in any state. */
import type { Session } from '../../shared/session/model.js';
import { signsIn } from '../../shared/session/plan.js';
import { memoLast } from '../common/memo.js';
import type { BlameIndex } from '../state/blame.js';
import { learnedOf } from './learned.js';
import type { ServicesMap } from './model.js';
import { surveyOf } from './places.js';
import { poolOf } from './pool.js';
import { clientBox, halfOf } from './route.js';
import { groupsOf } from './rows.js';

/** Remembers its last answer. */
export const servicesMapOf = memoLast((session: Session, index: BlameIndex): ServicesMap => {
  const survey = surveyOf(session, index);
  const learned = learnedOf(session);
  const { groups, more } = groupsOf(survey, learned);
  return {
    seat: survey.seat,
    client: clientBox(survey),
    halves: { internal: halfOf(survey, learned, 'internal'), external: halfOf(survey, learned, 'external') },
    pool: poolOf(survey, learned),
    groups,
    moreServices: more,
    missing: learned.links.length > 0 ? undefined : missingWords(session),
  };
});

function missingWords({ outcome, target }: Session): string | undefined {
  if (target.meeting !== undefined) return undefined;
  if (outcome === 'running') return 'The user document names the services. It comes when the sign-in is through.';
  if (!signsIn(target)) {
    return 'The user document names the services, and it is given to signed-in users only. A walk with a password fills this part.';
  }
  return 'The user document names the services, and this walk did not get it. What stopped it is in the steps on the left.';
}
