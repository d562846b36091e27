/**
 * Joining, and what becomes of it: the invitation's end comes on the event channel. docs/protocol/meeting.md, steps 8 and
 * 9. [skype-docs UCWA joinOnlineMeeting_ref, EventChannelDetails, ErrorSubcode_ref]
 */
import { failed, FailureError } from '../../../shared/failure.js';
import { accepts } from '../../../shared/protocol/mediaType.js';
import type { UcwaError } from '../../../shared/protocol/ucwaError.js';
import { ucwaErrorText } from '../../../shared/protocol/ucwaError.js';
import { parseUcwaEvents } from '../../../shared/protocol/ucwaEvents.js';
import {
  invitationState,
  parseInvitationNews,
  type InvitationNews,
  type InvitationState,
} from '../../../shared/protocol/ucwaInvitation.js';
import { joinMeetingJson } from '../../../shared/protocol/ucwaRequest.js';
import type { Reply, Run, StepHandle, StepSpec } from '../../engine/api.js';
import { headerOf, hostOf } from '../answers.js';
import { learn } from '../documents.js';
import { askFor, demand, type Application } from '../ucwa/answers.js';
import { linkOfApplication, sameHost } from '../ucwa/application.js';
import type { Conference } from './locate.js';

export const joinSpec = {
  kind: 'meeting.join',
  title: 'Join the meeting',
  spec: { doc: 'UCWA joinOnlineMeeting', section: 'Operations' },
} as const satisfies StepSpec;
export const outcomeSpec = {
  kind: 'meeting.outcome',
  title: 'Hear whether the meeting lets the guest in',
  spec: { doc: 'UCWA EventChannelDetails', section: 'Event channel' },
} as const satisfies StepSpec;

export type Outcome = 'joined' | 'lobby' | 'waiting';

/** Longest time that the outcome is waited for, ms. Somebody in the lobby is let in by a person, or not. */
const longestWaitMs = 8000;
/** Answers of the event channel that are read meanwhile. */
const mostAnswers = 20;

/** Asks to join. @throws FailureError where the server refuses at once */
export async function askToJoin(
  { random }: Run,
  step: StepHandle,
  application: Application,
  conference: Conference,
  name: string,
): Promise<void> {
  const url = linkOfApplication(application, 'joinOnlineMeeting', 'communication');
  if (url === undefined) {
    step.meaning('The server lets the guest in as far as here, but names no way to join a meeting.');
    throw failed('protocol', 'missing_link', 'The application has no link joinOnlineMeeting.');
  }
  const reply = await step.exchange({
    method: 'POST',
    url,
    headers: [
      ['Accept', accepts.json],
      ['Content-Type', accepts.json],
      ['Authorization', `Bearer ${application.token}`],
    ],
    body: joinMeetingJson({
      anonymousDisplayName: name,
      onlineMeetingUri: conference.uri,
      operationId: random.uuid().replaceAll('-', ''),
    }),
    expect: [201],
    understood: 'any',
    carriesCredential: true,
  });
  demand(step, reply, [201, 200], 'The meeting was to be joined', (error) => refusalMeaning(reply, error));
  step.meaning('The server takes the request. Whether the guest gets in comes as an event.');
}

function refusalMeaning({ status }: Reply, error: UcwaError | undefined): string | undefined {
  const subcode = error?.subcode ?? '';
  if (status === 404 && subcode === 'DestinationNotFound') return 'The server finds no such meeting any more.';
  if (subcode === 'AnonymousNotAllowed' || subcode === 'AttendeeNotAllowed') {
    return 'The meeting, or the policy of its organizer, takes nobody without an account.';
  }
  if (status === 403 && /\bmatch/i.test(error?.message ?? '')) {
    return 'The token was issued for another conference than the one that is to be joined.';
  }
  return status === 403 && error !== undefined ? 'The server knows the guest and does not let them join.' : undefined;
}

/** Listens until the invitation has ended, or the time is up. @throws FailureError where the guest is turned away */
export async function hearOutcome(step: StepHandle, application: Application): Promise<Outcome> {
  const until = step.elapsed() + Math.min(longestWaitMs, step.target.timeoutMs);
  const news: InvitationNews[] = [];
  let url = linkOfApplication(application, 'events');
  let state: InvitationState = { is: 'open' };
  for (let answers = 0; url !== undefined && answers < mostAnswers; answers += 1) {
    const waitMs = Math.floor(until - step.elapsed());
    const reply = waitMs < 1 ? undefined : await listen(step, application, url, waitMs);
    if (reply === undefined) break;
    demand(step, reply, [200], 'The event channel was opened');
    const { next, resync } = parseUcwaEvents(headerOf(reply, 'Content-Type'), reply.text);
    for (const one of parseInvitationNews(headerOf(reply, 'Content-Type'), reply.text)) {
      news.push(one);
      step.fact('ucwa-event', [one.type, one.rel, one.status ?? one.state ?? ''].join(' ').trim());
    }
    state = invitationState(news);
    if (state.is !== 'open') break;
    const href = next ?? resync;
    url = href === undefined ? undefined : sameHost(learn(href, 'Link next', reply).url, reply);
  }
  return told(step, application, state);
}

/** One GET; undefined where the server had nothing to say in time. */
async function listen(
  step: StepHandle,
  application: Application,
  url: string,
  waitMs: number,
): Promise<Reply | undefined> {
  try {
    return await step.exchange({ ...askFor(application, url, accepts.json), waitMs });
  } catch (error) {
    const isHeld =
      error instanceof FailureError && error.failure.operation === 'response' && error.failure.code === 'timeout';
    if (isHeld) return undefined;
    throw error;
  }
}

function told(step: StepHandle, { url }: Application, state: InvitationState): Outcome {
  switch (state.is) {
    case 'joined':
      step.fact('meeting-outcome', 'joined');
      step.value('joined');
      step.meaning('The meeting let the guest in.');
      return 'joined';
    case 'lobby':
      step.fact('meeting-outcome', 'lobby');
      step.value('in the lobby');
      step.meaning('The guest waits in the lobby until somebody in the meeting lets them in.');
      return 'lobby';
    case 'open':
      step.fact('meeting-outcome', 'waiting');
      step.value('no answer yet');
      step.meaning(
        'Neither let in nor turned away in this time. Mostly that is the lobby: somebody in the meeting has to let the guest in.',
      );
      return 'waiting';
    case 'refused': {
      const { reason } = state;
      step.fact('meeting-outcome', 'refused');
      if (reason !== undefined) step.fact('ucwa-error', ucwaErrorText({ ...reason, parameters: [] }));
      step.value(reason?.subcode ?? reason?.code ?? 'refused');
      step.meaning(turnedAway(reason?.subcode ?? ''));
      const said = [reason?.code, reason?.subcode, reason?.message].filter((part) => part !== undefined).join(', ');
      const why = `${hostOf(url)} says that the guest was not let into the meeting${said === '' ? '' : ` (${said})`}.`;
      throw failed('protocol', 'unexpected_status', why);
    }
  }
}

function turnedAway(subcode: string): string {
  switch (subcode) {
    case 'Denied':
      return 'Somebody in the meeting sent the guest away from the lobby.';
    case 'InviteesOnly':
      return 'The meeting takes only those who were invited.';
    case 'TooManyLobbyParticipants':
      return 'The lobby is full.';
    case 'Ended':
      return 'The meeting has ended.';
    case 'DestinationNotFound':
      return 'The server finds no such meeting any more.';
    case 'AnonymousNotAllowed':
    case 'AttendeeNotAllowed':
      return 'The meeting, or the policy of its organizer, takes nobody without an account.';
    default:
      return 'The meeting did not let the guest in.';
  }
}
