/** The web tickets that the sign-in got, newest first wanted: the certificate service may take one as it is. */
import type { Side } from '../../shared/session/model.js';
import type { WebTicket } from './ticketRequest.js';

export class HeldTickets {
  private readonly newest = new Map<Side, WebTicket>();

  /** A ticket was issued on this side. The one of the home pool comes last. */
  keep(side: Side, ticket: WebTicket): void {
    this.newest.set(side, ticket);
  }

  /** The newest ticket of a side that has not expired; undefined when there is none. */
  held(side: Side, now: number): WebTicket | undefined {
    const ticket = this.newest.get(side);
    return Date.parse(ticket?.notAfter ?? '') <= now ? undefined : ticket;
  }
}
