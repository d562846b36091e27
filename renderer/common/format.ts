/** Numbers, times and sizes as the page writes them. */

const grouped = new Intl.NumberFormat('en-US');

/** "1,087" */
export function count(value: number): string {
  return grouped.format(value);
}

/** "1,087 B", "5.2 MB": exact below 10,000 bytes, where the wire is counted by hand. */
export function bytes(value: number): string {
  if (value < 10_000) return `${count(value)} B`;
  if (value < 1_000_000) return `${(value / 1000).toFixed(1)} kB`;
  return `${(value / 1_000_000).toFixed(1)} MB`;
}

/** "24 ms", "4.10 s" */
export function duration(ms: number): string {
  if (ms < 0.95) return ms <= 0 ? '0 ms' : '< 1 ms';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return ms < 99_500 ? `${(ms / 1000).toFixed(2)} s` : `${(ms / 60_000).toFixed(1)} min`;
}

/** "4.4 s": for a clock that runs, one decimal. */
export function elapsed(ms: number): string {
  return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
}

const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: '2-digit', month: 'short', year: 'numeric' });

/** "20 Nov 2026" in UTC, or the text itself when it is no date. */
export function utcDay(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : day.format(time);
}

/** "20 Nov 2026, 14:32:07 UTC" */
export function utcSecond(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : `${day.format(time)}, ${new Date(time).toISOString().slice(11, 19)} UTC`;
}

/** "14:32:07.258", `ms` after the ISO time `startedAt`. */
export function utcClock(startedAt: string, ms: number): string {
  const time = Date.parse(startedAt);
  return Number.isNaN(time) ? '' : new Date(time + ms).toISOString().slice(11, 23);
}

/** "1 exchange", "2 exchanges" */
export function plural(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
