/** Rows of a sweep for the page's tests. */
import type { SweepRow, SweepVerdict } from '../../../shared/sweep/model.js';

const titles: Readonly<Record<string, string>> = {
  'tls-expired': 'The certificate of lyncdiscover has expired',
  'dns-no-discovery-records': 'No discovery name exists',
  'tls-expires-soon': 'A certificate ends soon',
};

const day = 86_400_000;

/** The certificate of a row's place, ending so many days from now. */
export function certificateOf(target: string, days: number, sha256: string): SweepRow['certificates'][number] {
  return {
    host: `lyncdiscover.${target}`,
    port: 443,
    name: `*.${target}`,
    issuer: 'Contoso Issuing CA 2',
    notBefore: new Date(Date.now() - 200 * day).toISOString(),
    notAfter: new Date(Date.now() + days * day).toISOString(),
    sha256,
    role: 'leaf',
  };
}

export function sweepRow(line: number, verdict: SweepVerdict, more: Partial<SweepRow> = {}): SweepRow {
  const target = more.target ?? `company${String(line).padStart(4, '0')}.example`;
  const id = verdict === 'failed' ? 'tls-expired' : verdict === 'warnings' ? 'tls-expires-soon' : undefined;
  return {
    line,
    target,
    domain: target,
    verdict,
    headline:
      verdict === 'passed'
        ? 'Discovery works, and the server offers a way to sign in.'
        : (titles[id ?? ''] ?? 'It could not run.'),
    ...(id === undefined ? {} : { rootCause: id }),
    findings:
      id === undefined ? [] : [{ id, severity: verdict === 'failed' ? 'error' : 'warning', title: titles[id] ?? id }],
    ...(verdict === 'could-not-run' ? {} : { server: `pool01.${target}`, file: `${line} ${target}.lyncscope` }),
    certificates: [],
    tookMs: 1200 + line,
    ...more,
  };
}
