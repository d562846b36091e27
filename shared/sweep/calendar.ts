/** The certificate calendar: every certificate once, with all its places, the one that ends first on top. */
import type { CalendarEntry, SweepRow } from './model.js';

interface Merging {
  readonly entry: Omit<CalendarEntry, 'places' | 'targets'>;
  readonly places: Set<string>;
  targets: number;
}

/** Joins the certificates of all rows by their fingerprint. */
export function calendarOf(rows: readonly SweepRow[]): readonly CalendarEntry[] {
  const merged = new Map<string, Merging>();
  for (const { certificates } of rows) {
    const ofThisRow = new Set<string>();
    for (const { host, port, ...entry } of certificates) {
      const known = merged.get(entry.sha256) ?? { entry, places: new Set<string>(), targets: 0 };
      merged.set(entry.sha256, known);
      known.places.add(`${host.includes(':') ? `[${host}]` : host}:${port}`);
      if (!ofThisRow.has(entry.sha256)) known.targets += 1;
      ofThisRow.add(entry.sha256);
    }
  }
  return [...merged.values()]
    .map(({ entry, places, targets }) => ({ ...entry, places: [...places].toSorted(), targets }))
    .toSorted((a, b) => order(a.notAfter, b.notAfter) || order(a.name, b.name) || order(a.sha256, b.sha256));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whole days from `now` (ms since 1970) until a date; negative once it has passed. NaN for a date that is none. */
export function daysUntil(iso: string, now: number): number {
  return Math.floor((Date.parse(iso) - now) / 86_400_000);
}
