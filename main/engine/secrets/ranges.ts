/** Ranges of secret bytes: merged, moved between a body and its framing, filled. */
import type { Segment } from '../../net/bodyFraming.js';
import type { MaskedRange, SecretKind } from '../../../shared/session/model.js';

/** A found secret, from `from` up to but not including `to`. */
export interface Found {
  readonly from: number;
  readonly to: number;
  readonly kind: SecretKind;
}

export const filler = 0x2a; // '*'

/** Sorted and without overlaps; what overlaps becomes one range of the first one's kind. */
export function merged(found: readonly Found[]): readonly MaskedRange[] {
  const sorted = found.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from || b.to - a.to);
  const out: { offset: number; length: number; kind: SecretKind }[] = [];
  for (const { from, to, kind } of sorted) {
    const last = out.at(-1);
    if (last !== undefined && from < last.offset + last.length) last.length = Math.max(last.length, to - last.offset);
    else out.push({ offset: from, length: to - from, kind });
  }
  return out;
}

/** A copy with the ranges filled, or the bytes themselves when there are none. */
export function filled(bytes: Uint8Array, ranges: readonly MaskedRange[]): Uint8Array {
  if (ranges.length === 0) return bytes;
  const copy = Uint8Array.from(bytes);
  for (const { offset, length } of ranges) copy.fill(filler, offset, offset + length);
  return copy;
}

/**
 * Ranges of a body as ranges of the wire it was taken from, piece by piece. Both are gone through once, side by side: a
 * body may come in very many pieces.
 */
export function onWire(found: readonly Found[], segments: readonly Segment[]): readonly Found[] {
  const out: Found[] = [];
  let piece = 0;
  let at = 0; // where segments[piece] begins in the body
  for (const { offset: from, length: size, kind } of merged(found)) {
    const to = from + size;
    for (let segment = segments[piece]; segment !== undefined && at < to; segment = segments[piece]) {
      const { offset, length } = segment;
      const begin = Math.max(from, at);
      const end = Math.min(to, at + length);
      if (begin < end) out.push({ from: offset + begin - at, to: offset + end - at, kind });
      if (at + length > to) break; // the next range may begin in the same piece
      at += length;
      piece += 1;
    }
  }
  return out;
}
