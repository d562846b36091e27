/** Faults of certificates and of what stands between client and server: the rows of the accuracy table on two deployments. */
import { describe, expect, it } from 'vitest';
import { plansOf } from '../../scripts/accuracy/rows.js';
import { runPlans } from '../../scripts/accuracy/walks.js';
import type { Judgement } from '../../shared/audits/audit.js';
import { judge } from '../../shared/audits/judge.js';
import type { Session } from '../../shared/session/model.js';
import { labOfTest } from './support/labOfTest.js';
import { walkIn } from './support/walks.js';

describe('rows', () => {
  it.each([
    'proxy-refuses',
    'tls-revoked',
    'tls-revocation-unreachable',
    'tls-sni-only',
    'tls-inspection',
    'tls-inspection-unknown',
  ])(
    '%s is found first where it can be seen, and nothing elsewhere',
    async (fault) => {
      const rows = await runPlans(plansOf([fault], ['lync2013', 'sfbse']), 2, () => undefined);
      expect(rows).toHaveLength(8);
      expect(rows.filter(({ good }) => !good)).toEqual([]);
    },
    60_000,
  );
});

async function walk(fault: string | undefined, withPassword: boolean): Promise<{ session: Session } & Judgement> {
  const lab = await labOfTest({ deployment: 'sfb2015', faults: fault === undefined ? [] : [fault] });
  const session = await walkIn(lab, {
    ...(withPassword ? {} : { password: { mode: 'none' } }),
    proxy: lab.proxy ?? 'none',
    timeoutMs: 10_000,
  });
  return { session, ...judge(session) };
}

const checksIn = ({ connections }: Session): readonly string[] =>
  connections.flatMap(({ tls }) => tls?.revocation ?? []).map(({ index, via, status }) => `${index} ${via} ${status}`);

describe('what is told', () => {
  it('on a healthy deployment the authority answers: the leaf by OCSP, its issuer by the list of the root', async () => {
    const { session } = await walk(undefined, false);
    expect(new Set(checksIn(session))).toEqual(new Set(['0 ocsp good', '1 crl good']));
  }, 60_000);

  it('steps that were skipped for other reasons than the root cause are not laid at its door', async () => {
    // The sign-in works; only what needs the password was left out.
    const revoked = await walk('tls-revoked', false);
    expect(revoked.session.steps.some(({ outcome }) => outcome === 'skipped')).toBe(true);
    expect(revoked.summary).not.toMatch(/skipped/);
    expect(revoked.helpdesk.map(({ text }) => text).join(' ')).not.toMatch(/skipped/);
    expect(new Set(checksIn(revoked.session))).toContain('0 ocsp revoked');
    // Nothing goes on here; what is for users inside was never to be asked.
    const closed = await walk('https-closed', false);
    expect(closed.summary).toMatch(/Eight later steps were skipped because of this\.$/);
  }, 60_000);

  it('a gateway that this computer trusts is a warning, one that it does not know is the cause', async () => {
    const trusted = await walk('tls-inspection', true);
    expect([trusted.verdict, trusted.findings[0]?.severity]).toEqual(['warn', 'warning']);
    const unknown = await walk('tls-inspection-unknown', true);
    expect(unknown.verdict).toBe('fail');
    expect(unknown.findings.filter(({ severity }) => severity === 'error').map(({ id }) => id)).toEqual([
      'tls-inspection',
    ]);
  }, 60_000);
});
