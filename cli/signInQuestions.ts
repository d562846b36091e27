/** The questions of a sign-in on a page, on a terminal: may it be opened, and what is waited for. Nobody else is asked. */
import { createInterface } from 'node:readline/promises';
import { openBrowser } from '../host/openBrowser.js';
import type { WalkOptions } from '../main/walk.js';
import type { Answer, Question } from '../shared/ipc.js';
import { remark, type Io } from './io.js';
import { harmless } from './terminal.js';

type BrowserQuestion = Extract<Question, { readonly kind: 'browser' }>;

/** Answers to them, and the browser. Questions of other kinds are declined, as where nobody is asked. */
export function signInQuestions(io: Io): Required<Pick<WalkOptions, 'ask' | 'openBrowser'>> {
  return {
    openBrowser,
    ask: (question, signal) => {
      switch (question.kind) {
        case 'browser':
          return mayOpen(question, signal, io);
        case 'signing-in':
          return waited(question, signal, io);
        default:
          return Promise.resolve({ kind: 'decline' });
      }
    },
  };
}

/** Somebody sits at a terminal. */
export const canAsk = (io: Io): boolean => io.stdin.isTTY === true && io.stderr.isTTY === true;

async function mayOpen(question: BrowserQuestion, signal: AbortSignal, io: Io): Promise<Answer> {
  const host = harmless(question.host);
  if (!canAsk(io)) {
    remark(io, `The sign-in page of ${host} was not opened: this is no terminal, so nobody could agree to it.`);
    return { kind: 'decline' };
  }
  io.stderr.write(
    `\n${harmless(question.from)} wants a sign-in on a page of ${host}:\n  ${harmless(question.url)}\n` +
      'Go on only if that is where your company signs in.\n',
  );
  // Not as a terminal: Ctrl-C then reaches the program as always.
  const lines = createInterface({ input: io.stdin, output: io.stderr, terminal: false });
  try {
    const code = question.hasDeviceCode ? ', c for a code to enter on another device' : '';
    const typed = await lines.question(`Open it in the browser? y for yes${code}, n for no: `, { signal });
    return answerTo(typed, question.hasDeviceCode);
  } catch {
    return { kind: 'decline' }; // taken back
  } finally {
    lines.close();
  }
}

/** What was typed; anything but a clear yes is no. */
export function answerTo(typed: string, hasDeviceCode: boolean): Answer {
  const word = typed.trim().toLowerCase();
  if (word === 'y' || word === 'yes') return { kind: 'browser', way: 'browser' };
  if (hasDeviceCode && (word === 'c' || word === 'code')) return { kind: 'browser', way: 'device-code' };
  return { kind: 'decline' };
}

/** Says what is waited for, until the walk takes the question back. */
function waited(
  { host, device }: Extract<Question, { readonly kind: 'signing-in' }>,
  signal: AbortSignal,
  io: Io,
): Promise<Answer> {
  io.stderr.write(
    device === undefined
      ? `Waiting for the sign-in on the page of ${harmless(host)} … (Ctrl-C stops)\n`
      : `On any device open ${harmless(device.url)} and enter the code ${harmless(device.code)} … (Ctrl-C stops)\n`,
  );
  return new Promise((resolve) => {
    const over = (): void => resolve({ kind: 'decline' });
    if (signal.aborted) over();
    else signal.addEventListener('abort', over, { once: true });
  });
}
