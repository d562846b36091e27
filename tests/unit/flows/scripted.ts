/**
 * A walk against scripted answers, for what no healthy or faulty deployment shows: order, races, connections that
 * close. Trust and credentials behave as api.ts promises; nothing is recorded but what the tests look at.
 */
import { failed, FailureError, type Failure } from '../../../shared/failure.js';
import type { Exchange, Lookup, RecordType, StepKind, StepOutcome, Target } from '../../../shared/session/model.js';
import type {
  Credential,
  CredentialGuard,
  PinnedConnection,
  Reply,
  RequestSpec,
  Run,
  StepHandle,
  StepSpec,
} from '../../../main/engine/api.js';
import { walk } from '../../../main/flows/walk.js';
import { noKerberos } from '../../../main/net/kerberos.js';

export interface ScriptedStep {
  readonly kind: StepKind;
  readonly side: string | undefined;
  readonly title: string;
  outcome: StepOutcome;
  failure: Failure | undefined;
  value: string | undefined;
  meaning: string | undefined;
  readonly facts: [string, string][];
}

export interface Asked extends RequestSpec {
  readonly step: ScriptedStep;
  /** Which pinned connection carried it; undefined for others. */
  readonly pin: number | undefined;
}

export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
  /** Default: true for https. */
  readonly secure?: boolean;
  /** The server closes the connection after this. */
  readonly closes?: boolean;
}

export type Script = (asked: Asked) => ScriptedAnswer | Promise<ScriptedAnswer>;

export interface ScriptedWalk {
  readonly steps: readonly ScriptedStep[];
  readonly asked: readonly Asked[];
  /** URLs that the credential was taken for, in order. */
  readonly taken: readonly string[];
  readonly refused: number;
  of(kind: StepKind, side?: string): readonly ScriptedStep[];
}

const domain = 'contoso.com';

export function target(changes: Partial<Target> = {}): Target {
  return {
    sipAddress: `lenea@${domain}`,
    domain,
    userName: 'CONTOSO\\lenea',
    hasPassword: true,
    location: 'outside',
    signIn: 'auto',
    discoveryUrls: [],
    resolver: '127.0.0.1:53',
    connectTo: [],
    proxy: 'none',
    extraAuthorities: 0,
    trustedHosts: [],
    timeoutMs: 1000,
    plannedCredentialUses: 8,
    ...changes,
  };
}

/** Runs the walk; names resolve unless they are in `missing`. */
export async function runScripted(
  script: Script,
  options: {
    readonly target?: Target;
    readonly missing?: readonly string[];
    readonly mode?: CredentialGuard['mode'];
    readonly kerberos?: Run['kerberos'];
    /** What a person at a sign-in page does; nobody is there where nothing is said. */
    readonly pages?: Partial<StepHandle['pages']>;
  } = {},
): Promise<ScriptedWalk> {
  const steps: ScriptedStep[] = [];
  const asked: Asked[] = [];
  const taken: string[] = [];
  let refused = 0;
  let pins = 0;
  const goal = options.target ?? target();
  const missing = options.missing ?? ['lyncdiscoverinternal.contoso.com'];

  const credentials: CredentialGuard = {
    mode: options.mode ?? 'given',
    get unavailable() {
      if (this.mode === 'none') return 'no password';
      return refused > 0 ? 'password refused at step 7' : undefined;
    },
    async take(_step, url): Promise<Credential> {
      if (this.unavailable !== undefined) throw failed('credential', 'credential_use_ended', this.unavailable);
      taken.push(url);
      return { userName: goal.userName ?? goal.sipAddress, password: 'Pässw0rd' };
    },
    refused: () => {
      refused += 1;
    },
  };

  async function exchange(
    step: ScriptedStep,
    request: RequestSpec,
    pin?: number,
  ): Promise<Reply & { closes: boolean }> {
    const record: Asked = { ...request, step, pin };
    asked.push(record);
    const answer = await script(record);
    const understood = request.understood === 'any' || request.understood?.includes(answer.status) === true;
    if (request.expect.length > 0 && !request.expect.includes(answer.status) && !understood) {
      throw failed('protocol', 'unexpected_status', String(answer.status));
    }
    const text = answer.body ?? '';
    const reply = {
      exchange: {} as Exchange, // flows never look into the record
      url: request.url,
      status: answer.status,
      headers: answer.headers ?? [],
      body: new TextEncoder().encode(text),
      text,
      secure: request.url.startsWith('https:') && answer.secure !== false,
      closes: answer.closes === true,
    };
    if (request.carriesCredential === true && !reply.secure) throw new Error(`a credential was sent to ${request.url}`);
    return reply;
  }

  function handle(step: ScriptedStep): StepHandle {
    return {
      id: `s${steps.indexOf(step) + 1}`,
      target: goal,
      signal: new AbortController().signal,
      credentials,
      pages: {
        choose: () => Promise.resolve('nobody'),
        listen: () => Promise.reject(new Error('no browser here')),
        open: () => Promise.reject(new Error('no browser here')),
        hasOwnWindow: false,
        cookiesFrom: () => Promise.reject(new Error('no window here')),
        whileWaiting: (_shown, work) => work(new AbortController().signal),
        pause: () => Promise.resolve(),
        ...options.pages,
      },
      step: async (spec, body) => {
        const child = open(spec);
        try {
          const value = await body(handle(child));
          child.outcome = 'ok';
          return value;
        } catch (error) {
          child.outcome = 'failed';
          if (error instanceof FailureError) child.failure = error.failure;
          throw error;
        }
      },
      async attempt(spec, body) {
        try {
          return { ok: true, value: await this.step(spec, body), stepId: '' };
        } catch (error) {
          if (!(error instanceof FailureError)) throw error;
          return { ok: false, failure: error.failure, stepId: '' };
        }
      },
      skip: (spec, reason) => {
        const child = open(spec);
        child.outcome = 'skipped';
        child.value = reason;
      },
      fact: (name, value) => void step.facts.push([name, value]),
      value: (text) => void (step.value = text),
      meaning: (text) => void (step.meaning = text),
      // Endpoints are looked at by walks through the lab.
      locate: async () => ({ addresses: [], port: 443 }),
      visit: () => Promise.reject(new Error('no endpoint is looked at here')),
      amend: () => undefined,
      elapsed: () => 0,
      get certificates(): never {
        throw new Error('no certificate is looked at here');
      },
      lookup: async (name, type) => lookup(name, type),
      systemLookup: async (name) => lookup(name, 'A'),
      // Resolvers are compared by walks through the lab.
      nameServers: { inUse: [], public: undefined, authoritative: () => ({ refused: 'none is asked here' }) },
      lookupAt: () => Promise.reject(new Error('no server is asked here')),
      exchange: (request) => exchange(step, request),
      pin: (): PinnedConnection => {
        pins += 1;
        const pin = pins;
        let alive = true;
        return {
          async exchange(_asking, request) {
            if (!alive) throw failed('request', 'connection_closed', 'closed');
            const reply = await exchange(step, request, pin);
            if (reply.closes) alive = false;
            return reply;
          },
          serverCertificate: undefined,
          get alive() {
            return alive;
          },
          close: async () => {
            alive = false;
          },
        };
      },
      trust: async (url, learned) => {
        const { hostname, href } = new URL(url);
        if (
          !hostname.endsWith(`.${domain}`) &&
          !hostname.endsWith('.lync.com') &&
          !('reply' in learned && learned.reply.secure)
        ) {
          throw failed('trust', 'untrusted_host', hostname);
        }
        return new URL(href);
      },
      trustTyped: (url) => new URL(url),
      // Registrars are signed in to by walks through the lab.
      trustSip: () => Promise.reject(new Error('no registrar is asked here')),
      sip: () => Promise.reject(new Error('no registrar is asked here')),
      secret: () => undefined,
    };
  }

  function lookup(name: string, type: RecordType): Lookup {
    const base = { id: 'l', stepId: 's', via: 'wire', query: { name, type }, startedMs: 0, endedMs: 0 } as const;
    if (missing.includes(name)) {
      const failure: Failure = { operation: 'lookup', code: 'name_not_found', message: 'NXDOMAIN' };
      return { ...base, rcode: 'NXDOMAIN', answers: [], failure };
    }
    const answers = type === 'A' ? [{ name, type, ttlSeconds: 60, data: '192.0.2.1' }] : [];
    return { ...base, rcode: 'NOERROR', answers };
  }

  function open(spec: StepSpec): ScriptedStep {
    const step: ScriptedStep = {
      kind: spec.kind,
      side: spec.side,
      title: spec.title,
      outcome: 'running',
      failure: undefined,
      value: undefined,
      meaning: undefined,
      facts: [],
    };
    steps.push(step);
    return step;
  }

  const run: Run = {
    kerberos: options.kerberos ?? noKerberos,
    root: handle(open({ kind: 'walk', title: 'walk' })),
    random: { bytes: (length) => new Uint8Array(length).fill(7), uuid: () => '00000000-0000-4000-8000-000000000000' },
    now: () => Date.UTC(2026, 10, 20),
  };
  await walk(run);
  return {
    steps,
    asked,
    taken,
    refused,
    of: (kind, side) => steps.filter((step) => step.kind === kind && (side === undefined || step.side === side)),
  };
}
