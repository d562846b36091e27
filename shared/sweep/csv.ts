/** Tables of a sweep for spreadsheets (RFC 4180): comma, CRLF, a heading line. */
import type { CalendarEntry, SweepRow } from './model.js';

/** A line a target. */
export function rowsCsv(rows: readonly SweepRow[]): string {
  return csv([
    [
      'Line',
      'Target',
      'Domain',
      'Result',
      'Headline',
      'Root cause',
      'Findings',
      'Server',
      ...ends,
      'Seconds',
      'Session',
    ],
    ...rows.map((row) => {
      const first = row.certificates.toSorted((a, b) => (a.notAfter < b.notAfter ? -1 : 1))[0];
      return [
        row.line,
        row.target,
        row.domain,
        row.verdict,
        row.headline,
        row.rootCause ?? '',
        [...new Set(row.findings.map(({ id }) => id))].join(' '),
        row.server ?? '',
        first?.notAfter.slice(0, 10) ?? '',
        first === undefined ? '' : `${first.host}:${first.port}`,
        (row.tookMs / 1000).toFixed(1),
        row.file ?? '',
      ];
    }),
  ]);
}

const ends = ['First certificate ends', 'It is at'];

/** A line a certificate. */
export function calendarCsv(entries: readonly CalendarEntry[]): string {
  return csv([
    ['Ends', 'Begins', 'Name', 'Issuer', 'Role', 'Targets', 'Places', 'SHA-256'],
    ...entries.map((entry) => [
      entry.notAfter.slice(0, 10),
      entry.notBefore.slice(0, 10),
      entry.name,
      entry.issuer,
      entry.role,
      entry.targets,
      entry.places.join(' '),
      entry.sha256,
    ]),
  ]);
}

/** Rows of cells as text. */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/**
 * Servers choose much of what stands in a cell, and spreadsheets run a cell that begins like a formula: such a text gets
 * an apostrophe before it (OWASP, "CSV Injection"). Full-width forms count, too: some spreadsheets read them alike.
 */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[\s\p{Cc}]*[=+\-@\t\r＝＋－＠]/u.test(value) ? `'${value}` : value;
  return /[",\r\n;\t']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
