/** Two questions with a web ticket: is the user in the address book, and are its files there. docs/protocol/service-tests.md, step 3. [MS-DLX; web services of Lync Server 2013] */
import { failed } from '../../../shared/failure.js';
import { parseAddressBookAnswer, searchAddressBook, searchSoapAction } from '../../../shared/protocol/addressBook.js';
import { timestamp } from '../../../shared/protocol/certProv.js';
import { mediaTypeOf } from '../../../shared/protocol/mediaType.js';
import type { Side } from '../../../shared/session/model.js';
import type { Reply, StepHandle } from '../../engine/api.js';
import { faultOf, headerOf, hostOf, meaningOfStranger, noteAnswer, reasonOf, unexpectedStatus } from '../answers.js';
import type { Walk } from '../context.js';
import { trustSecure, type LearnedLink } from '../documents.js';
import type { WebTicket } from '../ticketRequest.js';
import type { AddressBook } from './addressBook.js';
import type { TimeBudget } from './budget.js';
import { noteFailure, noteState } from './probe.js';

export const querySpec = {
  kind: 'service.query',
  title: 'Look for the user in the address book',
  spec: { doc: 'MS-DLX', section: '3.1' },
} as const;
export const filesSpec = { kind: 'service.query', title: 'Ask for the address book files with a ticket' } as const;

/** Most entries that are wanted: one person is looked for. */
const mostEntries = 5;

/** Never throws for network or protocol trouble. */
export async function queryAddressBook(
  walk: Walk,
  group: StepHandle,
  budget: TimeBudget,
  { side, query }: AddressBook,
  ticket: WebTicket,
): Promise<void> {
  const place = { service: 'AddressBookQuery', side } as const;
  if (budget.left() === 0) return group.skip({ ...querySpec, side }, budget.reason);
  await group.attempt({ ...querySpec, side }, async (step) => {
    const url = await trustSecure(step, query);
    step.fact('service', `AddressBookQuery ${url}`);
    const reply = await step
      .exchange({
        method: 'POST',
        url,
        headers: [
          ['Content-Type', 'text/xml; charset=utf-8'],
          ['SOAPAction', searchSoapAction],
        ],
        body: searchAddressBook({
          endpoint: url,
          messageId: walk.run.random.uuid(),
          sipAddress: walk.target.sipAddress,
          most: mostEntries,
          security: bearer(walk, ticket),
        }),
        expect: [200],
        understood: 'any',
        carriesCredential: true,
        ...budget.waitWithin(step.target.timeoutMs),
      })
      .catch((error: unknown) => {
        noteFailure(step, place, error);
        throw error;
      });
    noteAnswer(step, reply);
    if (reply.status !== 200) {
      noteState(step, place, reply, false);
      throw refusal(step, reply);
    }
    readAnswer(step, place, reply);
  });
}

/** Timestamp with the ticket's lifetime, and the ticket as it came. */
function bearer(walk: Walk, { notBefore, notAfter, assertion }: WebTicket): string {
  const now = walk.run.now();
  return timestamp(notBefore ?? isoSeconds(now), notAfter ?? isoSeconds(now + 5 * 60_000)) + assertion;
}

const isoSeconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

function refusal(step: StepHandle, reply: Reply): Error {
  const fault = faultOf(reply);
  if (fault !== undefined) step.fact('fault', `${fault.code}: ${fault.errorReason ?? fault.reason}`);
  step.meaning(
    fault === undefined && reasonOf(reply).id === undefined
      ? meaningOfStranger(reply)
      : 'The address book refuses the question, although the ticket was issued for it. What it says is in the answer.',
  );
  return unexpectedStatus(reply, 'The address book was asked for the user');
}

function readAnswer(step: StepHandle, place: { readonly service: string; readonly side: Side }, reply: Reply): void {
  const { entries, code } = parseAddressBookAnswer(reply.text);
  step.fact('address-book-entries', String(entries));
  if (code !== undefined) step.fact('address-book-code', code);
  const isFound = entries > 0;
  noteState(step, place, reply, isFound);
  step.value(`200, ${isFound ? `${entries} found` : (code ?? 'nobody found')}`);
  if (!isFound) {
    step.meaning(
      'The address book answers and does not know the user. It was not generated yet, or not since this account was made.',
    );
    throw failed('protocol', 'unexpected_document', `${hostOf(reply.url)} found nobody (${code ?? 'no entry'}).`);
  }
  step.meaning('The address book took the ticket and found the user: people can be found by name.');
}

/** Never throws for network or protocol trouble. */
export async function askForFiles(
  group: StepHandle,
  budget: TimeBudget,
  files: LearnedLink,
  ticket: WebTicket,
  side: Side,
): Promise<void> {
  const place = { service: 'AddressBook', side } as const;
  if (budget.left() === 0) return group.skip({ ...filesSpec, side }, budget.reason);
  await group.attempt({ ...filesSpec, side }, async (step) => {
    const url = await trustSecure(step, files);
    step.fact('service', `AddressBook ${url}`);
    const reply = await step
      .exchange({
        method: 'GET',
        url,
        headers: [
          ['Accept', '*/*'],
          ['X-MS-WebTicket', `opaque=${ticket.opaque}`],
        ],
        expect: [200, 400, 401, 403, 404],
        understood: 'any',
        carriesCredential: true,
        ...budget.waitWithin(step.target.timeoutMs),
      })
      .catch((error: unknown) => {
        noteFailure(step, place, error);
        throw error;
      });
    noteAnswer(step, reply);
    const isGood = reply.status < 500;
    noteState(step, place, reply, isGood);
    step.meaning(meaningOf(reply));
    if (!isGood) throw unexpectedStatus(reply, 'The address book files were asked for with a ticket');
    if (reply.status === 200) step.value(`200, ${kindOf(reply)}`);
  });
}

const kindOf = (reply: Reply): string => {
  const type = mediaTypeOf(headerOf(reply, 'Content-Type'));
  return `${type === '' ? 'no media type' : type}, ${reply.body.length} bytes`;
};

/** Whether the handler has something to say without the name of a file is not published: only errors count. */
function meaningOf(reply: Reply): string {
  switch (reply.status) {
    case 200:
      return `The handler of the address book files took the ticket and sent ${kindOf(reply)}.`;
    case 400:
    case 404:
      return 'The handler took the ticket and has nothing at the address without the name of a file. That says nothing of the files themselves.';
    case 401:
    case 403:
      return 'The handler does not take this ticket. Desktop clients also get the files with Windows sign-in, so this alone is no fault.';
    default:
      return meaningOfStranger(reply);
  }
}
