/** HTTP/1.1 exchanges, one after the other, on one established socket (RFC 9112), with the bytes of each. */
import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import { FailureError, type Failure } from '../../shared/failure.js';
import { cancelledFailure, failureFrom, timeoutFailure } from './failures.js';
import { limits, type Elapsed } from './limits.js';
import { tapSocket } from './wireTap.js';

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'HEAD' | 'OPTIONS' | 'DELETE';
  readonly url: URL;
  /** Behind `host` and `connection`, which undici writes first. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array;
}

/** The bytes both ways and their times; the failure when no whole answer came. */
export interface WireExchange {
  readonly request: Uint8Array;
  readonly response: Uint8Array;
  readonly sentMs?: number;
  readonly firstByteMs?: number;
  readonly endedMs: number;
  /** The peer ended the connection after the last byte. */
  readonly closed: boolean;
  readonly failure?: Failure;
}

/** What is collected while an exchange runs. */
interface Capture {
  readonly out: Uint8Array[];
  readonly in: Pieces;
  sentMs?: number;
  firstByteMs?: number;
  lastMs: number;
  closed: boolean;
  sentSoon: boolean;
  readonly onSent: () => void;
  readonly tooLarge: () => void;
}

export interface ExchangeLimits {
  /** Longest wait for the first and for any further byte. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** The request has been handed to the socket: its bytes so far. */
  readonly onSent?: (request: Uint8Array, sentMs: number) => void;
}

export class HttpConnection {
  readonly #client: Client;
  readonly #elapsed: Elapsed;
  #capture: Capture | undefined;
  #alive = true;
  #used = false;

  /** @param onClosed called once, when the connection has ended, whoever ended it */
  constructor(socket: Socket, origin: string, elapsed: Elapsed, onClosed: () => void) {
    this.#elapsed = elapsed;
    socket.on('error', () => undefined); // undici reports it with the exchange
    socket.once('close', () => {
      this.#alive = false;
      onClosed();
    });
    tapSocket(socket, {
      out: (bytes) => this.#sent(bytes),
      in: (bytes) => this.#received(bytes),
      ended: () => {
        if (this.#capture !== undefined) this.#capture.closed = true;
        this.#alive = false;
      },
    });
    this.#client = new Client(origin, {
      allowH2: false,
      pipelining: 1,
      maxHeaderSize: limits.headBytes,
      headersTimeout: 0, // the waits are measured here
      bodyTimeout: 0,
      keepAliveTimeout: limits.idleMs,
      keepAliveMaxTimeout: limits.idleMs,
      // One client is one connection: undici must never open another behind our back.
      connect: (_options, callback) => {
        const gone = this.#used || socket.destroyed;
        this.#used = true;
        // undici does not expect the answer within its own call.
        queueMicrotask(() => {
          if (gone) callback(Object.assign(new Error('the connection has ended'), { code: 'UND_ERR_CLOSED' }), null);
          else callback(null, socket);
        });
      },
    });
    this.#client.on('disconnect', () => (this.#alive = false));
  }

  /** False once either side ended it. */
  get alive(): boolean {
    return this.#alive;
  }

  get busy(): boolean {
    return this.#capture !== undefined;
  }

  /** One request and its answer. Never rejects; throws when the connection is busy, which is a bug. */
  exchange(request: WireRequest, { waitMs, signal, onSent }: ExchangeLimits): Promise<WireExchange> {
    if (this.#capture !== undefined) throw new Error('this connection is in use');
    const what = `${request.method} ${request.url.host}`;
    return new Promise((resolve) => {
      let controller: Dispatcher.DispatchController | undefined;
      let stopped: Failure | undefined;
      const started = this.#elapsed();
      const stop = (failure: Failure): void => {
        stopped ??= failure;
        if (controller === undefined) void this.close();
        else controller.abort(new FailureError(failure));
      };
      const capture: Capture = {
        out: [],
        in: new Pieces(),
        lastMs: started,
        closed: false,
        sentSoon: false,
        onSent: () => onSent?.(joined(capture.out), capture.sentMs ?? started),
        tooLarge: () =>
          stop({
            operation: 'limit',
            code: 'too_large',
            message: `${what}: the answer is longer, or comes in more pieces, than we take; it was cut.`,
          }),
      };
      this.#capture = capture;
      let parts = 0;
      const onAbort = (): void => stop(cancelledFailure);
      const watch = (): void => {
        const now = this.#elapsed();
        const silent = now - capture.lastMs;
        if (now - started >= waitMs * limits.exchangeWaits) stop(timeoutFailure('response', what, now - started));
        else if (silent >= waitMs) stop(timeoutFailure('response', what, silent));
        else
          timer = setTimeout(
            watch,
            Math.max(Math.min(waitMs - silent, started + waitMs * limits.exchangeWaits - now), 1),
          );
      };
      let timer = setTimeout(watch, waitMs);
      const finish = (error: unknown): void => {
        if (this.#capture !== capture) return;
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#capture = undefined;
        if (error !== undefined) this.#alive = false;
        const operation = capture.sentMs === undefined ? 'request' : 'response';
        const failure = error === undefined ? undefined : (stopped ?? failureFrom(error, operation, what));
        resolve({
          request: joined(capture.out),
          response: capture.in.joined(),
          ...(capture.sentMs === undefined ? {} : { sentMs: capture.sentMs }),
          ...(capture.firstByteMs === undefined ? {} : { firstByteMs: capture.firstByteMs }),
          endedMs: this.#elapsed(),
          closed: capture.closed,
          ...(failure === undefined ? {} : { failure }),
        });
      };
      signal.addEventListener('abort', onAbort);
      this.#client.dispatch(
        {
          method: request.method,
          path: `${request.url.pathname}${request.url.search}`,
          headers: request.headers.flat(),
          ...(request.body === undefined
            ? {}
            : { body: typeof request.body === 'string' ? request.body : Buffer.from(request.body) }),
        },
        {
          onRequestStart: (given) => {
            controller = given;
            if (stopped !== undefined) given.abort(new FailureError(stopped));
          },
          onResponseStart: () => undefined,
          onResponseData: () => {
            parts += 1;
            if (parts === limits.chunks + 1) capture.tooLarge();
          },
          onResponseEnd: () => finish(undefined),
          onResponseError: (_controller, error) => finish(error),
        },
      );
      if (signal.aborted) onAbort();
    });
  }

  /** Ends the connection at once. */
  async close(): Promise<void> {
    this.#alive = false;
    await this.#client.destroy();
  }

  #sent(bytes: Uint8Array): void {
    const capture = this.#capture;
    if (capture === undefined) return;
    capture.out.push(bytes);
    capture.sentMs = this.#elapsed();
    capture.lastMs = capture.sentMs;
    if (capture.sentSoon) return;
    capture.sentSoon = true;
    // Head and body are written one after the other in this turn.
    setImmediate(() => {
      if (this.#capture === capture) capture.onSent();
    });
  }

  #received(bytes: Uint8Array): void {
    const capture = this.#capture;
    if (capture === undefined) return;
    capture.in.add(bytes);
    capture.lastMs = this.#elapsed();
    capture.firstByteMs ??= capture.lastMs;
    if (capture.in.length > limits.bodyBytes + limits.headBytes) capture.tooLarge();
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only : new Uint8Array(Buffer.concat(chunks));
}

/** Bytes as they arrive. Single bytes are put together now and then: a piece of its own costs more than what it holds. */
class Pieces {
  #whole: Uint8Array[] = [];
  #loose: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(bytes: Uint8Array): void {
    this.#loose.push(bytes);
    this.#length += bytes.length;
    if (this.#loose.length < mostLoose) return;
    this.#whole.push(joined(this.#loose));
    this.#loose = [];
  }

  joined(): Uint8Array {
    return joined([...this.#whole, ...this.#loose]);
  }
}

const mostLoose = 512;
