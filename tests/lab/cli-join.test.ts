/** `lyncscope join` as a program: what it prints, and how it ends. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCli, cli, scratchFolder } from './support/cliProcess.js';

const folder = scratchFolder();
beforeAll(buildCli, 120_000);
afterAll(() => folder.remove());

describe('join', () => {
  it('joins the first meeting of a lab, leaves it, and saves what it saw', async () => {
    const file = folder.file('join.lyncscope');
    const run = await cli(['join', '--lab', 'sfb2019', '--from', 'outside', '--name', 'Karl', '--save', file]);
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('as the guest "Karl": no account is used.');
    expect(run.stdout).toContain('Joined the meeting of nora.haugen@sfb2019.example as a guest and left again.');
    expect(run.stdout).not.toContain('found nothing');
    expect(run.stdout).not.toContain('K7Q2M9XD');
    expect(readFileSync(file, 'utf8')).not.toContain('K7Q2M9XD');
    const judged = await cli(['judge', file]);
    expect(judged.stdout).toContain('Joined the meeting of nora.haugen@sfb2019.example as a guest and left again.');
  }, 60_000);

  it('ends with 1 where the guest is not let in, and says why as JSON', async () => {
    const run = await cli(['join', '--lab', 'sfb2015', '--from', 'outside', '--fault', 'conference-gone', '--json']);
    expect(run.status).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({ verdict: 'fail', findings: [{ id: 'meeting-gone' }, {}] });
  }, 60_000);

  it.each([
    [['join'], 'Say which meeting to join, or try a practice lab with --lab.'],
    [['join', 'anna@contoso.com'], 'This is not the address of a meeting'],
    [['join', 'https://meet.contoso.com/anna/K7Q2M9XD', '--fault', 'conference-gone'], 'together with --lab'],
    [['join', '--lab', 'sfb2015', '--dns', '127.0.0.1'], '--lab brings its own name servers'],
    [['join', '--lab', 'sfb2015', '--name', ' '], 'The name of the guest has 1 to 250 characters.'],
  ])('%j cannot be run', async (args, why) => {
    const run = await cli(args);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain(why);
    expect(run.stdout).toBe('');
  });
});
