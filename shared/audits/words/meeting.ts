/** Words for what joining a meeting as a guest can show. */
import type { Knowledge } from './knowledge.js';
import type { Explanation } from './shape.js';

const organizerOptions = 'The organizer opens the meeting in its options';

export const meetingWords = {
  'meeting-gone': {
    title: 'The meeting is there',
    failureTitle: 'The meeting does not exist, or does not exist any more',
    why: 'Nobody can join it, with an account or without.',
    cause:
      'It was deleted, it is older than the time that meetings are kept, its organizer has no account any more or another sign-in address, or the link was copied wrongly.',
    fix: 'The organizer sends a new invitation. If many links broke at once, the server administrator looks whether sign-in addresses or simple URLs were changed.',
  },
  'meeting-key-refused': {
    title: 'The server knows the key of the meeting',
    failureTitle: 'The server does not know this meeting and key',
    why: 'Without a token for the key of the meeting a guest gets no further.',
    cause: 'The link is incomplete or mistyped, or the meeting is gone; the server does not say which.',
    fix: 'Copy the whole link from the invitation once more. If it is complete, the organizer sends a new invitation.',
  },
  'meeting-anonymous-not-allowed': {
    title: 'The meeting takes guests without an account',
    failureTitle: 'The meeting takes nobody without an account',
    why: 'Guests from outside the company are turned away, while its own people get in.',
    cause:
      'The conferencing policy of the organizer forbids guests without an account, or the meeting itself is only for people of the company.',
    fix: `${organizerOptions}; if they offer nothing of the kind, the server administrator allows guests in the conferencing policy of the organizer and in the access edge configuration.`,
  },
  'meeting-ended': {
    title: 'The meeting is going on',
    failureTitle: 'The meeting has ended',
    why: 'There is nothing left to join.',
    cause: 'Its organizer or a presenter ended it, or everybody left.',
    fix: 'Nothing is broken. Ask the organizer to start it again, or for a new invitation.',
  },
  'meeting-guest-turned-away': {
    title: 'The meeting lets the guest in',
    failureTitle: 'The meeting turned the guest away',
    why: 'The guest reached the meeting, and is not in it.',
    cause: 'The servers did what they should: the meeting, or somebody in it, decided so.',
    fix: `${organizerOptions}, or somebody in the meeting lets the guest in.`,
  },
  'meeting-ticket-mismatch': {
    title: 'Token and meeting fit together',
    failureTitle: 'The token of the guest was issued for another conference',
    why: 'The guest has a good token and is refused all the same.',
    cause:
      'The page of the meeting and the server do not name the conference in the same way: the sign-in address of the organizer was changed, or an old page is served.',
    fix: 'The organizer sends a new invitation. If it meets all meetings, the server administrator compares the conference address on the page with that of the organizer.',
  },
  'meeting-no-guest-grant': {
    title: 'The servers give tokens to guests of meetings',
    failureTitle: 'The servers give no tokens to guests of meetings',
    why: 'Apps that join without an account need such a token.',
    cause: 'Guests are switched off for the deployment, or something on the way takes parts of the challenge away.',
    fix: 'The server administrator allows anonymous users in the conferencing and access edge configuration, if that is wanted, and compares the challenge inside and outside.',
  },
  'meeting-page-without-uri': {
    title: 'The page of the meeting names its conference',
    failureTitle: 'The page of the meeting does not name its conference',
    why: 'Who clicks the link in the invitation begins at this page; clients read there where to go.',
    cause:
      'Another web site or a sign-in page of a proxy answers under the name of the link, or the reverse proxy does not publish it.',
    fix: 'The administrator of the reverse proxy publishes the simple URL for meetings with all its paths, without a sign-in of its own; the server administrator checks Get-CsSimpleUrlConfiguration.',
  },
  'meeting-lobby': {
    title: 'The guest is let in at once',
    failureTitle: 'The guest waits in the lobby',
    why: 'Somebody in the meeting has to let the guest in.',
    cause: 'The options of the meeting let only some people in directly.',
    fix: 'Nothing is broken. To let guests in directly, the organizer changes the options of the meeting.',
  },
} as const satisfies Readonly<Record<string, Explanation>>;

const subcodes = 'skype-docs, UCWA/ErrorSubcode_ref.md';
const messages = 'skype-docs, UCWA/ErrorsAndInformationalMessages.md';
const auth = 'skype-docs, UCWA/AuthenticationInUCWA.md';
const nothingWrong = 'Nothing on your side is wrong';

export const meetingKnowledge: Readonly<Record<keyof typeof meetingWords, Knowledge>> = {
  'meeting-gone': {
    caller: 'This meeting does not exist any more: ask the person who invited you for a new link.',
    commands: ['Get-CsUser "<sign-in address>" | Format-List Enabled, SipAddress, RegistrarPool'],
    sources: [subcodes],
  },
  'meeting-key-refused': {
    caller: 'Copy the link from the invitation once more, as a whole; if that does not help, ask for a new one.',
    commands: ['Get-CsUser "<sign-in address>" | Format-List Enabled, SipAddress, RegistrarPool'],
    sources: [auth, 'RFC 6749, section 5.2'],
    likely:
      'The server does not say whether the key or the meeting is unknown to it. Joining from inside with an account would tell.',
  },
  'meeting-anonymous-not-allowed': {
    caller: 'This meeting is only for people with an account; ask the organizer to let guests in.',
    commands: [
      'Get-CsUser "<sign-in address>" | Select-Object ConferencingPolicy',
      'Get-CsConferencingPolicy | Format-List Identity, AllowAnonymousParticipantsInMeetings',
      'Get-CsAccessEdgeConfiguration | Format-List AllowAnonymousUsers',
    ],
    sources: [subcodes, 'skype-ios-app-sdk-samples, E_ConferencingAnonymousJoinClientForbidden'],
    likely: 'Clients get this answer for some meetings that no longer exist, too; the organizer can tell.',
  },
  'meeting-ended': { caller: 'The meeting is over.', sources: [subcodes] },
  'meeting-guest-turned-away': {
    caller: 'You reached the meeting; somebody there, or its settings, did not let you in. Ask the organizer.',
    sources: [subcodes],
  },
  'meeting-ticket-mismatch': {
    caller: `${nothingWrong}: ask for a new invitation.`,
    commands: [
      'Get-CsUser "<sign-in address>" | Format-List SipAddress, RegistrarPool',
      'Get-CsSimpleUrlConfiguration',
    ],
    sources: [messages],
    likely: 'Why the two differ does not show from outside.',
  },
  'meeting-no-guest-grant': {
    caller: `${nothingWrong}: this company lets nobody join from an app without an account.`,
    commands: [
      'Get-CsAccessEdgeConfiguration | Format-List AllowAnonymousUsers',
      'Get-CsConferencingPolicy | Format-List Identity, AllowAnonymousParticipantsInMeetings',
    ],
    sources: [auth],
    likely: 'Which switch takes this grant away is not documented.',
  },
  'meeting-page-without-uri': {
    caller: `${nothingWrong}: the link in the invitation leads to a page that does not know the meeting.`,
    commands: ['Get-CsSimpleUrlConfiguration | Select-Object -ExpandProperty SimpleUrl'],
    sources: ['MS-CONFBAS, section 4.1', 'Lync Server 2013, "Planning for Simple URLs"'],
  },
  'meeting-lobby': {
    caller: 'You would wait in the lobby until somebody in the meeting lets you in.',
    sources: [subcodes],
    likely: 'That it is the lobby is concluded from silence where the server does not say so.',
  },
};
