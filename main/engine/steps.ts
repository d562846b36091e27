/** The steps of one run: each handle records its own step and speaks to the network for the flow. */
import { failed, FailureError, type Failure } from '../../shared/failure.js';
import type { FactName } from '../../shared/session/facts.js';
import type { Connection, Fact, Lookup, RecordType, Step, Target, TlsHandshake } from '../../shared/session/model.js';
import { cancelledFailure } from '../net/failures.js';
import type { LookupRecord } from '../net/lookup.js';
import type { NameServer, NameServers, ServerQuestion } from '../net/nameServers.js';
import type {
  Attempt,
  CertificateTools,
  CredentialGuard,
  LearnedFrom,
  Located,
  PinnedConnection,
  PinnedWay,
  Reply,
  RequestSpec,
  SignInPages,
  SipChannel,
  SipLearned,
  SipPlace,
  StepHandle,
  StepSpec,
  Visit,
  VisitSpec,
} from './api.js';
import { certificateTools } from './certificateTools.js';
import type { Connections } from './connections.js';
import type { RunContext } from './context.js';
import type { StepTree } from './credentials.js';
import type { Exchanges } from './exchanges.js';
import { Pinned } from './pinned.js';
import { UserPages } from './signInPages.js';
import type { SipChannels } from './sip/channels.js';
import type { TrustRegistry } from './trust.js';
import { visit } from './visits.js';

/** Everything a step speaks to. */
export interface StepServices {
  readonly context: RunContext;
  readonly exchanges: Exchanges;
  readonly connections: Connections;
  readonly trust: TrustRegistry;
  readonly sip: SipChannels;
  readonly credentials: CredentialGuard;
  readonly steps: Steps;
}

interface Known {
  readonly parentId: string | undefined;
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/** Which steps run, and where they hang. */
export class Steps implements StepTree {
  readonly #known = new Map<string, Known>();
  readonly #running = new Set<StepRun>();

  begun(step: StepRun, parentId: string | undefined): void {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    this.#known.set(step.id, { parentId, ended, end });
    this.#running.add(step);
  }

  over(step: StepRun): void {
    this.#running.delete(step);
    this.#known.get(step.id)?.end();
  }

  isWithin(id: string, ancestor: string): boolean {
    for (let at: string | undefined = id; at !== undefined; at = this.#known.get(at)?.parentId) {
      if (at === ancestor) return true;
    }
    return false;
  }

  ended(id: string): Promise<void> {
    return this.#known.get(id)?.ended ?? Promise.resolve();
  }

  /** Ends every running step as cancelled, children before their parents. */
  cancelRunning(): void {
    for (const step of [...this.#running].reverse()) step.end({ outcome: 'cancelled', failure: cancelledFailure });
  }
}

export class StepRun implements StepHandle {
  readonly id: string;
  readonly #services: StepServices;
  readonly #facts: Fact[] = [];
  #step: Step;

  constructor(services: StepServices, spec: StepSpec, parentId?: string) {
    const { context, steps } = services;
    this.#services = services;
    this.id = context.recorder.id('s');
    this.#step = {
      id: this.id,
      ...(parentId === undefined ? {} : { parentId }),
      kind: spec.kind,
      ...(spec.side === undefined ? {} : { side: spec.side }),
      title: spec.title,
      ...(spec.spec === undefined ? {} : { spec: spec.spec }),
      startedMs: context.elapsed(),
      outcome: 'running',
      facts: [],
    };
    steps.begun(this, parentId);
    context.recorder.stepStarted(this.#step);
  }

  get target(): Target {
    return this.#services.context.target;
  }

  get signal(): AbortSignal {
    return this.#services.context.signal;
  }

  get credentials(): CredentialGuard {
    return this.#services.credentials;
  }

  /** Runs the step's own body and ends it by how that went. */
  async run<T>(body: (step: StepHandle) => Promise<T>): Promise<T> {
    try {
      if (this.signal.aborted) throw new FailureError(cancelledFailure);
      const value = await body(this);
      this.end({ outcome: 'ok' });
      return value;
    } catch (error) {
      const failure = this.signal.aborted ? cancelledFailure : failureOf(error);
      this.end({ outcome: failure.code === 'cancelled' ? 'cancelled' : 'failed', failure });
      throw this.signal.aborted ? new FailureError(cancelledFailure) : error;
    }
  }

  /** Ends the step; a second end changes nothing. */
  end(result: Pick<Step, 'outcome' | 'failure'>): void {
    if (this.#step.outcome !== 'running') return;
    const { context, steps } = this.#services;
    this.#step = { ...this.#step, ...result, facts: [...this.#facts], endedMs: context.elapsed() };
    context.recorder.stepEnded(this.#step);
    steps.over(this);
  }

  step<T>(spec: StepSpec, body: (step: StepHandle) => Promise<T>): Promise<T> {
    return leftBehindQuietly(new StepRun(this.#services, spec, this.id).run(body));
  }

  attempt<T>(spec: StepSpec, body: (step: StepHandle) => Promise<T>): Promise<Attempt<T>> {
    return leftBehindQuietly(this.#attempt(spec, body));
  }

  async #attempt<T>(spec: StepSpec, body: (step: StepHandle) => Promise<T>): Promise<Attempt<T>> {
    const child = new StepRun(this.#services, spec, this.id);
    try {
      return { ok: true, value: await child.run(body), stepId: child.id };
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.code === 'cancelled') throw error;
      return { ok: false, failure: error.failure, stepId: child.id };
    }
  }

  skip(spec: StepSpec, reason: string): void {
    const child = new StepRun(this.#services, spec, this.id);
    child.value(`skipped: ${reason}`);
    child.end({ outcome: 'skipped' });
  }

  fact(name: FactName, value: string): void {
    this.#facts.push({ name, value });
  }

  value(text: string): void {
    this.#step = { ...this.#step, value: text };
  }

  meaning(text: string): void {
    this.#step = { ...this.#step, meaning: text };
  }

  async lookup(name: string, type: RecordType): Promise<Lookup> {
    const { network, recorder, signal } = this.#services.context;
    const record = await network.lookup(name, type, signal);
    return recorder.lookup({ ...record, id: recorder.id('l'), stepId: this.id });
  }

  async systemLookup(name: string): Promise<Lookup> {
    const { network, recorder, signal } = this.#services.context;
    const record = await network.systemLookup(name, signal);
    return recorder.lookup({ ...record, id: recorder.id('l'), stepId: this.id });
  }

  get nameServers(): NameServers {
    return this.#services.context.network.nameServers;
  }

  async lookupAt(server: NameServer, question: ServerQuestion): Promise<Lookup> {
    const { network, recorder, signal } = this.#services.context;
    const records = await network.lookupAt(server, question, signal);
    const recorded = records.map((record) => recorder.lookup({ ...record, id: recorder.id('l'), stepId: this.id }));
    const last = recorded.at(-1);
    if (last === undefined) throw failed('lookup', 'unknown', `${question.name} was not looked up.`);
    return last;
  }

  exchange(request: RequestSpec): Promise<Reply> {
    return this.#services.exchanges.run(this.id, request);
  }

  pin(url: string, way?: PinnedWay): PinnedConnection {
    return new Pinned(new URL(url), this.#services.exchanges, this.#services.connections, way);
  }

  trust(url: string, learned: LearnedFrom | SipLearned): Promise<URL> {
    return this.#services.trust.check(this.id, url, learned);
  }

  trustTyped(url: string): URL {
    return this.#services.trust.typed(this.id, url);
  }

  trustSip(place: SipPlace, learned: SipLearned): Promise<void> {
    return this.#services.trust.checkSip(this.id, place, learned);
  }

  sip(place: SipPlace): Promise<SipChannel> {
    return this.#services.sip.open(this.id, place);
  }

  locate(host: string, port: number): Promise<Located> {
    const { network, recorder, signal } = this.#services.context;
    const sink = {
      lookup: (lookup: LookupRecord) => void recorder.lookup({ ...lookup, id: recorder.id('l'), stepId: this.id }),
      connection: () => () => undefined,
    };
    return network.locate({ host, port }, sink, signal);
  }

  visit(spec: VisitSpec): Promise<Visit> {
    return visit(this.#services.context, this.id, spec);
  }

  amend(connection: Connection, found: Pick<TlsHandshake, 'built' | 'revocation'>): void {
    if (connection.tls === undefined) return;
    this.#services.context.recorder.connection({ ...connection, tls: { ...connection.tls, ...found } });
  }

  get pages(): SignInPages {
    return new UserPages(this.#services.context, this.id);
  }

  elapsed(): number {
    return this.#services.context.elapsed();
  }

  get certificates(): CertificateTools {
    return certificateTools(this.#services.context);
  }

  secret(kind: Parameters<StepHandle['secret']>[0], secret: string | Uint8Array): void {
    this.#services.context.recorder.masker.add(kind, secret);
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  return failed('protocol', 'unknown', 'This program failed here; that is a bug.').failure;
}

/**
 * Steps run beside each other; when one throws, nobody waits for the others any more. Their failures are in the record,
 * and must not end the program as unhandled rejections.
 */
function leftBehindQuietly<T>(running: Promise<T>): Promise<T> {
  running.catch(() => undefined);
  return running;
}
