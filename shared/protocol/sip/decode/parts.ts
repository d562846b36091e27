/** What a decoder gives: a tree of named values, for people to read. Nothing decides anything by it. */

export interface DecodedField {
  readonly name: string;
  readonly value: string;
  /** What the value means, in plain words. */
  readonly note?: string;
}

export interface DecodedPart {
  readonly title: string;
  readonly note?: string;
  readonly fields: readonly DecodedField[];
  readonly parts?: readonly DecodedPart[];
  /** DER, leaf first, where the part holds certificates. */
  readonly certificates?: readonly Uint8Array[];
}

/** Bytes read with every offset checked: outside of them is a Torn. */
export class Torn extends Error {}

/** A cursor over bytes. Reading past the end throws Torn, which decoders turn into a sentence. */
export class Cursor {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  take(length: number): Uint8Array {
    if (length < 0 || length > this.left) throw new Torn();
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  /** Big-endian, as TLS and DER have it. */
  big(length: 1 | 2 | 3): number {
    return this.take(length).reduce((value, byte) => value * 256 + byte, 0);
  }

  /** Bytes with their length in front. */
  vector(lengthBytes: 1 | 2 | 3): Uint8Array {
    return this.take(this.big(lengthBytes));
  }
}

/** Little-endian number at a place. @throws Torn */
export function littleAt(bytes: Uint8Array, at: number, length: 2 | 4): number {
  if (at + length > bytes.length) throw new Torn();
  let value = 0;
  for (let i = length - 1; i >= 0; i -= 1) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

/** "8ee8f27a": at most `most` bytes, then how many there are. */
export function hexText(bytes: Uint8Array, most = 64): string {
  const shown = Array.from(bytes.subarray(0, most), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return bytes.length > most ? `${shown}… (${bytes.length} bytes)` : shown;
}

/** Text in UTF-16, low byte first; control characters become U+FFFD, an odd byte at the end is left out. */
export function utf16Text(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    text += String.fromCharCode((bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8));
  }
  return printable(text);
}

/** Text with one byte a character. */
export function byteText(bytes: Uint8Array): string {
  return printable(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const printable = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\uFFFD');

/** FILETIME (100 ns since 1601) as ISO 8601; its bytes in hex where it is no date. */
export function fileTimeText(bytes: Uint8Array): string {
  if (bytes.length !== 8) return hexText(bytes);
  const high = littleAt(bytes, 4, 4);
  const ms = (high * 0x1_0000_0000 + littleAt(bytes, 0, 4)) / 10_000 - 11_644_473_600_000;
  return Math.abs(ms) <= 8.64e15 ? new Date(Math.floor(ms)).toISOString() : hexText(bytes);
}
