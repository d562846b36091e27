/**
 * The services that take a web ticket, asked with one: the query of the address book and its files. What is not
 * published is not tried, and said so. docs/protocol/service-tests.md, step 3. [MS-DLX]
 */
import { FailureError } from '../../../shared/failure.js';
import { parseAddressBookMetadata } from '../../../shared/protocol/addressBook.js';
import type { Side } from '../../../shared/session/model.js';
import type { StepHandle } from '../../engine/api.js';
import { skipAll, type Walk } from '../context.js';
import { isOnline, learn, trustSecure, type LearnedLink } from '../documents.js';
import { askHowTicketsAreIssued } from '../ticketMetadata.js';
import type { WebTicket } from '../ticketRequest.js';
import type { TimeBudget } from './budget.js';
import { askForFiles, filesSpec, queryAddressBook, querySpec } from './queries.js';
import type { GoodTest } from './tests.js';
import { covers, newTickets, ticketSpec } from './tickets.js';

const untested = [
  { kind: 'service.query', title: 'Expand a distribution group with a ticket' },
  { kind: 'service.query', title: 'Sign in through Reach with a ticket' },
] as const;
const unpublished = 'not tested: how clients ask this is not known to this program';

/** Never throws for network or protocol trouble. */
export async function askWithTickets(
  walk: Walk,
  group: StepHandle,
  budget: TimeBudget,
  sides: readonly Side[],
  good: readonly GoodTest[],
): Promise<void> {
  if (walk.target.services !== 'full') return;
  const [side] = sides;
  if (side === undefined) return;
  const place = { step: group, side };
  try {
    const service = findService(group, side, good);
    if (typeof service === 'string') {
      skipAll(place, [ticketSpec, querySpec, filesSpec], service);
      return;
    }
    // 1. A ticket: the one in hand, where it is for these addresses.
    const tickets = await ticketsFor(walk, group, budget, service);
    if (typeof tickets === 'string') {
      skipAll(place, [ticketSpec, querySpec, filesSpec], tickets);
      return;
    }
    const [query, files] = tickets;
    // 2. The query, and the files.
    if (query === undefined) skipAll(place, [querySpec], 'there is no web ticket for it');
    else await queryAddressBook(walk, group, budget, service, query);
    if (service.files === undefined)
      skipAll(place, [filesSpec], 'the address of the files did not answer as it should');
    else if (files === undefined) skipAll(place, [filesSpec], 'there is no web ticket for it');
    else await askForFiles(group, budget, service.files, files, side);
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.code === 'cancelled') throw error;
    skipAll(place, [querySpec, filesSpec], 'there is no web ticket for it');
  } finally {
    if (!group.signal.aborted) skipAll(place, untested, unpublished);
  }
}

/** Where the address book is asked. */
export interface AddressBook {
  readonly side: Side;
  readonly query: LearnedLink;
  readonly issuer: LearnedLink;
  readonly files: LearnedLink | undefined;
}

function findService(group: StepHandle, side: Side, good: readonly GoodTest[]): AddressBook | string {
  const of = (name: string): GoodTest | undefined =>
    good.find(({ test }) => test.side === side && test.service === name);
  const metadata = of('AddressBookQuery');
  if (metadata === undefined) return 'the address book did not say how it is asked';
  const { reply } = metadata;
  try {
    const port = parseAddressBookMetadata(reply.text);
    if (port === undefined) return 'the address book takes no web ticket';
    group.fact('binding', `${port.name} ${port.location}`);
    const query = learn(port.location, 'soap:address', reply);
    // Without a named issuer it is the web ticket service of the same host.
    const issuer = learn(port.issuer ?? '/WebTicket/WebTicketService.svc', 'IssuedToken Issuer', reply);
    if (isOnline(query.url) || isOnline(issuer.url)) return 'the account is homed online';
    const handler = of('AddressBook');
    const files = handler === undefined ? undefined : learn(handler.test.url, 'Link AddressBook', handler.reply);
    return { side, query, issuer, files };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return 'what the address book says of itself cannot be read';
  }
}

type Tickets = readonly (WebTicket | undefined)[];

/** @returns tickets for the query and the files; a sentence where there is none to be had */
async function ticketsFor(
  walk: Walk,
  group: StepHandle,
  budget: TimeBudget,
  { side, query, issuer, files }: AddressBook,
): Promise<Tickets | string> {
  const held = walk.tickets.held(side, walk.run.now(), query.url);
  const inHand = [query, files].map((link) =>
    held !== undefined && link !== undefined && covers(held, link.url) ? held : undefined,
  );
  if (inHand[0] !== undefined) {
    group.skip({ ...ticketSpec, side }, 'the ticket in hand is for this address, too');
    return inHand;
  }
  if (walk.target.signIn === 'oauth' || walk.target.signIn === 'online') {
    return 'only web tickets are taken here, and another way to sign in was chosen';
  }
  const place = { step: group, side };
  const whyNot = (): string | undefined =>
    (walk.target.signIn === 'modern' ? walk.modern.unavailable : walk.credentials.unavailable) ??
    (budget.left() === 0 ? budget.reason : undefined);
  const early = whyNot();
  if (early !== undefined) return early;
  const tickets = await askHowTicketsAreIssued(place, issuer);
  try {
    await budget.pause(walk.order.turn('services'));
    const reason = whyNot();
    if (reason !== undefined) return reason;
    // The ticket's address is the one that will be asked.
    const wanted = [await trustSecure(group, query), ...(files === undefined ? [] : [files.url])];
    return await newTickets(walk, place, tickets.service, wanted);
  } finally {
    await tickets.settled;
  }
}
