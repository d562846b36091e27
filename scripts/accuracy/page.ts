/** The accuracy table as docs/accuracy.md shows it. */
import { listLab } from '../../lab/index.js';
import { notReproduced } from './notReproduced.js';
import type { Row } from './walks.js';

export function pageOf(rows: readonly Row[]): string {
  const healthy = rows.filter(({ plan }) => plan.faults.length === 0);
  const single = rows.filter(({ plan }) => plan.faults.length === 1);
  const pairs = rows.filter(({ plan }) => plan.faults.length === 2);
  const seen = single.filter(({ expected }) => expected.length > 0);
  const diagnoses = new Set(listLab().faults.map(({ expect }) => expect));
  return `${[
    '# How right the findings are',
    'Written by `npm run accuracy`: every fault of the lab, on every deployment that can have it, from inside and outside, with and without a password; faults of meetings are met by a guest who joins one. The audits see the recorded session only. The goal is the right finding first in every row, and no error that is not due.',
    `Rows where the fault can be seen: ${count(seen)}. Rows where it cannot be seen, and nothing may be said: ${count(single.filter((row) => !seen.includes(row)))}. Healthy deployments without a finding: ${count(healthy)}. Pairs of independent faults with both named: ${count(pairs)}. Findings that the lab can bring about: ${diagnoses.size}.`,
    '## Healthy deployments',
    table(healthy),
    '## Faults',
    table(seen),
    '## Faults that cannot be seen from there',
    unseenTable(single.filter((row) => !seen.includes(row))),
    '## Pairs of independent faults',
    table(pairs),
    '## Diagnoses without a fault in the lab',
    notReproduced.map(({ id, why }) => `- ${id}: ${why}`).join('\n'),
  ].join('\n\n')}\n`;
}

const count = (rows: readonly Row[]): string => `${rows.filter(({ good }) => good).length} of ${rows.length}`;

function table(rows: readonly Row[]): string {
  return [
    '| fault | deployment | from | password | expected | first finding | rank | false findings | |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(
      (row) =>
        `| ${row.plan.faults.join(' + ') || 'none'} | ${place(row)} | ${row.expected.join(', ') || 'nothing'} | ${row.found[0] ?? 'nothing'} | ${row.rank ?? ''} | ${row.falseFindings.join(', ')} | ${row.good ? '' : `**missed** ${row.trouble ?? ''}`} |`,
    ),
  ].join('\n');
}

function unseenTable(rows: readonly Row[]): string {
  return [
    '| fault | deployment | from | password | why | first finding | |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(
      (row) =>
        `| ${row.plan.faults.join(' + ')} | ${place(row)} | ${row.unseen ?? ''} | ${row.found[0] ?? 'nothing'} | ${row.good ? '' : `**missed** ${row.trouble ?? ''}`} |`,
    ),
  ].join('\n');
}

const place = ({ plan, withPassword, joins }: Row): string =>
  `${plan.deployment} | ${plan.from} | ${joins === true ? 'guest' : withPassword ? 'with' : 'without'}`;
