/** One exchange as a step asks for it: guarded, sent, recorded, answered. */
import { failed, FailureError, type Failure } from '../../shared/failure.js';
import type { Exchange, Message, RequestMessage } from '../../shared/session/model.js';
import { doubtClause } from '../../shared/session/tlsDoubt.js';
import { cancelledFailure } from '../net/failures.js';
import { readRequest, readResponse, type ReadResponse } from '../net/httpMessage.js';
import type { WireExchange } from '../net/httpConnection.js';
import type { OpenConnection } from '../net/network.js';
import type { Reply, RequestSpec } from './api.js';
import type { Connections, Held, Wanted } from './connections.js';
import type { RunContext } from './context.js';
import type { TrustRegistry } from './trust.js';

/** Said to every server alike. */
export const userAgent = 'Lyncscope';

/** Where an exchange gets its connection from. */
export interface Line {
  take(stepId: string, url: URL, wanted: Wanted): Promise<Held>;
  give(held: Held, url: URL): void;
  /** Another connection may be taken when the first turns out to have ended. */
  readonly again: boolean;
}

export class Exchanges {
  readonly #context: RunContext;
  readonly #trust: TrustRegistry;
  /** Any connection to the origin. */
  readonly pool: Line;
  #outlasting = 0;

  constructor(context: RunContext, trust: TrustRegistry, connections: Connections) {
    this.#context = context;
    this.#trust = trust;
    this.pool = {
      take: (stepId, url, wanted) => connections.acquire(stepId, url, wanted),
      give: (held, url) => connections.release(held, url),
      again: true,
    };
  }

  /** A request is under way that a cancel does not end. */
  get outlasting(): boolean {
    return this.#outlasting > 0;
  }

  /** @throws FailureError unless a whole answer with an expected status came */
  async run(stepId: string, spec: RequestSpec, line: Line = this.pool): Promise<Reply> {
    if (spec.outlastsCancel !== true) return this.#run(stepId, spec, line);
    this.#outlasting += 1;
    try {
      return await this.#run(stepId, spec, line);
    } finally {
      this.#outlasting -= 1;
    }
  }

  async #run(stepId: string, spec: RequestSpec, line: Line): Promise<Reply> {
    const url = new URL(spec.url);
    const asked = new Asked(this.#context, stepId, spec, url);
    const secret =
      spec.carriesCredential === true || this.#context.recorder.masker.holdsCredential(spec.headers ?? [], spec.body);
    if (secret) asked.guard(() => this.#checkAddress(url));
    const held = await asked.guardAsync(() => line.take(stepId, url, asked));
    try {
      if (secret && !held.open.secure) {
        asked.guard(() => {
          const message = `No credential is sent to ${url.host}, ${doubtClause(held.open.doubt)}.`;
          throw failed('credential', 'unvalidated_tls', message);
        });
      }
      const sent = await asked.send(held);
      if (sent.failure === undefined || !mayRepeat(sent, held, spec, secret) || !line.again)
        return await asked.finish(sent, held);
      await asked.finish(sent, held).catch(() => undefined); // recorded; the repeat says how it went
    } finally {
      line.give(held, url);
    }
    return this.#run(stepId, spec, { ...line, again: false });
  }

  #checkAddress(url: URL): void {
    if (url.protocol !== 'https:') {
      throw failed('credential', 'unvalidated_tls', `${url.origin} is not HTTPS, so no credential is sent there.`);
    }
    if (this.#trust.isAllowed(url.hostname)) return;
    throw failed(
      'credential',
      'untrusted_host',
      `${url.host} did not pass the trust check, so no credential is sent there.`,
    );
  }
}

/** An idle connection may end just as it is used again. A password is never sent twice for that. */
function mayRepeat(sent: WireExchange, held: Held, spec: RequestSpec, secret: boolean): boolean {
  const gone = sent.failure?.code === 'connection_closed' || sent.failure?.code === 'connection_reset';
  const isHarmless = !secret || spec.method === 'GET' || spec.method === 'DELETE';
  return gone && held.used && sent.response.length === 0 && isHarmless && spec.waitMs === undefined;
}

/** The record of one exchange while it is made. */
class Asked {
  readonly #context: RunContext;
  readonly #spec: RequestSpec;
  readonly #url: URL;
  readonly #headers: readonly (readonly [string, string])[];
  #masked: { readonly wire: Uint8Array; readonly learned: number; readonly message: RequestMessage } | undefined;
  readonly #base: Pick<Exchange, 'id' | 'stepId' | 'startedMs' | 'expectedStatuses'>;

  constructor(context: RunContext, stepId: string, spec: RequestSpec, url: URL) {
    this.#context = context;
    this.#spec = spec;
    this.#url = url;
    this.#headers = withOurs(spec.headers ?? []);
    this.#base = { id: context.recorder.id('x'), stepId, startedMs: context.elapsed(), expectedStatuses: spec.expect };
  }

  get urgent(): boolean {
    return this.#spec.urgent === true;
  }

  get signal(): AbortSignal {
    return this.#spec.outlastsCancel === true ? this.#context.windDown : this.#context.signal;
  }

  /** Runs what may keep the request from being sent; the exchange is then recorded as not sent. */
  guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#notSent(error);
    }
  }

  async guardAsync<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#notSent(error);
    }
  }

  send(held: Held): Promise<WireExchange> {
    const { recorder, target } = this.#context;
    const { signal } = this;
    const { method, body } = this.#spec;
    return held.open.http.exchange(
      { method, url: this.#url, headers: this.#headers, ...(body === undefined ? {} : { body }) },
      {
        waitMs: this.#spec.waitMs ?? target.timeoutMs,
        signal,
        onSent: (wire, sentMs) =>
          recorder.exchangeStarted({ ...this.#base, connectionId: held.id, request: this.#request(wire), sentMs }),
      },
    );
  }

  /** Records what became of it. */
  async finish(sent: WireExchange, held: Held): Promise<Reply> {
    const { recorder } = this.#context;
    const { signal } = this;
    const { method, expect, understood = [] } = this.#spec;
    const read = sent.response.length === 0 ? undefined : await readResponse(sent.response, method, sent.closed);
    const failure = signal.aborted && sent.failure !== undefined ? cancelledFailure : failureOf(sent, read, this.#url);
    const request = this.#request(sent.request);
    const exchange = recorder.exchangeEnded({
      ...this.#base,
      connectionId: held.id,
      request,
      ...(read === undefined
        ? {}
        : {
            response: {
              ...recorder.masker.message(read, 'them'),
              status: read.status,
              reason: read.reason,
              httpVersion: read.httpVersion,
            },
          }),
      ...(sent.sentMs === undefined ? {} : { sentMs: sent.sentMs }),
      ...(sent.firstByteMs === undefined ? {} : { firstByteMs: sent.firstByteMs }),
      endedMs: sent.endedMs,
      ...(failure === undefined ? {} : { failure }),
    });
    if (failure !== undefined) throw new FailureError(failure);
    if (read === undefined) throw new Error('an exchange without answer has a failure');
    const readable = understood === 'any' || understood.includes(read.status);
    if (expect.length > 0 && !expect.includes(read.status) && !readable) {
      const message =
        `${method} ${recorder.masker.text(this.#url.href)} was answered ${read.status} ${read.reason}`.trimEnd();
      throw failed('protocol', 'unexpected_status', `${message}; expected was ${expect.join(' or ')}.`);
    }
    return replyOf(exchange, this.#url, read, held.open);
  }

  #request(wire: Uint8Array): RequestMessage {
    const { masker } = this.#context.recorder;
    const known = this.#masked;
    if (known?.wire.length === wire.length && known.learned === masker.learned) return known.message;
    const message = { ...masker.message(readRequest(wire), 'us'), method: this.#spec.method, url: this.#url.href };
    this.#masked = { wire, learned: masker.learned, message };
    return message;
  }

  #notSent(error: unknown): unknown {
    if (!(error instanceof FailureError)) return error;
    const { recorder, elapsed } = this.#context;
    const headers = this.#headers.map(([name, value]) => [name, recorder.masker.header(name, value)] as const);
    const empty: Message = {
      wire: '',
      headLength: 0,
      headers,
      body: { decoded: '', state: 'none', codings: [], masked: [] },
      masked: [],
    };
    const request = { ...empty, method: this.#spec.method, url: this.#url.href };
    recorder.exchangeEnded({ ...this.#base, request, endedMs: elapsed(), failure: error.failure });
    return error;
  }
}

/** The caller's headers, and what every request says unless the caller says otherwise. */
function withOurs(headers: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  const has = (name: string): boolean => headers.some(([known]) => known.toLowerCase() === name);
  return [
    ...(has('user-agent') ? [] : [['User-Agent', userAgent] as const]),
    ...headers,
    ...(has('accept-encoding') ? [] : [['Accept-Encoding', 'identity'] as const]),
  ];
}

/** What went wrong, from how the connection ended and from what the bytes say. */
function failureOf(sent: WireExchange, read: ReadResponse | undefined, url: URL): Failure | undefined {
  const { failure } = sent;
  if (failure === undefined) {
    if (read?.body.state !== 'cut') return undefined;
    return {
      operation: 'limit',
      code: 'too_large',
      message: `The answer of ${url.host} is longer than we take; it was cut.`,
    };
  }
  if (read === undefined) return failure;
  if (failure.code === 'malformed_http' || (read.status === 0 && failure.code === 'connection_closed')) {
    const why = read.problems[0] ?? failure.native?.message ?? 'it breaks the rules';
    return {
      ...failure,
      operation: 'parse',
      code: 'malformed_http',
      message: `The answer of ${url.host} is not sound HTTP: ${why}`,
    };
  }
  if (failure.code === 'connection_closed' && read.body.state === 'truncated') {
    return {
      ...failure,
      code: 'truncated_body',
      message: `${url.host} ended the connection before the end of the body. ${read.body.note ?? ''}`.trimEnd(),
    };
  }
  return failure;
}

function replyOf(
  exchange: Exchange,
  url: URL,
  read: ReadResponse,
  { secure, doubt }: Pick<OpenConnection, 'secure' | 'doubt'>,
): Reply {
  return {
    exchange,
    url: url.href,
    status: read.status,
    headers: read.head.headers.map(({ name, value }) => [name, value] as const),
    body: read.decoded,
    text: textOf(read.decoded),
    secure,
    ...(doubt === undefined ? {} : { doubt }),
  };
}

/** UTF-8 unless a byte order mark says UTF-16. */
function textOf(bytes: Uint8Array): string {
  const [a, b] = bytes;
  const label = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(label).decode(bytes);
}
