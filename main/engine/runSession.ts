/** Runs one flow against one target and records it: the engine's whole surface. */
import { setMaxListeners } from 'node:events';
import { FailureError } from '../../shared/failure.js';
import type { Answer, Question } from '../../shared/ipc.js';
import type { Session } from '../../shared/session/model.js';
import { noKerberos } from '../net/kerberos.js';
import { limits, type Elapsed } from '../net/limits.js';
import type { Flow } from './api.js';
import { Connections } from './connections.js';
import type { RunContext } from './context.js';
import { PasswordHolder } from './credentials.js';
import { Exchanges } from './exchanges.js';
import type { Ports } from './ports.js';
import { Recorder } from './recorder.js';
import type { RunRequest } from './run.js';
import { Masker } from './secrets/masker.js';
import { SipChannels } from './sip/channels.js';
import { StepRun, Steps } from './steps.js';
import { TrustRegistry } from './trust.js';
import { WalkClock } from './walkClock.js';

/**
 * Runs `flow`. Resolves to the session in any case, also when it was cancelled (within a second); rejects only on a
 * bug, after the session was ended.
 */
export async function runSession(flow: Flow, request: RunRequest, ports: Ports): Promise<Session> {
  const began = ports.clock.monotonic();
  const elapsed: Elapsed = () => Math.round((ports.clock.monotonic() - began) * 100) / 100;
  const recorder = new Recorder(new Masker(request.keepSecrets), request.emit);
  const stop = new AbortController();
  // A walk asks many things at once, and each of them listens: that many listeners are no leak.
  setMaxListeners(0, stop.signal);
  const over = new AbortController();
  const clock = new WalkClock(limits.walkMs, () => stop.abort());
  const context: RunContext = {
    target: request.target,
    recorder,
    network: ports.network({ elapsed, randomBytes: (length) => ports.random.bytes(length) }),
    elapsed,
    now: () => ports.clock.now(),
    signal: stop.signal,
    windDown: over.signal,
    ask: askThrough(request, clock, stop.signal),
    openBrowser: request.openBrowser,
    openPassivePage: request.openPassivePage,
  };
  const connections = new Connections(context);
  const steps = new Steps();
  const trust = new TrustRegistry(context);
  const sip = new SipChannels(context, trust);
  const exchanges = new Exchanges(context, trust, connections);
  const credentials = new PasswordHolder(context, request.credentials, steps);

  recorder.started({
    format: 'lyncscope-session',
    formatVersion: 1,
    id: ports.random.uuid(),
    startedAt: new Date(ports.clock.now()).toISOString(),
    tool: ports.tool,
    target: request.target,
    keepsSecrets: request.keepSecrets,
  });
  const onCancel = (): void => stop.abort();
  request.signal.addEventListener('abort', onCancel);
  if (request.signal.aborted) stop.abort();

  const root = new StepRun(
    { context, exchanges, connections, trust, sip, credentials, steps },
    { kind: 'walk', title: titleOf(request.target) },
  );
  const running = root.run((step) =>
    flow({
      root: step,
      random: ports.random,
      kerberos: ports.kerberos ?? noKerberos,
      now: () => ports.clock.now(),
    }),
  );
  void context.network.systemStore().then((store) => {
    if (store === 'late')
      root.fact(
        'note',
        'The operating system did not give its certificate store in time; bundled roots are used until it does.',
      );
  });
  const bug = await settled(running, stop.signal, () => exchanges.outlasting);
  const cancelled = stop.signal.aborted;
  request.signal.removeEventListener('abort', onCancel);
  clock.stop();
  stop.abort(); // what a flow left behind ends with it
  over.abort();
  steps.cancelRunning();
  await Promise.all([connections.closeAll(), sip.leaveAll()]);
  const session = recorder.ended(cancelled ? 'cancelled' : 'completed', elapsed());
  if (bug !== undefined) throw bug.error;
  return session;
}

function titleOf({ sipAddress, meeting }: RunRequest['target']): string {
  return meeting === undefined ? `Sign in as ${sipAddress}` : `Join a meeting of ${sipAddress} as a guest`;
}

/**
 * Waits for the flow; after a cancel only for as long as it may take to wind down, a little longer where it is just
 * taking something away again. Gives back a bug, if it was one.
 */
async function settled(
  running: Promise<void>,
  signal: AbortSignal,
  isTakingLeave: () => boolean,
): Promise<{ readonly error: unknown } | undefined> {
  const outcome = running.then(
    () => undefined,
    (error: unknown) => (error instanceof FailureError ? undefined : { error }),
  );
  let timer: NodeJS.Timeout | undefined;
  const abandoned = new Promise<undefined>((resolve) => {
    const end = (): void => resolve(undefined);
    const late = (): void => {
      if (isTakingLeave()) timer = setTimeout(end, limits.farewellMs);
      else end();
    };
    const soon = (): void => {
      timer = setTimeout(late, limits.cancelGraceMs);
    };
    if (signal.aborted) soon();
    else signal.addEventListener('abort', soon, { once: true });
  });
  return Promise.race([outcome, abandoned]).finally(() => clearTimeout(timer));
}

/** Questions stop the walk's clock: a person may take their time. `until` takes a question back. */
function askThrough(request: RunRequest, clock: WalkClock, signal: AbortSignal): RunContext['ask'] {
  const { ask } = request;
  if (ask === undefined) return undefined;
  return async (question: Question, until?: AbortSignal): Promise<Answer> => {
    const taken = until === undefined ? signal : AbortSignal.any([signal, until]);
    if (taken.aborted) return { kind: 'decline' };
    const resume = clock.pause();
    let onAbort = (): void => undefined;
    const cancelled = new Promise<Answer>((resolve) => {
      onAbort = () => resolve({ kind: 'decline' });
      taken.addEventListener('abort', onAbort);
    });
    try {
      return await Promise.race([ask(question, taken), cancelled]);
    } finally {
      taken.removeEventListener('abort', onAbort);
      resume();
    }
  };
}
