/** The web host at a terminal: prints the page's address, gives a fresh one on Enter, ends with its signal. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { startHost, type HostOptions } from './server.js';

export interface ServeOptions extends HostOptions {
  /** Ends the host. */
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  /** Where Enter is pressed; absent when nobody sits there. */
  readonly input?: Readable;
  /** Shows an address in the user's browser; absent where there is none. */
  readonly open?: (url: string) => Promise<unknown>;
}

/**
 * Serves the page until the signal; resolves when the port is free again.
 * @throws UsageError when the port cannot be had
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { signal, print, input, open } = options;
  const host = await startHost(options);
  const keyboard = input === undefined ? undefined : createInterface({ input });
  try {
    print(`Lyncscope is open at ${host.url}`);
    print(
      keyboard === undefined
        ? 'The address works once, in one page. Ctrl-C ends the program.'
        : 'The address works once, in one page. Enter gives another, Ctrl-C ends the program.',
    );
    keyboard?.on('line', () => print(host.freshUrl()));
    // A browser that does not start is no reason to stop: the address is printed.
    if (open !== undefined) await open(host.url).catch(() => undefined);
    await ended(signal);
  } finally {
    keyboard?.close();
    await host.close();
  }
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
