/** Real walks of a sweep, over one lab: what the engine, the network and the judging keep must not grow with the list. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSweep } from '../../main/sweep/sweep.js';
import { runWalk } from '../../main/walk.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lyncscope-memory-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Every tenth is a user with a server behind the domain, the others are domains that do not exist. */
const targets = Array.from({ length: 440 }, (_none, index) =>
  index % 10 === 0 ? `user${index}@sfb2019.example` : `d${index}.sfb2019.example`,
);

it('four times the targets need no more memory', async () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const heapAt = new Map<number, number>();
  const running = await startSweep(
    {
      list: targets.join('\n'),
      options: {
        location: 'outside',
        dnsDepth: 'none',
        connectTo: [],
        proxy: 'none',
        authorities: [],
        trustedHosts: [],
      },
      concurrency: 8,
      lab: { deployment: 'sfb2019', faults: [] },
    },
    {
      folder,
      run: runWalk,
      signal: new AbortController().signal,
      tool: 'test',
      onRow: (_row, { done }) => {
        if (done !== 110 && done !== 440) return;
        gc();
        heapAt.set(done, process.memoryUsage().heapUsed);
      },
    },
  );
  const { rows } = await running.ended;
  expect(rows.filter(({ verdict }) => verdict === 'passed').length).toBe(44);
  expect(rows.filter(({ rootCause }) => rootCause === 'dns-no-discovery-records').length).toBe(396);
  const grown = (heapAt.get(440) ?? Number.NaN) - (heapAt.get(110) ?? Number.NaN);
  // The 330 sessions between are 25 MB as files and more in memory; walks in flight differ by some.
  expect(grown).toBeLessThan(12 * 1024 * 1024);
}, 300_000);
