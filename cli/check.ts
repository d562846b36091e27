/** `check`: one walk, told as it goes, then what it means. */
import { JournalWriter } from '../main/engine/journal.js';
import { UsageError } from '../main/usage.js';
import { runWalk } from '../main/walk.js';
import { judge } from '../shared/audits/judge.js';
import type { WalkRequest } from '../shared/ipc.js';
import type { SessionEvent } from '../shared/session/events.js';
import type { Session, Target } from '../shared/session/model.js';
import { reduceSession } from '../shared/session/reduce.js';
import { exitStatus, print, remark, type Io } from './io.js';
import { printReport } from './report.js';
import { requestOf, type CheckOptions } from './request.js';
import { canAsk, signInQuestions } from './signInQuestions.js';
import { harmless } from './terminal.js';
import { TreePrinter } from './tree.js';

/**
 * Runs a walk and prints it.
 * @throws UsageError when it cannot be run as asked; nothing is printed or written then
 */
export async function check(address: string | undefined, options: CheckOptions, io: Io): Promise<number> {
  return runAndReport(await requestOf(address, options, io), options, io);
}

/**
 * Runs what was asked for and prints it as it goes, then what it means.
 * @throws UsageError when it cannot be run as asked; nothing is printed or written then
 */
export async function runAndReport(
  request: WalkRequest,
  options: Pick<CheckOptions, 'json' | 'save'>,
  io: Io,
): Promise<number> {
  const json = options.json === true;
  const tree = json ? undefined : treeOn(io);
  const live: { session: Session | null } = { session: null };
  let journal: JournalWriter | undefined;
  const emit = (event: SessionEvent): void => {
    // A walk that was given up on may still have something to say.
    if (live.session !== null && live.session.outcome !== 'running') return;
    live.session = reduceSession(live.session, event);
    journal?.write(event);
    if (live.session !== null && event.type.startsWith('step-')) tree?.update(live.session);
  };
  const started = async ({ target }: { readonly target: Target }): Promise<void> => {
    if (options.save !== undefined) journal = await openJournal(options.save);
    if (!json) printOpening(target, io);
  };
  const walk = runWalk(request, {
    emit,
    signal: io.interrupt.signal,
    onStarted: started,
    // In the practice lab its own user signs in, also where nobody is there to ask.
    ...(request.signIn === 'modern' && (request.lab === undefined || canAsk(io)) ? signInQuestions(io) : {}),
  });
  let session: Session | null;
  let unsaved: string | undefined;
  try {
    const ended = await Promise.race([walk, io.interrupt.overdue, interruptedBefore(live, io)]);
    session = ended === 'overdue' ? cutShort(live.session, emit) : ended;
  } finally {
    unsaved = await journal?.close();
  }
  if (session === null) {
    remark(io, 'cancelled before anything was asked.');
    return exitStatus.cancelled;
  }

  if (tree !== undefined) printLateExpectations(session, tree, io);
  const status = printReport(session, json, io);
  if (options.save !== undefined) reportSaving(options.save, unsaved, json, io);
  if (io.interrupt.signal.aborted) return exitStatus.cancelled;
  return unsaved === undefined ? status : exitStatus.couldNotRun;
}

/** While a lab starts there is nothing to wind down, and nothing to keep. Never resolves once the walk has begun. */
function interruptedBefore(live: { readonly session: Session | null }, io: Io): Promise<'overdue'> {
  return new Promise((resolve) => {
    const { signal } = io.interrupt;
    const look = (): void => {
      if (live.session === null) resolve('overdue');
    };
    if (signal.aborted) look();
    else signal.addEventListener('abort', look, { once: true });
  });
}

/** @throws UsageError when the file cannot be written */
async function openJournal(path: string): Promise<JournalWriter> {
  try {
    return await JournalWriter.open(path);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A walk that does not end in time is left where it is: its session ends here, by the same event. */
function cutShort(live: Session | null, emit: (event: SessionEvent) => void): Session | null {
  if (live === null || live.outcome !== 'running') return live;
  const event: SessionEvent = {
    type: 'session-ended',
    outcome: 'cancelled',
    endedMs: Date.now() - Date.parse(live.startedAt),
  };
  emit(event);
  return reduceSession(live, event);
}

function treeOn(io: Io): TreePrinter {
  return new TreePrinter({
    write: (line) => print(io, line),
    style: io.style,
    expected: (session, stepId) => judge(session).expected.find((entry) => entry.stepId === stepId)?.reason,
  });
}

/** What is about to happen, above all how often a password may be used. */
function printOpening(target: Target, io: Io): void {
  const uses = target.plannedCredentialUses;
  const password =
    target.currentUser === true
      ? 'as the user of this computer, without a password'
      : uses === 0
        ? 'without a password: only what needs none'
        : `the password is used ${uses} ${uses === 1 ? 'time' : 'times'} at most, and never again once it is refused`;
  const where = { inside: 'from inside', outside: 'from outside', unknown: 'from wherever this is' }[target.location];
  if (target.meeting !== undefined) {
    const { sipAddress, meeting } = target;
    print(
      io,
      harmless(`Joining a meeting of ${sipAddress} ${where}, as the guest "${meeting.name}": no account is used.`),
    );
    print(io);
    return;
  }
  print(io, harmless(`Checking ${target.sipAddress} ${where}; ${password}.`));
  print(io);
}

/** A failure can turn out to be expected only when more is known; its line stands above already. */
function printLateExpectations(session: Session, tree: TreePrinter, io: Io): void {
  const late = judge(session).expected.filter(({ stepId }) => stepId !== undefined && !tree.expectedSteps.has(stepId));
  const titles = new Map(
    session.steps.filter(({ outcome }) => outcome === 'failed').map(({ id, title }) => [id, title]),
  );
  const lines = late.flatMap(({ stepId, reason }) => {
    const title = titles.get(stepId ?? '');
    return title === undefined ? [] : [`  ${harmless(title)}: ${harmless(reason)}`];
  });
  if (lines.length === 0) return;
  print(io);
  print(io, 'Also expected from here, and no fault:');
  for (const line of lines) print(io, io.style.faint(line));
}

function reportSaving(path: string, unsaved: string | undefined, json: boolean, io: Io): void {
  if (unsaved !== undefined) remark(io, unsaved);
  else if (!json) {
    print(io);
    print(io, `The session is saved in ${path}.`);
  }
}
