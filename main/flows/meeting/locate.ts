/**
 * Which conference an address stands for: read from its URI, from the meeting's page, or, where the page does not say,
 * made of the link itself as the servers make it. docs/protocol/meeting.md, step 1. [MS-CONFBAS 4.1]
 */
import { failed, FailureError } from '../../../shared/failure.js';
import type { MeetingAddress, MeetingUri, MeetingUrl } from '../../../shared/protocol/meetingAddress.js';
import { meetingPageAccept, parseMeetingPage } from '../../../shared/protocol/meetingPage.js';
import type { Reply, StepHandle, StepSpec } from '../../engine/api.js';
import { headerOf, hostOf, noteAnswer, unexpectedStatus } from '../answers.js';
import { isOnline, learn, trustSecure } from '../documents.js';
import { redirectStatuses } from '../rootAnswer.js';
import { hop, trailFrom } from '../trail.js';
import { readConference } from './address.js';

export const locateSpec = {
  kind: 'meeting.locate',
  title: 'Find out which conference this is',
  spec: { doc: 'MS-CONFBAS', section: '4.1' },
} as const satisfies StepSpec;

export interface Conference extends MeetingUri {
  /** What the token service wants for a password: the id, unless the page says another one. */
  readonly key: string;
}

/** @throws FailureError protocol/homed_online; trust/untrusted_host for an organizer elsewhere that nothing vouches for */
export async function locate(group: StepHandle, address: MeetingAddress): Promise<Conference> {
  if (address.kind === 'uri') {
    return group.step(locateSpec, (step) => {
      step.fact('conference-from', 'typed');
      step.value(address.organizer);
      step.meaning('The address names organizer and meeting itself. No page has to be asked.');
      return Promise.resolve(noted(step, { ...address, key: address.id }));
    });
  }
  const page = await group.attempt(locateSpec, (step) => askPage(step, address));
  if (page.ok) return page.value;
  if (page.failure.operation === 'trust' || page.failure.code === 'homed_online') throw new FailureError(page.failure);
  const spec = { ...locateSpec, title: 'Make the conference address of the link itself' };
  return group.step(spec, (step) => {
    step.fact('conference-from', 'link');
    step.value(address.guess.organizer);
    step.meaning(
      `The page did not tell. A link of this form usually stands for a meeting of ${address.guess.organizer}, so that is tried.`,
    );
    return Promise.resolve(noted(step, { ...address.guess, key: address.id }));
  });
}

async function askPage(step: StepHandle, address: MeetingUrl): Promise<Conference> {
  const reply = await get(step, address.url);
  noteAnswer(step, reply);
  if (reply.status !== 200) {
    step.fact('meeting-page', reply.status === 404 ? 'gone' : 'silent');
    step.meaning(
      reply.status === 404
        ? 'The server has no meeting under this link, or no meeting pages at all.'
        : 'The page of the meeting cannot be had here.',
    );
    throw unexpectedStatus(reply, 'The page of the meeting was asked for');
  }
  const page = parseMeetingPage(headerOf(reply, 'Content-Type'), reply.text);
  const conference = page.conferenceUri === undefined ? undefined : readConference(page.conferenceUri);
  if (conference === undefined) throw silent(step, reply, page.isGone);
  step.fact('meeting-page', 'there');
  step.fact('conference-from', 'page');
  if (conference.domain !== step.target.domain) {
    // Discovery goes to another domain than the link's: only a page that is known to be genuine may say so.
    await step.trust(`https://lyncdiscover.${conference.domain}/`, { reply, field: 'conf-uri' });
  }
  step.value(conference.organizer);
  step.meaning(`The page belongs to a meeting of ${conference.organizer}. Its servers are found by that domain.`);
  return noted(step, { ...conference, key: page.key ?? conference.id });
}

/** The link is the meeting's key: it goes only where the certificate holds. */
async function get(step: StepHandle, first: string): Promise<Reply> {
  let url = step.trustTyped(first).href;
  let way = trailFrom(url);
  for (;;) {
    if (isOnline(url)) {
      throw failed('protocol', 'homed_online', `${hostOf(url)} belongs to Skype for Business Online, retired in 2021.`);
    }
    const reply = await step.exchange({
      method: 'GET',
      url,
      headers: [['Accept', meetingPageAccept]],
      expect: [200, ...redirectStatuses],
      understood: 'any',
      carriesCredential: true,
    });
    const location = headerOf(reply, 'Location')?.trim() ?? '';
    if (!redirectStatuses.includes(reply.status) || location === '') return reply;
    const link = learn(location, 'Location', reply);
    step.fact('redirect-to', link.url);
    url = await trustSecure(step, link);
    way = hop(way, url);
  }
}

function silent(step: StepHandle, reply: Reply, isGone: boolean): FailureError {
  step.fact('meeting-page', isGone ? 'gone' : 'silent');
  step.meaning(
    isGone
      ? 'The page says that there is no such meeting.'
      : 'A page came, but it does not say which conference it belongs to. Clients that read it cannot join.',
  );
  return failed(
    'protocol',
    'missing_link',
    isGone
      ? `The page at ${hostOf(reply.url)} says that there is no such meeting.`
      : `The page at ${hostOf(reply.url)} names no conference.`,
  );
}

function noted(step: StepHandle, conference: Conference): Conference {
  step.secret('password', conference.key);
  step.fact('conference', conference.uri);
  return conference;
}
