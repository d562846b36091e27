/** Runs main/index.ts and preload/index.ts against a stub of Electron: what a page could do, and must not. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { requestChannels, type Bridge, type HostCommand, type WalkMessage } from '../../../shared/ipc.js';
import * as stub from '../../stubs/electron.js';
import { aRequest, fakeWalks } from '../host/fakeWalks.js';

vi.mock('electron', () => import('../../stubs/electron.js'));
vi.mock('../../../main/walk.js', async () => {
  const { fakeWalks } = await import('../host/fakeWalks.js');
  return { runWalk: fakeWalks.run, labCatalogue: fakeWalks.catalogue };
});

let folder = '';
const own = { url: 'app://lyncscope/index.html', parent: null };
const contents = (): stub.WebContentsStub => stub.windows[0]!.webContents;
const bridge = (): Bridge => stub.exposed.get('lyncscope') as Bridge;
const ask = (channel: string, senderFrame: unknown, ...args: unknown[]): unknown =>
  stub.ipcHandlers.get(channel)!({ sender: { id: contents().id }, senderFrame }, ...args);
const commands = (): HostCommand[] =>
  contents()
    .sent.filter(({ channel }) => channel === 'command')
    .map(({ message }) => message as HostCommand);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lyncscope-shell-'));
  await import('../../../main/index.js');
  await import('../../../preload/index.js');
  stub.app.fireReady();
  await vi.waitFor(() => expect(stub.windows[0]?.loaded).toEqual(['app://lyncscope/index.html']));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the window', () => {
  it('is sandboxed, isolated and without Node', () => {
    expect(stub.windows[0]!.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      devTools: false,
    });
    expect(stub.calls.map(({ api }) => api)).toContain('app.enableSandbox');
    expect(stub.windows[0]!.options.webPreferences['preload']).toMatch(/preload[/\\]index\.cjs$/);
  });

  it('declares its scheme standard and secure, and never one that passes the content security policy', () => {
    const declared = stub.calls.find(({ api }) => api === 'protocol.registerSchemesAsPrivileged')?.args[0];
    expect(declared).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  });

  it('goes nowhere but to its own page', () => {
    const targets: readonly (readonly [string, string, boolean])[] = [
      ['will-navigate', 'https://attacker.example/', true],
      ['will-navigate', 'app://lyncscope.attacker.example/', true],
      ['will-navigate', 'app://user@lyncscope/index.html', true],
      ['will-redirect', 'file:///etc/passwd', true],
      ['will-frame-navigate', 'data:text/html,x', true],
      ['will-navigate', 'app://lyncscope/index.html', false],
    ];
    for (const [name, url, prevented] of targets) {
      const event = { url, preventDefault: vi.fn() };
      contents().emit(name, event);
      expect([url, event.preventDefault.mock.calls.length > 0]).toEqual([url, prevented]);
    }
  });

  it('opens no further windows and no webviews', () => {
    expect(contents().openHandler?.({ url: 'https://contoso.example/' })).toEqual({ action: 'deny' });
    const event = { preventDefault: vi.fn() };
    contents().emit('will-attach-webview', event);
    expect(event.preventDefault).toHaveBeenCalledOnce();
  });

  it('grants no permission and no device', () => {
    const decide = vi.fn();
    (stub.sessionHooks.get('request') as (...args: unknown[]) => void)({}, 'media', decide);
    expect(decide).toHaveBeenCalledExactlyOnceWith(false);
    expect((stub.sessionHooks.get('check') as () => boolean)()).toBe(false);
    expect((stub.sessionHooks.get('device') as () => boolean)()).toBe(false);
  });
});

describe('app://', () => {
  it.each([
    'app://lyncscope/..%2f..%2fpackage.json',
    'app://lyncscope/%5c..%5cpackage.json',
    'app://lyncscope/%00',
    'app://lyncscope/.stamp',
    'app://other/index.html',
  ])('answers 404 to %s, with the security headers', async (url) => {
    const answer = await stub.protocolHandlers.get('app')!(new Request(url));
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('requests', () => {
  it('has a handler for every request and no others', () => {
    expect([...stub.ipcHandlers.keys()].sort()).toEqual(Object.keys(requestChannels).sort());
  });

  it.each([
    ['a foreign page', { url: 'https://attacker.example/', parent: null }],
    ['a look-alike host', { url: 'app://lyncscope.attacker.example/index.html', parent: null }],
    ['a frame inside the page', { ...own, parent: {} }],
    ['a frame that is gone', null],
  ])('refuses every request of %s', async (_name, frame) => {
    for (const channel of Object.keys(requestChannels)) {
      expect(await ask(channel, frame)).toEqual({
        ok: false,
        error: 'This page may not ask the program for anything.',
      });
    }
  });

  it('refuses a window it does not know', async () => {
    const handler = stub.ipcHandlers.get('about')!;
    expect(await handler({ sender: { id: 999 }, senderFrame: own })).toMatchObject({ ok: false });
  });

  it('refuses arguments of another form, without repeating them', async () => {
    const secret = 'correct horse';
    for (const args of [[], [{ ...aRequest, password: secret }], [{ ...aRequest, path: secret }], [aRequest, secret]]) {
      const answer = await ask('startWalk', own, ...args);
      expect(answer).toMatchObject({ ok: false });
      expect(JSON.stringify(answer)).not.toContain(secret);
    }
  });
});

describe('the preload script', () => {
  it('exposes the Bridge and nothing else', async () => {
    expect([...stub.exposed.keys()]).toEqual(['lyncscope']);
    expect(Object.keys(bridge()).sort()).toEqual(
      [...Object.keys(requestChannels), 'onWalk', 'onSweep', 'onCommand'].sort(),
    );
    expect(await bridge().about()).toMatchObject({ ok: true, value: { version: '9.9.9' } });
  });

  it('hands on messages, never the event they came with', () => {
    const heard: unknown[][] = [];
    const stop = bridge().onWalk((...args: unknown[]) => heard.push(args));
    const message: WalkMessage = { type: 'stopped', walkId: 'w', error: 'x' };
    stub.ipcRenderer.emit('walk', { sender: 'raw' }, message);
    stop();
    expect(heard).toEqual([[message]]);
  });

  it('hands on what a sweep tells', () => {
    const heard: unknown[] = [];
    const stop = bridge().onSweep((message) => heard.push(message));
    const message = { type: 'stopped', sweepId: 's', error: 'x' };
    stub.ipcRenderer.emit('sweep', {}, message);
    stop();
    expect(heard).toEqual([message]);
  });

  it('keeps a command that comes before the page listens', () => {
    stub.ipcRenderer.emit('command', {}, { type: 'new-walk' });
    const heard: HostCommand[] = [];
    bridge().onCommand((command) => heard.push(command))();
    expect(heard).toEqual([{ type: 'new-walk' }]);
  });
});

describe('a walk', () => {
  it('is started by the page, asks it, and tells it what happens', async () => {
    const started = await bridge().startWalk(aRequest);
    if (!started.ok) throw new Error(started.error);
    const told = (): WalkMessage[] =>
      contents()
        .sent.filter(({ channel }) => channel === 'walk')
        .map(({ message }) => message as WalkMessage)
        .filter((message) => message.walkId === started.value);
    await vi.waitFor(() => expect(told().map(({ type }) => type)).toEqual(['events', 'question']));
    expect(await bridge().answer(started.value, 'q1', { kind: 'trust', allow: true })).toEqual({
      ok: true,
      value: null,
    });
    await vi.waitFor(() => expect(told().at(-1)?.type).toBe('events'));
    expect(told().map(({ type }) => type)).toEqual(['events', 'question', 'question-closed', 'events']);
    expect(fakeWalks.answers).toContainEqual({ kind: 'trust', allow: true });
  });
});

describe('session files', () => {
  it('are read through the dialog, which starts in the folder used last', async () => {
    await writeFile(path.join(folder, 'a.lyncscope'), 'text of a');
    stub.dialogAnswers.open = { canceled: false, filePaths: [path.join(folder, 'a.lyncscope')] };
    expect(await bridge().openSessionFile()).toEqual({ ok: true, value: { name: 'a.lyncscope', text: 'text of a' } });
    stub.dialogAnswers.open = { canceled: true, filePaths: [] };
    expect(await bridge().openSessionFile()).toEqual({ ok: true, value: null });
    expect(stub.calls.findLast(({ api }) => api === 'dialog.showOpenDialog')?.args[0]).toMatchObject({
      defaultPath: folder,
    });
  });

  it('say in a sentence why they were not read', async () => {
    stub.dialogAnswers.open = { canceled: false, filePaths: [path.join(folder, 'missing.lyncscope')] };
    expect(await bridge().openSessionFile()).toEqual({
      ok: false,
      error: 'missing.lyncscope could not be read: it does not exist.',
    });
  });

  it('are written whole, under a name without folders', async () => {
    const file = path.join(folder, 'saved.lyncscope');
    stub.dialogAnswers.save = { canceled: false, filePath: file };
    expect(await bridge().saveSessionFile({ name: '../../evil/s.lyncscope', text: 'saved' })).toEqual({
      ok: true,
      value: 'saved.lyncscope',
    });
    expect(await readFile(file, 'utf8')).toBe('saved');
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    const { defaultPath } = stub.calls.findLast(({ api }) => api === 'dialog.showSaveDialog')?.args[0] as {
      defaultPath: string;
    };
    expect(path.dirname(defaultPath)).toBe(folder);
  });

  it('tables and calendars are saved under their own filter, and other kinds not at all', async () => {
    const file = path.join(folder, 'calendar.ics');
    stub.dialogAnswers.save = { canceled: false, filePath: file };
    expect(await bridge().saveTextFile({ name: '../calendar.ics', text: 'BEGIN:VCALENDAR' })).toEqual({
      ok: true,
      value: 'calendar.ics',
    });
    expect(await readFile(file, 'utf8')).toBe('BEGIN:VCALENDAR');
    const asked = stub.calls.findLast(({ api }) => api === 'dialog.showSaveDialog')?.args[0] as { defaultPath: string };
    expect(asked).toMatchObject({ filters: [{ extensions: ['ics'] }] });
    expect(path.dirname(asked.defaultPath)).toBe(folder);
    const dialogs = stub.calls.filter(({ api }) => api === 'dialog.showSaveDialog').length;
    expect(await bridge().saveTextFile({ name: 'run.exe', text: 'MZ' })).toMatchObject({ ok: false });
    expect(stub.calls.filter(({ api }) => api === 'dialog.showSaveDialog')).toHaveLength(dialogs);
  });

  it('leave nothing behind when they cannot be written', async () => {
    stub.dialogAnswers.save = { canceled: false, filePath: path.join(folder, 'no', 'such', 's.lyncscope') };
    expect(await bridge().saveSessionFile({ name: 's.lyncscope', text: 'x' })).toMatchObject({ ok: false });
  });

  it('that the system hands over are opened in the page', async () => {
    const file = path.join(folder, 'handed.LYNCSCOPE');
    await writeFile(file, 'handed over');
    const event = { preventDefault: vi.fn() };
    stub.app.emit('open-file', event, file);
    expect(event.preventDefault).toHaveBeenCalledOnce();
    await vi.waitFor(() =>
      expect(commands()).toContainEqual({ type: 'opened', file: { name: 'handed.LYNCSCOPE', text: 'handed over' } }),
    );
  });

  it('that a second start names are found from its folder, and its options are not taken for files', async () => {
    await writeFile(path.join(folder, 'second.lyncscope'), 'second');
    stub.app.emit('second-instance', {}, ['lyncscope', '--x=.lyncscope', 'second.lyncscope'], folder);
    await vi.waitFor(() =>
      expect(commands()).toContainEqual({ type: 'opened', file: { name: 'second.lyncscope', text: 'second' } }),
    );
    expect(stub.windows).toHaveLength(1);
  });

  it('of other kinds are not read', async () => {
    const before = commands().length;
    stub.app.emit('open-file', { preventDefault: () => undefined }, '/etc/passwd');
    stub.app.emit('second-instance', {}, ['lyncscope', '/etc/passwd'], '/');
    await new Promise((resolve) => setImmediate(resolve));
    expect(commands()).toHaveLength(before);
  });
});

describe('the menu', () => {
  it('sends its commands to the page', () => {
    const items = stub.menu.template.flatMap(({ submenu }) => submenu ?? []);
    const keys: Readonly<Record<string, HostCommand['type']>> = {
      'CmdOrCtrl+N': 'new-walk',
      'CmdOrCtrl+R': 'walk-again',
      'CmdOrCtrl+O': 'open',
      'CmdOrCtrl+S': 'save',
      F1: 'explain',
    };
    for (const [accelerator, type] of Object.entries(keys)) {
      items.find((item) => item.accelerator === accelerator)?.click?.();
      expect(commands().at(-1)).toEqual({ type });
    }
  });
});

describe('a page that crashes', () => {
  it('takes its window along, says so, and ends its walks; a new window opens when asked', async () => {
    const started = await bridge().startWalk(aRequest);
    expect(started.ok).toBe(true);
    const cancelled = fakeWalks.cancelled.length;
    stub.windows.at(-1)!.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(stub.calls.findLast(({ api }) => api === 'dialog.showErrorBox')?.args[1]).toContain('crashed');
    await vi.waitFor(() => expect(fakeWalks.cancelled.length).toBe(cancelled + 1));
    expect(await ask('about', own)).toMatchObject({ ok: false }); // the page is gone
    stub.app.emit('activate');
    expect(stub.windows).toHaveLength(2);
    expect(await bridge().about()).toMatchObject({ ok: true });
  });
});

describe('quitting', () => {
  it('ends the walks first', async () => {
    const started = await bridge().startWalk(aRequest);
    expect(started.ok).toBe(true);
    const event = { preventDefault: vi.fn() };
    const cancelled = fakeWalks.cancelled.length;
    stub.app.emit('will-quit', event);
    expect(event.preventDefault).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(stub.calls.map(({ api }) => api)).toContain('app.quit'));
    expect(fakeWalks.cancelled.length).toBe(cancelled + 1);
  });
});
