/**
 * The inner handshake by node:tls over a stream that has no socket. The library writes when and in what pieces it
 * likes, so flights are told by their records, and what the server sends is read before the library sees it: then a
 * flight always follows, or an error. [MS-SIPAE 3.2.5.1; RFC 5705 4]
 */
import { Duplex } from 'node:stream';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import { failed, FailureError } from '../../../shared/failure.js';
import { cancelledFailure, failureFrom, timeoutFailure } from '../failures.js';
import { isWholeFinish, isWholeHello } from './flights.js';
import { keyBlockBytes, keyLabel, keysIn } from './prf.js';
import { joined, readCertificates, readServerFinish, readServerFlight } from './records.js';
import { macHashOf } from './signature.js';
import type { DskHandshake, DskKeys, DskStep } from './types.js';

export interface RuntimeOptions {
  readonly context: SecureContext;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** For tests of the runtime: lines of the key log. */
  readonly onKeyLog?: (line: string) => void;
}

const what = 'TLS handshake inside gssapi-data';

interface Wait {
  readonly check: () => void;
  readonly reject: (error: unknown) => void;
}

export class RuntimeHandshake implements DskHandshake {
  readonly #options: RuntimeOptions;
  readonly #out: Uint8Array[] = [];
  #pipe: Duplex | undefined;
  #tls: TLSSocket | undefined;
  #isSecure = false;
  #wait: Wait | undefined;
  #failure: FailureError | undefined;
  #serverCertificates: readonly Uint8Array[] = [];
  #stage: 'new' | 'hello' | 'finish' | 'over' = 'new';

  constructor(options: RuntimeOptions) {
    this.#options = options;
  }

  async start(): Promise<Uint8Array> {
    this.#expect('new');
    this.#stage = 'hello';
    return this.#until(
      () => this.#open(),
      () => (isWholeHello(joined(this.#out)) ? this.#takeOut() : undefined),
    );
  }

  async answer(flight: Uint8Array): Promise<DskStep> {
    if (this.#stage === 'hello') {
      this.#serverCertificates = readCertificates(readServerFlight(flight));
      this.#stage = 'finish';
      const out = await this.#until(
        () => this.#pipe?.push(flight),
        () => (isWholeFinish(joined(this.#out)) ? this.#takeOut() : undefined),
      );
      return { out };
    }
    this.#expect('finish');
    readServerFinish(flight);
    this.#stage = 'over';
    const done = await this.#until(
      () => this.#pipe?.push(flight),
      () => (this.#isSecure ? this.#keys() : undefined),
    );
    this.destroy();
    return { out: new Uint8Array(), done };
  }

  destroy(): void {
    this.#stage = 'over';
    this.#tls?.destroy();
    this.#pipe?.destroy();
    this.#wait?.reject(new FailureError(cancelledFailure));
  }

  #expect(stage: 'new' | 'finish'): void {
    if (this.#stage !== stage) throw failed('handshake', 'connection_closed', `The ${what} is over.`);
  }

  #open(): void {
    const pipe = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, callback) => {
        this.#out.push(new Uint8Array(chunk));
        callback();
        this.#wait?.check();
      },
    });
    this.#pipe = pipe.on('error', () => undefined);
    // No name, no ALPN and no session: what Schannel sends has none either.
    this.#tls = connect({
      socket: pipe,
      secureContext: this.#options.context,
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    const { onKeyLog } = this.#options;
    if (onKeyLog !== undefined) this.#tls.on('keylog', (line: Buffer) => onKeyLog(line.toString('latin1')));
    this.#tls
      .on('secureConnect', () => {
        this.#isSecure = true;
        this.#wait?.check();
      })
      .on('error', (error) => this.#fail(error))
      .on('close', () =>
        this.#fail(Object.assign(new Error('closed during the handshake'), { code: 'UND_ERR_CLOSED' })),
      );
  }

  #fail(error: unknown): void {
    this.#failure ??= new FailureError(failureFrom(error, 'handshake', what));
    this.#wait?.reject(this.#failure);
  }

  /** Does something and waits for what follows: a whole flight, the end of the handshake, an error, or the time limit. */
  #until<T>(act: () => void, result: () => T | undefined): Promise<T> {
    const { timeoutMs, signal } = this.#options;
    return new Promise<T>((resolve, reject) => {
      const over = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.#wait = undefined;
      };
      const refuse = (error: unknown): void => {
        over();
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const onAbort = (): void => refuse(new FailureError(cancelledFailure));
      const timer = setTimeout(() => refuse(new FailureError(timeoutFailure('handshake', what, timeoutMs))), timeoutMs);
      const check = (): void => {
        try {
          const found = result();
          if (found === undefined) return;
          over();
          resolve(found);
        } catch (error) {
          refuse(error);
        }
      };
      this.#wait = { check, reject: refuse };
      signal?.addEventListener('abort', onAbort);
      if (signal?.aborted === true) return onAbort();
      if (this.#failure !== undefined) return refuse(this.#failure);
      act();
    });
  }

  #takeOut(): Uint8Array {
    return joined(this.#out.splice(0));
  }

  #keys(): DskKeys {
    const tls = this.#tls;
    if (tls === undefined) throw new Error('a handshake that was not begun cannot end');
    // The context stays out: an empty one would change the keys (RFC 5705, section 4).
    const block: unknown = Reflect.apply(tls.exportKeyingMaterial, tls, [keyBlockBytes, keyLabel]);
    if (!(block instanceof Uint8Array)) throw failed('handshake', 'tls_failed', `The ${what} gave no keys.`);
    const { standardName, name } = tls.getCipher();
    const suite = standardName || name;
    return {
      ...keysIn(block),
      suite,
      protocol: tls.getProtocol() ?? '',
      macHash: macHashOf(suite),
      serverCertificates: this.#serverCertificates,
    };
  }
}
