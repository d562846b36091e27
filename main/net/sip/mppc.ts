/**
 * The coder of SIP compression: LZ77 with a history of 8 KiB and a fixed prefix code. Only the coder: the header in
 * front of each packet is not published, so no connection is compressed. [RFC 2118 4; MS-SIPCOMP 2.2, 3.1]
 */
import { failed } from '../../../shared/failure.js';

export const historyBytes = 8192;

const shortestMatch = 3;
/** Earlier places of the same three bytes that are compared for a match. */
const mostTries = 32;

/** Compresses one block, from an empty history. */
export function compress(data: Uint8Array): Uint8Array {
  if (data.length > historyBytes) throw failed('limit', 'too_large', `A block has ${historyBytes} bytes at most.`);
  const bits = new BitWriter();
  const places = new Map<number, number[]>();
  const note = (at: number): void => {
    const key = keyAt(data, at);
    const known = places.get(key);
    if (known === undefined) places.set(key, [at]);
    else known.push(at);
  };
  for (let at = 0; at < data.length;) {
    const match = longestMatch(data, at, places.get(keyAt(data, at)) ?? []);
    const length = match?.length ?? 1;
    if (match === undefined) writeLiteral(bits, data[at] ?? 0);
    else {
      writeOffset(bits, match.offset);
      writeLength(bits, match.length);
    }
    for (const end = at + length; at < end; at += 1) if (at + shortestMatch <= data.length) note(at);
  }
  return bits.end();
}

/**
 * Undoes it.
 * @throws FailureError parse/malformed_answer for a copy from before the history; limit/too_large
 */
export function decompress(packed: Uint8Array): Uint8Array {
  const bits = new BitReader(packed);
  const out = new Uint8Array(historyBytes);
  let length = 0;
  const put = (byte: number): void => {
    if (length >= historyBytes) throw failed('limit', 'too_large', 'A compressed block is longer than its history.');
    out[length] = byte;
    length += 1;
  };
  // What is left at the end is padding of the last byte: every item has eight bits or more.
  while (bits.left >= 8) {
    const isAscii = bits.take(1) === 0;
    const isByte = isAscii || bits.take(1) === 0;
    if (isByte) {
      put((isAscii ? 0 : 0x80) | bits.take(7));
      continue;
    }
    const offset = readOffset(bits);
    const count = readLength(bits);
    if (offset === 0 || offset > length) throw broken('a copy begins before the data');
    for (let i = 0; i < count; i += 1) put(out[length - offset] ?? 0);
  }
  return out.slice(0, length);
}

function longestMatch(
  data: Uint8Array,
  at: number,
  places: readonly number[],
): { readonly offset: number; readonly length: number } | undefined {
  let best: { readonly offset: number; readonly length: number } | undefined;
  for (const from of places.slice(-mostTries).reverse()) {
    let length = 0;
    while (at + length < data.length && data[from + length] === data[at + length]) length += 1;
    if (length >= shortestMatch && length > (best?.length ?? 0)) best = { offset: at - from, length };
  }
  return best;
}

function keyAt(data: Uint8Array, at: number): number {
  return at + shortestMatch > data.length
    ? -1
    : ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
}

function writeLiteral(bits: BitWriter, byte: number): void {
  if (byte < 0x80) bits.put(byte, 8);
  else bits.put(0x100 | (byte & 0x7f), 9);
}

function writeOffset(bits: BitWriter, offset: number): void {
  if (offset < 64) bits.put((0b1111 << 6) | offset, 10);
  else if (offset < 320) bits.put((0b1110 << 8) | (offset - 64), 12);
  else bits.put((0b110 << 13) | (offset - 320), 16);
}

function readOffset(bits: BitReader): number {
  if (bits.take(1) === 0) return bits.take(13) + 320;
  return bits.take(1) === 0 ? bits.take(8) + 64 : bits.take(6);
}

/** 3 is one bit; 2^k to 2^(k+1)-1 are k-1 ones, a zero and k bits. */
function writeLength(bits: BitWriter, length: number): void {
  if (length === shortestMatch) return bits.put(0, 1);
  const k = 31 - Math.clz32(length);
  bits.put((1 << (k - 1)) - 1, k - 1);
  bits.put(0, 1);
  bits.put(length & ((1 << k) - 1), k);
}

function readLength(bits: BitReader): number {
  let ones = 0;
  while (bits.take(1) === 1) {
    ones += 1;
    if (ones > 11) throw broken('a length is longer than the history');
  }
  return ones === 0 ? shortestMatch : (1 << (ones + 1)) | bits.take(ones + 1);
}

class BitWriter {
  private readonly bytes: number[] = [];
  private held = 0;
  private count = 0;

  put(value: number, length: number): void {
    for (let bit = length - 1; bit >= 0; bit -= 1) {
      this.held = (this.held << 1) | ((value >>> bit) & 1);
      this.count += 1;
      if (this.count < 8) continue;
      this.bytes.push(this.held);
      this.held = 0;
      this.count = 0;
    }
  }

  end(): Uint8Array {
    if (this.count > 0) this.put(0, 8 - this.count);
    return Uint8Array.from(this.bytes);
  }
}

class BitReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get left(): number {
    return this.bytes.length * 8 - this.at;
  }

  take(length: number): number {
    if (length > this.left) throw broken('it ends in the middle of an item');
    let value = 0;
    for (let i = 0; i < length; i += 1, this.at += 1) {
      value = (value << 1) | (((this.bytes[this.at >>> 3] ?? 0) >>> (7 - (this.at & 7))) & 1);
    }
    return value;
  }
}

function broken(why: string): Error {
  return failed('parse', 'malformed_answer', `A compressed block cannot be read: ${why}.`);
}
