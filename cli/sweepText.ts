/** A sweep as text: one line a target, totals by diagnosis, the certificates that end soonest. */
import { daysUntil } from '../shared/sweep/calendar.js';
import type { CalendarEntry, SweepRow, SweepSummary, SweepVerdict } from '../shared/sweep/model.js';
import { totalsOf } from '../shared/sweep/totals.js';
import { duration } from './sweepProgress.js';
import { harmless, type Style } from './terminal.js';

const words: Readonly<Record<SweepVerdict, string>> = {
  passed: 'ok',
  warnings: 'warning',
  failed: 'failed',
  cancelled: 'cancelled',
  'could-not-run': 'not run',
};

const mostCertificates = 10;

export interface TextOptions {
  /** Of the terminal; lines are cut there. Absent in a pipe: nothing is. */
  readonly columns?: number | undefined;
  readonly style: Style;
}

/** The lines, without line feeds. */
export function summaryText(
  summary: SweepSummary,
  calendar: readonly CalendarEntry[],
  options: TextOptions,
): readonly string[] {
  return [
    ...table(summary.rows, options),
    '',
    ...totals(summary, options),
    ...certificates(calendar, Date.parse(summary.endedAt), options),
  ];
}

function table(rows: readonly SweepRow[], { columns, style }: TextOptions): readonly string[] {
  const width = Math.min(Math.max(0, ...rows.map(({ target }) => target.length)), 48);
  return rows.map((row) => {
    const id = row.rootCause === undefined ? '' : `  [${row.rootCause}]`;
    const rest = harmless(`${row.target.padEnd(width)}  ${row.headline}${id}`);
    return `${paint(row.verdict, style)(words[row.verdict].padEnd(9))}  ${cut(rest, columns === undefined ? undefined : columns - 11)}`;
  });
}

function totals(summary: SweepSummary, { columns, style }: TextOptions): readonly string[] {
  const { total, byVerdict, byFinding } = totalsOf(summary.rows);
  const counts = (Object.keys(words) as SweepVerdict[])
    .filter((verdict) => byVerdict[verdict] > 0)
    .map((verdict) => `${byVerdict[verdict]} ${words[verdict]}`);
  const took = duration(Date.parse(summary.endedAt) - Date.parse(summary.startedAt));
  const undone = summary.shard === undefined ? summary.list.targets - total : 0;
  const missing = undone > 0 ? `; ${undone} more of the list were not swept` : '';
  const of = summary.shard === undefined ? '' : ` (shard ${summary.shard.part} of ${summary.shard.of})`;
  return [
    `${style.strong(`${total} ${total === 1 ? 'target' : 'targets'}`)}${of} in ${took}: ${counts.join(', ')}${missing}.`,
    ...(byFinding.length === 0 ? [] : ['', style.strong('Diagnoses, and how many targets have them')]),
    ...byFinding.map(({ id, title, targets, asRootCause, severity }) => {
      const root = asRootCause === 0 ? '' : ` (root cause of ${asRootCause})`;
      const line = `${String(targets).padStart(6)}  ${harmless(title)}${root}  [${id}]`;
      return (severity === 'error' ? style.bad : style.warn)(cut(line, columns));
    }),
  ];
}

function certificates(
  calendar: readonly CalendarEntry[],
  now: number,
  { columns, style }: TextOptions,
): readonly string[] {
  if (calendar.length === 0) return [];
  const shown = calendar.slice(0, mostCertificates);
  const more = calendar.length - shown.length;
  return [
    '',
    style.strong('Certificates that end soonest'),
    ...shown.map((entry) => {
      const days = daysUntil(entry.notAfter, now);
      const when = days < 0 ? 'has ended' : days === 1 ? 'in 1 day' : `in ${days} days`;
      const [first = '', ...others] = entry.places;
      const places = others.length === 0 ? first : `${first} and ${others.length} more`;
      const line = `  ${entry.notAfter.slice(0, 10)}  ${when.padEnd(12)}  ${entry.name}  ${places}`;
      return (days < 0 ? style.bad : days < 30 ? style.warn : (text: string) => text)(cut(harmless(line), columns));
    }),
    ...(more > 0 ? [`  and ${more} more: --calendar or --ics has all of them`] : []),
  ];
}

function paint(verdict: SweepVerdict, style: Style): (text: string) => string {
  if (verdict === 'passed') return style.ok;
  if (verdict === 'failed') return style.bad;
  return verdict === 'warnings' || verdict === 'cancelled' ? style.warn : style.faint;
}

function cut(text: string, columns: number | undefined): string {
  return columns === undefined || text.length <= columns ? text : `${text.slice(0, Math.max(columns - 1, 20))}…`;
}
