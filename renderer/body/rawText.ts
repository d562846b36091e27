/**
 * A message exactly as on the wire, made readable: every CR and LF is shown, bytes that are no text are escaped,
 * masked places carry their label, and places in the text can be found again as offsets in the bytes.
 */
import type { MaskedRange } from '../../shared/session/model.js';
import { hiddenLabel, rangesWithin, type TextRange } from './maskedText.js';

export interface RawText {
  readonly text: string;
  /** What to colour: "\r\n" marks, header names, chunk sizes, escapes and hidden places. */
  readonly marks: readonly (TextRange & { readonly kind: RawMark })[];
  /** Stretches of the text in order: where each begins in the text and in the bytes, and what stands there. */
  readonly stretches: readonly Stretch[];
  /** How many bytes the text shows. */
  readonly byteLength: number;
}

interface Stretch {
  readonly text: number;
  readonly byte: number;
  /** A run of UTF-8 text, or a label for its bytes as a whole. */
  readonly run: boolean;
}

export type RawMark = 'eol' | 'name' | 'chunk' | 'escape' | 'hidden';

/** Beyond this many, escapes keep their text but not their colour: the message is binary, and marks cost. */
const escapeMarkLimit = 20_000;

function stretchBefore(raw: RawText, at: number, of: (stretch: Stretch) => number): Stretch | undefined {
  let low = 0;
  let high = raw.stretches.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const stretch = raw.stretches[middle];
    if (stretch !== undefined && of(stretch) <= at) low = middle;
    else high = middle - 1;
  }
  return raw.stretches[low];
}

/** The byte that a place in the text shows. */
export function byteAt(raw: RawText, place: number): number {
  const stretch = stretchBefore(raw, place, (each) => each.text);
  if (stretch === undefined) return 0;
  if (!stretch.run) return stretch.byte;
  return stretch.byte + new TextEncoder().encode(raw.text.slice(stretch.text, place)).length;
}

/** The place in the text that shows a byte. */
export function placeOf(raw: RawText, byte: number): number {
  const stretch = stretchBefore(raw, byte, (each) => each.byte);
  if (stretch === undefined) return 0;
  if (!stretch.run || byte === stretch.byte) return stretch.text;
  let place = stretch.text;
  let at = stretch.byte;
  for (const character of raw.text.slice(stretch.text, stretch.text + (byte - stretch.byte))) {
    if (at >= byte) break;
    at += new TextEncoder().encode(character).length;
    place += character.length;
  }
  return place;
}

/** Line starts that are chunk sizes, by offset: found by walking the chunks, never by looks. */
export function chunkLines(bytes: Uint8Array, bodyOffset: number): ReadonlySet<number> {
  const lines = new Set<number>();
  let at = bodyOffset;
  while (at < bytes.length) {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) break;
    const line = latin1(bytes.subarray(at, end));
    const size = /^\s*([0-9a-f]+)\s*(;.*)?\r?$/i.exec(line)?.[1];
    if (size === undefined) break;
    lines.add(at);
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    at = end + 1 + length;
    if (bytes[at] === 0x0d) at += 1;
    if (bytes[at] === 0x0a) at += 1;
  }
  return lines;
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function escaped(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

/** Length of a well-formed UTF-8 sequence beginning at `at`, or 0. */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] ?? 0;
  const length = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 && first <= 0xdf ? 2 : 0;
  if (length === 0 || first > 0xf4 || at + length > end) return 0;
  for (let i = 1; i < length; i += 1) {
    const byte = bytes[at + i] ?? 0;
    if (byte < 0x80 || byte > 0xbf) return 0;
  }
  return length;
}

interface RawOptions {
  readonly headLength: number;
  readonly masked: readonly MaskedRange[];
  /** True when the body is framed in chunks. */
  readonly chunked: boolean;
  /** Show no more bytes than this. */
  readonly limit: number;
}

/** The whole message as text with marks. */
export function rawText(all: Uint8Array, options: RawOptions): RawText {
  const bytes = all.subarray(0, options.limit);
  const chunks = options.chunked ? chunkLines(all, options.headLength) : new Set<number>();
  const masked = rangesWithin(options.masked, 0, bytes.length);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const parts: string[] = [];
  const marks: (TextRange & { kind: RawMark })[] = [];
  const stretches: Stretch[] = [];
  let escapes = 0;
  let length = 0;
  let nextMasked = 0;
  let lineStart = 0;
  let named = false;
  let run = -1;

  const push = (text: string, byte: number, kind?: RawMark, isRun = false): void => {
    parts.push(text);
    stretches.push({ text: length, byte, run: isRun });
    if (kind !== undefined) marks.push({ from: length, to: length + text.length, kind });
    length += text.length;
  };
  const flush = (end: number): void => {
    if (run < 0) return;
    push(decoder.decode(bytes.subarray(run, end)), run, chunks.has(lineStart) ? 'chunk' : undefined, true);
    run = -1;
  };

  let at = 0;
  while (at < bytes.length) {
    const hidden = masked[nextMasked];
    if (hidden !== undefined && at >= hidden.offset) {
      flush(at);
      push(hiddenLabel(hidden), at, 'hidden');
      at = Math.max(at, hidden.offset + hidden.length);
      nextMasked += 1;
      continue;
    }
    const byte = bytes[at] ?? 0;
    if (byte === 0x0a) {
      flush(at);
      push('\\n', at, 'eol');
      push('\n', at);
      at += 1;
      lineStart = at;
      named = false;
      continue;
    }
    if (byte === 0x0d) {
      flush(at);
      push('\\r', at, 'eol');
      at += 1;
      continue;
    }
    if (byte === 0x3a && at < options.headLength && !named && lineStart > 0) {
      named = true;
      const from = length;
      flush(at);
      marks.push({ from, to: length, kind: 'name' });
      run = at;
      at += 1;
      continue;
    }
    const printable = byte === 0x09 || (byte >= 0x20 && byte < 0x7f) ? 1 : sequenceLength(bytes, at, bytes.length);
    if (printable === 0) {
      flush(at);
      escapes += 1;
      push(escaped(byte), at, escapes <= escapeMarkLimit ? 'escape' : undefined);
      at += 1;
      continue;
    }
    if (run < 0) run = at;
    at += printable;
  }
  flush(bytes.length);
  return { text: parts.join(''), marks, stretches, byteLength: bytes.length };
}
