/** AV_PAIR lists: what a server says of itself in the challenge and a client sends back with its additions. [MS-NLMP 2.2.2.1] */
import { failed } from '../../../shared/failure.js';
import { concat, fromUtf16le, uint16 } from './bytes.js';

export const av = {
  end: 0,
  netbiosComputer: 1,
  netbiosDomain: 2,
  dnsComputer: 3,
  dnsDomain: 4,
  dnsTree: 5,
  flags: 6,
  timestamp: 7,
  singleHost: 8,
  targetName: 9,
  channelBindings: 10,
} as const;

export interface AvPair {
  readonly id: number;
  readonly value: Uint8Array;
}

/** Reads a list up to its end mark. @throws FailureError parse/malformed_document when a pair is torn */
export function parseTargetInfo(bytes: Uint8Array): readonly AvPair[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pairs: AvPair[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) throw torn();
    const id = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    if (id === av.end) break;
    if (at + 4 + length > bytes.length) throw torn();
    pairs.push({ id, value: bytes.slice(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return pairs;
}

function torn(): Error {
  return failed(
    'parse',
    'malformed_document',
    'The target information in the NTLM challenge ends in the middle of a pair.',
  );
}

/** Writes the pairs and the end mark. */
export function writeTargetInfo(pairs: readonly AvPair[]): Uint8Array {
  return concat(
    ...pairs.map(({ id, value }) => concat(uint16(id), uint16(value.length), value)),
    Uint8Array.of(0, 0, 0, 0),
  );
}

export function pairOf(pairs: readonly AvPair[], id: number): Uint8Array | undefined {
  return pairs.find((pair) => pair.id === id)?.value;
}

/** A name in the list; undefined when it is absent or empty. */
export function nameOf(pairs: readonly AvPair[], id: number): string | undefined {
  const value = pairOf(pairs, id);
  return value === undefined || value.length === 0 ? undefined : fromUtf16le(value);
}
