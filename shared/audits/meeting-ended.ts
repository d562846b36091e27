/** The meeting has ended. [skype-docs UCWA, ErrorSubcode_ref] */
import { guestAudit } from './reading/meeting.js';

export const meetingEnded = guestAudit('meeting-ended', ({ subcode }) => subcode === 'Ended');
