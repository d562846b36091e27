/** The meeting, or the policy of its organizer, takes nobody without an account. [skype-docs UCWA, ErrorSubcode_ref] */
import { guestAudit, says } from './reading/meeting.js';

const subcodes = ['AnonymousNotAllowed', 'AttendeeNotAllowed'];

export const meetingAnonymousNotAllowed = guestAudit(
  'meeting-anonymous-not-allowed',
  (refusal, survey) =>
    subcodes.includes(refusal.subcode) || says(survey, refusal, /E_ConferencingAnonymousJoinClientForbidden/),
);
