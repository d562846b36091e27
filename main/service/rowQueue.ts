/** What a sweep tells its page: rows that come close together travel in one message. */
import type { SweepMessage, SweepProgress, SweepRow } from '../../shared/sweep/model.js';

/** People read a table, not a film. */
const pauseMs = 100;

/** Holds messages until release(), then passes them on a few times a second. */
export class RowQueue {
  #rows: SweepRow[] = [];
  #progress: SweepProgress | undefined;
  #last: SweepMessage | undefined;
  #timer: NodeJS.Timeout | undefined;
  #state: 'held' | 'open' | 'closed' = 'held';
  readonly #sweepId: string;
  readonly #push: (message: SweepMessage) => void;

  constructor(sweepId: string, push: (message: SweepMessage) => void) {
    this.#sweepId = sweepId;
    this.#push = push;
  }

  /** How far it is before the first row. */
  begin(progress: SweepProgress): void {
    this.#progress ??= progress;
  }

  row(row: SweepRow, progress: SweepProgress): void {
    if (this.#state === 'closed') return;
    this.#rows.push(row);
    this.#progress = progress;
    if (this.#state === 'open') this.#timer ??= setTimeout(() => this.#flush(), pauseMs);
  }

  /** The end of the sweep: sent after the rows that wait. */
  message(message: SweepMessage): void {
    this.#last = message;
    this.#flush();
  }

  /** From now on messages go out: the page knows the sweep's id. */
  release(): void {
    if (this.#state === 'held') this.#state = 'open';
    this.#flush();
  }

  /** Drops what is left: nobody listens any more. */
  close(): void {
    this.#state = 'closed';
    this.#rows = [];
    clearTimeout(this.#timer);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#state !== 'open') return;
    const rows = this.#rows;
    const last = this.#last;
    this.#rows = [];
    this.#last = undefined;
    const progress = this.#progress;
    this.#progress = undefined;
    if (progress !== undefined) this.#push({ type: 'rows', sweepId: this.#sweepId, rows, progress });
    if (last !== undefined) this.#push(last);
  }
}
