/** The token service does not know the meeting's key. [skype-docs UCWA, AuthenticationInUCWA; RFC 6749 5.2] */
import { guestAudit, isKeyRefused } from './reading/meeting.js';

export const meetingKeyRefused = guestAudit('meeting-key-refused', isKeyRefused);
