/**
 * Messages out of a stream: a head ends with a blank line, a body has Content-Length bytes, line breaks in front of a
 * start line are keep-alive traffic. Takes any cut of the bytes, in linear time. [RFC 3261 7.5, 18.3; RFC 5626 4.4.1]
 */
import { failed, FailureError, type Failure } from '../../failure.js';
import { bytesAsText, noSip, parseSipHead, readStartLine, sipHeaders, type SipHead, type SipText } from './message.js';

export const sipLimits = {
  headBytes: 64 * 1024,
  bodyBytes: 1024 * 1024,
} as const;

/** A whole message, or bytes from which on the stream cannot be read any more. */
export type Framed =
  | { readonly ok: true; readonly message: SipText; readonly bytes: Uint8Array; readonly headLength: number }
  | { readonly ok: false; readonly failure: Failure; readonly bytes: Uint8Array };

interface OpenHead {
  readonly head: SipHead;
  readonly length: number;
  readonly bodyLength: number;
}

export class SipFramer {
  #buffer = new Uint8Array(4096);
  #from = 0;
  #to = 0;
  /** Where the search for the blank line goes on. */
  #seen = 0;
  #open: OpenHead | undefined;
  #broken = false;
  /** The first line of the open message is one of SIP. */
  #started = false;

  /** Bytes of a message that has begun and not ended. */
  get pending(): Uint8Array {
    return this.#buffer.slice(this.#from, this.#to);
  }

  /** Takes what was read. @returns the messages it completes; after a broken one nothing more comes */
  push(bytes: Uint8Array): readonly Framed[] {
    if (this.#broken) return [];
    this.#append(bytes);
    const out: Framed[] = [];
    for (;;) {
      const framed = this.#next();
      if (framed === undefined) return out;
      out.push(framed);
      if (!framed.ok) return out;
    }
  }

  #next(): Framed | undefined {
    try {
      this.#open ??= this.#readHead();
      const open = this.#open;
      if (open === undefined || this.#to - this.#from < open.length + open.bodyLength) return undefined;
      const bytes = this.#buffer.slice(this.#from, this.#from + open.length + open.bodyLength);
      this.#from += bytes.length;
      this.#seen = this.#from;
      this.#open = undefined;
      this.#started = false;
      return { ok: true, message: { ...open.head, body: bytes.slice(open.length) }, bytes, headLength: open.length };
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      this.#broken = true;
      return { ok: false, failure: error.failure, bytes: this.pending };
    }
  }

  #readHead(): OpenHead | undefined {
    while (this.#from < this.#to && isBreak(this.#buffer[this.#from])) this.#from += 1;
    this.#seen = Math.max(this.#seen, this.#from);
    const end = this.#findBlankLine();
    if (end === undefined || end - this.#from > sipLimits.headBytes) {
      this.#refuseStranger();
      if (end !== undefined || this.#to - this.#from > sipLimits.headBytes) throw tooLong('head', sipLimits.headBytes);
      return undefined;
    }
    const head = parseSipHead(bytesAsText(this.#buffer.subarray(this.#from, end)));
    return { head, length: end - this.#from, bodyLength: lengthOf(head) };
  }

  /** Offset behind the blank line. */
  #findBlankLine(): number | undefined {
    for (let at = this.#seen; at < this.#to; at += 1) {
      if (this.#buffer[at] !== 0x0a) continue;
      const before = this.#buffer[at - 1] === 0x0d ? at - 2 : at - 1;
      if (before >= this.#from && this.#buffer[before] === 0x0a) return at + 1;
    }
    this.#seen = this.#to;
    return undefined;
  }

  /** Another protocol is known by its first line: nobody waits for the rest of it. */
  #refuseStranger(): void {
    if (this.#started) return;
    const feed = this.#buffer.subarray(this.#from, this.#to).indexOf(0x0a);
    if (feed < 0) return;
    const line = bytesAsText(this.#buffer.subarray(this.#from, this.#from + Math.min(feed, 10_000))).trimEnd();
    if (readStartLine(line) === undefined) throw noSip(line);
    this.#started = true;
  }

  #append(bytes: Uint8Array): void {
    if (this.#to + bytes.length > this.#buffer.length) {
      const held = this.#to - this.#from;
      const room = new Uint8Array(Math.max(4096, (held + bytes.length) * 2));
      room.set(this.#buffer.subarray(this.#from, this.#to));
      this.#buffer = room;
      this.#seen -= this.#from;
      this.#from = 0;
      this.#to = held;
    }
    this.#buffer.set(bytes, this.#to);
    this.#to += bytes.length;
  }
}

const isBreak = (byte: number | undefined): boolean => byte === 0x0d || byte === 0x0a;

function lengthOf(head: SipHead): number {
  const values = sipHeaders(head, 'Content-Length');
  const [first = '0'] = values;
  if (!/^\d{1,15}$/.test(first) || values.some((value) => Number(value) !== Number(first))) {
    throw failed('parse', 'malformed_answer', 'The Content-Length of a SIP message cannot be read.');
  }
  if (Number(first) > sipLimits.bodyBytes) throw tooLong('body', sipLimits.bodyBytes);
  return Number(first);
}

function tooLong(part: 'head' | 'body', most: number): Error {
  return failed('limit', 'too_large', `The ${part} of a SIP message is longer than ${most} bytes.`);
}
