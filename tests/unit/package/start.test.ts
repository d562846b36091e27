/** `npm start` as a person without a display, and one with Electron, meets it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../../scripts/ensure-built.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const started: ChildProcess[] = [];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lyncscope-start-'));
  expect(ensureBuilt(['host', 'main', 'preload', 'renderer'])).toBe(true);
}, 120_000);
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** Standard output so far, once it matches. */
  saw(pattern: RegExp): Promise<string>;
}
function start(args: readonly string[], env: NodeJS.ProcessEnv): Started {
  const child = spawn(process.execPath, ['scripts/start.mjs', ...args], {
    cwd: root,
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let text = '';
  let wake = (): void => undefined;
  const hear = (data: Buffer): void => {
    text += data.toString('utf8');
    wake();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    child,
    ended,
    saw: async (pattern) => {
      while (!pattern.test(text)) await new Promise<void>((resolve) => (wake = resolve));
      return text;
    },
  };
}

// Elsewhere there is always a display, and the test would open windows.
describe.runIf(process.platform === 'linux')('npm start', () => {
  it('without a display says so in one line, serves the page, and ends at Ctrl-C', async () => {
    const { child, ended, saw } = start([], {});
    const text = await saw(/Ctrl-C/);
    const [reason, address] = text.split('\n');
    expect(reason).toBe('No window can be opened (this session has no display), so the page is served instead.');
    const url = /http:\/\/127\.0\.0\.1:\d+\/#ticket=[\w-]{43}$/.exec(address ?? '')?.[0] ?? '';
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>Lyncscope</title>');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  it('serves the page at once where that was asked for', async () => {
    const { child, ended, saw } = start(['--web'], {});
    expect(await saw(/Ctrl-C/)).toMatch(/^Lyncscope is open at http:/);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('starts Electron with the program and the files it was given', async () => {
    const electron = path.join(folder, 'electron');
    const told = path.join(folder, 'arguments');
    await writeFile(electron, `#!/bin/sh\nprintf '%s\\n' "$@" > '${told}'\n`, { mode: 0o755 });
    const { ended } = start(['walk.lyncscope'], { DISPLAY: ':99', ELECTRON_EXECUTABLE: electron });
    expect(await ended).toBe(0);
    const args = (await readFile(told, 'utf8'))
      .trim()
      .split('\n')
      .filter((argument) => argument !== '--no-sandbox');
    expect(args.map((argument) => path.resolve(argument))).toEqual([
      path.resolve(root),
      path.join(root, 'walk.lyncscope'),
    ]);
  });

  it('ends Electron when it is ended itself', async () => {
    const electron = path.join(folder, 'waiting');
    await writeFile(electron, '#!/bin/sh\necho running\nexec sleep 600\n', { mode: 0o755 });
    const { child, ended, saw } = start([], { DISPLAY: ':99', ELECTRON_EXECUTABLE: electron });
    await saw(/running/);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it.each([
    [['--prot', '1'], 2],
    [['--port', '0'], 2],
    [['--port', 'x'], 2],
  ])('refuses %j with one sentence', async (args, status) => {
    const { ended, saw } = start(args, {});
    expect(await ended).toBe(status);
    expect((await saw(/./)).trim().split('\n')).toHaveLength(1);
  });
});
