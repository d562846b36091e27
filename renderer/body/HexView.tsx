/** Bytes as offset, hexadecimal and text, sixteen (or eight) a row; virtual, so that length does not matter. */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { MaskedRange } from '../../shared/session/model.js';
import { count } from '../common/format.js';
import { useRows } from '../common/useRows.js';
import { hiddenLabel } from './maskedText.js';

const rowHeight = 20;

export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

interface HexViewProps {
  readonly label: string;
  readonly bytes: Uint8Array;
  readonly masked: readonly MaskedRange[];
  /** Sixteen, or eight where there is little room. */
  readonly perRow?: 8 | 16;
  /** True for text protocols: CR and LF are coloured. */
  readonly lines?: boolean;
  /** Chunk size lines, coloured as such. */
  readonly chunks: ReadonlySet<number>;
  readonly evidence: readonly ByteRange[];
  /** Selected elsewhere (raw view); shown and scrolled to. */
  readonly selection: ByteRange | null;
  readonly jump: number | null;
  readonly onSelect?: (range: ByteRange) => void;
}

/** "." for what is no printable ASCII. */
function shown(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function inside(ranges: readonly ByteRange[], at: number): boolean {
  return ranges.some((range) => at >= range.from && at < range.to);
}

interface Cell {
  readonly className: string;
  readonly from: number;
  to: number;
}

/** Neighbours that look the same become one span: a row has a few, not thirty-two. */
function cellsOf(from: number, to: number, classOf: (at: number) => string): readonly Cell[] {
  const cells: Cell[] = [];
  for (let at = from; at < to; at += 1) {
    const className = classOf(at);
    const last = cells.at(-1);
    if (last !== undefined && last.className === className) last.to = at + 1;
    else cells.push({ className, from: at, to: at + 1 });
  }
  return cells;
}

export function HexView({
  label,
  perRow = 16,
  lines = false,
  bytes,
  masked,
  chunks,
  evidence,
  selection,
  jump,
  onSelect,
}: HexViewProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [own, setOwn] = useState<{ readonly anchor: number; readonly head: number } | null>(null);
  const [outer, setOuter] = useState(selection);
  if (outer !== selection) {
    // What was selected elsewhere last is what counts, unless it is this view's own selection come back.
    setOuter(selection);
    const mine = own !== null && selection !== null && selection.from === Math.min(own.anchor, own.head);
    if (!mine) setOwn(null);
  }
  const rows = Math.ceil(bytes.length / perRow);
  const list = useRows({ count: rows, box, height: rowHeight });
  const hiddenRanges = useMemo(
    () => masked.map((range) => ({ from: range.offset, to: range.offset + range.length })),
    [masked],
  );
  const chunkEnds = useMemo(
    () => [...chunks].map((from) => ({ from, to: Math.max(from, bytes.indexOf(0x0d, from)) })),
    [chunks, bytes],
  );
  const target = selection?.from ?? evidence[0]?.from;
  useEffect(() => {
    if (target !== undefined) list.scrollToIndex(Math.floor(target / perRow), { align: 'center' });
  }, [list, target, jump, perRow]);

  const chosen: ByteRange | null =
    own === null ? selection : { from: Math.min(own.anchor, own.head), to: Math.max(own.anchor, own.head) + 1 };
  const classOf = (at: number): string => {
    const byte = bytes[at] ?? 0;
    const tone = inside(hiddenRanges, at)
      ? 'hid'
      : inside(evidence, at)
        ? 'evi'
        : inside(chunkEnds, at)
          ? 'fr'
          : lines && (byte === 0x0d || byte === 0x0a)
            ? 'ctl'
            : '';
    return chosen !== null && at >= chosen.from && at < chosen.to ? `${tone} sel-b` : tone;
  };

  const move = (head: number, extend: boolean): void => {
    const to = Math.min(bytes.length - 1, Math.max(0, head));
    const anchor = extend ? (own?.anchor ?? selection?.from ?? to) : to;
    setOwn({ anchor, head: to });
    onSelect?.({ from: Math.min(anchor, to), to: Math.max(anchor, to) + 1 });
    list.scrollToIndex(Math.floor(to / perRow), { align: 'auto' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const head = own?.head ?? selection?.from ?? 0;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 1) * perRow;
    const to: Readonly<Record<string, number>> = {
      ArrowRight: head + 1,
      ArrowLeft: head - 1,
      ArrowDown: head + perRow,
      ArrowUp: head - perRow,
      PageDown: head + page,
      PageUp: head - page,
      Home: event.ctrlKey ? 0 : head - (head % perRow),
      End: event.ctrlKey ? bytes.length - 1 : head - (head % perRow) + perRow - 1,
    };
    const at = to[event.key];
    if (at === undefined || event.altKey || event.metaKey) return;
    event.preventDefault();
    move(at, event.shiftKey);
  };

  const at = chosen?.from ?? 0;
  const secret = masked.find((range) => at >= range.offset && at < range.offset + range.length);
  return (
    <div className="hex">
      <div
        ref={box}
        className={`hex-rows of-${perRow}`}
        role="table"
        aria-label={label}
        aria-rowcount={rows}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className="virtual" role="rowgroup" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map((item) => {
            const from = item.index * perRow;
            const to = Math.min(bytes.length, from + perRow);
            const cells = cellsOf(from, to, classOf);
            return (
              <div
                key={item.key}
                className="hx"
                role="row"
                aria-rowindex={item.index + 1}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <span className="o" role="rowheader">
                  {hex(from, 8)}
                </span>
                <span className="h" role="cell">
                  {cells.map((cell) => (
                    <span key={cell.from} className={cell.className}>
                      {[...bytes.subarray(cell.from, cell.to)]
                        .map((byte, i) => {
                          const column = cell.from + i - from;
                          return (column === 0 ? '' : column === 8 ? '  ' : ' ') + hex(byte, 2);
                        })
                        .join('')}
                    </span>
                  ))}
                </span>
                <span className="t" role="cell">
                  {cells.map((cell) => (
                    <span key={cell.from} className={cell.className}>
                      {[...bytes.subarray(cell.from, cell.to)].map(shown).join('')}
                    </span>
                  ))}
                </span>
              </div>
            );
          })}
        </div>
      </div>
      <div className="inspector" aria-live="polite">
        {chosen === null ? (
          <span>{count(bytes.length)} bytes</span>
        ) : (
          <>
            <b>{chosen.to - chosen.from === 1 ? '1 byte' : `${count(chosen.to - chosen.from)} bytes`}</b>
            <span>
              0x{hex(chosen.from, 4)} to 0x{hex(chosen.to - 1, 4)}
            </span>
            {secret === undefined ? null : <span>{hiddenLabel(secret)}</span>}
          </>
        )}
        <span className="push">
          {chunks.size === 0 ? null : (
            <span>
              <i className="swatch fr-sw" /> chunk size
            </span>
          )}
          {lines ? (
            <span>
              <i className="swatch ctl-sw" /> CR LF
            </span>
          ) : null}
          {masked.length === 0 ? null : (
            <span>
              <i className="swatch hid-sw" /> hidden
            </span>
          )}
        </span>
      </div>
    </div>
  );
}
