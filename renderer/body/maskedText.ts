/** Recorded bytes as text in which every masked secret reads "[hidden, n characters, kind]" in place of its filler. */
import type { MaskedRange, SecretKind } from '../../shared/session/model.js';
import { count } from '../common/format.js';

/** A place in a text, in UTF-16 units. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

export interface MaskedText {
  readonly text: string;
  readonly hidden: readonly TextRange[];
}

const kinds: Readonly<Record<SecretKind, string>> = {
  password: 'password',
  'ntlm-response': 'NTLM response',
  'web-ticket': 'web ticket',
  'proof-key': 'proof key',
  'access-token': 'access token',
  cookie: 'cookie',
  authorization: 'authorization',
  other: 'secret',
};

/** "[hidden, 1,204 characters, web ticket]" */
export function hiddenLabel(range: Pick<MaskedRange, 'length' | 'kind'>): string {
  return `[hidden, ${count(range.length)} ${range.length === 1 ? 'character' : 'characters'}, ${kinds[range.kind]}]`;
}

/** Ranges inside [from, to), in order, relative to `from`. */
export function rangesWithin(masked: readonly MaskedRange[], from: number, to: number): readonly MaskedRange[] {
  return masked
    .filter((range) => range.offset < to && range.offset + range.length > from)
    .map((range) => {
      const start = Math.max(range.offset, from);
      return { offset: start - from, length: Math.min(range.offset + range.length, to) - start, kind: range.kind };
    })
    .sort((a, b) => a.offset - b.offset);
}

// Private-use characters around a number stand for a hidden place while a text is formatted.
const openMark = '\uE0F0';
const closeMark = '\uE0F1';
const marks = /\uE0F0(\d+)\uE0F1/g;

/** UTF-8 text of `bytes` with a mark for every masked range; give the formatted text to `unmark`. */
export function markedText(bytes: Uint8Array, masked: readonly MaskedRange[]): string {
  const decoder = new TextDecoder('utf-8');
  if (masked.length === 0) return decoder.decode(bytes);
  let text = '';
  let at = 0;
  rangesWithin(masked, 0, bytes.length).forEach((range, index) => {
    if (range.offset < at) return;
    text += decoder.decode(bytes.subarray(at, range.offset)) + openMark + String(index) + closeMark;
    at = range.offset + range.length;
  });
  return text + decoder.decode(bytes.subarray(at));
}

/** Puts the labels where the marks were. `masked` as given to markedText with these bytes' length. */
export function unmark(text: string, masked: readonly MaskedRange[]): MaskedText {
  const ordered = [...masked].sort((a, b) => a.offset - b.offset);
  const hidden: TextRange[] = [];
  let out = '';
  let at = 0;
  for (const match of text.matchAll(marks)) {
    const range = ordered[Number(match[1])];
    out += text.slice(at, match.index);
    if (range !== undefined) {
      const label = hiddenLabel(range);
      hidden.push({ from: out.length, to: out.length + label.length });
      out += label;
    }
    at = match.index + match[0].length;
  }
  return { text: out + text.slice(at), hidden };
}
