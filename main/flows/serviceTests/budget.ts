/** The time that the tests of services may take in all. docs/protocol/service-tests.md. */

/** Counts only the time in which something is tested: waiting for a turn does not use it up. */
export class TimeBudget {
  private readonly from: number;
  private waited = 0;

  /** @param elapsed a clock in ms @param total ms */
  constructor(
    private readonly elapsed: () => number,
    private readonly total: number,
  ) {
    this.from = elapsed();
  }

  /** Ms that are left, at least 0. */
  left(): number {
    return Math.max(0, this.total - (this.elapsed() - this.from - this.waited));
  }

  get reason(): string {
    return `the ${Math.round(this.total / 1000)} seconds for these tests were over`;
  }

  /** Waits for something that is not this budget's business. */
  async pause<T>(waiting: Promise<T>): Promise<T> {
    const began = this.elapsed();
    try {
      return await waiting;
    } finally {
      this.waited += this.elapsed() - began;
    }
  }

  /** Longest wait for an answer; undefined where the walk's own is shorter. */
  waitWithin(timeoutMs: number): { readonly waitMs?: number } {
    const left = this.left();
    return left < timeoutMs ? { waitMs: Math.max(1, Math.round(left)) } : {};
  }
}
