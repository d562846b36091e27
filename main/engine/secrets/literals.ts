/**
 * Known secrets, found again in any later bytes: as they are, and as the encodings a server, a proxy or an error page
 * may give them back in. One pass over the bytes, however many secrets there are.
 */
import type { SecretKind } from '../../../shared/session/model.js';
import type { Found } from './ranges.js';

interface Pattern {
  readonly bytes: Uint8Array;
  readonly kind: SecretKind;
}

/** Shorter secrets would be found everywhere; those are masked only where the structure tells. */
export const shortestLiteral = 4;
/** Of a long secret, a beginning of this many bytes is enough: an echo may be cut. */
const enoughOfLong = 32;

export class Literals {
  readonly #filter = new Uint8Array(0x10000);
  readonly #patterns = new Map<number, Pattern[]>();
  readonly #known = new Set<string>();

  /** How many secrets are known. */
  get size(): number {
    return this.#known.size;
  }

  /** Remembers a secret in all its forms. */
  add(secret: Uint8Array, kind: SecretKind): void {
    if (secret.length < shortestLiteral) return;
    const id = Buffer.from(secret).toString('latin1');
    if (this.#known.has(id)) return;
    this.#known.add(id);
    const seen = new Set<string>();
    for (const form of formsOf(Buffer.from(secret))) {
      const key = form.toString('latin1');
      if (form.length < shortestLiteral || seen.has(key)) continue;
      seen.add(key);
      const word = form.readUInt32LE(0);
      const patterns = this.#patterns.get(word) ?? [];
      patterns.push({ bytes: form, kind });
      this.#patterns.set(word, patterns);
      this.#filter[slot(word)] = 1;
    }
  }

  find(bytes: Uint8Array): readonly Found[] {
    if (this.#patterns.size === 0 || bytes.length < shortestLiteral) return [];
    const found: Found[] = [];
    let word = (((bytes[0] ?? 0) << 8) | ((bytes[1] ?? 0) << 16) | ((bytes[2] ?? 0) << 24)) >>> 0;
    for (let i = 3; i < bytes.length; i += 1) {
      word = ((word >>> 8) | ((bytes[i] ?? 0) << 24)) >>> 0;
      if (this.#filter[slot(word)] === 0) continue;
      const from = i - 3;
      for (const { bytes: pattern, kind } of this.#patterns.get(word) ?? []) {
        const length = commonLength(bytes, from, pattern);
        if (length === pattern.length || length >= enoughOfLong) found.push({ from, to: from + length, kind });
      }
    }
    return found;
  }
}

function slot(word: number): number {
  return (word ^ (word >>> 16) ^ (word >>> 7)) & 0xffff;
}

function commonLength(bytes: Uint8Array, from: number, pattern: Uint8Array): number {
  const most = Math.min(pattern.length, bytes.length - from);
  let length = 0;
  while (length < most && bytes[from + length] === pattern[length]) length += 1;
  return length;
}

/** Every form a secret may come back in. */
export function formsOf(secret: Buffer): readonly Buffer[] {
  const forms = [secret, ...encoded(secret)];
  const text = secret.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(secret)) return forms; // binary: it has no text forms
  const wide = Buffer.from(text, 'utf16le');
  forms.push(wide, ...encoded(wide));
  for (const written of textForms(text)) forms.push(Buffer.from(written, 'utf8'));
  const narrow = Buffer.from(text, 'latin1'); // how undici and form posts of old write é
  if (narrow.toString('latin1') === text && !narrow.equals(secret)) forms.push(narrow, ...encoded(narrow));
  return forms;
}

/** Hex, percent-encoding of every byte, and base64 at each of its three alignments. */
function encoded(bytes: Buffer): readonly Buffer[] {
  const hex = bytes.toString('hex');
  const percent = hex.replace(/../g, '%$&');
  const texts = [hex, hex.toUpperCase(), percent, percent.toUpperCase()];
  for (const lead of [0, 1, 2]) {
    const base64 = Buffer.concat([Buffer.alloc(lead), bytes]).toString('base64');
    // Characters that share bits with the unknown neighbours are left out.
    const whole = base64.slice(lead === 0 ? 0 : lead + 1, Math.floor(((lead + bytes.length) * 8) / 6));
    const url = whole.replaceAll('+', '-').replaceAll('/', '_');
    const escaped = encodeURIComponent(whole);
    texts.push(whole, url, escaped, lowerPercent(escaped), whole.replaceAll('/', '\\/'));
  }
  return texts.map((text) => Buffer.from(text, 'latin1'));
}

function textForms(text: string): readonly string[] {
  const component = encodeURIComponent(text);
  const strict = component.replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = strict.replaceAll('%20', '+');
  const json = JSON.stringify(text).slice(1, -1);
  const unicode = (source: string, pattern: RegExp): string =>
    source.replace(pattern, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const ascii = unicode(json, /[^\x20-\x7e]/g);
  const careful = unicode(json, /[^\x20-\x7e]|[<>&'+]/g);
  const xml = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = xml.replaceAll('"', '&quot;');
  return [
    ...[component, strict, form].flatMap((written) => [written, lowerPercent(written)]),
    ...[json, ascii, careful].flatMap((written) => [written, written.replaceAll('/', '\\/')]),
    ...[ascii, careful].map((written) =>
      written.replace(/\\u[0-9a-f]{4}/g, (escape) => `\\u${escape.slice(2).toUpperCase()}`),
    ),
    xml,
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
    quoted,
    quoted.replaceAll("'", '&apos;'),
    quoted.replaceAll("'", '&#39;'),
    quoted.replaceAll("'", '&#x27;'),
    quoted.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
  ];
}

function lowerPercent(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}
