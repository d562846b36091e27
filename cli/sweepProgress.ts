/** How far a sweep is, as one line that is written over; only where a person looks. */
import type { SweepProgress, SweepRow } from '../shared/sweep/model.js';
import type { Io } from './io.js';

const pauseMs = 200;

export class ProgressLine {
  readonly #io: Io;
  readonly #isShown: boolean;
  #failed = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(io: Io) {
    this.#io = io;
    this.#isShown = io.stderr.isTTY === true && io.env['TERM'] !== 'dumb';
  }

  begin(progress: SweepProgress): void {
    this.#show(progress);
  }

  row(row: SweepRow, progress: SweepProgress): void {
    if (row.verdict === 'failed') this.#failed += 1;
    const now = performance.now();
    if (now - this.#lastMs < pauseMs) return;
    this.#lastMs = now;
    this.#show(progress);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#isShown) this.#io.stderr.write('\r\u001b[K');
  }

  #show(progress: SweepProgress): void {
    if (this.#isShown) this.#io.stderr.write(`\r\u001b[K${progressText(progress, this.#failed)}`);
  }
}

/** "123 of 1000 done, 2 failed, about 3 min left" */
export function progressText({ done, total, leftMs }: SweepProgress, failed: number): string {
  const left = leftMs === undefined || done === total ? '' : `, about ${duration(leftMs)} left`;
  return `${done} of ${total} done, ${failed} failed${left}`;
}

/** Time in the unit that fits: "40 s", "3 min", "2 h 5 min". */
export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
