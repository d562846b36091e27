/** Header values with their hidden places: the recorder's ranges are offsets in the wire, values are text. */
import { latin1Of } from '../../shared/session/bytes.js';
import type { Message } from '../../shared/session/model.js';
import { hiddenLabel, rangesWithin } from '../body/maskedText.js';
import { memoWeak } from '../common/memo.js';

export interface ValuePart {
  readonly text: string;
  readonly hidden: boolean;
}

/** A value cut at its hidden places, each of which is its label. */
function partsOf(value: string, from: number, masked: Message['masked']): readonly ValuePart[] {
  const parts: ValuePart[] = [];
  let at = 0;
  for (const range of rangesWithin(masked, from, from + value.length)) {
    if (range.offset > at) parts.push({ text: value.slice(at, range.offset), hidden: false });
    parts.push({ text: hiddenLabel(range), hidden: true });
    at = range.offset + range.length;
  }
  if (at < value.length || parts.length === 0) parts.push({ text: value.slice(at), hidden: false });
  return parts;
}

/** The parts of every header's value, in the order of `message.headers`. */
export const headerParts = memoWeak((message: Message): readonly (readonly ValuePart[])[] => {
  const plain = (): readonly (readonly ValuePart[])[] =>
    message.headers.map(([, value]) => [{ text: value, hidden: false }]);
  if (message.masked.length === 0) return plain();
  const head = latin1Of(message.wire).slice(0, message.headLength);
  let at = head.indexOf('\n') + 1;
  const all: (readonly ValuePart[])[] = [];
  for (const [name, value] of message.headers) {
    const end = head.indexOf('\n', at);
    const line = head.slice(at, end < 0 ? undefined : end);
    const from = line.toLowerCase().startsWith(name.toLowerCase()) ? line.indexOf(value, name.length) : -1;
    // A head that its headers do not follow line by line (folded, malformed) is shown as recorded.
    if (at === 0 || from < 0) return plain();
    all.push(partsOf(value, at + from, message.masked));
    at = end < 0 ? head.length : end + 1;
  }
  return all;
});
