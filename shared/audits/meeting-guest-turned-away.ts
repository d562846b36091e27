/** The guest came to the meeting and was turned away: by a person, by its settings, or because there is no room. [skype-docs UCWA, ErrorSubcode_ref] */
import { guestAudit } from './reading/meeting.js';

/** Told by audits of their own. */
const others = ['DestinationNotFound', 'Ended', 'AnonymousNotAllowed', 'AttendeeNotAllowed'];

const titles: Readonly<Record<string, string>> = {
  Denied: 'Somebody in the meeting sent the guest away from the lobby',
  InviteesOnly: 'The meeting takes only those who were invited',
  TooManyLobbyParticipants: 'The lobby of the meeting is full',
};

const fixes: Readonly<Record<string, string>> = {
  Denied: 'The servers work. Ask the people in the meeting to let the guest in.',
  InviteesOnly:
    'The organizer opens the meeting for others in its options ("Who gets in directly"), or invites the guest with an account.',
  TooManyLobbyParticipants: 'Wait and try again; somebody in the meeting empties the lobby.',
};

export const meetingGuestTurnedAway = guestAudit(
  'meeting-guest-turned-away',
  ({ step, subcode }) => step.kind === 'meeting.outcome' && !others.includes(subcode) && subcode !== '',
  ({ subcode }) => {
    const [title, fix] = [titles[subcode], fixes[subcode]];
    return { ...(title === undefined ? {} : { title }), ...(fix === undefined ? {} : { fix }) };
  },
);
