/** Rows of a sweep as the tables show them. Pure. */
import type { CalendarEntry, SweepRow, SweepVerdict } from '../../shared/sweep/model.js';
import { daysUntil } from '../../shared/sweep/calendar.js';
import type { Status } from '../state/status.js';

export const verdictWords: Readonly<Record<SweepVerdict, string>> = {
  failed: 'Failed',
  warnings: 'Warnings',
  passed: 'Passed',
  'could-not-run': 'Could not run',
  cancelled: 'Cancelled',
};

export const verdictStatus: Readonly<Record<SweepVerdict, Status>> = {
  failed: 'failed',
  warnings: 'warning',
  passed: 'passed',
  'could-not-run': 'skipped',
  cancelled: 'cancelled',
};

export interface RowChoice {
  readonly verdict: SweepVerdict | 'all';
  readonly findingId: string | null;
  readonly filterText: string;
}

/** The rows of a choice in the order of the list. Text is looked for in target, headline, server and finding ids. */
export function chosenRows(
  rows: Iterable<SweepRow>,
  { verdict, findingId, filterText }: RowChoice,
): readonly SweepRow[] {
  const words = filterText.toLowerCase().split(/\s+/).filter(Boolean);
  return [...rows]
    .filter((row) => {
      if (verdict !== 'all' && row.verdict !== verdict) return false;
      if (findingId !== null && !row.findings.some(({ id }) => id === findingId)) return false;
      const text = [row.target, row.headline, row.server ?? '', ...row.findings.map(({ id }) => id)]
        .join(' ')
        .toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => a.line - b.line);
}

/** The entries that hold every word in name, issuer or places. */
export function chosenEntries(entries: readonly CalendarEntry[], filterText: string): readonly CalendarEntry[] {
  const words = filterText.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries;
  return entries.filter(({ name, issuer, places }) => {
    const text = [name, issuer, ...places].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** How soon a certificate ends, in words and as a status. */
export function ending(notAfter: string, now: number): { readonly status: Status; readonly text: string } {
  const days = daysUntil(notAfter, now);
  if (Number.isNaN(days)) return { status: 'skipped', text: 'no date' };
  if (days < 0) return { status: 'failed', text: days === -1 ? 'ended a day ago' : `ended ${-days} days ago` };
  if (days === 0) return { status: 'failed', text: 'ends today' };
  const text = days === 1 ? 'in 1 day' : `in ${days} days`;
  return { status: days <= 7 ? 'failed' : days <= 30 ? 'warning' : 'passed', text };
}

/** "about 3 min left"; undefined until it can be told. */
export function timeLeft(leftMs: number | undefined): string | undefined {
  if (leftMs === undefined || leftMs <= 0) return undefined;
  if (leftMs < 60_000) return `about ${Math.max(1, Math.round(leftMs / 1000))} s left`;
  if (leftMs < 5_400_000) return `about ${Math.round(leftMs / 60_000)} min left`;
  return `about ${(leftMs / 3_600_000).toFixed(1)} h left`;
}
