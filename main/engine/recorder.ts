/** Turns what happens into events: gives ids, takes secrets out, keeps the session that the events add up to. */
import type { Failure } from '../../shared/failure.js';
import type { SessionEvent, SessionHead } from '../../shared/session/events.js';
import type {
  Connection,
  Exchange,
  Lookup,
  Session,
  SipMessage,
  Step,
  TrustDecision,
} from '../../shared/session/model.js';
import { reduceSession } from '../../shared/session/reduce.js';
import type { Masker } from './secrets/masker.js';

export type IdKind = 's' | 'l' | 'c' | 'x' | 'm' | 't' | 'q';

export class Recorder {
  readonly #emit: (event: SessionEvent) => void;
  readonly #counters = new Map<IdKind, number>();
  #session: Session | null = null;
  #ended = false;

  constructor(
    readonly masker: Masker,
    emit: (event: SessionEvent) => void,
  ) {
    this.#emit = emit;
  }

  /** The session so far. */
  get session(): Session {
    if (this.#session === null) throw new Error('the session has not begun');
    return this.#session;
  }

  /** 's1', 's2', …; 'l', 'c', 'x', 'm' and 't' likewise. */
  id(kind: IdKind): string {
    const next = (this.#counters.get(kind) ?? 0) + 1;
    this.#counters.set(kind, next);
    return `${kind}${next}`;
  }

  started(session: SessionHead): void {
    const { target } = session;
    const text = (value: string): string => this.masker.text(value);
    this.#event({
      type: 'session-started',
      session: {
        ...session,
        target: {
          ...target,
          sipAddress: text(target.sipAddress),
          ...(target.userName === undefined ? {} : { userName: text(target.userName) }),
          discoveryUrls: target.discoveryUrls.map(text),
        },
      },
    });
  }

  stepStarted(step: Step): void {
    this.#event({ type: 'step-started', step: this.#step(step) });
  }

  stepEnded(step: Step): void {
    this.#event({ type: 'step-ended', step: this.#step(step) });
  }

  /** @returns the lookup as recorded */
  lookup(lookup: Lookup): Lookup {
    const { failure, queryBytes, answerBytes, answers, ...rest } = lookup;
    const masked: Lookup = {
      ...rest,
      query: { ...rest.query, name: this.masker.text(rest.query.name) },
      answers: answers.map((answer) => ({
        ...answer,
        name: this.masker.text(answer.name),
        data: this.masker.text(answer.data),
      })),
      ...(queryBytes === undefined ? {} : { queryBytes: this.masker.bytes(queryBytes) }),
      ...(answerBytes === undefined ? {} : { answerBytes: this.masker.bytes(answerBytes) }),
      ...(failure === undefined ? {} : { failure: this.failure(failure) }),
    };
    this.#event({ type: 'lookup', lookup: masked });
    return masked;
  }

  connection(connection: Connection): void {
    const { failure, proxy, ...rest } = connection;
    const { request, response, ...proxyRest } = proxy ?? { url: '' };
    this.#event({
      type: 'connection',
      connection: {
        ...rest,
        host: this.masker.text(rest.host),
        ...(proxy === undefined
          ? {}
          : {
              proxy: {
                ...proxyRest,
                url: this.masker.text(proxyRest.url),
                ...(request === undefined ? {} : { request: this.masker.head(request) }),
                ...(response === undefined ? {} : { response: this.masker.head(response) }),
              },
            }),
        ...(failure === undefined ? {} : { failure: this.failure(failure) }),
      },
    });
  }

  /** The messages of an exchange come masked already; its words do not. */
  exchangeStarted(exchange: Exchange): void {
    this.#event({ type: 'exchange-started', exchange: this.#exchange(exchange) });
  }

  /** @returns the exchange as recorded */
  exchangeEnded(exchange: Exchange): Exchange {
    const masked = this.#exchange(exchange);
    this.#event({ type: 'exchange-ended', exchange: masked });
    return masked;
  }

  /** Its bytes come masked already; the words made of them do not. @returns the message as recorded */
  sipMessage(message: SipMessage): SipMessage {
    const { start, signature, failure, ...rest } = message;
    const text = (value: string): string => this.masker.text(value);
    const masked: SipMessage = {
      ...rest,
      start:
        start.kind === 'request'
          ? { ...start, method: text(start.method), uri: text(start.uri) }
          : { ...start, reason: text(start.reason) },
      ...(signature === undefined ? {} : { signature: { ...signature, text: text(signature.text) } }),
      ...(failure === undefined ? {} : { failure: this.failure(failure) }),
    };
    this.#event({ type: 'sip-message', message: masked });
    return masked;
  }

  trust(decision: TrustDecision): void {
    const text = (value: string): string => this.masker.text(value);
    this.#event({ type: 'trust', decision: { ...decision, url: text(decision.url), host: text(decision.host) } });
  }

  /** Nothing is recorded from now on. */
  ended(outcome: 'completed' | 'cancelled', endedMs: number): Session {
    this.#event({ type: 'session-ended', outcome, endedMs });
    this.#ended = true;
    return this.session;
  }

  failure(failure: Failure): Failure {
    const { native, message, ...rest } = failure;
    return {
      ...rest,
      message: this.masker.text(message),
      ...(native === undefined
        ? {}
        : {
            native: {
              ...native,
              ...(native.message === undefined ? {} : { message: this.masker.text(native.message) }),
            },
          }),
    };
  }

  #step(step: Step): Step {
    const { failure, value, meaning, facts, title, ...rest } = step;
    return {
      ...rest,
      title: this.masker.text(title),
      facts: facts.map((fact) => ({ name: fact.name, value: this.masker.text(fact.value) })),
      ...(failure === undefined ? {} : { failure: this.failure(failure) }),
      ...(value === undefined ? {} : { value: this.masker.text(value) }),
      ...(meaning === undefined ? {} : { meaning: this.masker.text(meaning) }),
    };
  }

  #exchange(exchange: Exchange): Exchange {
    const { failure, request, response, ...rest } = exchange;
    return {
      ...rest,
      request: { ...request, url: this.masker.text(request.url) },
      ...(response === undefined ? {} : { response: { ...response, reason: this.masker.text(response.reason) } }),
      ...(failure === undefined ? {} : { failure: this.failure(failure) }),
    };
  }

  #event(event: SessionEvent): void {
    if (this.#ended) return; // what a cancelled operation still says concerns nobody
    this.#session = reduceSession(this.#session, event);
    this.#emit(event);
  }
}
