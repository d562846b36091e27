/** The command line's entry: sets up signals and streams, runs one command, hands over the exit status. */
import { programVersion } from '../main/service/about.js';
import { UsageError } from '../main/usage.js';
import { listenForInterrupts } from './interrupt.js';
import { exitStatus, remark, type Io } from './io.js';
import { runCommandLine } from './program.js';
import { flushed, harmless, quietOnBrokenPipe, styleFor } from './terminal.js';

const interrupt = listenForInterrupts();
const { stdin, stdout, stderr, env } = process;
// Half a result must not look like a whole one.
quietOnBrokenPipe(stdout, (error) => {
  remark(io, `the result could not be written: ${error.message}.`);
  process.exit(exitStatus.couldNotRun);
});
quietOnBrokenPipe(stderr, () => process.exit(exitStatus.couldNotRun));
const io: Io = { stdin, stdout, stderr, env, style: styleFor(stdout, env), interrupt };

const status = await run();
await Promise.all([flushed(stdout), flushed(stderr)]);
// Sockets that are still closing are no reason to wait.
process.exit(status);

async function run(): Promise<number> {
  try {
    return await runCommandLine(process.argv.slice(2), await programVersion(), io);
  } catch (error) {
    if (interrupt.signal.aborted) {
      remark(io, 'cancelled.');
      return exitStatus.cancelled;
    }
    if (error instanceof UsageError) remark(io, harmless(error.message));
    else
      remark(
        io,
        `An unexpected error, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    return exitStatus.couldNotRun;
  }
}
