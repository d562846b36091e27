/** Starts the built program in Electron where its binary is; elsewhere the tests are skipped, loudly. */
import { _electron, test as base, expect, type ElectronApplication } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findElectron } from '../../scripts/find-electron.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const found = findElectron();
const noDisplay = process.platform === 'linux' && !(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
/** Why Electron's tests cannot run here; undefined where they can. */
export const missing = found.file === undefined ? found.reason : noDisplay ? 'this session has no display' : undefined;

// Machines that are meant to have it turn the skip into a failure.
if (missing !== undefined && process.env['ELECTRON_TESTS'] === 'required') throw new Error(missing);

export const test = base.extend<{ folder: string; launch: (...args: string[]) => Promise<ElectronApplication> }>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lyncscope-electron-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  launch: async ({ folder }, use) => {
    const started: ElectronApplication[] = [];
    await use(async (...args) => {
      const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
      const app = await _electron.launch({
        ...(found.file === undefined ? {} : { executablePath: found.file }),
        args: [...(asRoot ? ['--no-sandbox'] : []), `--user-data-dir=${path.join(folder, 'data')}`, root, ...args],
      });
      started.push(app);
      return app;
    });
    for (const app of started) await app.close();
  },
});
export { expect };
