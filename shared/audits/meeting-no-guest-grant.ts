/** The token service issues nothing for guests of meetings. [skype-docs UCWA, AuthenticationInUCWA] */
import { defineAudit, failing, finding, passed } from './reading/define.js';
import { onHeader, onStep } from './reading/evidence.js';
import { guestRefusals, withoutJoin } from './reading/meeting.js';
import { factsOf } from '../session/facts.js';

export const meetingNoGuestGrant = defineAudit('meeting-no-guest-grant', 'authentication', (survey) => {
  const stop = withoutJoin(survey);
  if (stop !== undefined) return stop;
  const refused = guestRefusals(survey).filter(
    ({ step }) => step.kind === 'meeting.token' && step.failure?.code === 'grant_not_allowed',
  );
  const [first] = refused;
  if (first === undefined) return passed;
  const challenges = survey.sightings.filter(
    ({ step, response }) => step?.kind === 'ucwa.user' && response?.status === 401,
  );
  const last = challenges.at(-1);
  const grants = last?.step === undefined ? [] : factsOf(last.step, 'oauth-grant');
  return failing([
    finding('meeting-no-guest-grant', 'error', {
      seen: `Asked ${last?.host ?? 'the server'} how it wants a sign-in. It offers ${grants.join(', ') || 'no grant'}.`,
      evidence: [
        ...(last === undefined ? [] : [onHeader(last.exchange, 'WWW-Authenticate')]),
        ...refused.map(({ step }) => onStep(step, 'failure')),
      ],
    }),
  ]);
});
