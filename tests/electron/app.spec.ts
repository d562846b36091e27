/** The program in a real Electron: hardened as configured, and able to do its main job. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { About, Bridge, WalkMessage } from '../../shared/ipc.js';
import type { Result } from '../../shared/result.js';
import { expect, missing, test } from './electronFixture.js';

test.skip(missing !== undefined, missing ?? '');

declare global {
  interface Window {
    readonly lyncscope?: Bridge;
  }
}

test('opens one sandboxed window on its own origin', async ({ launch }) => {
  const app = await launch();
  const page = await app.firstWindow();
  await expect(page.getByRole('button').first()).toBeVisible();
  expect(page.url()).toBe('app://lyncscope/index.html');
  expect(await page.evaluate(() => ['require', 'process', 'module'].filter((name) => name in globalThis))).toEqual([]);
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const [first] = BrowserWindow.getAllWindows();
    return (
      first?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
    ).getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
  });
});

test('says which Electron it runs on', async ({ launch }) => {
  const page = await (await launch()).firstWindow();
  const about = await page.evaluate((): Promise<Result<About>> | undefined => window.lyncscope?.about());
  expect(about).toMatchObject({
    ok: true,
    value: { host: 'electron', runtime: expect.stringMatching(/^Electron 45\./) as unknown },
  });
});

test('walks a practice lab through BoringSSL and signs in', async ({ launch }) => {
  const page = await (await launch()).firstWindow();
  const outcome = await page.evaluate(async () => {
    const bridge = window.lyncscope;
    if (bridge === undefined) return 'no bridge';
    const ended = new Promise<string>((resolve) => {
      bridge.onWalk((message: WalkMessage) => {
        if (message.type === 'stopped') resolve(message.error);
        if (message.type !== 'events') return;
        const end = message.events.find((event) => event.type === 'session-ended');
        if (end !== undefined) resolve(end.outcome);
      });
    });
    const started = await bridge.startWalk({
      password: { mode: 'ask' },
      location: 'outside',
      signIn: 'auto',
      discoveryUrls: [],
      connectTo: [],
      proxy: 'none',
      authorities: [],
      trustedHosts: [],
      keepSecrets: false,
      lab: { deployment: 'sfb2019', faults: [] },
    });
    return started.ok ? ended : started.error;
  });
  expect(outcome).toBe('completed');
});

test('navigation, new windows and permissions are refused', async ({ launch }) => {
  const app = await launch();
  const page = await app.firstWindow();
  await page.evaluate(() => {
    window.open('https://contoso.example/');
    location.href = 'https://contoso.example/';
  });
  expect(
    await page.evaluate(() => navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state)),
  ).toBe('denied');
  expect(app.windows()).toHaveLength(1);
  expect(page.url()).toBe('app://lyncscope/index.html');
});

test('saves through the native dialog', async ({ launch, folder }) => {
  const app = await launch();
  const page = await app.firstWindow();
  const filePath = path.join(folder, 'saved.lyncscope');
  await app.evaluate(({ dialog }, file) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: file });
  }, filePath);
  const saved = await page.evaluate(() => window.lyncscope?.saveSessionFile({ name: 'saved.lyncscope', text: 'text' }));
  expect(saved).toEqual({ ok: true, value: 'saved.lyncscope' });
  expect(await readFile(filePath, 'utf8')).toBe('text');
});

test('opens the file it is started with', async ({ launch, folder }) => {
  const file = path.join(folder, 'damaged.lyncscope');
  await writeFile(file, 'not a session');
  const page = await (await launch(file)).firstWindow();
  await expect(page.getByText(/damaged\.lyncscope/).first()).toBeVisible();
});
