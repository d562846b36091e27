/** The engine of sweeps with walks of the test's own: how many at a time, what is kept, what a cancel leaves. */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sessionFileName, writeSummary } from '../../../main/sweep/files.js';
import { readSummaries } from '../../../main/sweep/summaries.js';
import { startSweep, type RunOneWalk, type SweepOptions } from '../../../main/sweep/sweep.js';
import { UsageError } from '../../../main/usage.js';
import { parseSessionText } from '../../../shared/session/file.js';
import type { Session } from '../../../shared/session/model.js';
import { reduceSession } from '../../../shared/session/reduce.js';
import type { SweepProgress, SweepRequest, SweepRow } from '../../../shared/sweep/model.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lyncscope-sweeps-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const request = (list: readonly string[], changes: Partial<SweepRequest> = {}): SweepRequest => ({
  list: list.join('\n'),
  options: { location: 'outside', connectTo: [], proxy: 'none', authorities: [], trustedHosts: [] },
  concurrency: 4,
  ...changes,
});
const domains = (count: number): readonly string[] =>
  Array.from({ length: count }, (_none, index) => `d${index + 1}.example`);

/** A walk that records one step, with as many bytes as `weight` in it. */
function walkOf(
  weight = 0,
  during: (sipAddress: string, signal: AbortSignal) => Promise<void> = async () => undefined,
): RunOneWalk {
  return async ({ sipAddress = '', location }, { emit, onStarted, signal }) => {
    const target = {
      sipAddress,
      domain: sipAddress.split('@')[1] ?? '',
      hasPassword: false,
      location,
      signIn: 'auto',
      discoveryUrls: [],
      connectTo: [],
      proxy: 'none',
      extraAuthorities: 0,
      trustedHosts: [],
      timeoutMs: 1,
      plannedCredentialUses: 0,
    } as const;
    await onStarted?.({ target });
    let session: Session | null = null;
    const tell: typeof emit = (event) => {
      session = reduceSession(session, event);
      emit(event);
    };
    tell({
      type: 'session-started',
      session: {
        format: 'lyncscope-session',
        formatVersion: 1,
        id: sipAddress,
        startedAt: '2026-11-20T10:00:00.000Z',
        tool: { version: '0', platform: 'test', runtime: 'test' },
        target,
        keepsSecrets: false,
      },
    });
    // Random, so that no two walks share their text.
    const value =
      weight === 0
        ? 'x'
        : Array.from({ length: weight / 16 }, () => Math.random().toString(36).padEnd(16, '0').slice(0, 16)).join('');
    tell({
      type: 'step-ended',
      step: { id: 's1', kind: 'walk', title: 'walk', outcome: 'ok', startedMs: 0, endedMs: 1, facts: [], value },
    });
    await during(sipAddress, signal);
    tell({ type: 'session-ended', outcome: signal.aborted ? 'cancelled' : 'completed', endedMs: 2 });
    if (session === null) throw new Error('no session');
    return session;
  };
}

async function sweep(asked: SweepRequest, run: RunOneWalk, changes: Partial<SweepOptions> = {}) {
  const rows: SweepRow[] = [];
  const progress: SweepProgress[] = [];
  const running = await startSweep(asked, {
    folder,
    run,
    signal: new AbortController().signal,
    tool: 'test',
    onRow: (row, state) => {
      rows.push(row);
      progress.push(state);
    },
    ...changes,
  });
  return { running, rows, progress, summary: await running.ended };
}

describe('a sweep', () => {
  it('walks through every target without a password, a few at a time, each into a file of its own', async () => {
    let running = 0;
    let most = 0;
    const passwords = new Set<string>();
    let open = (): void => undefined;
    const four = new Promise<void>((resolve) => (open = resolve));
    const counted = walkOf(0, async () => {
      running += 1;
      most = Math.max(most, running);
      if (running === 4) open();
      await four;
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    });
    const { summary, rows, progress } = await sweep(request(domains(20)), (asked, options) => {
      passwords.add(JSON.stringify([asked.password, asked.userName, asked.keepSecrets, asked.sip, asked.services]));
      return counted(asked, options);
    });
    expect(most).toBe(4);
    expect([...passwords]).toEqual(['[{"mode":"none"},null,false,"none","none"]']);
    expect(summary.rows.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_none, index) => index + 1));
    expect(rows).toHaveLength(20);
    expect(progress.at(-1)).toMatchObject({ total: 20, done: 20, running: 0, leftMs: 0 });
    expect(summary).toMatchObject({ outcome: 'completed', location: 'outside', tool: 'test', list: { targets: 20 } });
    const files = (await readdir(folder)).toSorted();
    expect(files).toEqual(summary.rows.map(({ file }) => file));
    for (const [index, file] of files.entries()) {
      const read = parseSessionText(await readFile(path.join(folder, file), 'utf8'));
      expect(read).toMatchObject({
        ok: true,
        value: { session: { id: `sweep@d${index + 1}.example`, outcome: 'completed' } },
      });
    }
  });

  it('gives a line that cannot be checked a row with its sentence, and goes on after a bug', async () => {
    const run = walkOf();
    const { summary } = await sweep(
      request(['a.example', 'nonsense', 'bad.example', 'bug.example', 'b.example']),
      (asked, options) => {
        if (asked.sipAddress === 'sweep@bad.example') throw new UsageError('It cannot be run.');
        if (asked.sipAddress === 'sweep@bug.example') throw new TypeError('x is not a function');
        return run(asked, options);
      },
    );
    expect(
      summary.rows.map(({ verdict, headline, file }) => [verdict === 'could-not-run', headline, file === undefined]),
    ).toEqual([
      [false, expect.any(String), false],
      [true, expect.stringContaining('"nonsense" is neither'), true],
      [true, 'It cannot be run.', true],
      [true, 'The walk ended in an unexpected error: x is not a function', true],
      [false, expect.any(String), false],
    ]);
  });

  it('takes its shard, and shards know that they are of one list', async () => {
    const all = await sweep(request(domains(7)), walkOf());
    const parts = [];
    for (const part of [1, 2, 3]) {
      parts.push((await sweep(request(domains(7), { shard: { part, of: 3 } }), walkOf())).summary);
    }
    expect(parts.map(({ rows }) => rows.map(({ line }) => line))).toEqual([
      [1, 4, 7],
      [2, 5],
      [3, 6],
    ]);
    expect(new Set([...parts, all.summary].map(({ list }) => list.sha256)).size).toBe(1);
    const other = await sweep(request(domains(8)), walkOf());
    expect(other.summary.list.sha256).not.toBe(all.summary.list.sha256);
  });

  it('that is cancelled keeps what is done, marks what was running and begins no more', async () => {
    const controller = new AbortController();
    const run = walkOf(0, (sipAddress, signal) => {
      if (Number(/\d+/.exec(sipAddress)?.[0]) <= 3) return Promise.resolve();
      if (signal.aborted) return Promise.resolve();
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    });
    const running = await startSweep(request(domains(50)), {
      folder,
      run,
      signal: controller.signal,
      tool: 'test',
      onRow: (row, { done }) => void (done === 3 && setImmediate(() => controller.abort())),
    });
    const summary = await running.ended;
    expect(summary.outcome).toBe('cancelled');
    expect(summary.rows.map(({ line, verdict }) => [line, verdict === 'cancelled'])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((line) => [line, line > 3]),
    );
    expect(running.soFar().rows).toEqual(summary.rows);
  });

  it('goes on where a session cannot be written, and says so once', async () => {
    const { summary, running } = await sweep(request(domains(3)), walkOf(), { folder: path.join(folder, 'gone') });
    expect(summary.rows.map(({ file }) => file)).toEqual([undefined, undefined, undefined]);
    expect(summary.outcome).toBe('completed');
    expect(running.trouble()).toMatch(/cannot be written: the folder does not exist/);
  });

  it.each([
    ['an empty list', request(['# nothing'])],
    ['too many at a time', request(domains(1), { concurrency: 33 })],
    ['a shard that is none', request(domains(1), { shard: { part: 3, of: 2 } })],
    ['an unknown lab', request(domains(1), { lab: { deployment: 'nt4', faults: [] } })],
    [
      'options that cannot be used',
      { ...request(domains(1)), options: { ...request([]).options, resolver: 'nowhere' } },
    ],
  ])('refuses %s before it starts', async (_what, asked) => {
    await expect(sweep(asked, walkOf())).rejects.toThrow(UsageError);
    expect(await readdir(folder)).toEqual([]);
  });

  it('holds no session in memory: four times the targets need no more', async () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const weight = 128 * 1024;
    const heapAt = new Map<number, number>();
    const running = await startSweep(request(domains(400)), {
      folder,
      run: walkOf(weight),
      signal: new AbortController().signal,
      tool: 'test',
      onRow: (_row, { done }) => {
        if (done !== 100 && done !== 400) return;
        gc();
        heapAt.set(done, process.memoryUsage().heapUsed);
      },
    });
    await running.ended;
    const grown = (heapAt.get(400) ?? Number.NaN) - (heapAt.get(100) ?? Number.NaN);
    // 300 sessions of an eighth of a megabyte each would be 38 MB.
    expect(grown).toBeLessThan(8 * 1024 * 1024);
  });
});

describe('file names', () => {
  it('are fit for every system, and unique by their line', () => {
    expect(sessionFileName(7, 'sip:Anna@Contoso.example')).toBe('00007-anna@contoso.example.lyncscope');
    for (const target of [
      '../../etc/passwd',
      'con',
      'a\\b:c*d?e"f<g>h|i',
      'x'.repeat(500),
      'bücher.example',
      '',
      'a.. ',
      'a\nb',
    ]) {
      const name = sessionFileName(12, target);
      expect(name).toMatch(/^00012-[a-z0-9._@-]{1,80}\.lyncscope$/);
    }
    expect(sessionFileName(1, 'a b.example')).not.toBe(sessionFileName(2, 'a_b.example'));
  });
});

describe('summaries in a folder', () => {
  it('are found in it and in the folders of its jobs', async () => {
    const { summary } = await sweep(request(domains(4)), walkOf());
    for (const part of [1, 2]) {
      const job = path.join(folder, 'jobs', `job-${part}`);
      await mkdir(job, { recursive: true });
      await writeSummary(job, { ...summary, shard: { part, of: 2 } });
    }
    const found = await readSummaries(folder);
    expect(found.map(({ summary: { shard } }) => shard?.part)).toEqual([1, 2]);
    expect((await readdir(path.join(folder, 'jobs', 'job-1'))).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('that are not there, or are something else, are told in a sentence', async () => {
    await expect(readSummaries(folder)).rejects.toThrow(/holds no summary/);
    await expect(readSummaries(path.join(folder, 'gone'))).rejects.toThrow(/there is no such folder/);
  });
});
