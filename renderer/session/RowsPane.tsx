/** The list with its filter, and below it the detail of what is selected. */
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import type { Judgement } from '../../shared/audits/audit.js';
import type { Session, Step } from '../../shared/session/model.js';
import { Empty } from '../common/Empty.js';
import { count } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import { Segments } from '../common/Segments.js';
import { Splitter, usePaneSize } from '../common/Splitter.js';
import { Detail } from '../detail/Detail.js';
import { ExchangeList, statusOf } from '../exchange/ExchangeList.js';
import type { BlameIndex } from '../state/blame.js';
import { filterRows, rowsOf, stepIdOf, type Row } from '../state/rows.js';
import { selectRow, selectStep } from '../state/selection.js';
import { ancestorsOf } from '../state/stepTree.js';
import { useViewStore, type RowFilter } from '../state/viewStore.js';
import { ClientsPane } from '../clients/ClientsPane.js';
import { ServicesPane } from '../services/ServicesPane.js';
import { focusDetail, focusList } from './focus.js';
import { StepAlone } from './StepAlone.js';
import { ViewBar } from './ViewBar.js';

export interface PaneProps {
  readonly session: Session;
  readonly judgement: Judgement | null;
  readonly index: BlameIndex;
  /** The walk's clock, ms. */
  readonly nowMs: number;
}

const filters: readonly { readonly value: RowFilter; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'dns', label: 'DNS' },
  { value: 'tls', label: 'TLS' },
  { value: 'http', label: 'HTTP' },
  { value: 'sip', label: 'SIP' },
];

/** The exchange whose answer a step's value speaks of: its last. */
function lastExchanges(session: Session): ReadonlySet<string> {
  const byStep = new Map<string, string>();
  for (const exchange of session.exchanges) byStep.set(exchange.stepId, exchange.id);
  return new Set(byStep.values());
}

/** One of the views of the walk, and below it the detail of what is selected. */
export function RowsPane(props: PaneProps): ReactNode {
  const view = useViewStore((state) => state.view);
  useDefaultSelection(props.session, props.judgement, rowsOf(props.session));
  if (view === 'services') {
    return (
      <ServicesPane {...props}>
        <DetailPane {...props} />
      </ServicesPane>
    );
  }
  if (view === 'clients') {
    return (
      <ClientsPane {...props}>
        <DetailPane {...props} />
      </ClientsPane>
    );
  }
  return <ExchangesPane {...props} />;
}

function ExchangesPane(props: PaneProps): ReactNode {
  const { session, index, nowMs } = props;
  const filter = useViewStore((state) => state.filter);
  const filterText = useViewStore((state) => state.filterText);
  const rowId = useViewStore((state) => state.rowId);
  const stepId = useViewStore((state) => state.stepId);
  const list = usePaneSize('list');
  const allRows = rowsOf(session);
  const rows = filterRows(allRows, filter, filterText);
  const steps = useMemo(() => new Map(session.steps.map((step) => [step.id, step])), [session.steps]);
  const last = useMemo(() => lastExchanges(session), [session]);
  const selected = allRows.find((row) => row.id === rowId);
  return (
    <>
      <ViewBar session={session}>
        <Segments
          className="opt-wide"
          label="Kind"
          options={filters}
          value={filter}
          onChange={(value) => useViewStore.setState({ filter: value })}
        />
        <div className="field soft filter">
          <Icon name="filter" className="sm dimmer" />
          <input
            id="filter"
            aria-label="Filter exchanges"
            placeholder="Filter names, codes, headers"
            spellCheck={false}
            value={filterText}
            onChange={(event) => useViewStore.setState({ filterText: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && filterText !== '') {
                event.stopPropagation();
                useViewStore.setState({ filterText: '' });
              } else if (event.key === 'Enter' || event.key === 'ArrowDown') focusList();
            }}
          />
          {rows === allRows ? (
            <kbd className="not-mac">Ctrl F</kbd>
          ) : (
            <>
              <span className="dimmer num" role="status">
                {count(rows.length)} of {count(allRows.length)}
              </span>
              <button
                type="button"
                className="btn icon s"
                aria-label="Clear filter"
                onClick={() => useViewStore.setState({ filterText: '', filter: 'all' })}
              >
                <Icon name="x" className="sm" />
              </button>
            </>
          )}
        </div>
      </ViewBar>
      <div
        id="list"
        className={`list ${selected === undefined && stepId === null ? 'fill' : ''}`}
        style={list.size === null ? { ['--rows' as string]: Math.max(3, rows.length) } : { height: list.size }}
      >
        {rows.length === 0 ? (
          allRows.length === 0 ? (
            <Empty icon="waiting" title="Nothing was sent yet" />
          ) : (
            <Empty
              icon="filter"
              title="No exchange matches"
              text={`None of ${count(allRows.length)} has what the filter asks for.`}
            >
              <button
                type="button"
                className="btn s"
                onClick={() => useViewStore.setState({ filterText: '', filter: 'all' })}
              >
                Clear filter
              </button>
            </Empty>
          )
        ) : (
          <ExchangeList
            session={session}
            rows={rows}
            allRows={allRows}
            index={index}
            steps={steps}
            lastExchangeOfStep={last}
            selectedId={rowId}
            nowMs={nowMs}
            onEnter={focusDetail}
          />
        )}
      </div>
      {selected === undefined && stepId === null ? null : (
        <Splitter
          label="Height of the list"
          orientation="horizontal"
          min={110}
          max={1200}
          pane={list}
          controls="list"
        />
      )}
      <DetailPane {...props} />
    </>
  );
}

/** The detail of the selected row, else of the selected step. */
function DetailPane({ session, judgement, index, nowMs }: PaneProps): ReactNode {
  const rowId = useViewStore((state) => state.rowId);
  const stepId = useViewStore((state) => state.stepId);
  const steps = useMemo(() => new Map(session.steps.map((step) => [step.id, step])), [session.steps]);
  const last = useMemo(() => lastExchanges(session), [session]);
  const selected = rowsOf(session).find((row) => row.id === rowId);
  if (selected === undefined)
    return <StepAlone session={session} step={stepId === null ? undefined : steps.get(stepId)} />;
  return (
    <Detail
      session={session}
      judgement={judgement}
      row={selected}
      status={statusOf(selected, session, index)}
      index={index}
      step={stepOfDetail(session, steps, selected, stepId)}
      lastOfStep={last.has(selected.id)}
      nowMs={nowMs}
    />
  );
}

/** The selected step when the row lies in it, else the row's own. */
function stepOfDetail(
  session: Session,
  steps: ReadonlyMap<string, Step>,
  row: Row,
  stepId: string | null,
): Step | undefined {
  const own = stepIdOf(row);
  if (stepId !== null && ancestorsOf(session.steps, own).includes(stepId)) return steps.get(stepId);
  return steps.get(own);
}

/** When a walk has ended and nothing is chosen, what broke is chosen: the first evidence, else the first row. */
function useDefaultSelection(session: Session, judgement: Judgement | null, rows: readonly Row[]): void {
  const stepId = useViewStore((state) => state.stepId);
  const rowId = useViewStore((state) => state.rowId);
  const done = useRef('');
  useEffect(() => {
    if (session.outcome === 'running' || judgement === null || done.current === session.id) return;
    done.current = session.id;
    const cause = judgement.findings.find((finding) => finding.severity !== 'info');
    const evidence = cause?.evidence[0];
    const id = evidence?.exchangeId ?? evidence?.sipMessageId ?? evidence?.connectionId ?? evidence?.lookupId;
    if (id !== undefined) selectRow(session, id);
    else if (evidence?.stepId !== undefined) selectStep(session, evidence.stepId);
    else if (rowId === null && stepId === null) {
      // Nothing broke: what the walk came for is the last thing it was given.
      const last = rows.at(-1);
      if (last !== undefined) selectRow(session, last.id);
    }
    // Nobody asked for its detail: a picture stays whole.
    useViewStore.setState(({ reveals }) => ({ pictureAt: reveals }));
  }, [session, judgement, rows, rowId, stepId]);
}
