/** A session is one value: as it ran, as its events tell it, as it was saved and as it is opened again. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../../shared/audits/judge.js';
import type { WalkRequest } from '../../shared/ipc.js';
import { reportOf } from '../../shared/report.js';
import type { SessionEvent } from '../../shared/session/events.js';
import { parseSessionText, sessionLines } from '../../shared/session/file.js';
import type { Session } from '../../shared/session/model.js';
import { reduceSession } from '../../shared/session/reduce.js';
import { buildCli, cli, scratchFolder } from './support/cliProcess.js';
import { walk } from './support/walks.js';

const folder = scratchFolder();
beforeAll(buildCli, 120_000);
afterAll(() => folder.remove());

const request = (
  deployment: string,
  faults: readonly string[],
  location: 'inside' | 'outside',
): Partial<WalkRequest> => ({
  password: { mode: 'ask' },
  location,
  proxy: 'auto',
  timeoutMs: 3000,
  lab: { deployment, faults },
});

function reopened(text: string): Session {
  const read = parseSessionText(text);
  if (!read.ok) throw new Error(read.error);
  expect(read.value.problem).toBeUndefined();
  return read.value.session;
}

describe.each([
  ['a healthy walk', request('sfb2015', [], 'outside')],
  ['a walk with expected failures', request('lync2010', [], 'inside')],
  ['a failed handshake', request('sfbse', ['tls-name'], 'outside')],
  ['a truncated answer', request('lync2013', ['truncated-body'], 'outside')],
])('%s', (_title, wanted) => {
  it('is equal live, by its events, saved and reopened, with the same findings', async () => {
    const events: SessionEvent[] = [];
    const live = await walk(wanted, { emit: (event) => events.push(event) });
    const told = events.reduce<Session | null>(reduceSession, null);
    expect(told).toEqual(live);
    // What crosses a process boundary or a file is JSON: nothing may be lost on the way.
    expect(JSON.parse(JSON.stringify(live))).toEqual(live);
    const again = reopened(sessionLines(live));
    expect(again).toEqual(live);
    expect(judge(again)).toEqual(judge(live));
    expect(reopened(sessionLines(again))).toEqual(live);
  });
});

it('check, the file it wrote and judge agree, exit status included', async () => {
  for (const [deployment, faults, status] of [
    ['sfb2019', [], 0],
    ['sfb2019', ['--fault', 'tls-expired'], 1],
  ] as const) {
    const file = folder.file(`${deployment}${faults.length}.lyncscope`);
    const checked = await cli(['check', '--lab', deployment, ...faults, '--from', 'outside', '--save', file, '--json']);
    expect([checked.status, checked.stderr]).toEqual([status, '']);
    const judged = await cli(['judge', file, '--json']);
    expect([judged.status, judged.stderr]).toEqual([status, '']);
    const report: unknown = JSON.parse(checked.stdout);
    expect(JSON.parse(judged.stdout)).toEqual(report);
    expect(report).toEqual(reportOf(reopened(readFileSync(file, 'utf8'))));
  }
}, 240_000);
