/** A wait with two ends: silence for too long, and too long altogether, which a trickling peer cannot stretch. */
import { FailureError, type Failure } from '../../../shared/failure.js';

export class Waiting<T> {
  readonly promise: Promise<T>;
  readonly #silentMs: number;
  readonly #fail: () => void;
  readonly #total: NodeJS.Timeout;
  #silent: NodeJS.Timeout;
  #settle: { resolve(value: T): void; reject(error: Error): void } | undefined;

  constructor(options: {
    readonly silentMs: number;
    readonly totalMs: number;
    readonly timeout: (waitedMs: number) => Failure;
  }) {
    this.promise = new Promise<T>((resolve, reject) => (this.#settle = { resolve, reject }));
    this.promise.catch(() => undefined); // whoever awaits it hears of it
    this.#silentMs = options.silentMs;
    this.#fail = () => this.reject(options.timeout(options.silentMs));
    this.#silent = setTimeout(this.#fail, options.silentMs);
    this.#total = setTimeout(() => this.reject(options.timeout(options.totalMs)), options.totalMs);
  }

  /** Something came. */
  stir(): void {
    if (this.#settle === undefined) return;
    clearTimeout(this.#silent);
    this.#silent = setTimeout(this.#fail, this.#silentMs);
  }

  resolve(value: T): void {
    this.#over()?.resolve(value);
  }

  reject(failure: Failure): void {
    this.#over()?.reject(new FailureError(failure));
  }

  #over(): { resolve(value: T): void; reject(error: Error): void } | undefined {
    const settle = this.#settle;
    this.#settle = undefined;
    clearTimeout(this.#silent);
    clearTimeout(this.#total);
    return settle;
  }
}
