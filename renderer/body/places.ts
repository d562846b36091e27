/** Where in a text or in bytes the evidence of findings lies. */
import type { Evidence } from '../../shared/audits/audit.js';
import type { Blame } from '../state/blame.js';
import type { Lens } from './codeMirror.js';
import type { ByteRange } from './HexView.js';
import type { TextRange } from './maskedText.js';

export type MessageSide = 'request' | 'response';

/** The text an evidence marks in the body; '' for the body as a whole; undefined when it is elsewhere. */
export function bodyTextOf(evidence: Evidence, side: MessageSide): string | undefined {
  if (evidence.part === `${side}.body`) return '';
  const prefix = `${side}.body:`;
  return evidence.part.startsWith(prefix) ? evidence.part.slice(prefix.length) : undefined;
}

/** The header an evidence marks, in lower case. */
export function headerNameOf(evidence: Evidence, side: MessageSide): string | undefined {
  const prefix = `${side}.headers.`;
  return evidence.part.startsWith(prefix) ? evidence.part.slice(prefix.length).toLowerCase() : undefined;
}

/** Finds a text, however the white space around its words was laid out anew. */
export function findText(text: string, wanted: string): TextRange | undefined {
  const at = text.indexOf(wanted);
  if (at >= 0) return { from: at, to: at + wanted.length };
  const words = wanted.split(/\s+/).filter(Boolean);
  if (words.length < 2) return undefined;
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s+');
  const match = new RegExp(pattern).exec(text);
  return match === null ? undefined : { from: match.index, to: match.index + match[0].length };
}

/** Lenses for the findings that point into a body. A place that is not found marks the first line. */
export function bodyLenses(text: string, blames: readonly Blame[], side: MessageSide): readonly Lens[] {
  return blames.flatMap(({ finding, evidence }) => {
    const wanted = bodyTextOf(evidence, side);
    if (wanted === undefined) return [];
    const range = (wanted === '' ? undefined : findText(text, wanted)) ?? { from: 0, to: 0 };
    return [{ ...range, severity: finding.severity, title: finding.title, id: finding.id }];
  });
}

/** As bodyLenses, for a raw message: headers and the status line too. */
export function rawLenses(text: string, blames: readonly Blame[], side: MessageSide): readonly Lens[] {
  return blames.flatMap(({ finding, evidence }) => {
    const range = rawPlace(text, evidence, side);
    return range === undefined ? [] : [{ ...range, severity: finding.severity, title: finding.title, id: finding.id }];
  });
}

function rawPlace(text: string, evidence: Evidence, side: MessageSide): TextRange | undefined {
  const header = headerNameOf(evidence, side);
  if (header !== undefined) {
    const at = text.toLowerCase().indexOf(`\n${header}:`);
    if (at < 0) return undefined;
    const end = text.indexOf('\n', at + 1);
    return { from: at + 1, to: end < 0 ? text.length : end };
  }
  if (evidence.part === `${side}.status`) return { from: 0, to: Math.max(0, text.indexOf('\n')) };
  const wanted = bodyTextOf(evidence, side);
  return wanted === undefined || wanted === '' ? undefined : findText(text, wanted);
}

/** Byte ranges of the evidence in a message as it crossed the wire. */
export function bytePlaces(
  wire: Uint8Array,
  headLength: number,
  blames: readonly Blame[],
  side: MessageSide,
): readonly ByteRange[] {
  return blames.flatMap(({ evidence }) => {
    const header = headerNameOf(evidence, side);
    if (header !== undefined) {
      const head = String.fromCharCode(...wire.subarray(0, Math.min(headLength, 65_536))).toLowerCase();
      const at = head.indexOf(`\n${header}:`);
      if (at < 0) return [];
      const end = head.indexOf('\r\n', at);
      return [{ from: at + 1, to: end < 0 ? headLength : end }];
    }
    const wanted = bodyTextOf(evidence, side);
    if (wanted === undefined || wanted === '') return [];
    const at = indexOfBytes(wire, new TextEncoder().encode(wanted), headLength);
    return at < 0 ? [] : [{ from: at, to: at + new TextEncoder().encode(wanted).length }];
  });
}

/** First occurrence of `wanted` in `bytes` at or after `from`, or -1. */
export function indexOfBytes(bytes: Uint8Array, wanted: Uint8Array, from = 0): number {
  const first = wanted[0];
  if (first === undefined) return -1;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}
