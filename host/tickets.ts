/**
 * Who may speak to the host. A ticket stands in the printed address and works once: it is swapped for a token that
 * lives in one page's memory. Whoever reads the address later (history, process list, shoulder) gets nothing.
 */
import { createHash, randomBytes } from 'node:crypto';

/** Pages that can be open at one time; the oldest token gives way. */
const mostTokens = 32;

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const newSecret = (): string => randomBytes(32).toString('base64url');

export class Tickets {
  // Only digests are kept: a look-up by digest tells a guesser nothing about how near the guess was.
  #ticket: string | undefined;
  readonly #tokens = new Set<string>();

  /** A fresh ticket; one given out before and not used is void. */
  issue(): string {
    const ticket = newSecret();
    this.#ticket = digestOf(ticket);
    return ticket;
  }

  /** Swaps the ticket for a token, once. */
  redeem(ticket: string): string | undefined {
    if (this.#ticket === undefined || digestOf(ticket) !== this.#ticket) return undefined;
    this.#ticket = undefined;
    const token = newSecret();
    this.#tokens.add(digestOf(token));
    for (const oldest of this.#tokens) {
      if (this.#tokens.size <= mostTokens) break;
      this.#tokens.delete(oldest);
    }
    return token;
  }

  /** True for a token that redeem() gave out. */
  knows(token: string): boolean {
    return this.#tokens.has(digestOf(token));
  }
}
