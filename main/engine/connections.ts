/** The connections of one run: kept alive for the next exchange with their origin, closed when the run ends. */
import type { ConnectionRecord, OpenConnection } from '../net/network.js';
import type { RunContext } from './context.js';

/** An open connection with its id in the session. */
export interface Held {
  readonly id: string;
  readonly open: OpenConnection;
  /** It stood idle before, or carried an exchange: it may have ended unseen. */
  readonly used: boolean;
}

interface Pooled {
  readonly id: string;
  readonly open: OpenConnection;
  taken: boolean;
}

/** How a connection is wanted. */
export interface Wanted {
  /** Also one that gets free while a new one is opened. */
  readonly urgent: boolean;
  readonly signal: AbortSignal;
}

/** The connections to one origin, and who waits for one of them. */
class Pool {
  readonly #connections: Pooled[] = [];
  readonly #waiting: ((freed: Pooled) => void)[] = [];

  idle(): Pooled | undefined {
    return this.#connections.find(({ open, taken }) => !taken && open.http.alive);
  }

  add({ id, open }: Held): Pooled {
    const pooled = { id, open, taken: true };
    this.#connections.push(pooled);
    return pooled;
  }

  /** To whoever waits longest, else it stands idle. */
  free(id: string): void {
    const pooled = this.#connections.find((one) => one.id === id);
    if (pooled === undefined) return;
    pooled.taken = false;
    if (!pooled.open.http.alive) return this.remove(pooled);
    const next = this.#waiting.shift();
    if (next === undefined) return;
    pooled.taken = true;
    next(pooled);
  }

  remove(pooled: Pooled): void {
    this.#connections.splice(this.#connections.indexOf(pooled), 1);
  }

  /** The first that gets free, or the new one where it comes first; a new one that comes later stands idle then. */
  async freeOr(opening: Promise<Pooled>): Promise<Held> {
    let take: (freed: Pooled) => void = () => undefined;
    const freed = new Promise<Pooled>((resolve) => (take = resolve));
    this.#waiting.push(take);
    // Whichever it is: who still waits takes it, and nobody waits twice.
    const opened = opening.finally(() => {
      const at = this.#waiting.indexOf(take);
      if (at >= 0) this.#waiting.splice(at, 1);
      else opening.then(({ id }) => this.free(id)).catch(() => undefined); // its record tells of the failure
    });
    return Promise.race([freed.then(heldOf), opened.then((pooled) => ({ ...heldOf(pooled), used: false }))]);
  }
}

export class Connections {
  readonly #context: RunContext;
  readonly #pools = new Map<string, Pool>();
  readonly #all = new Set<OpenConnection>();

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** An idle connection to the origin, or another one as it is wanted. Give it back with release(). Throws FailureError. */
  async acquire(stepId: string, url: URL, { urgent, signal }: Wanted): Promise<Held> {
    const pool = this.#poolOf(url);
    const idle = pool.idle();
    if (idle !== undefined) {
      idle.taken = true;
      return heldOf(idle);
    }
    const opening = this.open(stepId, url, signal).then((held) => pool.add(held));
    return urgent ? pool.freeOr(opening) : { ...heldOf(await opening), used: false };
  }

  release(held: Held, url: URL): void {
    this.#poolOf(url).free(held.id);
  }

  /**
   * A connection that nobody else gets from now on: one that stands idle, which saves its handshake, or a new one.
   * Throws FailureError.
   */
  async claim(stepId: string, url: URL): Promise<Held> {
    const pool = this.#poolOf(url);
    const idle = pool.idle();
    if (idle === undefined) return this.open(stepId, url);
    pool.remove(idle);
    return heldOf(idle);
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

  #poolOf({ origin }: URL): Pool {
    const pool = this.#pools.get(origin) ?? new Pool();
    this.#pools.set(origin, pool);
    return pool;
  }
}

const heldOf = ({ id, open }: Pooled): Held => ({ id, open, used: true });
