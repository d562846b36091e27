/** A connection of one's own for several exchanges: NTLM authenticates connections, not requests. */
import { failed } from '../../shared/failure.js';
import type { PinnedConnection, PinnedWay, Reply, RequestSpec, StepHandle } from './api.js';
import type { Connections, Held } from './connections.js';
import type { Exchanges, Line } from './exchanges.js';

export class Pinned implements PinnedConnection {
  readonly #url: URL;
  readonly #exchanges: Exchanges;
  readonly #connections: Connections;
  readonly #way: PinnedWay;
  readonly #line: Line;
  #held: Held | undefined;
  #closed = false;
  /** Something may be bound to the connection: no other one can take its place. */
  #answered = false;

  constructor(url: URL, exchanges: Exchanges, connections: Connections, way: PinnedWay = {}) {
    this.#url = url;
    this.#exchanges = exchanges;
    this.#connections = connections;
    this.#way = way;
    const mayMove = (): boolean => !this.#answered;
    this.#line = {
      take: (stepId, to) => this.#take(stepId, to),
      give: () => undefined,
      get again() {
        return mayMove();
      },
    };
  }

  get serverCertificate(): Uint8Array | undefined {
    return this.#held?.open.leaf;
  }

  get alive(): boolean {
    return !this.#closed && (this.#held?.open.http.alive ?? true);
  }

  async exchange(step: StepHandle, request: RequestSpec): Promise<Reply> {
    const reply = await this.#exchanges.run(step.id, request, this.#line);
    this.#answered = true;
    return reply;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#held !== undefined) await this.#connections.close(this.#held.open);
  }

  async #take(stepId: string, url: URL): Promise<Held> {
    if (url.origin !== this.#url.origin) throw new Error(`this connection is for ${this.#url.origin}`);
    if (!this.alive && !this.#closed && !this.#answered && this.#held !== undefined) {
      await this.#connections.close(this.#held.open);
      this.#held = await this.#open(stepId, url);
    }
    if (!this.alive)
      throw failed(
        'request',
        'connection_closed',
        `The connection to ${url.host} was closed; what it had authenticated is lost.`,
      );
    const isAny = this.#way.isNew !== true && this.#way.address === undefined;
    this.#held ??= await (isAny ? this.#connections.claim(stepId, url) : this.#open(stepId, url));
    return this.#held;
  }

  #open(stepId: string, url: URL): Promise<Held> {
    return this.#connections.open(stepId, url, undefined, this.#way.address);
  }
}
