/** The accuracy run: options, progress, the page, the exit status. */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { pageOf } from './page.js';
import { plansOf } from './rows.js';
import { runPlans, type Row } from './walks.js';

/** @returns 0 when every row reached the goal, else 1 */
export async function main(args: readonly string[]): Promise<number> {
  const values = (name: string): readonly string[] =>
    args.flatMap((argument, index) => (argument === name ? [args[index + 1] ?? ''] : []));
  const [only, deployments] = [values('--only'), values('--deployment')];
  const plans = plansOf(only, deployments);
  const started = Date.now();
  let finished = 0;
  const rows = await runPlans(plans, availableParallelism() * 4, (some) => {
    finished += 1;
    for (const row of some.filter(({ good }) => !good)) print(lineOf(row));
    if (finished % 50 === 0) print(`${finished} of ${plans.length} labs, ${seconds(started)} s`);
  });
  const good = rows.filter((row) => row.good).length;
  if (only.length === 0 && deployments.length === 0) {
    const page = pageOf(rows);
    await writeFile(new URL('../../docs/accuracy.md', import.meta.url), page);
    print(page);
  }
  print(`${good} of ${rows.length} rows reach the goal, in ${seconds(started)} s.`);
  return good === rows.length ? 0 : 1;
}

function lineOf(row: Row): string {
  const { plan } = row;
  const said = [`expected ${row.expected.join(', ') || 'nothing'}`, `found ${row.found.join(', ') || 'nothing'}`];
  return [
    `MISSED ${plan.faults.join(' + ') || 'healthy'} ${plan.deployment} ${plan.from} ${row.joins === true ? 'as a guest' : row.withPassword ? 'with password' : 'without password'}:`,
    said.join('; '),
    row.trouble ?? '',
  ].join(' ');
}

const seconds = (since: number): number => Math.round((Date.now() - since) / 1000);
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
