/** All rows of the walk as a virtual grid with one time axis. Enter goes on to the detail below. */
import { memo, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { Session, Step } from '../../shared/session/model.js';
import { bytes, duration } from '../common/format.js';
import { statusClass, StatusIcon } from '../common/StatusIcon.js';
import { useRoving } from '../common/useRoving.js';
import { useReveal } from '../common/useReveal.js';
import { useRows } from '../common/useRows.js';
import { useRowHeight } from '../common/useRowHeight.js';
import type { BlameIndex } from '../state/blame.js';
import { axisFor, extentOf, phasesOf, tickLabel, type Axis } from '../state/phases.js';
import { stepIdOf, type Row } from '../state/rows.js';
import { selectRow } from '../state/selection.js';
import { connectionStatus, exchangeStatus, lookupStatus, sipStatus, type Status } from '../state/status.js';
import { AskedText } from './AskedText.js';
import { answerOf, askedOf, kindText, sizeOf, timeOf } from './rowText.js';
import { Waterfall } from './Waterfall.js';

interface ExchangeListProps {
  readonly session: Session;
  readonly rows: readonly Row[];
  /** All rows of the walk, whatever the filter hides: the axis is theirs. */
  readonly allRows: readonly Row[];
  readonly index: BlameIndex;
  readonly steps: ReadonlyMap<string, Step>;
  readonly lastExchangeOfStep: ReadonlySet<string>;
  readonly selectedId: string | null;
  readonly nowMs: number;
  readonly onEnter: () => void;
}

export function statusOf(row: Row, session: Session, index: BlameIndex): Status {
  switch (row.kind) {
    case 'lookup':
      return lookupStatus(row.lookup, session, index);
    case 'connection':
      return connectionStatus(row.connection, session, index);
    case 'exchange':
      return exchangeStatus(row.exchange, session, index);
    case 'sip':
      return sipStatus(row, session, index);
  }
}

function AxisHead({ axis }: { readonly axis: Axis }): ReactNode {
  return (
    <span className="axis" role="columnheader" aria-label={`Waterfall, 0 to ${duration(axis.spanMs)}`}>
      {[0, 1, 2, 3, 4, 5].map((tick) => (
        <span key={tick} aria-hidden>
          {tickLabel(axis, tick)}
        </span>
      ))}
      <span aria-hidden>{axis.unit}</span>
    </span>
  );
}

interface ListRowProps {
  readonly row: Row;
  readonly at: number;
  readonly status: Status;
  readonly answer: string;
  readonly axis: Axis;
  readonly nowMs: number;
  readonly selected: boolean;
  readonly tabStop: boolean;
  readonly start: number;
  readonly onSelect: (id: string) => void;
}

const ListRow = memo(function ListRow({
  row,
  at,
  status,
  answer,
  axis,
  nowMs,
  selected,
  tabStop,
  start,
  onSelect,
}: ListRowProps) {
  const asked = askedOf(row);
  const size = sizeOf(row);
  const tone =
    status === 'failed' || status === 'warning' || status === 'running'
      ? statusClass[status]
      : status === 'expected'
        ? 'dim'
        : '';
  return (
    <div
      data-row={row.id}
      role="row"
      className={`row ${at % 2 === 0 ? 'odd' : ''} ${selected ? 'sel' : ''}`}
      aria-rowindex={at + 2}
      aria-selected={selected}
      tabIndex={tabStop ? 0 : -1}
      style={{ transform: `translateY(${start}px)` }}
      onClick={() => onSelect(row.id)}
    >
      <span className="n" role="gridcell">
        {row.number}
      </span>
      <span role="gridcell">
        <StatusIcon status={status} />
      </span>
      <span className="m" role="gridcell">
        {kindText(row)}
      </span>
      <span className="u" role="gridcell" title={asked.before + asked.bright + asked.after}>
        <AskedText asked={asked} />
      </span>
      <span className={`a ${tone}`} role="gridcell" title={answer}>
        {answer}
      </span>
      <span className="r sz" role="gridcell">
        {size === undefined ? '' : bytes(size)}
      </span>
      <span className="r" role="gridcell">
        {duration(timeOf(row, nowMs))}
      </span>
      <span className="w" role="gridcell">
        <Waterfall phases={phasesOf(row, nowMs)} axis={axis} failed={status === 'failed'} />
      </span>
    </div>
  );
});

export function ExchangeList(props: ExchangeListProps): ReactNode {
  const { session, rows, allRows, index, steps, lastExchangeOfStep, selectedId, nowMs, onEnter } = props;
  const box = useRef<HTMLDivElement>(null);
  const height = useRowHeight();
  const focusRow = useRoving(box);
  const selectedAt = rows.findIndex((row) => row.id === selectedId);
  const stop = Math.max(0, selectedAt);
  const list = useRows({ count: rows.length, box, height, keep: stop, head: 24 });
  useReveal({ box, at: selectedAt, height });

  const lastMs = session.endedMs ?? nowMs;
  const axis = axisFor(Math.max(lastRowEnd(allRows, nowMs), session.outcome === 'running' ? lastMs : 0));
  const select = (id: string): void => selectRow(session, id);
  const go = (at: number): void => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, at))];
    if (row === undefined) return;
    focusRow(row.id);
    select(row.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / height) - 2);
    const to: Readonly<Record<string, number>> = {
      ArrowDown: selectedAt + 1,
      ArrowUp: selectedAt - 1,
      PageDown: selectedAt + page,
      PageUp: selectedAt - page,
      Home: 0,
      End: rows.length - 1,
    };
    const at = to[event.key];
    if (at !== undefined) go(at);
    else if (event.key === 'Enter') onEnter();
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={box}
      className="grid"
      role="grid"
      aria-label="Exchanges"
      aria-rowcount={rows.length + 1}
      onKeyDown={onKeyDown}
    >
      <div className="row head" role="row" aria-rowindex={1}>
        <span className="n" role="columnheader">
          #
        </span>
        <span role="columnheader">
          <span className="vh">Outcome</span>
        </span>
        <span className="m" role="columnheader">
          Kind
        </span>
        <span role="columnheader">Asked</span>
        <span className="a" role="columnheader">
          Answer
        </span>
        <span className="r sz" role="columnheader">
          Size
        </span>
        <span className="r" role="columnheader">
          Time
        </span>
        <AxisHead axis={axis} />
      </div>
      <div className="virtual" role="rowgroup" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const status = statusOf(row, session, index);
          const answer = answerOf(row, session, steps.get(stepIdOf(row)), status, lastExchangeOfStep.has(row.id));
          return (
            <ListRow
              key={row.id}
              row={row}
              at={item.index}
              status={status}
              answer={answer}
              axis={axis}
              nowMs={status === 'running' ? nowMs : lastMs}
              selected={item.index === selectedAt}
              tabStop={item.index === stop}
              start={item.start}
              onSelect={select}
            />
          );
        })}
      </div>
    </div>
  );
}

const ends = new WeakMap<readonly Row[], number>();

/** The latest moment of any finished row; remembered, because ten thousand rows are asked for at every drawing. */
function lastRowEnd(rows: readonly Row[], nowMs: number): number {
  const known = ends.get(rows);
  if (known !== undefined) return known;
  const last = rows.reduce((latest, row) => Math.max(latest, extentOf(phasesOf(row, nowMs)).to), 0);
  ends.set(rows, last);
  return last;
}
