/** Just enough DER to find the signature algorithm of a certificate. [X.690 8, 10] */

export interface DerValue {
  readonly tag: number;
  /** Values inside a constructed one, the first `mostChildren` of them. */
  readonly children: readonly DerValue[];
  /** Of an OBJECT IDENTIFIER, in dots. */
  readonly oid: string | undefined;
}

const deepest = 8;
const mostChildren = 64;

/** Reads one value; undefined when the bytes are no DER. Trailing bytes are ignored. */
export function readDer(bytes: Uint8Array): DerValue | undefined {
  return read(bytes, 0, bytes.length, deepest)?.value;
}

function read(
  bytes: Uint8Array,
  start: number,
  end: number,
  depth: number,
): { value: DerValue; next: number } | undefined {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined || start + 2 > end || depth === 0) return undefined;
  let at = start + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4 || at + count > end) return undefined;
    length = 0;
    for (let i = 0; i < count; i += 1) length = length * 256 + (bytes[at + i] ?? 0);
    at += count;
  }
  const next = at + length;
  if (next > end) return undefined;
  const children: DerValue[] = [];
  if ((tag & 0x20) !== 0) {
    for (let child = at; child < next && children.length < mostChildren;) {
      const inner = read(bytes, child, next, depth - 1);
      if (inner === undefined) break;
      children.push(inner.value);
      child = inner.next;
    }
  }
  return { value: { tag, children, oid: tag === 0x06 ? oidOf(bytes.subarray(at, next)) : undefined }, next };
}

function oidOf(bytes: Uint8Array): string {
  const parts: number[] = [];
  let part = 0;
  for (const byte of bytes) {
    part = part * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      parts.push(part);
      part = 0;
    }
  }
  const first = parts[0] ?? 0;
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...parts.slice(1)].join('.');
}
