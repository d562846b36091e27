/** What a command may touch of the process, and the exit statuses they share. */
import type { Interrupt } from './interrupt.js';
import type { Style } from './terminal.js';

export interface Io {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  readonly style: Style;
  /** Ctrl-C, and a polite kill. */
  readonly interrupt: Interrupt;
}

export const exitStatus = {
  /** No error finding. */
  clean: 0,
  findings: 1,
  /** Usage, unreadable file: one sentence said why. */
  couldNotRun: 2,
  cancelled: 130,
} as const;

/** One line on standard output. */
export function print(io: Io, line = ''): void {
  io.stdout.write(`${line}\n`);
}

/** One line for the person, where standard output belongs to a program. */
export function remark(io: Io, line: string): void {
  io.stderr.write(`lyncscope: ${line}\n`);
}
