/** What the user can do with sweeps: start, stop, open a row, save tables. Calls the Bridge. */
import { calendarOf } from '../../shared/sweep/calendar.js';
import { calendarCsv, rowsCsv } from '../../shared/sweep/csv.js';
import { calendarIcs } from '../../shared/sweep/ics.js';
import type { SweepMessage, SweepRow } from '../../shared/sweep/model.js';
import { bridge } from '../bridge/bridge.js';
import { showFile } from '../state/actions.js';
import { useViewStore, type Notice } from '../state/viewStore.js';
import { sweepRequestOf } from './sweepForm.js';
import { isSweeping, noSweep, useSweepStore } from './sweepStore.js';

const notify = (tone: Notice['tone'], title: string, text: string): void =>
  useViewStore.setState({ notice: { tone, title, text } });

/** Messages that overtook the answer to startSweep. */
let early: SweepMessage[] = [];

export function openSweep(): void {
  useViewStore.setState({ screen: 'sweep', notice: null });
}

/** Starts what the form asks for. */
export async function startSweep(): Promise<void> {
  const { form, phase } = useSweepStore.getState();
  if (isSweeping(phase)) return;
  early = [];
  useSweepStore.setState({ ...noSweep, phase: 'starting', startedAt: new Date().toISOString() });
  useViewStore.setState({ notice: null });
  const result = await bridge.startSweep(sweepRequestOf(form));
  if (!result.ok) {
    useSweepStore.setState(noSweep);
    notify('fail', 'The sweep could not run', result.error);
    return;
  }
  const stopWanted = useSweepStore.getState().phase === 'stopping';
  useSweepStore.setState({ sweepId: result.value, phase: 'running' });
  for (const message of early.splice(0)) receive(message);
  if (stopWanted) void stopSweep();
}

function receive(message: SweepMessage): void {
  const { phase, sweepId, rows } = useSweepStore.getState();
  if (sweepId === null && isSweeping(phase)) {
    early.push(message);
    return;
  }
  if (message.sweepId !== sweepId) return;
  switch (message.type) {
    case 'rows': {
      const next = new Map(rows);
      for (const row of message.rows) next.set(row.line, row);
      useSweepStore.setState({ rows: next, progress: message.progress });
      break;
    }
    case 'ended':
      useSweepStore.setState({ phase: 'ended', outcome: message.outcome, folder: message.folder });
      break;
    case 'stopped':
      useSweepStore.setState(rows.size === 0 ? noSweep : { phase: 'ended', outcome: 'cancelled' });
      notify('fail', 'The sweep could not go on', message.error);
      break;
  }
}

/** Asks nothing more; what is done is kept. */
export async function stopSweep(): Promise<void> {
  const { phase, sweepId } = useSweepStore.getState();
  if (phase !== 'running' && phase !== 'starting') return;
  useSweepStore.setState({ phase: 'stopping' });
  if (sweepId === null) return; // startSweep stops it once it has an id
  const result = await bridge.cancelSweep(sweepId);
  if (result.ok) return;
  if (useSweepStore.getState().phase === 'stopping') useSweepStore.setState({ phase: 'running' });
  notify('fail', 'The sweep could not be stopped', result.error);
}

/** To the form, with the list that was asked. */
export function newSweep(): void {
  if (!isSweeping(useSweepStore.getState().phase)) useSweepStore.setState(noSweep);
}

/** Shows the walk of one row. */
export async function openRow(row: SweepRow): Promise<void> {
  const { sweepId } = useSweepStore.getState();
  if (sweepId === null || row.file === undefined) return;
  const result = await bridge.openSweepSession(sweepId, row.line);
  if (!result.ok) {
    notify('fail', `The walk of ${row.target} cannot be shown`, result.error);
    return;
  }
  useSweepStore.setState({ openedLine: row.line });
  showFile(result.value);
}

/** Lets the user save a table or the calendar. */
export async function saveTable(kind: 'rows' | 'calendar' | 'ics'): Promise<void> {
  const { rows, startedAt } = useSweepStore.getState();
  const all = [...rows.values()].sort((a, b) => a.line - b.line);
  const madeAt = startedAt ?? new Date().toISOString();
  const stamp = madeAt.slice(0, 16).replace('T', ' ').replace(':', '');
  const file = {
    rows: () => ({ name: `Sweep ${stamp}.csv`, text: rowsCsv(all) }),
    calendar: () => ({ name: `Certificates ${stamp}.csv`, text: calendarCsv(calendarOf(all)) }),
    ics: () => ({ name: `Certificates ${stamp}.ics`, text: calendarIcs(calendarOf(all), madeAt) }),
  }[kind]();
  const result = await bridge.saveTextFile(file);
  if (!result.ok) notify('fail', 'The file was not saved', result.error);
  else if (result.value !== null) useViewStore.setState({ toast: `Saved as ${result.value}` });
}

/** Connects the store to the Bridge. Returns the way back. */
export function connectSweeps(): () => void {
  const ends = [
    bridge.onSweep(receive),
    bridge.onConnection?.((connection) => {
      // The program stops the sweep of a page it has lost.
      if (connection === 'connected' || !isSweeping(useSweepStore.getState().phase)) return;
      useSweepStore.setState({ phase: 'ended', outcome: 'cancelled' });
      notify('warn', 'The sweep broke off', 'The connection to the program was lost. The rows so far are kept.');
    }),
  ];
  return () => ends.forEach((end) => end?.());
}
