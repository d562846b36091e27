/**
 * SIP messages as text: start line, header fields in their order and case, body. Read tolerantly, one character a byte,
 * so that what is signed is what was on the wire; written strictly. [RFC 3261 7, 25.1]
 */
import { failed } from '../../failure.js';

export type SipStart =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string };

export type SipHeader = readonly [name: string, value: string];

export interface SipHead {
  readonly start: SipStart;
  /** Order, case, repeats and compact names kept; folded lines joined by one blank. */
  readonly headers: readonly SipHeader[];
}

export interface SipText extends SipHead {
  readonly body: Uint8Array;
}

/** Most header fields of one message; the longest published one has about 30. */
const mostHeaders = 256;

const longNames: Readonly<Record<string, string>> = {
  b: 'referred-by',
  c: 'content-type',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
};

/** The name in lower case and, for a compact one, in full. */
export function fullName(name: string): string {
  const lower = name.trim().toLowerCase();
  return Object.hasOwn(longNames, lower) ? (longNames[lower] ?? lower) : lower;
}

/** Every value of a header field, compact or not, in order. */
export function sipHeaders({ headers }: Pick<SipHead, 'headers'>, name: string): readonly string[] {
  const wanted = fullName(name);
  return headers.filter(([known]) => fullName(known) === wanted).map(([, value]) => value);
}

/** First value of a header field, or undefined. */
export function sipHeader(head: Pick<SipHead, 'headers'>, name: string): string | undefined {
  return sipHeaders(head, name)[0];
}

const responseLine = /^SIP\/2\.0 +(\d{3})(?: (.*))?$/i;
const requestLine = /^([!%'*+\-.^_`~\w]{1,64}) +(\S{1,8192}) +SIP\/2\.0$/i;

/** Reads a start line; undefined when it is none of SIP. */
export function readStartLine(line: string): SipStart | undefined {
  const response = responseLine.exec(line.trimEnd());
  if (response !== null) {
    return { kind: 'response', status: Number(response[1]), reason: (response[2] ?? '').trim() };
  }
  const request = requestLine.exec(line.trimEnd());
  return request === null ? undefined : { kind: 'request', method: request[1] ?? '', uri: request[2] ?? '' };
}

/**
 * Reads start line and header fields.
 * @param text up to the blank line, one character a byte
 * @throws FailureError parse/malformed_answer; limit/too_large
 */
export function parseSipHead(text: string): SipHead {
  const lines = text.replace(/^[\r\n]+/, '').split(/\r?\n/);
  const start = readStartLine(lines[0] ?? '');
  if (start === undefined) throw noSip(lines[0] ?? '');
  const headers: [string, string][] = [];
  for (const line of lines.slice(1)) {
    if (line === '') break;
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) {
      last[1] = `${last[1]} ${line.trim()}`.trim();
      continue;
    }
    const colon = line.indexOf(':');
    if (colon < 1) throw failed('parse', 'malformed_answer', 'A line of the SIP message is no header field.');
    if (headers.length >= mostHeaders) {
      throw failed('limit', 'too_large', `A SIP message has more than ${mostHeaders} header fields.`);
    }
    headers.push([line.slice(0, colon).trimEnd(), line.slice(colon + 1).trim()]);
  }
  return { start, headers };
}

/** Failure for bytes that do not begin like SIP; says so when they are another protocol's. */
export function noSip(line: string): Error {
  const other = /^(?:HTTP\/|<)/i.test(line)
    ? 'A web server answered on this port: its answer is HTTP, not SIP.'
    : 'What came does not begin like a SIP message.';
  return failed('parse', 'malformed_answer', other);
}

/** Head and body as they go out. Content-Length is added behind the given fields; values lose their line breaks. */
export function writeSip({ start, headers, body }: SipText): Uint8Array {
  const line =
    start.kind === 'request'
      ? `${start.method} ${oneLine(start.uri)} SIP/2.0`
      : `SIP/2.0 ${start.status} ${oneLine(start.reason)}`;
  const fields = headers.filter(([name]) => fullName(name) !== 'content-length');
  const text = [
    line,
    ...fields.map(([name, value]) => `${name}: ${oneLine(value)}`),
    `Content-Length: ${body.length}`,
    '',
    '',
  ].join('\r\n');
  const head = new TextEncoder().encode(text);
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return whole;
}

const oneLine = (text: string): string => text.replace(/[\r\n\0]+/g, ' ');

/** One character a byte, as header fields are read. */
export function bytesAsText(bytes: Uint8Array): string {
  let text = '';
  const chunk = 0x8000;
  for (let i = 0; i < bytes.length; i += chunk) text += String.fromCharCode(...bytes.subarray(i, i + chunk));
  return text;
}

/** The bytes of a text read that way. */
export function textAsBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
}

/** A value read one character a byte as the characters it spells: header fields are UTF-8. [RFC 3261 7.3.1] */
export function asUtf8(text: string): string {
  return new TextDecoder().decode(textAsBytes(text));
}

/** "3 REGISTER" as number and method; undefined when it cannot be read. */
export function readCseq(value: string | undefined): { readonly number: string; readonly method: string } | undefined {
  const parts = /^\s*(\d{1,10})\s+(\S+)\s*$/.exec(value ?? '');
  return parts === null ? undefined : { number: parts[1] ?? '', method: parts[2] ?? '' };
}
