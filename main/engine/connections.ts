/** The connections of one run: kept alive for the next exchange with their origin, closed when the run ends. */
import type { ConnectionRecord, OpenConnection } from '../net/network.js';
import type { RunContext } from './context.js';

/** An open connection with its id in the session. */
export interface Held {
  readonly id: string;
  readonly open: OpenConnection;
  /** It has carried an exchange before. */
  readonly used: boolean;
}

interface Pooled {
  readonly id: string;
  readonly open: OpenConnection;
  used: boolean;
  taken: boolean;
}

export class Connections {
  readonly #context: RunContext;
  readonly #pool = new Map<string, Pooled[]>();
  readonly #all = new Set<OpenConnection>();

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** An idle connection to the origin, or a new one. Give it back with release(). Throws FailureError. */
  async acquire(stepId: string, url: URL, signal?: AbortSignal): Promise<Held> {
    const pooled = this.#pool.get(url.origin) ?? [];
    this.#pool.set(url.origin, pooled);
    const idle = pooled.find(({ open, taken }) => !taken && open.http.alive);
    if (idle !== undefined) {
      idle.taken = true;
      return { ...idle };
    }
    const opened = await this.open(stepId, url, signal);
    pooled.push({ ...opened, used: true, taken: true });
    return opened;
  }

  release(held: Held, url: URL): void {
    const pooled = this.#pool.get(url.origin) ?? [];
    const known = pooled.find(({ id }) => id === held.id);
    if (known === undefined) return;
    known.taken = false;
    if (!known.open.http.alive) pooled.splice(pooled.indexOf(known), 1);
  }

  /**
   * A connection that nobody else gets from now on: one that stands idle, which saves its handshake, or a new one.
   * Throws FailureError.
   */
  async claim(stepId: string, url: URL): Promise<Held> {
    const pooled = this.#pool.get(url.origin) ?? [];
    const idle = pooled.find(({ open, taken }) => !taken && open.http.alive);
    if (idle === undefined) return this.open(stepId, url);
    pooled.splice(pooled.indexOf(idle), 1);
    return { id: idle.id, open: idle.open, used: true };
  }

  /**
   * A new connection. Throws FailureError.
   * @param only the one address to connect to, of several
   */
  async open(stepId: string, url: URL, signal = this.#context.signal, only?: string): Promise<Held> {
    const { network, recorder } = this.#context;
    let id = '';
    const open = await network.open(
      url,
      {
        lookup: (lookup) => recorder.lookup({ ...lookup, id: recorder.id('l'), stepId }),
        connection: (first) => {
          const own = recorder.id('c');
          id = own;
          const tell = (record: ConnectionRecord): void => recorder.connection({ id: own, stepId, ...record });
          tell(first);
          return tell;
        },
      },
      signal,
      only,
    );
    this.#all.add(open);
    return { id, open, used: false };
  }

  async close(open: OpenConnection): Promise<void> {
    this.#all.delete(open);
    await open.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#all].map((open) => this.close(open)));
  }
}
