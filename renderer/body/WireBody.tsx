/** A whole message as it crossed the wire: raw, in hex, or both with one byte selection. */
import { useMemo, useState, type ReactNode } from 'react';
import { bytesOf } from '../../shared/session/bytes.js';
import type { Message } from '../../shared/session/model.js';
import { memoWeak } from '../common/memo.js';
import { useNarrow } from '../common/useRowHeight.js';
import type { Blame } from '../state/blame.js';
import type { BodyMode } from '../state/viewStore.js';
import { CodeView, type CodeHandle } from './CodeView.js';
import { HexView, type ByteRange } from './HexView.js';
import { bytePlaces, rawLenses, type MessageSide } from './places.js';
import { byteAt, chunkLines, placeOf, rawText } from './rawText.js';

export const wireBytes = memoWeak((message: Message) => bytesOf(message.wire));

export interface PartProps {
  readonly message: Message;
  readonly side: MessageSide;
  readonly limit: number;
  readonly blames: readonly Blame[];
  readonly jump: number | null;
  readonly wrap: boolean;
  readonly code: React.RefObject<CodeHandle | null>;
}

export function WireBody({
  message,
  side,
  limit,
  mode,
  blames,
  jump,
  wrap,
  code,
}: PartProps & { readonly mode: BodyMode }): ReactNode {
  const narrow = useNarrow();
  const wire = wireBytes(message);
  const [selection, setSelection] = useState<{
    readonly of: Message;
    readonly range: ByteRange;
    readonly from: 'raw' | 'hex';
  } | null>(null);
  const chosen = selection?.of === message ? selection : null;
  const chunked = message.body.codings.includes('chunked');
  const raw = useMemo(
    () => rawText(wire, { headLength: message.headLength, masked: message.masked, chunked, limit }),
    [wire, message, chunked, limit],
  );
  const shown = useMemo(() => wire.subarray(0, Math.min(limit, wire.length)), [wire, limit]);
  const chunks = useMemo(
    () => (chunked ? chunkLines(wire, message.headLength) : new Set<number>()),
    [chunked, wire, message],
  );
  const evidence = useMemo(() => bytePlaces(wire, message.headLength, blames, side), [wire, message, blames, side]);
  const fromHex = chosen?.from === 'hex' ? chosen.range : null;
  const content = useMemo(() => {
    const marks = raw.marks.map(({ from, to, kind }) => ({ from, to, className: `cm-${kind}` }));
    if (fromHex !== null) {
      marks.push({ from: placeOf(raw, fromHex.from), to: placeOf(raw, fromHex.to), className: 'cm-selected-bytes' });
      marks.sort((a, b) => a.from - b.from || a.to - b.to);
    }
    return { text: raw.text, language: 'text' as const, marks, lenses: rawLenses(raw.text, blames, side) };
  }, [raw, blames, side, fromHex]);
  const name = side === 'request' ? 'Request' : 'Response';
  const rawView = (
    <CodeView
      ref={code}
      label={`${name}, raw`}
      content={content}
      wrap={wrap || mode === 'both'}
      jump={jump}
      onSelect={(range) => {
        if (range === null) return;
        setSelection({ of: message, from: 'raw', range: { from: byteAt(raw, range.from), to: byteAt(raw, range.to) } });
      }}
    />
  );
  const hexView = (
    <HexView
      key={message.wire.length}
      label={`${name}, hexadecimal`}
      bytes={shown}
      perRow={narrow && mode === 'both' ? 8 : 16}
      lines
      masked={message.masked}
      chunks={chunks}
      evidence={evidence}
      selection={chosen?.range ?? null}
      jump={jump}
      onSelect={(range) => setSelection({ of: message, from: 'hex', range })}
    />
  );
  if (mode === 'raw') return rawView;
  if (mode === 'hex') return hexView;
  return (
    <div className="split even">
      <div>{rawView}</div>
      <div>{hexView}</div>
    </div>
  );
}
