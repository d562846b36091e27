/** The certificate calendar: every certificate once, the one that ends first on top. */
import { useMemo, useRef, type ReactNode } from 'react';
import type { CalendarEntry } from '../../shared/sweep/model.js';
import { plural, utcDay } from '../common/format.js';
import { Empty } from '../common/Empty.js';
import { StatusIcon } from '../common/StatusIcon.js';
import { useRowHeight } from '../common/useRowHeight.js';
import { useRows } from '../common/useRows.js';
import { chosenEntries, ending } from './sweepRows.js';
import { useSweepStore } from './sweepStore.js';

const tones = { failed: 'fail', warning: 'warn' } as const;

function Entry({ entry, now }: { readonly entry: CalendarEntry; readonly now: number }): ReactNode {
  const { status, text } = ending(entry.notAfter, now);
  const [first, ...more] = entry.places;
  return (
    <>
      <span role="cell" className="st">
        <StatusIcon status={status} className="sm" silent />
      </span>
      <span role="cell" className="num">
        {utcDay(entry.notAfter)}
      </span>
      <span role="cell" className={`cut ${status === 'failed' || status === 'warning' ? tones[status] : 'dim'}`}>
        {text}
      </span>
      <span role="cell" className="cut" title={entry.name}>
        {entry.name}
        {entry.role === 'intermediate' ? <span className="dim"> · intermediate</span> : null}
      </span>
      <span role="cell" className="mono cut dim" title={entry.places.join('\n')}>
        {first ?? ''}
        {more.length === 0 ? '' : ` and ${more.length} more`}
      </span>
      <span role="cell" className="cut dim c-server" title={entry.issuer}>
        {entry.issuer}
      </span>
      <span role="cell" className="num dim c-took">
        {plural(entry.targets, 'target', 'targets')}
      </span>
    </>
  );
}

export function CalendarTable({ entries }: { readonly entries: readonly CalendarEntry[] }): ReactNode {
  const filterText = useSweepStore((state) => state.filterText);
  const chosen = useMemo(() => chosenEntries(entries, filterText), [entries, filterText]);
  const box = useRef<HTMLDivElement>(null);
  const height = useRowHeight();
  const list = useRows({ count: chosen.length, box, height, head: 24 });
  const startedAt = useSweepStore((state) => state.startedAt);
  const now = Date.parse(startedAt ?? '');
  if (chosen.length === 0) {
    return entries.length === 0 ? (
      <Empty
        icon="shield"
        title="No certificates yet"
        text="Every certificate that a target shows appears here once, with the day it ends."
      />
    ) : (
      <Empty icon="filter" title="No certificate fits the filter" />
    );
  }
  return (
    <div
      ref={box}
      className="grid sweep-grid"
      role="table"
      aria-label="Certificates"
      aria-rowcount={chosen.length + 1}
      tabIndex={0}
    >
      <div className="sweep-row calendar head" role="row" aria-rowindex={1}>
        <span role="columnheader">
          <span className="vh">State</span>
        </span>
        <span role="columnheader">Ends</span>
        <span role="columnheader">That is</span>
        <span role="columnheader">Certificate</span>
        <span role="columnheader">Seen at</span>
        <span role="columnheader" className="c-server">
          Issuer
        </span>
        <span role="columnheader" className="c-took">
          Used by
        </span>
      </div>
      <div className="virtual" role="rowgroup" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index, start }) => {
          const entry = chosen[index];
          if (entry === undefined) return null;
          return (
            <div
              key={entry.sha256}
              role="row"
              aria-rowindex={index + 2}
              className={`sweep-row calendar ${index % 2 === 1 ? 'odd' : ''}`}
              style={{ height, transform: `translateY(${start}px)` }}
            >
              <Entry entry={entry} now={now} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
