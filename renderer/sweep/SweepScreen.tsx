/** Many targets in one run: the form before, then one line a target, totals and the calendar of certificates. */
import { useMemo, type ReactNode } from 'react';
import { calendarOf } from '../../shared/sweep/calendar.js';
import { totalsOf } from '../../shared/sweep/totals.js';
import type { SweepVerdict } from '../../shared/sweep/model.js';
import { count, plural } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import { StatusIcon } from '../common/StatusIcon.js';
import { Tabs, tabElementId } from '../common/Tabs.js';
import { CalendarTable } from './CalendarTable.js';
import { DiagnosisTable } from './DiagnosisTable.js';
import { newSweep, saveTable, stopSweep } from './sweepActions.js';
import { SweepFormView } from './SweepFormView.js';
import { timeLeft, verdictStatus, verdictWords } from './sweepRows.js';
import { isSweeping, useSweepStore } from './sweepStore.js';
import { TargetTable } from './TargetTable.js';

const verdicts: readonly SweepVerdict[] = ['failed', 'warnings', 'passed', 'could-not-run', 'cancelled'];
const panel = 'sweep-panel';

function Progress(): ReactNode {
  const { phase, progress, outcome, folder } = useSweepStore();
  const total = progress?.total ?? 0;
  const done = progress?.done ?? 0;
  const left = timeLeft(progress?.leftMs);
  const busy = isSweeping(phase);
  return (
    <div className="sweep-progress">
      <div className="sweep-line">
        <h1>
          {phase === 'starting'
            ? 'Starting'
            : phase === 'stopping'
              ? 'Stopping'
              : busy
                ? `Checking ${plural(total, 'target', 'targets')}`
                : outcome === 'cancelled'
                  ? `Stopped after ${count(done)} of ${plural(total, 'target', 'targets')}`
                  : `${plural(total, 'target', 'targets')} checked`}
        </h1>
        <span className="dim num" role="status">
          {busy
            ? [`${count(done)} done`, `${count(progress?.running ?? 0)} running`, left].filter(Boolean).join(' · ')
            : ''}
        </span>
        <span className="grow" />
        {busy ? (
          <button type="button" className="btn s" disabled={phase === 'stopping'} onClick={() => void stopSweep()}>
            <Icon name="stop" />
            Stop the sweep
          </button>
        ) : (
          <button type="button" className="btn quiet s" onClick={newSweep}>
            <Icon name="again" />
            New sweep
          </button>
        )}
      </div>
      {busy ? (
        <progress aria-label="Targets checked" max={Math.max(1, total)} value={done} />
      ) : folder === '' ? null : (
        <p className="dim cut" title={folder}>
          The walks are kept in {folder}
        </p>
      )}
    </div>
  );
}

function VerdictChips(): ReactNode {
  const rows = useSweepStore((state) => state.rows);
  const chosen = useSweepStore((state) => state.verdict);
  const { byVerdict, total } = useMemo(() => totalsOf([...rows.values()]), [rows]);
  const choose = (verdict: SweepVerdict | 'all'): void => useSweepStore.setState({ verdict, tab: 'targets' });
  return (
    <div className="sweep-verdicts" role="group" aria-label="Targets by result">
      <button type="button" className="sweep-verdict" aria-pressed={chosen === 'all'} onClick={() => choose('all')}>
        <b className="num">{count(total)}</b> All
      </button>
      {verdicts
        .filter((verdict) => byVerdict[verdict] > 0)
        .map((verdict) => (
          <button
            key={verdict}
            type="button"
            className="sweep-verdict"
            aria-pressed={chosen === verdict}
            onClick={() => choose(chosen === verdict ? 'all' : verdict)}
          >
            <StatusIcon status={verdictStatus[verdict]} className="sm" silent />
            <b className="num">{count(byVerdict[verdict])}</b> {verdictWords[verdict]}
          </button>
        ))}
    </div>
  );
}

function Results(): ReactNode {
  const { rows, tab, filterText, findingId } = useSweepStore();
  const all = useMemo(() => [...rows.values()], [rows]);
  const entries = useMemo(() => calendarOf(all), [all]);
  const totals = useMemo(() => totalsOf(all), [all]);
  const saves =
    tab === 'calendar' ? (
      <>
        <button type="button" className="btn s" disabled={entries.length === 0} onClick={() => void saveTable('ics')}>
          <Icon name="save" />
          Calendar file
        </button>
        <button
          type="button"
          className="btn s"
          disabled={entries.length === 0}
          onClick={() => void saveTable('calendar')}
        >
          <Icon name="save" />
          Table as CSV
        </button>
      </>
    ) : (
      <button type="button" className="btn s" disabled={all.length === 0} onClick={() => void saveTable('rows')}>
        <Icon name="save" />
        Table as CSV
      </button>
    );
  return (
    <section className="sweep-results" aria-label="Results">
      <Tabs
        label="Results"
        panelId={panel}
        value={tab}
        onChange={(next) => useSweepStore.setState({ tab: next })}
        tabs={[
          { id: 'targets', label: 'Targets' },
          { id: 'diagnoses', label: `Diagnoses ${count(totals.byFinding.length)}` },
          { id: 'calendar', label: `Certificates ${count(entries.length)}` },
        ]}
        end={
          <>
            {findingId !== null && tab === 'targets' ? (
              <button
                type="button"
                className="btn quiet s"
                title="Show all targets again"
                onClick={() => useSweepStore.setState({ findingId: null })}
              >
                {totals.byFinding.find(({ id }) => id === findingId)?.title ?? findingId}
                <Icon name="x" className="sm" label="Show all" />
              </button>
            ) : null}
            {tab === 'diagnoses' ? null : (
              <label className="field soft">
                <Icon name="search" className="sm" label="Filter" />
                <input
                  placeholder="Filter"
                  spellCheck={false}
                  value={filterText}
                  onChange={(event) => useSweepStore.setState({ filterText: event.target.value })}
                />
              </label>
            )}
            {saves}
          </>
        }
      />
      <div className="sweep-panel" id={panel} role="tabpanel" aria-labelledby={tabElementId(panel, tab)}>
        {tab === 'targets' ? <TargetTable rows={all} /> : null}
        {tab === 'diagnoses' ? <DiagnosisTable totals={totals} /> : null}
        {tab === 'calendar' ? <CalendarTable entries={entries} /> : null}
      </div>
    </section>
  );
}

export function SweepScreen(): ReactNode {
  const phase = useSweepStore((state) => state.phase);
  if (phase === 'idle') return <SweepFormView />;
  return (
    <main className="sweep">
      <Progress />
      <VerdictChips />
      <Results />
    </main>
  );
}
