/** The sweeps of one page: rows a few times a second, sessions that can be opened, folders that go with the page. */
import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { createSweepService } from '../../../main/service/sweepService.js';
import type { RunOneWalk } from '../../../main/sweep/sweep.js';
import { UsageError } from '../../../main/usage.js';
import type { Session } from '../../../shared/session/model.js';
import type { SweepMessage, SweepRequest } from '../../../shared/sweep/model.js';

const request: SweepRequest = {
  list: 'a.example\nnonsense\nb.example',
  options: { location: 'outside', connectTo: [], proxy: 'none', authorities: [], trustedHosts: [] },
  concurrency: 2,
};

/** Writes a beginning into its session file and ends, or at 'slow.example' waits for a cancel; then breaks. */
const run: RunOneWalk = async ({ sipAddress = '' }, { emit, onStarted, signal }) => {
  await onStarted?.({ target: {} as Session['target'] });
  emit({ type: 'session-ended', outcome: 'completed', endedMs: 1 });
  if (sipAddress.endsWith('@slow.example') && !signal.aborted) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  throw new UsageError(`${sipAddress} was walked.`);
};

function service() {
  const told: SweepMessage[] = [];
  return { told, ...createSweepService({ push: (message) => told.push(message), run, tool: 'test' }) };
}

const endOf = async (told: readonly SweepMessage[]): Promise<SweepMessage & { readonly type: 'ended' }> => {
  await vi.waitFor(() => expect(told.at(-1)?.type).toBe('ended'));
  const end = told.at(-1);
  if (end?.type !== 'ended') throw new Error('no end');
  return end;
};
const rowsIn = (told: readonly SweepMessage[]) =>
  told.flatMap((message) => (message.type === 'rows' ? message.rows : []));

describe('a sweep of a page', () => {
  it('tells its rows and its end under the id the page was given', async () => {
    const { requests, told, close } = service();
    const started = await requests.startSweep(request);
    expect(told).toEqual([]); // nothing before the page knows the id
    const end = await endOf(told);
    expect(started).toEqual({ ok: true, value: end.sweepId });
    expect(new Set(told.map(({ sweepId }) => sweepId)).size).toBe(1);
    expect(
      rowsIn(told)
        .map(({ line }) => line)
        .toSorted(),
    ).toEqual([1, 2, 3]);
    const last = told.findLast((message) => message.type === 'rows');
    expect(last).toMatchObject({ progress: { total: 3, done: 3, running: 0 } });
    expect(end.outcome).toBe('completed');
    expect(existsSync(`${end.folder}/summary.json`)).toBe(true);
    await close();
    expect(existsSync(end.folder)).toBe(false);
  });

  it('opens the session of a line, and says where there is none', async () => {
    const { requests, told, close } = service();
    await requests.startSweep(request);
    const { sweepId } = await endOf(told);
    expect(await requests.openSweepSession(sweepId, 3)).toMatchObject({
      ok: true,
      value: { name: '00003-b.example.lyncscope', text: expect.stringContaining('lyncscope-session') as unknown },
    });
    expect(await requests.openSweepSession(sweepId, 2)).toMatchObject({
      ok: false,
      error: 'This line has no session.',
    });
    expect(await requests.openSweepSession(sweepId, 99)).toMatchObject({ ok: false });
    expect(await requests.openSweepSession('other', 3)).toMatchObject({ ok: false });
    await close();
    expect(await requests.openSweepSession(sweepId, 3)).toMatchObject({ ok: false });
  });

  it('is cancelled by the page, and by a page that goes', async () => {
    const { requests, told, close } = service();
    const slow = { ...request, list: 'slow.example\nlater.example', concurrency: 1 };
    const started = await requests.startSweep(slow);
    if (!started.ok) throw new Error(started.error);
    await vi.waitFor(() => expect(told.length).toBeGreaterThan(0)); // how far it is, before the first row
    expect(told[0]).toMatchObject({ type: 'rows', rows: [], progress: { total: 2, done: 0 } });
    expect(await requests.cancelSweep(started.value)).toEqual({ ok: true, value: null });
    const end = await endOf(told);
    expect(end.outcome).toBe('cancelled');
    expect(rowsIn(told).map(({ line }) => line)).toEqual([1]);

    const before = told.length;
    await requests.startSweep(slow);
    await close();
    expect(told.slice(before).some(({ type }) => type === 'ended')).toBe(false);
    expect(await requests.startSweep(slow)).toMatchObject({ ok: false });
  });

  it('that cannot run is refused with its sentence, and so is a third beside two', async () => {
    const { requests, close } = service();
    expect(await requests.startSweep({ ...request, list: '' })).toMatchObject({
      ok: false,
      error: expect.stringContaining('names no target') as unknown,
    });
    const slow = { ...request, list: 'slow.example' };
    expect((await requests.startSweep(slow)).ok && (await requests.startSweep(slow)).ok).toBe(true);
    expect(await requests.startSweep(slow)).toMatchObject({
      ok: false,
      error: expect.stringContaining('2 sweeps') as unknown,
    });
    await close();
  });
});
