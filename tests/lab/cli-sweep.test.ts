/** `sweep` as a person and as a CI use it, over one practice lab for the whole list. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSessionText } from '../../shared/session/file.js';
import type { SweepRow, SweepSummary } from '../../shared/sweep/model.js';
import { buildCli, cli, scratchFolder, startCli } from './support/cliProcess.js';

const folder = scratchFolder();
beforeAll(buildCli, 120_000);
afterAll(() => folder.remove());

const summaryIn = (text: string): SweepSummary => JSON.parse(text) as SweepSummary;
/** Written anew each time: names, times and ports are not the same in two runs. */
const essence = ({ rows }: SweepSummary) =>
  rows.map(({ line, target, domain, verdict, headline, rootCause, server, file }: SweepRow) => ({
    line,
    target,
    domain,
    verdict,
    headline,
    rootCause,
    server,
    file,
  }));
const lab = ['--lab', 'sfb2015', '--from', 'outside', '--no-dns-depth'];
const people =
  '# users and domains\nlena.fischer@sfb2015.example\nsfb2015.example\r\nnowhere.sfb2015.example\n\nnot one\ntomas.garcia@sfb2015.example,Tomas\n';

describe('sweep', () => {
  it('prints a line a target, totals and certificates, and writes sessions, table and calendars', async () => {
    const list = folder.file('people.csv');
    writeFileSync(list, people);
    const [out, csv, ics, calendar] = ['whole', 't.csv', 'c.ics', 'c.csv'].map((name) => folder.file(name));
    const result = await cli([
      ...[
        'sweep',
        list,
        ...lab,
        '--out',
        out ?? '',
        '--csv',
        csv ?? '',
        '--ics',
        ics ?? '',
        '--calendar',
        calendar ?? '',
      ],
    ]);
    expect([result.status, result.stderr]).toEqual([1, '']);
    expect(result.stdout).toMatch(/^ok +lena\.fischer@sfb2015\.example +\S/m);
    expect(result.stdout).toMatch(/^failed +nowhere\.sfb2015\.example +\S.*\[dns-no-discovery-records\]$/m);
    expect(result.stdout).toMatch(/^not run +not one +"not one" is neither/m);
    expect(result.stdout).toMatch(/^5 targets in \d+ s: 3 ok, 1 failed, 1 not run\.$/m);
    expect(result.stdout).toMatch(/^ +1 +No discovery record .*\(root cause of 1\) +\[dns-no-discovery-records\]$/m);
    expect(result.stdout).toMatch(/^ +\d{4}-\d\d-\d\d +in \d+ days? +\S/m);
    expect(readdirSync(out ?? '').toSorted()).toEqual([
      '00002-lena.fischer@sfb2015.example.lyncscope',
      '00003-sfb2015.example.lyncscope',
      '00004-nowhere.sfb2015.example.lyncscope',
      '00007-tomas.garcia@sfb2015.example.lyncscope',
      'summary.json',
    ]);
    const session = parseSessionText(readFileSync(`${out}/00007-tomas.garcia@sfb2015.example.lyncscope`, 'utf8'));
    expect(session).toMatchObject({
      ok: true,
      value: {
        session: {
          outcome: 'completed',
          target: { sipAddress: 'tomas.garcia@sfb2015.example', hasPassword: false, plannedCredentialUses: 0 },
        },
      },
    });
    expect(
      readFileSync(csv ?? '', 'utf8')
        .trimEnd()
        .split('\r\n'),
    ).toHaveLength(6);
    expect(readFileSync(ics ?? '', 'utf8')).toMatch(/BEGIN:VEVENT\r\n/);
    expect(readFileSync(calendar ?? '', 'utf8')).toContain('lyncdiscover.sfb2015.example:443');
    // Nothing of an earlier sweep is written over.
    const again = await cli(['sweep', list, ...lab, '--out', out ?? '']);
    expect([again.status, again.stdout]).toEqual([2, '']);
    expect(again.stderr).toMatch(/is from an earlier sweep/);
  }, 240_000);

  it('in shards, joined, gives the rows of the whole', async () => {
    const list = folder.file('shared.txt');
    writeFileSync(list, people);
    const whole = await cli(['sweep', list, ...lab, '--out', folder.file('w'), '--json']);
    for (const part of [1, 2]) {
      const out = folder.file(`jobs/${part}`);
      const result = await cli(['sweep', list, ...lab, '--shard', `${part}/2`, '--out', out, '--json']);
      expect(summaryIn(result.stdout).shard).toEqual({ part, of: 2 });
      expect(summaryIn(result.stdout)).toEqual(summaryIn(readFileSync(`${out}/summary-${part}-of-2.json`, 'utf8')));
    }
    const merged = await cli(['sweep', '--merge', folder.file('jobs'), '--json']);
    expect([merged.status, merged.stderr]).toEqual([1, '']);
    expect(essence(summaryIn(merged.stdout))).toEqual(essence(summaryIn(whole.stdout)));
    expect(summaryIn(merged.stdout).outcome).toBe('completed');
    expect(summaryIn(merged.stdout).shard).toBeUndefined();

    mkdirSync(folder.file('half'));
    writeFileSync(folder.file('half/summary-2-of-2.json'), readFileSync(folder.file('jobs/2/summary-2-of-2.json')));
    const half = await cli(['sweep', '--merge', folder.file('half')]);
    expect(half.stderr).toBe('lyncscope: The table is not whole: shard 1 is missing.\n');
    expect(half.stdout).toMatch(/3 more of the list were not swept/);
    writeFileSync(folder.file('half/summary.json'), readFileSync(folder.file('w/summary.json')));
    const doubled = await cli(['sweep', '--merge', folder.file('half')]);
    expect([doubled.status, doubled.stdout]).toEqual([2, '']);
    expect(doubled.stderr).toMatch(/cannot be joined/);
  }, 300_000);

  it('reads standard input, and a fault shows in every line', async () => {
    const result = await cli(['sweep', '-', ...lab, '--fault', 'tls-expired', '--json', '--out', folder.file('f')], {
      input: '\uFEFFsfb2015.example\nlena.fischer@sfb2015.example\n',
    });
    const { rows } = summaryIn(result.stdout);
    expect([result.status, rows.map(({ rootCause }) => rootCause)]).toEqual([1, ['tls-expired', 'tls-expired']]);
    const dates = rows.flatMap(({ certificates }) => certificates.map(({ notAfter }) => Date.parse(notAfter)));
    expect(Math.min(...dates)).toBeLessThan(Date.now());
  }, 240_000);

  it('answers 0 where all is well, and 2 where a line could not be checked', async () => {
    const list = folder.file('one.txt');
    writeFileSync(list, 'sfb2015.example');
    expect((await cli(['sweep', list, ...lab, '--out', folder.file('z0')])).status).toBe(0);
    writeFileSync(list, 'sfb2015.example\nnot one');
    expect((await cli(['sweep', list, ...lab, '--out', folder.file('z2')])).status).toBe(2);
  }, 240_000);

  it.each([
    [['sweep'], /Say which list/],
    [['sweep', 'no-such-file'], /no such file/],
    [['sweep', '-', '--shard', '3/2'], /as in 2\/10/],
    [['sweep', '-', '--fault', 'tls-expired'], /together with --lab/],
    [['sweep', 'x.txt', '--merge', '.'], /--merge joins/],
    [['sweep', '--merge', 'no-such-folder'], /no such folder/],
    [['sweep', '-', '--password-stdin'], /never an argument|password/],
  ])('refuses %j with a sentence', async (args, sentence) => {
    const result = await cli(args);
    expect([result.status, result.stdout]).toEqual([2, '']);
    expect(result.stderr).toMatch(sentence);
    expect(result.stderr.trimEnd()).not.toContain('\n');
  });

  it.skipIf(process.platform === 'win32')(
    'Ctrl-C: what is done is printed and written, exit status 130',
    async () => {
      const list = folder.file('many.txt');
      writeFileSync(list, Array.from({ length: 3000 }, (_none, index) => `d${index}.sfb2015.example`).join('\n'));
      const out = folder.file('cancelled');
      const running = startCli(['sweep', list, '--lab', 'sfb2015', '--from', 'outside', '--out', out]);
      await some(out);
      running.child.kill('SIGINT');
      const result = await running.ended;
      expect([result.status, result.stderr]).toEqual([130, '']);
      const summary = summaryIn(readFileSync(`${out}/summary.json`, 'utf8'));
      expect(summary.outcome).toBe('cancelled');
      expect(summary.rows.length).toBeGreaterThan(0);
      expect(summary.rows.length).toBeLessThan(3000);
      expect(
        summary.rows.filter(({ verdict }) => verdict === 'cancelled').every(({ findings }) => findings.length === 0),
      ).toBe(true);
      expect(result.stdout).toMatch(/\d+ more of the list were not swept/);
    },
    120_000,
  );
});

/** Resolves once sessions lie in the folder: nothing but the files tells how far a sweep in a pipe is. */
async function some(out: string): Promise<void> {
  while (!existsSync(out) || readdirSync(out).filter((name) => name.endsWith('.lyncscope')).length < 12) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
