/**
 * SIP messages over a stream, as the servers read and write them (RFC 3261 sections 7, 18.3 and 20): framing by
 * Content-Length, folded lines, compact header names; keep-alive line ends between messages are skipped.
 */

/** No sound request comes near these: a TLS-DSK flight with a client certificate is under 10 KB. */
export const limits = { head: 32 * 1024, headers: 100, body: 64 * 1024, keepAlive: 1024 } as const;

export type Header = readonly [name: string, value: string];

export type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string };

export interface SipMessage {
  readonly start: StartLine;
  /** In order, case kept, folded lines joined by one space. */
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

export type Read =
  | { readonly kind: 'message'; readonly message: SipMessage }
  /** The head was read and is wrong; what can be answered is in `message`. The stream stays in step. */
  | { readonly kind: 'bad'; readonly message: SipMessage; readonly why: string }
  /** Nothing after this can be read: the connection is of no more use. `message` where an answer is still possible. */
  | { readonly kind: 'lost'; readonly message?: SipMessage; readonly why: string };

const compact: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  l: 'content-length',
  c: 'content-type',
  k: 'supported',
  o: 'event',
  e: 'content-encoding',
  s: 'subject',
};

function isNamed(header: string, wanted: string): boolean {
  const name = header.toLowerCase();
  return (compact[name] ?? name) === wanted;
}

/** Every value of a header, in order; compact names count. `name` in lower case. */
export function valuesOf(message: Pick<SipMessage, 'headers'>, name: string): readonly string[] {
  return message.headers.filter(([known]) => isNamed(known, name)).map(([, value]) => value);
}

/** The first value of a header. */
export function valueOf(message: Pick<SipMessage, 'headers'>, name: string): string | undefined {
  return valuesOf(message, name)[0];
}

/** True when a comma list of tokens, over all headers of the name, has this one; case does not matter. */
export function lists(message: Pick<SipMessage, 'headers'>, name: string, token: string): boolean {
  return valuesOf(message, name).some((value) =>
    value.split(',').some((part) => part.trim().toLowerCase() === token.toLowerCase()),
  );
}

/** The bytes of a message; Content-Length is put at the end and always right. */
export function writeMessage(message: SipMessage): Buffer {
  const { start } = message;
  const first =
    start.kind === 'request' ? `${start.method} ${start.uri} SIP/2.0` : `SIP/2.0 ${start.status} ${start.reason}`;
  const lines = message.headers.map(([name, value]) => `${name}: ${value}`);
  const head = [first, ...lines, `Content-Length: ${message.body.length}`, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'utf8'), message.body]);
}

/** Cuts a stream into messages. After a 'lost' it gives nothing more. */
export class MessageReader {
  private pending: Buffer = Buffer.alloc(0);
  private skipped = 0;
  private isLost = false;

  /** Takes what came and gives what is complete by now. */
  push(chunk: Buffer): readonly Read[] {
    if (this.isLost) return [];
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    const reads: Read[] = [];
    for (;;) {
      const read = this.next();
      if (read === undefined) return reads;
      reads.push(read);
      if (read.kind !== 'lost') continue;
      this.isLost = true;
      this.pending = Buffer.alloc(0);
      return reads;
    }
  }

  private next(): Read | undefined {
    this.skipLineEnds();
    if (this.skipped > limits.keepAlive) return { kind: 'lost', why: 'nothing but line ends' };
    if (this.pending.length === 0) return undefined;
    const end = this.pending.indexOf('\r\n\r\n');
    if (end < 0 || end > limits.head) return this.withoutHead();
    const head = readHead(this.pending.subarray(0, end).toString('utf8'));
    if (head === undefined) return { kind: 'lost', why: 'no SIP start line' };
    const length = contentLength(head);
    if (typeof length === 'string') return { kind: 'lost', message: head, why: length };
    const whole = end + 4 + length;
    if (this.pending.length < whole) return undefined;
    const message = { ...head, body: Buffer.from(this.pending.subarray(end + 4, whole)) };
    this.pending = this.pending.subarray(whole);
    this.skipped = 0;
    const why = faultOf(message);
    return why === undefined ? { kind: 'message', message } : { kind: 'bad', message, why };
  }

  private skipLineEnds(): void {
    let at = 0;
    while (this.pending[at] === 0x0d || this.pending[at] === 0x0a) at += 1;
    this.skipped += at;
    if (at > 0) this.pending = this.pending.subarray(at);
  }

  // A peer that speaks something else is let go at its first line, not after 32 KB.
  private withoutHead(): Read | undefined {
    if (this.pending.length > limits.head) return { kind: 'lost', why: 'the head is too long' };
    const line = this.pending.subarray(0, 2048).toString('latin1').split('\r\n', 1)[0] ?? '';
    const isWhole = line.length < Math.min(this.pending.length, 2048);
    if (isWhole ? startLineOf(line) === undefined : !/^[\x20-\x7e\x80-\xff]*\r?$/.test(line)) {
      return { kind: 'lost', why: 'no SIP start line' };
    }
    return undefined;
  }
}

function readHead(text: string): SipMessage | undefined {
  const [first = '', ...rest] = text.split('\r\n');
  const start = startLineOf(first);
  if (start === undefined) return undefined;
  const headers: Header[] = [];
  for (const line of rest) {
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) {
      headers[headers.length - 1] = [last[0], `${last[1]} ${line.trim()}`.trim()];
      continue;
    }
    const colon = line.indexOf(':');
    // Kept under a name that no header can have, so that the fault is found when the message is judged.
    if (colon < 1) headers.push(['', line]);
    else headers.push([line.slice(0, colon).trimEnd(), line.slice(colon + 1).trim()]);
  }
  return { start, headers, body: Buffer.alloc(0) };
}

function startLineOf(line: string): StartLine | undefined {
  const response = /^SIP\/2\.0 ([1-6]\d\d) (.{0,200})$/.exec(line);
  if (response !== null) return { kind: 'response', status: Number(response[1]), reason: response[2] ?? '' };
  const request = /^([A-Za-z]{1,32}) (\S{1,1024}) SIP\/(\d\.\d)$/.exec(line);
  if (request === null) return undefined;
  return { kind: 'request', method: request[1] ?? '', uri: request[2] ?? '' };
}

/** The announced length, or what is wrong with it. Over a stream the header is mandatory (RFC 3261 20.14). */
function contentLength(head: SipMessage): number | string {
  const announced = valuesOf(head, 'content-length');
  if (announced.length === 0) return 'Content-Length is missing';
  if (new Set(announced).size > 1) return 'Content-Length is given twice';
  const [value = ''] = announced;
  if (!/^\d{1,9}$/.test(value)) return 'Content-Length is no number';
  return Number(value) > limits.body ? 'the body is too long' : Number(value);
}

const mandatory = ['via', 'from', 'to', 'call-id', 'cseq'] as const;

function faultOf(message: SipMessage): string | undefined {
  if (message.headers.length > limits.headers) return 'too many headers';
  if (message.headers.some(([name]) => !/^[!#-'*+\-.0-9A-Z^-z|~]+$/.test(name))) return 'a line is no header';
  for (const name of mandatory) {
    const values = valuesOf(message, name);
    if (values.length === 0) return `${name} is missing`;
    if (name !== 'via' && values.length > 1) return `${name} is given twice`;
  }
  const cseq = /^(\d{1,10})[ \t]+(\S+)$/.exec(valueOf(message, 'cseq') ?? '');
  if (cseq === null || Number(cseq[1]) > 0x7fff_ffff) return 'CSeq cannot be read';
  const { start } = message;
  if (start.kind === 'request' && cseq[2] !== start.method) return 'CSeq names another method';
  const forwards = valueOf(message, 'max-forwards');
  if (start.kind !== 'request') return undefined;
  if (forwards === undefined) return 'Max-Forwards is missing';
  return /^\d{1,3}$/.test(forwards) && Number(forwards) <= 255 ? undefined : 'Max-Forwards is no number up to 255';
}
