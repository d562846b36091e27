/** Takes every secret out of what is about to be recorded, and remembers it so that it is found wherever it turns up again. */
import type { Body, MaskedRange, Message, SecretKind } from '../../../shared/session/model.js';
import { latin1, readHead, type Head } from '../../net/httpHead.js';
import type { ReadMessage } from '../../net/httpMessage.js';
import { findInHeader } from './headers.js';
import { Literals } from './literals.js';
import { filled, merged, onWire, type Found } from './ranges.js';
import { findShaped, type Shaped } from './structure.js';

/**
 * Secrets that a structure showed are searched for elsewhere only from this length on: a server may call anything
 * "password", and a short word of a page must not be masked everywhere.
 */
const shortestFromUs = 8;
const shortestFromThem = 16;

/** Kinds that may be Base64 of something that is a secret in any wrapping. */
const bases: readonly SecretKind[] = ['ntlm-response', 'authorization', 'web-ticket', 'password', 'proof-key'];

export class Masker {
  readonly #literals = new Literals();

  /** @param keeps true: nothing is masked, the user chose so before the run */
  constructor(readonly keeps: boolean) {}

  /** Grows with every secret learned: what was masked before may be masked again for it. */
  get learned(): number {
    return this.#literals.size;
  }

  /** Remembers a secret of this program's own making or asking. */
  add(kind: SecretKind, secret: string | Uint8Array): void {
    this.#literals.add(typeof secret === 'string' ? Buffer.from(secret, 'utf8') : secret, kind);
  }

  /** A text without secrets, of the same length in bytes. */
  text(text: string): string {
    if (this.keeps || text === '') return text;
    const bytes = Buffer.from(text, 'utf8');
    const ranges = merged([...shapedIn(latin1(bytes)), ...this.#literals.find(bytes)]);
    return ranges.length === 0 ? text : Buffer.from(filled(bytes, ranges)).toString('utf8');
  }

  /** One header value that stands in no recorded bytes. */
  header(name: string, value: string): string {
    if (this.keeps) return value;
    const bytes = Buffer.from(value, 'utf8');
    const found = safely(() => findInHeader({ name }, latin1(bytes)), bytes.length);
    return Buffer.from(filled(bytes, merged([...found, ...this.#literals.find(bytes)]))).toString('utf8');
  }

  /** Base64 bytes that have no ranges of their own in the record (DNS, a proxy's answer). */
  bytes(text: string): string {
    if (this.keeps) return text;
    const bytes = Buffer.from(text, 'base64');
    const ranges = merged([...shapedIn(latin1(bytes)), ...this.#literals.find(bytes)]);
    return ranges.length === 0 ? text : base64(filled(bytes, ranges));
  }

  /** The head of a proxy's exchange, with its header fields known as such. */
  head(text: string): string {
    if (this.keeps) return text;
    const bytes = Buffer.from(text, 'base64');
    const found = headSecrets(bytes, bytes.length);
    const ranges = merged([...found, ...this.#literals.find(bytes)]);
    return ranges.length === 0 ? text : base64(filled(bytes, ranges));
  }

  /** What an unsent request shows of credentials by its shape alone: a net under a caller who forgot to say so. */
  holdsCredential(
    headers: readonly (readonly [name: string, value: string])[],
    body: string | Uint8Array | undefined,
  ): boolean {
    const text = typeof body === 'string' ? body : latin1(body ?? new Uint8Array());
    const found = [...headers.flatMap(([name, value]) => findInHeader({ name }, value)), ...shapedIn(text)];
    return found.some(
      ({ kind, to, from }) => to > from && kind !== 'proof-key' && kind !== 'cookie' && kind !== 'other',
    );
  }

  /** One recorded message. What its structure shows is remembered first, so both ways of finding work together. */
  message(message: ReadMessage, from: 'us' | 'them'): Message {
    if (this.keeps) return messageOf(message, message.wire, [], message.decoded, []);
    const { wire, decoded, segments } = message;
    const inHead = headSecrets(wire, message.head.end, message.headStart === 0 ? message.head : undefined);
    const inBody = bodySecrets(decoded);
    const shortest = from === 'us' ? shortestFromUs : shortestFromThem;
    for (const { secret, kind } of [...inHead, ...inBody]) this.#learn(secret, kind, shortest);

    const bodyFound: readonly Found[] = message.opaque
      ? [{ from: 0, to: decoded.length, kind: 'other' }]
      : [...inBody, ...this.#literals.find(decoded)];
    const bodyRanges = merged(bodyFound);
    const wireFound: Found[] = [...inHead, ...this.#literals.find(wire), ...tailSecrets(message)];
    if (segments !== undefined && !message.opaque) wireFound.push(...onWire(bodyFound, segments));
    // Compressed bytes cannot be masked in part.
    else if (bodyRanges[0] !== undefined || message.body.state !== 'complete') {
      wireFound.push({ from: message.head.end, to: wire.length, kind: bodyRanges[0]?.kind ?? 'other' });
    }
    const wireRanges = merged(wireFound);
    return messageOf(message, filled(wire, wireRanges), wireRanges, filled(decoded, bodyRanges), bodyRanges);
  }

  #learn(secret: string, kind: SecretKind, shortest: number): void {
    if (secret.length < shortest) return;
    const bytes = Buffer.from(secret, 'latin1');
    this.#literals.add(bytes, kind);
    // What is base64 on the wire may come back decoded, and a decoded NTLM response in another wrapping.
    if (!bases.includes(kind)) return;
    if (!/^[\w+/-]+=*$/.test(secret)) return;
    const decoded = Buffer.from(secret, 'base64');
    const message = decoded.indexOf('NTLMSSP\0', 0, 'latin1');
    if (decoded.length >= shortest) this.#literals.add(message > 0 ? decoded.subarray(message) : decoded, kind);
  }
}

/**
 * Secrets in the header fields and start lines of everything before `end`, interim answers included.
 * @param whole the head at offset 0, where it has been read already
 */
function headSecrets(wire: Uint8Array, end: number, whole?: Head): readonly Shaped[] {
  const found: Shaped[] = [];
  for (let at = 0; at < end;) {
    const head = at === 0 && whole !== undefined ? whole : readHead(wire, at);
    const first = head.headers[0];
    found.push(...moved(shapedIn(latin1(wire, at, first === undefined ? head.end : first.from)), at));
    for (const header of head.headers) {
      found.push(
        ...moved(
          safely(() => findInHeader(header, latin1(wire, header.from, header.to)), header.to - header.from),
          header.from,
        ),
      );
    }
    // Lines beyond the header limit are in the bytes alone.
    const last = head.headers.at(-1);
    if (last !== undefined && last.to < head.end)
      found.push(...moved(shapedIn(latin1(wire, last.to, head.end)), last.to));
    if (head.end <= at) break;
    at = head.end;
  }
  return found.filter(({ from }) => from < end);
}

/** UTF-16 documents are searched as what they say, with two bytes a character. */
function bodySecrets(bytes: Uint8Array): readonly Shaped[] {
  if (bytes.length === 0) return [];
  const wide = wideness(bytes);
  if (wide === undefined) return shapedIn(latin1(bytes));
  const even = Buffer.from(bytes.subarray(wide.skip, bytes.length - ((bytes.length - wide.skip) % 2)));
  if (wide.swap) even.swap16();
  return shapedIn(even.toString('utf16le')).map((found) => ({
    ...found,
    from: wide.skip + found.from * 2,
    to: wide.skip + found.to * 2,
  }));
}

function wideness(bytes: Uint8Array): { readonly skip: 0 | 2; readonly swap: boolean } | undefined {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return { skip: 2, swap: false };
  if (a === 0xfe && b === 0xff) return { skip: 2, swap: true };
  if (a !== 0 && b === 0 && bytes[3] === 0 && bytes.length > 4) return { skip: 0, swap: false };
  if (a === 0 && b !== 0 && bytes[2] === 0 && bytes.length > 4) return { skip: 0, swap: true };
  return undefined;
}

/** What stands behind the body: bytes nobody asked for are searched by their shape too. */
function tailSecrets({ wire, head, segments }: ReadMessage): readonly Found[] {
  const last = segments?.at(-1);
  const from = Math.max(head.end, last === undefined ? 0 : last.offset + last.length);
  return segments !== undefined && from < wire.length ? moved(shapedIn(latin1(wire, from)), from) : [];
}

function shapedIn(text: string): readonly Shaped[] {
  return safely(() => findShaped(text), text.length);
}

/** A text so strange that its patterns cannot be searched is a secret as a whole. */
function safely(find: () => readonly Shaped[], length: number): readonly Shaped[] {
  try {
    return find();
  } catch {
    return [{ from: 0, to: length, kind: 'other', secret: '' }];
  }
}

function moved(found: readonly Shaped[], by: number): readonly Shaped[] {
  return found.map((item) => ({ ...item, from: item.from + by, to: item.to + by }));
}

/** Headers are read from the masked bytes, so that both say the same. */
function messageOf(
  message: ReadMessage,
  wire: Uint8Array,
  masked: readonly MaskedRange[],
  decoded: Uint8Array,
  maskedBody: readonly MaskedRange[],
): Message {
  const { headers } = masked.length === 0 ? message.head : readHead(wire, message.headStart);
  const body: Body = { decoded: base64(decoded), ...message.body, masked: maskedBody };
  return {
    wire: base64(wire),
    headLength: message.head.end,
    headers: message.head.end === 0 ? [] : headers.map(({ name, value }) => [name, value] as const),
    body,
    masked,
  };
}

/** Much faster than what shared code can do without Buffer. */
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}
