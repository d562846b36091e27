/** The machinery of the accuracy table: what is declared, what is planned, and a few of its rows for real. */
import { describe, expect, it } from 'vitest';
import { listLab } from '../../lab/index.js';
import { notReproduced } from '../../scripts/accuracy/notReproduced.js';
import { pageOf } from '../../scripts/accuracy/page.js';
import { plansOf } from '../../scripts/accuracy/rows.js';
import { runPlans } from '../../scripts/accuracy/walks.js';
import { audits } from '../../shared/audits/index.js';

const { faults } = listLab();

describe('what is declared', () => {
  it('expects findings that exist, and says of each fault why it is not seen everywhere', () => {
    const ids = audits.map(({ id }) => id);
    expect(faults.filter((fault) => !ids.includes(fault.expect)).map(({ id }) => id)).toEqual([]);
    const silent = faults.filter(({ views, elsewhere }) => views.length < 2 && elsewhere === undefined);
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  it('names no diagnosis as impossible that a fault brings about', () => {
    const possible = new Set(faults.map(({ expect: id }) => id));
    expect(notReproduced.filter(({ id }) => possible.has(id))).toEqual([]);
  });

  it('has healthy rows for every deployment, and at least 40 pairs', () => {
    const plans = plansOf([], []);
    const healthy = plans.filter((plan) => plan.faults.length === 0);
    expect(healthy).toHaveLength(listLab().deployments.length * 2);
    // Where there are servers of its own, a guest joins a meeting, too.
    const withoutJoin = healthy.filter(({ walks }) => walks.every(({ joins }) => joins !== true));
    expect([...new Set(withoutJoin.map(({ deployment }) => deployment))]).toEqual(['lync-online']);
    expect(plans.filter((plan) => plan.faults.length === 2).length).toBeGreaterThanOrEqual(40);
  });
});

describe('rows', () => {
  it.each(['srv-foreign', 'ticket-not-shared', 'host-header', 'dns-external-missing'])(
    '%s is found first where it can be seen, and nothing elsewhere',
    async (fault) => {
      const rows = await runPlans(plansOf([fault], ['sfb2015']), 2, () => undefined);
      expect(rows).toHaveLength(4);
      expect(rows.filter(({ good }) => !good)).toEqual([]);
      expect(pageOf(rows)).toContain(`| ${fault} | sfb2015 | outside | with |`);
    },
    60_000,
  );

  it.each(['conference-gone', 'join-page-silent'])('%s is met by a guest who joins', async (fault) => {
    const rows = await runPlans(plansOf([fault], ['sfbse']), 2, () => undefined);
    expect(rows.map(({ good, joins }) => [good, joins])).toEqual([
      [true, true],
      [true, true],
    ]);
    expect(pageOf(rows)).toContain(`| ${fault} | sfbse | outside | guest |`);
  });

  it('does not call a wrong expectation good', async () => {
    const plans = plansOf(['srv-foreign'], ['sfb2015']).map((plan) => ({
      ...plan,
      walks: plan.walks.map((walk) => ({ ...walk, expected: ['tls-expired'] })),
    }));
    const rows = await runPlans(plans, 2, () => undefined);
    expect(rows.every(({ good }) => !good)).toBe(true);
  }, 60_000);
});
