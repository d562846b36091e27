/** One SIP connection of a walk: everything on it recorded, answers matched to requests, secrets kept from strangers. */
import { failed, FailureError, type Failure } from '../../../shared/failure.js';
import type { Framed } from '../../../shared/protocol/sip/framing.js';
import { readCseq, sipHeader, writeSip, type SipText } from '../../../shared/protocol/sip/message.js';
import type { SipMessage } from '../../../shared/session/model.js';
import { doubtClause, type TlsDoubt } from '../../../shared/session/tlsDoubt.js';
import { endpointText } from '../../net/connectTo.js';
import { cancelledFailure, timeoutFailure } from '../../net/failures.js';
import { limits } from '../../net/limits.js';
import type { OpenStream } from '../../net/sip/openStream.js';
import { SipWire } from '../../net/sip/sipWire.js';
import type { StepHandle } from '../api.js';
import type { RunContext } from '../context.js';
import type { SipChannel, SipPlace, SipReceived, SipReply, SipSend } from './api.js';
import { noStart, recordSip } from './records.js';
import { Waiting } from './waiting.js';

interface Pending {
  readonly stepId: string;
  readonly messageId: string;
  readonly provisional: SipReceived[];
  readonly waiting: Waiting<SipReply>;
}

interface Listening {
  readonly stepId: string;
  readonly fits: (message: SipText) => boolean;
  readonly waiting: Waiting<SipReceived>;
}

/** How long a server may take to answer the de-registration of a cancelled walk, ms. */
const farewellMs = 300;

export class Channel implements SipChannel {
  readonly #context: RunContext;
  readonly #connectionId: string;
  readonly #stream: OpenStream;
  readonly #wire: SipWire;
  readonly #mayGetSecrets: () => boolean;
  readonly #pending = new Map<string, Pending>();
  readonly #unread: SipReceived[] = [];
  #listening: Listening | undefined;
  #stepId: string;
  #failure: Failure | undefined;
  #lastWords: (() => SipSend | undefined) | undefined;
  #farewell: Promise<void> | undefined;

  constructor(options: {
    readonly context: RunContext;
    readonly stepId: string;
    readonly connectionId: string;
    readonly stream: OpenStream;
    readonly place: SipPlace;
    readonly mayGetSecrets: () => boolean;
  }) {
    this.#context = options.context;
    this.#connectionId = options.connectionId;
    this.#stream = options.stream;
    this.#stepId = options.stepId;
    this.#mayGetSecrets = options.mayGetSecrets;
    this.place = options.place;
    this.#wire = new SipWire(options.stream.socket, endpointText(options.place), {
      framed: (framed) => this.#take(framed),
      stirred: () => this.#stir(),
      ended: (failure) => this.#end(failure),
    });
  }

  readonly place: SipPlace;

  get secure(): boolean {
    return this.#stream.secure;
  }

  get doubt(): TlsDoubt | undefined {
    return this.#stream.doubt;
  }

  get local(): string {
    const { address, port } = this.#stream.record.local ?? { address: '127.0.0.1', port: 0 };
    return endpointText({ host: address, port });
  }

  get alive(): boolean {
    return this.#failure === undefined && this.#wire.alive;
  }

  async request(step: StepHandle, send: SipSend): Promise<SipReply> {
    this.#demandAlive();
    const record = this.#send(step.id, send);
    return this.#answerTo(step.id, send.message, record.id, this.#context.target.timeoutMs);
  }

  respond(step: StepHandle, asked: SipReceived, send: SipSend): void {
    this.#demandAlive();
    this.#send(step.id, send, asked.record.id);
  }

  async nextRequest(step: StepHandle, fits: (message: SipText) => boolean): Promise<SipReceived> {
    this.#stepId = step.id;
    const known = this.received(fits);
    if (known !== undefined) return known;
    this.#demandAlive();
    const waiting = new Waiting<SipReceived>(this.#waits('for a request of the server'));
    this.#listening = { stepId: step.id, fits, waiting };
    try {
      return await waiting.promise;
    } finally {
      this.#listening = undefined;
    }
  }

  received(fits: (message: SipText) => boolean): SipReceived | undefined {
    const at = this.#unread.findIndex(({ message }) => fits(message));
    return at < 0 ? undefined : this.#unread.splice(at, 1)[0];
  }

  lastWords(make: (() => SipSend | undefined) | undefined): void {
    this.#lastWords = make;
  }

  /** The walk was cancelled, or is over: says the last words and leaves. */
  leave(): Promise<void> {
    this.#farewell ??= this.#sayFarewell();
    return this.#farewell;
  }

  close(): void {
    this.#lastWords = undefined;
    // Last words are on their way: their answer ends it.
    if (this.#farewell === undefined) this.#wire.close();
  }

  async #sayFarewell(): Promise<void> {
    const send = this.alive ? this.#lastWords?.() : undefined;
    this.#lastWords = undefined;
    for (const { waiting } of this.#pending.values()) waiting.reject(cancelledFailure);
    this.#listening?.waiting.reject(cancelledFailure);
    if (send !== undefined && this.#mayGetSecrets() && this.secure) {
      const record = this.#send(this.#stepId, send);
      await this.#answerTo(this.#stepId, send.message, record.id, farewellMs).catch(() => undefined); // nobody can act on it
    }
    this.#wire.close();
  }

  #send(stepId: string, { message, expect, carriesCredential, signed }: SipSend, answersId?: string): SipMessage {
    const { recorder, elapsed } = this.#context;
    const isSecret = carriesCredential === true || recorder.masker.holdsCredential(message.headers, message.body);
    if (isSecret) this.#demandSafe();
    this.#stepId = stepId;
    const bytes = writeSip(message);
    this.#wire.write(bytes);
    return recordSip(this.#context, bytes, {
      id: recorder.id('m'),
      stepId,
      connectionId: this.#connectionId,
      direction: 'sent',
      atMs: elapsed(),
      start: message.start,
      ...(answersId === undefined ? {} : { answersId }),
      ...(message.start.kind === 'request' ? { expectedStatuses: expect } : {}),
      ...(signed === undefined ? {} : { signature: { text: signed, state: 'made' } }),
    });
  }

  async #answerTo(stepId: string, message: SipText, messageId: string, waitMs: number): Promise<SipReply> {
    const key = keyOf(message);
    const waiting = new Waiting<SipReply>(this.#waits('for an answer', waitMs));
    this.#pending.set(key, { stepId, messageId, provisional: [], waiting });
    try {
      return await waiting.promise;
    } finally {
      this.#pending.delete(key);
    }
  }

  #take(framed: Framed): void {
    const { recorder, elapsed } = this.#context;
    const base = {
      id: recorder.id('m'),
      connectionId: this.#connectionId,
      direction: 'received',
      atMs: elapsed(),
    } as const;
    if (!framed.ok) {
      const [open] = this.#pending.values();
      const stepId = open?.stepId ?? this.#stepId;
      recordSip(this.#context, framed.bytes, { ...base, stepId, start: noStart, failure: framed.failure });
      return;
    }
    const { message, bytes } = framed;
    const pending = message.start.kind === 'response' ? this.#pending.get(keyOf(message)) : undefined;
    const stepId = pending?.stepId ?? this.#listening?.stepId ?? this.#stepId;
    const known = {
      ...base,
      stepId,
      start: message.start,
      ...(pending === undefined ? {} : { answersId: pending.messageId }),
    };
    const record = recordSip(this.#context, bytes, known, message);
    const received: SipReceived = {
      message,
      record,
      noteSignature: (signature) => void recorder.sipMessage({ ...record, signature }),
    };
    if (message.start.kind === 'request') this.#takeRequest(received);
    else if (pending !== undefined) this.#takeAnswer(pending, received, message.start.status, message.start.reason);
  }

  #takeRequest(received: SipReceived): void {
    if (this.#listening?.fits(received.message) === true) this.#listening.waiting.resolve(received);
    else this.#unread.push(received); // as many as the connection may bring
  }

  #takeAnswer(pending: Pending, received: SipReceived, status: number, reason: string): void {
    if (status < 200) pending.provisional.push(received);
    else
      pending.waiting.resolve({ ...received, status, reason, provisional: pending.provisional, secure: this.secure });
  }

  #stir(): void {
    for (const { waiting } of this.#pending.values()) waiting.stir();
    this.#listening?.waiting.stir();
  }

  #end(failure: Failure): void {
    this.#failure = failure;
    for (const { waiting } of this.#pending.values()) waiting.reject(failure);
    this.#listening?.waiting.reject(failure);
    this.#stream.ended();
  }

  #waits(what: string, waitMs = this.#context.target.timeoutMs): ConstructorParameters<typeof Waiting>[0] {
    return {
      silentMs: waitMs,
      totalMs: waitMs * limits.exchangeWaits,
      timeout: (ms) => timeoutFailure('response', `${endpointText(this.place)} was waited for ${what}`, ms),
    };
  }

  #demandAlive(): void {
    if (this.#context.signal.aborted) throw new FailureError(cancelledFailure);
    if (this.#failure !== undefined) throw new FailureError(this.#failure);
  }

  #demandSafe(): void {
    const where = endpointText(this.place);
    if (!this.secure) {
      const why = `No credential is sent to ${where}, ${doubtClause(this.doubt)}.`;
      throw failed('credential', 'unvalidated_tls', why);
    }
    if (this.#mayGetSecrets()) return;
    throw failed(
      'credential',
      'untrusted_host',
      `${where} did not pass the trust check, so no credential is sent there.`,
    );
  }
}

/** What ties an answer to its request: Call-ID, number and method. [RFC 3261 17.1.3, without the branch] */
function keyOf(message: SipText): string {
  const cseq = readCseq(sipHeader(message, 'CSeq'));
  return `${sipHeader(message, 'Call-ID') ?? ''} ${cseq?.number ?? ''} ${cseq?.method.toUpperCase() ?? ''}`;
}
