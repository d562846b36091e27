/** 403: the conference is another one than the token was issued for. The refusal has no subcode, only words. [skype-docs UCWA, ErrorsAndInformationalMessages] */
import { guestAudit } from './reading/meeting.js';

export const meetingTicketMismatch = guestAudit(
  'meeting-ticket-mismatch',
  ({ step, status, subcode, message }) =>
    step.kind === 'meeting.join' &&
    status === 403 &&
    (subcode === '' || subcode === 'None') &&
    /conference uri/i.test(message) &&
    /match/i.test(message),
);
