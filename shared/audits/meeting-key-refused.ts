/** The token service does not know the meeting's key. [skype-docs UCWA, AuthenticationInUCWA; RFC 6749 5.2] */
import { guestAudit } from './reading/meeting.js';

export const meetingKeyRefused = guestAudit(
  'meeting-key-refused',
  ({ step }) => step.kind === 'meeting.token' && step.failure?.code === 'credential_refused',
);
