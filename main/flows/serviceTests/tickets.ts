/** Web tickets for the services: the one in hand where it covers the address, else new ones with a single sign-in. docs/protocol/service-tests.md, step 3. [MS-OCAUTHWS 3.2.4.1] */
import { FailureError } from '../../../shared/failure.js';
import { allOf, parseXml } from '../../../shared/protocol/xml.js';
import type { Reply, StepHandle } from '../../engine/api.js';
import { valueOf, type Place, type Walk } from '../context.js';
import { asCurrentUser } from '../currentUser.js';
import { trustSecure } from '../documents.js';
import { postWithNtlm, type SendMore } from '../ntlmExchange.js';
import type { TicketService } from '../ticketMetadata.js';
import { readTicket, requestTicket, requestTicketWithToken, ticketRequest, type WebTicket } from '../ticketRequest.js';

export const ticketSpec = {
  kind: 'service.ticket',
  title: 'Ask for web tickets for the address book',
  spec: { doc: 'MS-OCAUTHWS', section: '3.2.4.1' },
} as const;

/** Whether a ticket is for this address: the same host, and the same path or one above it. */
export function covers({ assertion }: Pick<WebTicket, 'assertion'>, url: string): boolean {
  let audiences: readonly string[];
  try {
    audiences = allOf(parseXml(assertion, 'web ticket'), 'Audience').map(({ text }) => text);
  } catch {
    return false; // a ticket that cannot be read is asked for anew
  }
  const asked = new URL(url);
  const path = (address: URL): string => `${address.pathname.toLowerCase().replace(/\/+$/, '')}/`;
  return audiences.some((audience) => {
    const allowed = URL.canParse(audience) ? new URL(audience) : undefined;
    return allowed?.origin === asked.origin && path(asked).startsWith(path(allowed));
  });
}

/**
 * Asks for a ticket for each address with at most one use of the password: the first one always, the others where the
 * connection that signed in for it stays open.
 * @returns in the order of the addresses; undefined for those that did not come
 * @throws FailureError when there is no first one
 */
export async function newTickets(
  walk: Walk,
  place: Place,
  service: TicketService,
  addresses: readonly string[],
): Promise<readonly (WebTicket | undefined)[]> {
  return valueOf(
    await place.step.attempt({ ...ticketSpec, side: place.side }, (step) =>
      request(walk, { ...place, step }, service, addresses),
    ),
  );
}

async function request(
  walk: Walk,
  place: Place,
  service: TicketService,
  addresses: readonly string[],
): Promise<readonly (WebTicket | undefined)[]> {
  const { step } = place;
  const [first = '', ...others] = addresses;
  if (walk.target.signIn === 'modern') {
    const own = await requestTicketWithToken(walk, place, service, first);
    return [own, ...(await eachOf(others, (address) => requestTicketWithToken(walk, place, service, address)))];
  }
  if (asCurrentUser(walk)) {
    const own = await requestTicket(walk, step, service, first);
    return [own, ...(await eachOf(others, (address) => requestTicket(walk, step, service, address)))];
  }
  const windows = service.bindings.find(({ kind }) => kind === 'windows');
  if (windows === undefined) return [await requestTicket(walk, step, service, first)];
  try {
    return await onOneConnection(walk, step, await trustSecure(step, windows.link), addresses);
  } catch (error) {
    // No password was sent then: there may be another way.
    if (!(error instanceof FailureError) || error.failure.code !== 'no_common_binding') throw error;
    return [await requestTicket(walk, step, service, first)];
  }
}

/** NTLM signs the connection in, not the request: what follows on it needs no further proof. */
async function onOneConnection(
  walk: Walk,
  step: StepHandle,
  url: string,
  addresses: readonly string[],
): Promise<readonly (WebTicket | undefined)[]> {
  const [first, ...others] = addresses.map((address) => ticketRequest(walk, url, address));
  if (first === undefined) return [];
  const more: (WebTicket | undefined)[] = [];
  const goOn = async (send: SendMore): Promise<void> => {
    const made = await eachOf(others, async ({ request, ticket }) => {
      const reply: Reply = await send(request);
      return readTicket(walk, step, reply, ticket);
    });
    more.push(...made);
  };
  const reply = await postWithNtlm(walk, step, first.request, goOn);
  return [readTicket(walk, step, reply, first.ticket), ...more];
}

/** One after the other; what does not come is left out, a cancel is passed on. */
async function eachOf<T, R>(items: readonly T[], make: (item: T) => Promise<R>): Promise<readonly (R | undefined)[]> {
  const made: (R | undefined)[] = [];
  for (const item of items) {
    try {
      made.push(await make(item));
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.code === 'cancelled') throw error;
      made.push(undefined);
    }
  }
  return made;
}
