/** Ctrl-C: the first one cancels politely, a second one, or a second of waiting, ends the program. */
/** Cancelling must end within a second; what is left of it is for printing and saving. */
const patienceMs = 600;

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Resolves when a cancelled command has had its time. Never, if nobody cancels. */
  readonly overdue: Promise<'overdue'>;
}

/** Listens for the signals that end a program on every platform. */
export function listenForInterrupts(): Interrupt {
  const controller = new AbortController();
  let overdue: () => void = () => undefined;
  const promise = new Promise<'overdue'>((resolve) => {
    overdue = () => resolve('overdue');
  });
  const interrupted = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    setTimeout(overdue, patienceMs).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupted);
  return { signal: controller.signal, overdue: promise };
}
