/** `serve`: the window's page on loopback, for machines without Electron. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serve } from '../host/serve.js';
import { UsageError } from '../main/usage.js';
import { exitStatus, print, type Io } from './io.js';

/** Serves until Ctrl-C. The page lies beside the built command line. */
export async function servePage(options: { readonly port?: number }, io: Io): Promise<number> {
  const rendererDir = fileURLToPath(new URL('../renderer', import.meta.url));
  if (!existsSync(`${rendererDir}/index.html`)) {
    throw new UsageError(`The page is not built: ${rendererDir} holds no index.html.`);
  }
  await serve({
    rendererDir,
    ...(options.port === undefined ? {} : { port: options.port }),
    signal: io.interrupt.signal,
    print: (line) => print(io, line),
    ...(io.stdin.isTTY === true ? { input: io.stdin } : {}),
  });
  return exitStatus.clean;
}
