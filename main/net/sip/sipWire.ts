/** SIP messages over one established socket: reads with limits, writes in order, says how it ended. [RFC 3261 18.3] */
import type { Socket } from 'node:net';
import { failed, type Failure } from '../../../shared/failure.js';
import { SipFramer, type Framed } from '../../../shared/protocol/sip/framing.js';
import { failureFrom } from '../failures.js';

export const sipWireLimits = {
  /** Bytes one connection may bring. */
  totalBytes: 8 * 1024 * 1024,
  /** Messages one connection may bring. */
  messages: 500,
} as const;

export interface SipListener {
  /** A whole message, or the bytes from which on nothing can be read. */
  framed(framed: Framed): void;
  /** Bytes came, of whatever. */
  stirred(): void;
  /** Nothing more will come. Called once. */
  ended(failure: Failure): void;
}

export class SipWire {
  readonly #socket: Socket;
  readonly #what: string;
  readonly #listener: SipListener;
  readonly #framer = new SipFramer();
  #bytes = 0;
  #messages = 0;
  #over = false;

  constructor(socket: Socket, what: string, listener: SipListener) {
    this.#socket = socket;
    this.#what = what;
    this.#listener = listener;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error) => this.#end(failureFrom(error, 'response', what)));
    socket.on('end', () => this.#end(closedFailure(what)));
    socket.on('close', () => this.#end(closedFailure(what)));
  }

  get alive(): boolean {
    return !this.#over && !this.#socket.destroyed && this.#socket.writable;
  }

  /** Hands bytes to the socket. Trouble is told to the listener. */
  write(bytes: Uint8Array): void {
    if (this.alive) this.#socket.write(bytes);
  }

  /** Ends it; the listener hears of it unless it was over already. */
  close(): void {
    this.#end(closedFailure(this.#what));
  }

  #read(chunk: Uint8Array): void {
    if (this.#over) return;
    this.#bytes += chunk.length;
    this.#listener.stirred();
    if (this.#bytes > sipWireLimits.totalBytes) return this.#end(this.#flooded());
    for (const framed of this.#framer.push(chunk)) {
      this.#messages += 1;
      if (this.#messages > sipWireLimits.messages) return this.#end(this.#flooded());
      this.#listener.framed(framed);
      if (!framed.ok) return this.#end(framed.failure);
    }
  }

  #flooded(): Failure {
    const much = `${this.#what} sends more than anybody asked for; the connection was ended.`;
    return failed('limit', 'too_large', much).failure;
  }

  #end(failure: Failure): void {
    if (this.#over) return;
    this.#over = true;
    const torn = this.#framer.pending;
    if (torn.length > 0 && failure.code !== 'malformed_answer' && failure.code !== 'too_large') {
      const inside = { ...failure, message: `${this.#what} stopped in the middle of a message.` };
      this.#listener.framed({ ok: false, failure: inside, bytes: torn });
    }
    this.#socket.on('error', () => undefined);
    this.#socket.destroySoon();
    // A peer that takes nothing any more must not keep the socket.
    setTimeout(() => this.#socket.destroy(), 500).unref();
    this.#listener.ended(failure);
  }
}

function closedFailure(what: string): Failure {
  return { operation: 'response', code: 'connection_closed', message: `${what} closed the connection.` };
}
