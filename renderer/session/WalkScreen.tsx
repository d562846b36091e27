/** The walk window: steps and findings on the left; verdict, list and detail on the right. */
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import type { Judgement } from '../../shared/audits/audit.js';
import type { Session, Step } from '../../shared/session/model.js';
import { Empty } from '../common/Empty.js';
import { Icon } from '../common/Icon.js';
import { count } from '../common/format.js';
import { Segments } from '../common/Segments.js';
import { Splitter, usePaneSize } from '../common/Splitter.js';
import { Detail } from '../detail/Detail.js';
import { StepFacts } from '../detail/Overview.js';
import { ExchangeList, statusOf } from '../exchange/ExchangeList.js';
import { FindingsPane } from '../findings/FindingsPane.js';
import { VerdictCard } from '../findings/VerdictCard.js';
import { blameIndexOf, type BlameIndex } from '../state/blame.js';
import { filterRows, rowsOf, stepIdOf, type Row } from '../state/rows.js';
import { selectRow, selectStep } from '../state/selection.js';
import { ancestorsOf, visibleNodes } from '../state/stepTree.js';
import { useLive } from '../state/walkStore.js';
import { useViewStore, type RowFilter } from '../state/viewStore.js';
import { StepTree } from '../steps/StepTree.js';
import { RunningStrip } from './RunningStrip.js';

interface WalkScreenProps {
  readonly session: Session | null;
  readonly judgement: Judgement | null;
  readonly nowMs: number;
}

const filters: readonly { readonly value: RowFilter; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'dns', label: 'DNS' },
  { value: 'tls', label: 'TLS' },
  { value: 'http', label: 'HTTP' },
];

/** The exchange whose answer a step's value speaks of: its last. */
function lastExchanges(session: Session): ReadonlySet<string> {
  const byStep = new Map<string, string>();
  for (const exchange of session.exchanges) byStep.set(exchange.stepId, exchange.id);
  return new Set(byStep.values());
}

function focusDetail(): void {
  const tab = document.querySelector<HTMLElement>('#detail [role="tab"][aria-selected="true"]');
  tab?.focus();
}

function focusList(): void {
  document.querySelector<HTMLElement>('.grid [role="row"][tabindex="0"]')?.focus();
}

export function WalkScreen({ session: recorded, judgement, nowMs }: WalkScreenProps): ReactNode {
  const live = useLive();
  const stepsShown = useViewStore((state) => state.stepsShown);
  const steps = usePaneSize('steps');
  // What a killed program left running runs no more.
  const session = useMemo(
    () =>
      recorded !== null && recorded.outcome === 'running' && !live
        ? { ...recorded, outcome: 'cancelled' as const }
        : recorded,
    [recorded, live],
  );
  if (session === null || recorded === null) {
    return (
      <main className="work alone">
        <section className="main">
          <RunningStrip session={null} nowMs={0} />
          <Empty icon="running" title="The walk begins" text="The first step shows here as soon as it is taken." />
        </section>
      </main>
    );
  }
  const index = blameIndexOf(judgement, session);
  const columns = steps.size === null ? {} : { gridTemplateColumns: `${steps.size}px 0 minmax(0, 1fr)` };
  return (
    <div className={`work ${stepsShown ? '' : 'alone'}`} style={stepsShown ? columns : {}}>
      {stepsShown ? (
        <>
          <StepsPane session={session} judgement={judgement} index={index} nowMs={nowMs} />
          <Splitter label="Width of steps" orientation="vertical" min={224} max={480} pane={steps} controls="side" />
        </>
      ) : null}
      <main className="main">
        {session.outcome === 'running' || judgement === null ? (
          <RunningStrip session={session} nowMs={nowMs} />
        ) : (
          <VerdictCard session={recorded} judgement={judgement} />
        )}
        <Rows session={session} judgement={judgement} index={index} nowMs={nowMs} />
      </main>
    </div>
  );
}

interface PaneProps {
  readonly session: Session;
  readonly judgement: Judgement | null;
  readonly index: BlameIndex;
  readonly nowMs: number;
}

function StepsPane({ session, judgement, index, nowMs }: PaneProps): ReactNode {
  const closed = useViewStore((state) => state.closedSteps);
  const stepId = useViewStore((state) => state.stepId);
  const follow = useViewStore((state) => state.follow);
  const findings = usePaneSize('findings');
  const running = session.outcome === 'running';
  return (
    <aside className="side" id="side" aria-label="Steps and findings">
      <div className="panehead">
        <h2 className="grow">Steps</h2>
        {running ? (
          <button
            type="button"
            className="btn quiet s"
            aria-pressed={follow}
            onClick={() => useViewStore.setState({ follow: !follow })}
          >
            {follow ? <Icon name="pass" className="sm" /> : null}
            Follow
          </button>
        ) : null}
      </div>
      <StepTree
        session={session}
        nodes={visibleNodes(session, index, closed)}
        selectedId={stepId}
        nowMs={nowMs}
        onEnter={focusList}
      />
      <Splitter
        label="Height of findings"
        orientation="horizontal"
        after
        min={64}
        max={600}
        pane={findings}
        controls="findings"
      />
      <section
        id="findings"
        className="findings"
        aria-label="Findings"
        style={findings.size === null ? {} : { height: findings.size, maxHeight: 'none' }}
      >
        <FindingsPane session={session} judgement={judgement} />
      </section>
    </aside>
  );
}

function Rows({ session, judgement, index, nowMs }: PaneProps): ReactNode {
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
  useDefaultSelection(session, judgement, allRows);
  return (
    <>
      <div className="views">
        <h2 className="view-title">
          Exchanges <span className="dimmer num">{count(allRows.length)}</span>
        </h2>
        <div className="end">
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
        </div>
      </div>
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
      {selected === undefined ? (
        <StepAlone session={session} step={stepId === null ? undefined : steps.get(stepId)} />
      ) : (
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
      )}
    </>
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
    const id = evidence?.exchangeId ?? evidence?.connectionId ?? evidence?.lookupId;
    if (id !== undefined) selectRow(session, id);
    else if (evidence?.stepId !== undefined) selectStep(session, evidence.stepId);
    else if (rowId === null && stepId === null) {
      // Nothing broke: what the walk came for is the last thing it was given.
      const last = rows.at(-1);
      if (last !== undefined) selectRow(session, last.id);
    }
  }, [session, judgement, rows, rowId, stepId]);
}

/** A step in which nothing was sent says why. */
function StepAlone({ session, step }: { readonly session: Session; readonly step: Step | undefined }): ReactNode {
  if (step === undefined) return null;
  const reason =
    step.outcome === 'skipped'
      ? `It was skipped: ${(step.failure?.message ?? step.value ?? 'no reason was recorded').replace(/^skipped: /, '')}.`
      : step.outcome === 'running'
        ? session.outcome === 'running'
          ? 'It has only just begun.'
          : 'The recording ends here.'
        : step.outcome === 'cancelled'
          ? 'The walk was stopped before it sent anything.'
          : (step.failure?.message ?? 'It draws on what earlier steps were told.');
  const parent =
    step.parentId === undefined
      ? undefined
      : session.steps.find((each) => each.id === step.parentId && each.kind !== 'walk');
  const icon = step.outcome === 'skipped' ? 'skipped' : step.outcome === 'cancelled' ? 'cancelled' : 'doc';
  return (
    <section className="detail" id="detail" aria-label="Step without exchanges">
      <div className="overview" tabIndex={0} role="group" aria-label="Step">
        <Empty icon={icon} title="Nothing was sent in this step" text={reason.replace(/\.\.$/, '.')}>
          {parent === undefined ? undefined : (
            <button type="button" className="btn s" onClick={() => selectStep(session, parent.id)}>
              Go to the step around it
            </button>
          )}
        </Empty>
        <StepFacts step={step} />
      </div>
    </section>
  );
}
