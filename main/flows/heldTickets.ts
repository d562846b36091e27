/** The web tickets that the sign-in got, newest first wanted: the certificate service may take one as it is. */
import type { Side } from '../../shared/session/model.js';
import { isOnline } from './documents.js';
import type { WebTicket } from './ticketRequest.js';

/** A ticket of the company is never shown to the online service, nor the other way round. */
type Realm = `${Side} ${'online' | 'company'}`;

export class HeldTickets {
  private readonly newest = new Map<Realm, WebTicket>();

  /** A ticket was issued on this side, for this address. The one of the home pool comes last. */
  keep(side: Side, ticket: WebTicket, address: string): void {
    this.newest.set(realmOf(side, address), ticket);
  }

  /** The newest ticket that may be shown at an address of that side and has not expired; undefined when there is none. */
  held(side: Side, now: number, address: string): WebTicket | undefined {
    const ticket = this.newest.get(realmOf(side, address));
    return Date.parse(ticket?.notAfter ?? '') <= now ? undefined : ticket;
  }
}

const realmOf = (side: Side, address: string): Realm => `${side} ${isOnline(address) ? 'online' : 'company'}`;
