/** Meeting addresses, held to the rule that nothing above a registered domain is anybody's own. */
import { getDomain } from 'tldts';
import {
  readConferenceUri,
  readMeetingAddress,
  type MeetingAddress,
  type MeetingUri,
} from '../../../shared/protocol/meetingAddress.js';

/** The registered domain a host lies in; null for a public suffix and for an address. */
function registrable(host: string): string | null {
  return getDomain(host, { allowPrivateDomains: true, validateHostname: false });
}

/** As typed or pasted; undefined where it names no meeting. */
export function readMeeting(text: string): MeetingAddress | undefined {
  return readMeetingAddress(text, registrable);
}

/** As a page names it. */
export function readConference(text: string): MeetingUri | undefined {
  return readConferenceUri(text, registrable);
}
