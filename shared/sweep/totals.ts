/** What the rows of a sweep add up to. */
import type { Severity } from '../audits/audit.js';
import { entryOf } from '../audits/entries.js';
import type { SweepProgress, SweepRow, SweepTotals, SweepVerdict } from './model.js';

const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** Rows by verdict, and each diagnosis with the number of targets that have it. */
export function totalsOf(rows: readonly SweepRow[]): SweepTotals {
  const byVerdict: Record<SweepVerdict, number> = {
    passed: 0,
    warnings: 0,
    failed: 0,
    cancelled: 0,
    'could-not-run': 0,
  };
  const findings = new Map<string, { -readonly [K in keyof Total]: Total[K] }>();
  for (const row of rows) {
    byVerdict[row.verdict] += 1;
    const seen = new Set<string>();
    for (const { id, severity, title } of row.findings) {
      const total = findings.get(id) ?? { id, severity, title: titleOf(id) ?? title, targets: 0, asRootCause: 0 };
      findings.set(id, total);
      if (severities.indexOf(severity) < severities.indexOf(total.severity)) total.severity = severity;
      // A diagnosis can be found at several places of one target.
      if (!seen.has(id)) total.targets += 1;
      if (!seen.has(id) && row.rootCause === id) total.asRootCause += 1;
      seen.add(id);
    }
  }
  const byFinding = [...findings.values()].toSorted(
    (a, b) =>
      b.targets - a.targets ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  return { total: rows.length, byVerdict, byFinding };
}

/** What the diagnosis says of any target; a finding's own title names the host of one. */
function titleOf(id: string): string | undefined {
  return entryOf(id)?.failureTitle;
}

type Total = SweepTotals['byFinding'][number];

/**
 * How far a sweep is. The time left is told once each place has given one result: the first ones alone say little.
 * @param concurrency walks at a time
 */
export function progressOf(
  counts: { readonly total: number; readonly done: number; readonly running: number; readonly elapsedMs: number },
  concurrency: number,
): SweepProgress {
  const { total, done, elapsedMs } = counts;
  if (done === 0 || (done < total && done < Math.max(3, concurrency))) return counts;
  return { ...counts, leftMs: Math.round((elapsedMs / done) * (total - done)) };
}
