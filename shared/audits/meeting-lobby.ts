/** The guest was neither let in nor turned away while the check waited: mostly the lobby. */
import { defineAudit, failing, finding, passed } from './reading/define.js';
import { onStep } from './reading/evidence.js';
import { outcomeOf, stepsOf, withoutJoin } from './reading/meeting.js';

export const meetingLobby = defineAudit('meeting-lobby', 'note', (survey) => {
  const stop = withoutJoin(survey);
  if (stop !== undefined) return stop;
  const outcome = outcomeOf(survey);
  if (outcome !== 'lobby' && outcome !== 'waiting') return passed;
  return failing([
    finding('meeting-lobby', 'info', {
      ...(outcome === 'lobby' ? {} : { title: 'The meeting did not answer the guest while the check waited' }),
      seen:
        outcome === 'lobby'
          ? 'Asked to join the meeting. The server says that the guest is in the lobby.'
          : 'Asked to join the meeting. The server took the request, and no word of the outcome came in some seconds.',
      evidence: stepsOf(survey, 'meeting.outcome').map((step) => onStep(step)),
    }),
  ]);
});
