/** One line a target: result, what it means, where it led, what ends first. A line opens its walk. */
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import type { SweepRow } from '../../shared/sweep/model.js';
import { duration } from '../common/format.js';
import { Empty } from '../common/Empty.js';
import { StatusIcon } from '../common/StatusIcon.js';
import { useRowHeight } from '../common/useRowHeight.js';
import { useRows } from '../common/useRows.js';
import { openRow } from './sweepActions.js';
import { chosenRows, ending, verdictStatus, verdictWords } from './sweepRows.js';
import { isSweeping, useSweepStore } from './sweepStore.js';

const headHeight = 24;

function firstEnd(row: SweepRow): string | undefined {
  return row.certificates.reduce<string | undefined>(
    (first, { notAfter }) => (first === undefined || notAfter < first ? notAfter : first),
    undefined,
  );
}

function Target({ row, now }: { readonly row: SweepRow; readonly now: number }): ReactNode {
  const end = firstEnd(row);
  const soon = end === undefined ? undefined : ending(end, now);
  const status = verdictStatus[row.verdict];
  return (
    <>
      <span role="cell" className="n">
        {row.line}
      </span>
      <span role="cell" className="st" title={verdictWords[row.verdict]}>
        <StatusIcon status={status} className="sm" silent />
        <span className="vh">{verdictWords[row.verdict]}</span>
      </span>
      <span role="cell" className="t cut">
        {row.file === undefined ? (
          row.target
        ) : (
          <button type="button" className="link cut" title="Open the walk" onClick={() => void openRow(row)}>
            {row.target}
          </button>
        )}
      </span>
      <span role="cell" className="cut" title={row.headline}>
        {row.headline}
      </span>
      <span role="cell" className="mono cut dim c-server" title={row.server ?? ''}>
        {row.server ?? ''}
      </span>
      <span
        role="cell"
        className={`cut c-end ${soon?.status === 'failed' ? 'fail' : soon?.status === 'warning' ? 'warn' : 'dim'}`}
      >
        {soon === undefined ? '' : soon.text}
      </span>
      <span role="cell" className="num dim c-took">
        {duration(row.tookMs)}
      </span>
    </>
  );
}

export function TargetTable({ rows }: { readonly rows: readonly SweepRow[] }): ReactNode {
  const { verdict, findingId, filterText, phase, openedLine } = useSweepStore();
  const chosen = useMemo(
    () => chosenRows(rows, { verdict, findingId, filterText }),
    [rows, verdict, findingId, filterText],
  );
  const box = useRef<HTMLDivElement>(null);
  const height = useRowHeight();
  const list = useRows({ count: chosen.length, box, height, head: headHeight });
  const opened = chosen.findIndex(({ line }) => line === openedLine);
  useEffect(() => {
    // On the way back from a walk its line is in sight again.
    if (opened > 0) list.scrollToIndex(opened, { align: 'center' });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the table appears
  }, []);
  const startedAt = useSweepStore((state) => state.startedAt);
  const now = Date.parse(startedAt ?? '');
  if (chosen.length === 0) {
    return isSweeping(phase) && rows.length === 0 ? (
      <Empty icon="running" title="The first walks run" text="A line appears here for each target that is done." />
    ) : (
      <Empty icon="filter" title="No target fits the filter">
        <button
          type="button"
          className="btn s"
          onClick={() => useSweepStore.setState({ verdict: 'all', findingId: null, filterText: '' })}
        >
          Show all
        </button>
      </Empty>
    );
  }
  return (
    <div
      ref={box}
      className="grid sweep-grid"
      role="table"
      aria-label="Targets"
      aria-rowcount={chosen.length + 1}
      tabIndex={0}
    >
      <div className="sweep-row head" role="row" aria-rowindex={1}>
        <span role="columnheader" className="n">
          Line
        </span>
        <span role="columnheader">
          <span className="vh">Result</span>
        </span>
        <span role="columnheader">Target</span>
        <span role="columnheader">What it means</span>
        <span role="columnheader" className="c-server">
          Server
        </span>
        <span role="columnheader" className="c-end">
          Certificate ends
        </span>
        <span role="columnheader" className="c-took">
          Time
        </span>
      </div>
      <div className="virtual" role="rowgroup" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index, start }) => {
          const row = chosen[index];
          if (row === undefined) return null;
          return (
            <div
              key={row.line}
              role="row"
              aria-rowindex={index + 2}
              className={`sweep-row ${index % 2 === 1 ? 'odd' : ''} ${row.line === openedLine ? 'sel' : ''}`}
              style={{ height, transform: `translateY(${start}px)` }}
            >
              <Target row={row} now={now} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
