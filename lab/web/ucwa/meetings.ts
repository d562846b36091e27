// joinOnlineMeeting and what follows on the event channel (skype-docs, UCWA joinOnlineMeeting and
// onlineMeetingInvitation; web.md 8).
import { randomInt, randomUUID } from 'node:crypto';
import { emptyAnswer, type Answer } from '../shell/answer.js';
import type { Application } from './applications.js';
import { findConference, type Conference, type ConferenceKind } from './conferences.js';
import { refuse, refuseParameter, type Reason } from './errors.js';
import type { UcwaEvent } from './eventChannel.js';
import type { Input } from './input.js';
import type { Form, Resource } from './representation.js';

/** How an asynchronous refusal is told. Code and wording are unverified, the subcodes are published. */
const outcomes: Partial<Readonly<Record<ConferenceKind, Reason>>> = {
  denied: {
    code: 'RemoteFailure',
    subcode: 'Denied',
    message: 'The lobby participant was denied from the conference.',
  },
  'invitees-only': {
    code: 'RemoteFailure',
    subcode: 'InviteesOnly',
    message: 'Only invited participants can join the meeting.',
  },
  'full-lobby': {
    code: 'RemoteFailure',
    subcode: 'TooManyLobbyParticipants',
    message: 'There are too many participants in the lobby.',
  },
  ended: { code: 'RemoteFailure', subcode: 'Ended', message: 'The meeting has ended.' },
};

/** POST to the link joinOnlineMeeting. */
export function joinMeeting(
  form: Form,
  application: Application,
  input: Input,
  conferences: readonly Conference[],
): Answer {
  const { conference: allowed } = application.owner;
  const isGuest = allowed !== undefined;
  const displayName = input.text('anonymousDisplayName') ?? '';
  const operationId = input.text('operationId') ?? '';
  const uri = input.text('onlineMeetingUri') ?? '';
  if (operationId.length > 50) return refuseParameter(form, 'operationId', 'The maximum length is 50 characters.');
  if (displayName.length > 250) {
    return refuseParameter(form, 'anonymousDisplayName', 'The maximum length is 250 characters.');
  }
  if (uri === '') return refuseParameter(form, 'onlineMeetingUri', 'The value is required.');
  if (isGuest && displayName === '') return refuseParameter(form, 'anonymousDisplayName', 'The value is required.');
  if (!isGuest && displayName !== '') {
    return refuseParameter(form, 'anonymousDisplayName', 'The value is for anonymous users only.');
  }
  if (isGuest && uri.toLowerCase() !== allowed.toLowerCase()) return refuse(form, 'otherConference');
  const conference = findConference(conferences, uri);
  if (conference === undefined || conference.kind === 'gone') return refuse(form, 'destinationNotFound');
  if (isGuest && conference.kind === 'anonymous-not-allowed') return refuse(form, 'anonymousNotAllowed');
  // Whoever has an account of the organizer's company passes the lobby.
  const kind = isGuest || conference.kind === 'ended' ? conference.kind : 'open';
  const href = invite(application, conference, kind, { displayName, operationId });
  return emptyAnswer(201, [
    ['Location', href],
    ['Cache-Control', 'no-cache'],
  ]);
}

function invite(
  application: Application,
  conference: Conference,
  kind: ConferenceKind,
  asked: { readonly displayName: string; readonly operationId: string },
): string {
  const href = `${application.href}/communication`;
  const number = String(randomInt(100, 1000) + application.talks.size * 1000);
  const invitationHref = `${href}/invitations/${number}`;
  const conversationHref = `${href}/conversations/${number}`;
  const invitation = (state: string): Resource => ({
    rel: 'onlineMeetingInvitation',
    href: invitationHref,
    properties: {
      ...(asked.displayName === '' ? {} : { anonymousDisplayName: asked.displayName }),
      direction: 'Outgoing',
      importance: 'Normal',
      onlineMeetingUri: conference.uri,
      operationId: asked.operationId,
      state,
      subject: conference.subject,
      threadId: randomUUID().replaceAll('-', ''),
      to: `sip:${conference.organizer}`,
    },
    links: [
      { rel: 'cancel', href: `${invitationHref}/cancel` },
      { rel: 'conversation', href: conversationHref },
    ],
  });
  const conversation = (state: string): Resource => ({
    rel: 'conversation',
    href: conversationHref,
    properties: { state, subject: conference.subject, importance: 'Normal', participantCount: 0, recording: false },
    links: ['localParticipant', 'lobby', 'onlineMeeting', 'participants'].map((rel) => ({
      rel,
      href: `${conversationHref}/${rel}`,
    })),
  });
  const store = (resource: Resource): Resource => {
    application.talks.set(resource.href.slice(application.href.length + 1).toLowerCase(), resource);
    return resource;
  };
  const event = (type: UcwaEvent['type'], embedded: Resource, more: Partial<UcwaEvent> = {}): UcwaEvent => ({
    type,
    link: { rel: embedded.rel, href: embedded.href },
    embedded,
    ...more,
  });

  const events: UcwaEvent[] = [
    event('started', store(invitation('Connecting'))),
    event('added', store(conversation('Conferencing'))),
  ];
  const reason = outcomes[kind];
  if (kind === 'open') {
    events.push(
      event('updated', store(conversation('Conferenced'))),
      event('completed', store(invitation('Connected')), { status: 'Success' }),
    );
  } else if (reason !== undefined) {
    events.push(
      event('updated', store(conversation('Disconnected')), { reason }),
      event('completed', store(invitation('Failed')), { status: 'Failure', reason }),
    );
  }
  // In the lobby nothing more is told: the invitation stays at 'Connecting' until somebody lets the guest in.
  application.channel.post({ rel: 'communication', href, events });
  return invitationHref;
}
