/** A web ticket for Mcx. The one of the sign-in was issued for another address. docs/protocol/mcx.md, step 4. [MS-OCAUTHWS 3.2.4.1] */
import type { Attempt, StepSpec } from '../../engine/api.js';
import { asCurrentUser } from '../currentUser.js';
import type { Place, Walk } from '../context.js';
import { askHowTicketsAreIssued, type TicketService } from '../ticketMetadata.js';
import { requestTicket, type WebTicket } from '../ticketRequest.js';
import type { McxService } from './metadata.js';

export const ticketSpec = {
  kind: 'mcx.ticket',
  title: 'Ask for a web ticket for the mobility service',
  spec: { doc: 'MS-OCAUTHWS', section: '3.2.4.1' },
} as const satisfies StepSpec;

/** Why no ticket is asked for; undefined where one is. */
export function whyNoTicket({ target, credentials }: Walk): string | undefined {
  if (target.services !== 'full') return 'only whether it can be reached was asked for';
  if (target.signIn === 'auto' || target.signIn === 'web-ticket') return credentials.unavailable;
  return 'Lync 2010 clients sign in with a web ticket, and this check with something else';
}

/**
 * Waits for its turn, then uses the password once at most.
 * @returns undefined where in the end there was nothing to ask with
 */
export async function getTicket(
  walk: Walk,
  place: Place,
  { location, issuer }: McxService,
): Promise<Attempt<WebTicket> | undefined> {
  const { step: group, side } = place;
  const spec = { ...ticketSpec, side };
  const tickets = await askHowTicketsAreIssued(place, issuer);
  await tickets.settled;
  if (!offersAWay(walk, tickets.service)) {
    group.skip(spec, 'the ticket service takes neither Windows sign-in nor a password');
    return undefined;
  }
  await walk.order.turn('mcx');
  const reason = walk.credentials.unavailable;
  if (reason !== undefined) {
    group.skip(spec, reason);
    return undefined;
  }
  // It is the last use of the password here: others need not wait for what runs beside it.
  return group
    .attempt(spec, (step) => requestTicket(walk, step, tickets.service, location))
    .finally(() => walk.order.end('mcx'));
}

function offersAWay(walk: Walk, { bindings }: TicketService): boolean {
  return bindings.some(({ kind }) => kind === 'windows' || (kind === 'username' && !asCurrentUser(walk)));
}
