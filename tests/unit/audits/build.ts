/** Sessions for audit tests, built record by record; a healthy walk that a test breaks in one place. */
import type { Failure } from '../../../shared/failure.js';
import { base64Of } from '../../../shared/session/bytes.js';
import type { FactName } from '../../../shared/session/facts.js';
import type {
  CertificateFields,
  Connection,
  Exchange,
  Lookup,
  RecordType,
  Session,
  Side,
  SipMessage,
  Step,
  StepKind,
  Target,
  TlsHandshake,
  TrustDecision,
} from '../../../shared/session/model.js';

export const domain = 'contoso.com';
export const user = `lenea@${domain}`;
export const startedAt = '2026-11-20T14:32:07.000Z';

export type Facts = readonly (readonly [FactName, string])[];

export interface StepOptions {
  readonly parent?: string;
  readonly side?: Side;
  readonly title?: string;
  readonly failure?: Failure;
  readonly outcome?: Step['outcome'];
  readonly facts?: Facts;
}

export interface ConnectionOptions {
  readonly addresses?: readonly string[];
  readonly failure?: Failure;
  readonly tls?: Partial<TlsHandshake> | null;
  readonly certificate?: Partial<CertificateFields>;
  readonly verification?: TlsHandshake['verification'];
  readonly proxy?: NonNullable<Connection['proxy']>;
}

export interface AnswerOptions {
  readonly method?: string;
  readonly requestHeaders?: readonly (readonly [string, string])[];
  readonly status?: number | undefined;
  readonly reason?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
  readonly bodyState?: 'none' | 'complete' | 'truncated' | 'cut';
  readonly failure?: Failure;
  readonly connection?: string;
  /** Server's clock against ours, in seconds. */
  readonly skew?: number;
}

const bytes = (text: string): string => base64Of(new TextEncoder().encode(text));

export function failure(operation: Failure['operation'], code: Failure['code'], message = 'It failed.'): Failure {
  return { operation, code, message };
}

/** Collects records in order; every id is the next of its kind. */
export class Builder {
  readonly #steps: Step[] = [];
  readonly #lookups: Lookup[] = [];
  readonly #connections: Connection[] = [];
  readonly #exchanges: Exchange[] = [];
  readonly #sip: SipMessage[] = [];
  readonly #trust: TrustDecision[] = [];
  #clock = 0;

  constructor(readonly target: Partial<Target> = {}) {}

  step(kind: StepKind, options: StepOptions = {}): string {
    const id = `s${this.#steps.length + 1}`;
    this.#clock += 10;
    this.#steps.push({
      id,
      ...(options.parent === undefined ? {} : { parentId: options.parent }),
      kind,
      ...(options.side === undefined ? {} : { side: options.side }),
      title: options.title ?? `Do ${kind}`,
      outcome: options.outcome ?? (options.failure === undefined ? 'ok' : 'failed'),
      ...(options.failure === undefined ? {} : { failure: options.failure }),
      facts: (options.facts ?? []).map(([name, value]) => ({ name, value })),
      startedMs: this.#clock,
      endedMs: this.#clock + 9,
    });
    return id;
  }

  lookup(
    stepId: string,
    name: string,
    type: RecordType,
    answers: readonly string[] | Failure,
    answerType: string = type,
    more: Partial<Lookup> = {},
  ): string {
    const id = `l${this.#lookups.length + 1}`;
    const failed = 'operation' in answers ? answers : undefined;
    const data = 'operation' in answers ? [] : answers;
    this.#lookups.push({
      id,
      stepId,
      via: 'wire',
      resolver: '192.0.2.53:53',
      query: { name, type },
      ...(failed?.code === 'timeout' ? {} : { rcode: failed?.code === 'name_not_found' ? 'NXDOMAIN' : 'NOERROR' }),
      answers: data.map((value) => ({ name, type: answerType, ttlSeconds: 3600, data: value })),
      ...(failed === undefined ? {} : { failure: failed }),
      startedMs: this.#clock,
      endedMs: this.#clock + 2,
      ...more,
    });
    return id;
  }

  connection(stepId: string, url: string, options: ConnectionOptions = {}): string {
    const id = `c${this.#connections.length + 1}`;
    const { protocol, hostname, port } = new URL(url);
    const secure = protocol === 'https:';
    const stands = options.failure === undefined || options.failure.operation === 'handshake';
    this.#connections.push({
      id,
      stepId,
      scheme: secure ? 'https' : 'http',
      host: hostname,
      port: port === '' ? (secure ? 443 : 80) : Number(port),
      addresses: options.addresses ?? ['203.0.113.24'],
      ...(stands ? { connectedMs: this.#clock + 3, remote: { address: '203.0.113.24', port: secure ? 443 : 80 } } : {}),
      ...(options.proxy === undefined ? {} : { proxy: options.proxy }),
      ...(secure && stands && options.tls !== null ? { tls: this.#tls(hostname, options) } : {}),
      ...(options.failure === undefined ? {} : { failure: options.failure }),
      startedMs: this.#clock,
    });
    return id;
  }

  #tls(host: string, options: ConnectionOptions): TlsHandshake {
    return {
      serverName: host,
      protocol: 'TLSv1.3',
      chain: [{ der: bytes(`der of ${host}`), fields: certificate(host, options.certificate) }],
      verification: options.verification ?? { trusted: true, nameMatches: true },
      startedMs: this.#clock + 3,
      endedMs: this.#clock + 5,
      ...options.tls,
    };
  }

  exchange(stepId: string, url: string, options: AnswerOptions = {}): string {
    const id = `x${this.#exchanges.length + 1}`;
    this.#clock += 5;
    const body = options.body ?? '';
    const answered = options.status !== undefined;
    const date = new Date(Date.parse(startedAt) + this.#clock + (options.skew ?? 0) * 1000).toUTCString();
    this.#exchanges.push({
      id,
      stepId,
      ...(options.connection === undefined ? {} : { connectionId: options.connection }),
      request: {
        ...message(options.requestHeaders ?? [], ''),
        method: options.method ?? 'GET',
        url,
      },
      ...(answered
        ? {
            response: {
              ...message([['Date', date], ...(options.headers ?? [])], body, options.bodyState),
              status: options.status ?? 200,
              reason: options.reason ?? 'Reason',
              httpVersion: '1.1',
            },
            firstByteMs: this.#clock,
          }
        : {}),
      expectedStatuses: [],
      ...(options.failure === undefined ? {} : { failure: options.failure }),
      startedMs: this.#clock - 2,
      endedMs: this.#clock,
    });
    return id;
  }

  /** A connection of its own with one exchange on it; nothing in a skipped step. */
  ask(stepId: string, url: string, options: AnswerOptions & { readonly connect?: ConnectionOptions } = {}): string {
    if (this.#steps.find(({ id }) => id === stepId)?.outcome === 'skipped') return '';
    const connection = this.connection(stepId, url, options.connect);
    return this.exchange(stepId, url, { ...options, connection });
  }

  /** A SIP connection of its own; without a failure TLS stands. */
  sipConnection(stepId: string, place: string, options: ConnectionOptions = {}): string {
    return this.connection(stepId, `https://${place}`, options);
  }

  /** A SIP request and its answer on a connection; gives the id of the answer. */
  sip(
    stepId: string,
    connectionId: string,
    method: string,
    status: number,
    headers: readonly (readonly [string, string])[] = [],
    reason = 'Reason',
  ): string {
    const request = `m${this.#sip.length + 1}`;
    const answer = `m${this.#sip.length + 2}`;
    this.#clock += 5;
    const common = { stepId, connectionId, atMs: this.#clock };
    this.#sip.push(
      {
        ...message([], ''),
        ...common,
        id: request,
        direction: 'sent',
        start: { kind: 'request', method, uri: `sip:${domain}` },
      },
      {
        ...message(headers, ''),
        ...common,
        id: answer,
        direction: 'received',
        start: { kind: 'response', status, reason },
        answersId: request,
      },
    );
    return answer;
  }

  trust(stepId: string, url: string, exchangeId: string, field: string, allowed: boolean): void {
    this.#trust.push({
      id: `t${this.#trust.length + 1}`,
      stepId,
      atMs: this.#clock,
      url,
      host: new URL(url).hostname,
      learnedFrom: { exchangeId, field },
      basis: allowed ? 'in-domain' : 'none',
      allowed,
    });
  }

  session(outcome: Session['outcome'] = 'completed'): Session {
    return {
      format: 'lyncscope-session',
      formatVersion: 1,
      id: 'test',
      startedAt,
      ...(outcome === 'running' ? {} : { endedMs: this.#clock + 10 }),
      tool: { version: '0.0.0', platform: 'test', runtime: 'test' },
      target: {
        sipAddress: user,
        domain,
        hasPassword: false,
        location: 'outside',
        signIn: 'auto',
        discoveryUrls: [],
        connectTo: [],
        proxy: 'none',
        extraAuthorities: 0,
        trustedHosts: [],
        timeoutMs: 10_000,
        plannedCredentialUses: 0,
        ...this.target,
      },
      keepsSecrets: false,
      outcome,
      steps: this.#steps,
      lookups: this.#lookups,
      connections: this.#connections,
      exchanges: this.#exchanges,
      sipMessages: this.#sip,
      trustDecisions: this.#trust,
    };
  }
}

export function certificate(host: string, fields: Partial<CertificateFields> = {}): CertificateFields {
  return {
    subject: `CN=${host}`,
    issuer: 'CN=Contoso Issuing CA',
    serialNumber: '01',
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2027-06-01T00:00:00.000Z',
    subjectAltNames: [`DNS:${host}`],
    publicKey: 'RSA 2048',
    signatureAlgorithm: 'RSA SHA-256',
    sha1: `1:${host}`,
    sha256: `256:${host}`,
    isCa: false,
    keyUsages: [],
    extendedKeyUsages: [],
    ...fields,
  };
}

function message(
  headers: readonly (readonly [string, string])[],
  body: string,
  state?: 'none' | 'complete' | 'truncated' | 'cut',
) {
  const head = `${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return {
    wire: bytes(head + body),
    headLength: head.length,
    headers,
    body: {
      decoded: bytes(body),
      state: state ?? (body === '' ? ('none' as const) : ('complete' as const)),
      codings: [],
      masked: [],
    },
    masked: [],
  };
}
