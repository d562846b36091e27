/** Rows and summaries for the tests of sweeps. */
import type { CertificateDate, SweepRow, SweepSummary } from '../../../shared/sweep/model.js';

export function aRow(line: number, changes: Partial<SweepRow> = {}): SweepRow {
  const domain = `d${line}.example`;
  return {
    line,
    target: domain,
    domain,
    verdict: 'passed',
    headline: 'Everything that needs no password works',
    findings: [],
    certificates: [],
    tookMs: 100,
    file: `${line}.lyncscope`,
    ...changes,
  };
}

export function aCertificate(changes: Partial<CertificateDate> = {}): CertificateDate {
  return {
    host: 'web.d1.example',
    port: 443,
    name: 'web.d1.example',
    issuer: 'Example CA',
    notBefore: '2026-09-01T00:00:00.000Z',
    notAfter: '2027-03-20T23:20:24.000Z',
    sha256: 'AA:01',
    role: 'leaf',
    ...changes,
  };
}

export function aSummary(rows: readonly SweepRow[], changes: Partial<SweepSummary> = {}): SweepSummary {
  return {
    format: 'lyncscope-sweep',
    version: 1,
    startedAt: '2026-11-20T10:00:00.000Z',
    endedAt: '2026-11-20T10:05:00.000Z',
    tool: '0.1.0',
    location: 'outside',
    outcome: 'completed',
    list: { targets: 6, sha256: 'cafe' },
    rows,
    ...changes,
  };
}
