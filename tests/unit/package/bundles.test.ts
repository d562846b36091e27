/** The built bundles as they ship, in plain Node: they need no packages, and the preload needs nothing but Electron. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import vm from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestChannels } from '../../../shared/ipc.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const run = promisify(execFile);
let alone = '';

beforeAll(async () => {
  // Another test run may be building too; what is up to date is left alone.
  await run(process.execPath, ['scripts/build.mjs', '--quiet'], { cwd: root });
  alone = await mkdtemp(path.join(tmpdir(), 'lyncscope-alone-'));
}, 120_000);
afterAll(() => rm(alone, { recursive: true, force: true }));

describe('the main bundle', () => {
  it('starts, registers every request, serves the page and opens the window', async () => {
    const { stdout } = await run(
      process.execPath,
      ['--import', './tests/stubs/electronLoader.mjs', './tests/stubs/startMain.mjs'],
      { cwd: root, timeout: 20_000 },
    );
    expect(JSON.parse(stdout)).toEqual({
      channels: Object.keys(requestChannels),
      loaded: ['app://lyncscope/index.html'],
      page: 200,
      policy: expect.stringContaining("script-src 'self'") as unknown,
      about: { ok: true, value: expect.objectContaining({ version: '9.9.9' }) as unknown },
      labs: { ok: true, value: expect.objectContaining({ deployments: expect.any(Array) as unknown }) as unknown },
    });
  });
});

describe('the preload bundle', () => {
  it('is one script that requires electron alone', async () => {
    const source = await readFile(path.join(root, 'out', 'preload', 'index.cjs'), 'utf8');
    const required: string[] = [];
    const exposed: Record<string, object> = {};
    const require = (name: string): unknown => {
      required.push(name);
      return {
        contextBridge: { exposeInMainWorld: (key: string, value: object) => (exposed[key] = value) },
        ipcRenderer: { invoke: () => undefined, on: () => undefined },
      };
    };
    vm.runInNewContext(source, { require, module: { exports: {} }, exports: {} });
    expect(required).toEqual(['electron']);
    expect(Object.keys(exposed)).toEqual(['lyncscope']);
    expect(Object.keys(exposed['lyncscope'] ?? {})).toEqual([
      ...Object.keys(requestChannels),
      'onWalk',
      'onSweep',
      'onCommand',
    ]);
  });
});

describe('the command line', () => {
  it('runs from a folder without packages, and leaves standard output to its answer', async () => {
    await cp(path.join(root, 'out', 'cli'), path.join(alone, 'out', 'cli'), { recursive: true });
    await cp(path.join(root, 'package.json'), path.join(alone, 'package.json'));
    const { stdout } = await run(process.execPath, ['out/cli/index.js', 'lab', 'list', '--json'], { cwd: alone });
    expect(JSON.parse(stdout)).toMatchObject({ deployments: expect.arrayContaining([]) as unknown });
  });

  it('hands its exit status on through the checkout’s script', async () => {
    const failed = await run(process.execPath, ['scripts/lyncscope.mjs', 'check', '--no-such-option'], {
      cwd: root,
    }).then(
      () => undefined,
      (error: { code: number; stdout: string }) => error,
    );
    expect(failed).toMatchObject({ code: 2, stdout: '' });
  });
});
