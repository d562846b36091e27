/** The time a walk as a whole may take, not counting the time its questions wait. */
export class WalkClock {
  readonly #onOver: () => void;
  #left: number;
  #since = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #pauses = 0;

  constructor(limitMs: number, onOver: () => void) {
    this.#left = limitMs;
    this.#onOver = onOver;
    this.#start();
  }

  /** Stops the clock until the function it gives back is called. */
  pause(): () => void {
    this.#pauses += 1;
    if (this.#pauses === 1) {
      clearTimeout(this.#timer);
      this.#left -= performance.now() - this.#since;
    }
    return () => {
      this.#pauses -= 1;
      if (this.#pauses === 0) this.#start();
    };
  }

  stop(): void {
    this.#pauses = Infinity; // late answers start nothing
    clearTimeout(this.#timer);
  }

  #start(): void {
    this.#since = performance.now();
    this.#timer = setTimeout(this.#onOver, Math.max(this.#left, 0));
  }
}
