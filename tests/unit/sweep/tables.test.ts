/** What a sweep hands to spreadsheets and calendar programs, read back by other eyes. */
import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { calendarOf, daysUntil } from '../../../shared/sweep/calendar.js';
import { calendarCsv, csv, rowsCsv } from '../../../shared/sweep/csv.js';
import { calendarIcs } from '../../../shared/sweep/ics.js';
import { progressOf, totalsOf } from '../../../shared/sweep/totals.js';
import { aCertificate, aRow } from './rows.js';

/** RFC 4180 by its grammar, apart from the writer. */
function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('CSV', () => {
  it('comes back as it went, whatever stands in a cell', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', ';', '\t', ' ', "'", 'ü', '😀') });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 }), (rows) => {
        // A tab or carriage return in front makes some spreadsheets read on: guarded like a formula.
        const guarded = (text: string): string => (/^\s*[\t\r]/.test(text) ? `'${text}` : text);
        expect(readCsv(csv(rows))).toEqual(rows.map((row) => row.map(guarded)));
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '＝1', '=HYPERLINK("http://x.example","y")'])(
    'no text becomes a formula: %j',
    (text) => {
      const [[cell] = []] = readCsv(csv([[text, 'x']]));
      expect(cell).toBe(`'${text}`);
    },
  );

  it('has a line a target, and guards what a server chose', () => {
    const text = rowsCsv([
      aRow(1, {
        headline: '=cmd|calc',
        rootCause: 'tls-expired',
        verdict: 'failed',
        findings: [
          { id: 'tls-expired', severity: 'error', title: 'x' },
          { id: 'tls-expired', severity: 'error', title: 'y' },
        ],
        certificates: [aCertificate({ notAfter: '2028-01-01T00:00:00.000Z' }), aCertificate({ port: 5061 })],
      }),
    ]);
    const [head, first] = readCsv(text);
    expect(Object.fromEntries((head ?? []).map((name, index) => [name, first?.[index]]))).toMatchObject({
      Line: '1',
      Target: 'd1.example',
      Result: 'failed',
      Headline: "'=cmd|calc",
      'Root cause': 'tls-expired',
      Findings: 'tls-expired',
      'First certificate ends': '2027-03-20',
      'It is at': 'web.d1.example:5061',
    });
  });
});

describe('the certificate calendar', () => {
  const rows = [
    aRow(1, { certificates: [aCertificate(), aCertificate({ host: 'dialin.d1.example' }), aCertificate()] }),
    aRow(2, { certificates: [aCertificate(), aCertificate({ sha256: 'BB', notAfter: '2026-12-01T00:00:00.000Z' })] }),
    aRow(3, {
      certificates: [aCertificate({ sha256: 'CC', host: '2001:db8::1', notAfter: '2026-11-01T00:00:00.000Z' })],
    }),
  ];

  it('joins what has one fingerprint, the first to end on top', () => {
    const calendar = calendarOf(rows);
    expect(calendar.map(({ sha256, targets, places }) => [sha256, targets, places])).toEqual([
      ['CC', 1, ['[2001:db8::1]:443']],
      ['BB', 1, ['web.d1.example:443']],
      ['AA:01', 2, ['dialin.d1.example:443', 'web.d1.example:443']],
    ]);
    expect(readCsv(calendarCsv(calendar)).map(([ends]) => ends)).toEqual([
      'Ends',
      '2026-11-01',
      '2026-12-01',
      '2027-03-20',
    ]);
    expect(daysUntil('2026-12-01T00:00:00.000Z', Date.parse('2026-11-20T12:00:00Z'))).toBe(10);
    expect(daysUntil('2026-11-20T11:00:00.000Z', Date.parse('2026-11-20T12:00:00Z'))).toBe(-1);
  });

  it('is an iCalendar with an all-day event a certificate, and reminders while there is time', () => {
    const text = calendarIcs(calendarOf(rows), '2026-11-20T10:05:00.000Z');
    const events = new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent');
    const told = events.map((event) => ({
      uid: event.getFirstPropertyValue('uid'),
      start: String(event.getFirstPropertyValue('dtstart')),
      stamp: String(event.getFirstPropertyValue('dtstamp')),
      alarms: event.getAllSubcomponents('valarm').map((alarm) => String(alarm.getFirstPropertyValue('trigger'))),
    }));
    expect(told).toEqual([
      { uid: 'cc@lyncscope', start: '2026-11-01', stamp: '2026-11-20T10:05:00Z', alarms: [] },
      { uid: 'bb@lyncscope', start: '2026-12-01', stamp: '2026-11-20T10:05:00Z', alarms: ['-P30D', '-P7D'] },
      { uid: 'aa01@lyncscope', start: '2027-03-20', stamp: '2026-11-20T10:05:00Z', alarms: ['-P30D', '-P7D'] },
    ]);
    expect(text).toContain('DTSTART;VALUE=DATE:20261101\r\n');
    // RFC 5545, 3.6: a calendar names who made it and its version; 3.8.6.1: a display alarm has a description.
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\nPRODID:/);
    expect(text.match(/BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:/g)).toHaveLength(4);
  });

  it('keeps every line within 75 octets and gives back any name a certificate can have', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(name, (text) => {
        const [entry] = calendarOf([aRow(1, { certificates: [aCertificate({ name: text })] })]);
        const ics = calendarIcs(entry === undefined ? [] : [entry], '2026-11-20T10:05:00.000Z');
        for (const line of ics.split('\r\n')) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
          expect(line).not.toMatch(/[\r\n]/);
        }
        const [event] = new ICAL.Component(ICAL.parse(ics) as unknown[]).getAllSubcomponents('vevent');
        expect(event?.getFirstPropertyValue('summary')).toBe(
          `Certificate ends: ${text.replace(/[\p{Cc}\p{Cs}]/gu, ' ')}`,
        );
      }),
    );
  });

  it('leaves out a date that is none', () => {
    const [entry] = calendarOf([aRow(1, { certificates: [aCertificate({ notAfter: 'soon' })] })]);
    expect(calendarIcs(entry === undefined ? [] : [entry], '2026-11-20T10:05:00.000Z')).not.toContain('VEVENT');
  });

  it('leaves the library as it found it', () => {
    const before = ICAL.foldLength;
    calendarIcs([], '2026-11-20T10:05:00.000Z');
    expect(ICAL.foldLength).toBe(before);
  });
});

describe('totals', () => {
  const expired = { id: 'tls-expired', severity: 'error', title: 'web.d1.example has expired' } as const;
  const weak = { id: 'tls-weak-key', severity: 'warning', title: 'weak' } as const;

  it('count targets, not findings, and say where a diagnosis was the root cause', () => {
    const totals = totalsOf([
      aRow(1, { verdict: 'failed', rootCause: 'tls-expired', findings: [expired, expired, weak] }),
      aRow(2, {
        verdict: 'failed',
        rootCause: 'tls-name-mismatch',
        findings: [{ ...expired, id: 'tls-name-mismatch' }, expired],
      }),
      aRow(3, { verdict: 'warnings', rootCause: 'tls-weak-key', findings: [weak] }),
      aRow(4),
    ]);
    expect(totals.total).toBe(4);
    expect(totals.byVerdict).toEqual({ passed: 1, warnings: 1, failed: 2, cancelled: 0, 'could-not-run': 0 });
    expect(totals.byFinding.map(({ id, targets, asRootCause }) => [id, targets, asRootCause])).toEqual([
      ['tls-expired', 2, 1],
      ['tls-weak-key', 2, 1],
      ['tls-name-mismatch', 1, 1],
    ]);
    expect(totals.byFinding[0]?.title).not.toContain('web.d1.example'); // one target's host is not everybody's
  });

  it('tell the time left once enough is done', () => {
    const at = (done: number, total = 100) => progressOf({ total, done, running: 8, elapsedMs: 1000 * done }, 8).leftMs;
    expect([at(0), at(7), at(8), at(50), at(100), at(1, 1)]).toEqual([undefined, undefined, 92_000, 50_000, 0, 0]);
  });
});
