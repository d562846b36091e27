/** The window of a sign-in page against a stub of Electron: what the page could do, what is read of it, and what is left. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PassiveOutcome, PassivePage } from '../../../main/walk.js';
import * as stub from '../../stubs/electron.js';

vi.mock('electron', () => import('../../stubs/electron.js'));
const { openPassivePage } = await import('../../../main/electron/passiveWindow.js');
const { hardenContents } = await import('../../../main/electron/window.js');

const page = 'https://web01.contoso.com/PassiveAuth/PassiveAuth.aspx';
const cookiesFor = 'https://web01.contoso.com/WebTicket/oauthtoken';
const sts = 'https://sts.contoso.com/adfs/ls/?wa=wsignin1.0';

beforeAll(() => hardenContents());

let mayVisit = vi.fn<PassivePage['mayVisit']>();
let stop = new AbortController();
let outcome: Promise<PassiveOutcome>;
const guest = (): stub.SessionStub => stub.partitions.at(-1)!;
const window = (): stub.BrowserWindow => stub.windows.at(-1)!;
const contents = (): stub.WebContentsStub => window().webContents;

beforeEach(() => {
  mayVisit = vi.fn<PassivePage['mayVisit']>().mockResolvedValue(true);
  stop = new AbortController();
  const owner = new stub.BrowserWindow({ webPreferences: {} });
  outcome = openPassivePage(owner as never, { url: page, cookiesFor, mayVisit }, stop.signal);
});

afterEach(async () => {
  stop.abort();
  await outcome;
});

/** As Chromium asks before each request; true when it may be made. */
function request(url: string, resourceType = 'mainFrame', method = 'GET'): Promise<boolean> {
  return new Promise((resolve) => {
    guest().rule?.({ url, resourceType, method }, ({ cancel }) => resolve(cancel !== true));
  });
}
function shows(url: string, status = 200): void {
  contents().emit('did-navigate', {}, url, status, '');
  contents().emit('did-finish-load');
}
const prevented = (name: string, ...args: unknown[]): boolean => {
  const event = { preventDefault: vi.fn(), ...(args[0] as object) };
  contents().emit(name, event, ...args.slice(1));
  return event.preventDefault.mock.calls.length > 0;
};

describe('the window', () => {
  it('is sandboxed, isolated, without preload and Node', () => {
    const { webPreferences } = window().options;
    expect(webPreferences).toMatchObject({
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
    expect(webPreferences).not.toHaveProperty('preload');
    expect(contents().loaded).toEqual([page]);
  });

  it('has a partition in memory that no other window has', () => {
    const [one, other] = [stub.partitions.at(-1), stub.partitions.at(-2)];
    expect(one?.partition).toMatch(/^sign-in-/);
    expect(one?.partition).not.toBe(other?.partition);
    expect(one?.options).toEqual({ cache: false });
  });

  it('grants nothing: permissions, devices, downloads, windows, webviews', () => {
    const decide = vi.fn();
    (guest().hooks.get('request') as (...args: unknown[]) => void)({}, 'openExternal', decide);
    expect(decide).toHaveBeenCalledExactlyOnceWith(false);
    expect((guest().hooks.get('check') as () => boolean)()).toBe(false);
    expect((guest().hooks.get('device') as () => boolean)()).toBe(false);
    const download = { preventDefault: vi.fn() };
    guest().emit('will-download', download);
    expect(download.preventDefault).toHaveBeenCalledOnce();
    expect(contents().openHandler?.({ url: page })).toEqual({ action: 'deny' });
    expect(prevented('will-attach-webview')).toBe(true);
  });

  it('refuses certificates that do not validate, and shows none of the user', () => {
    const decide = vi.fn();
    expect(prevented('certificate-error', {}, page, 'net::ERR_CERT_AUTHORITY_INVALID', {}, decide)).toBe(true);
    expect(decide).toHaveBeenCalledExactlyOnceWith(false);
    const event = { preventDefault: vi.fn() };
    const choose = vi.fn();
    stub.app.emit('select-client-certificate', event, contents(), page, [{}], choose);
    expect(choose).toHaveBeenCalledExactlyOnceWith();
    expect(event.preventDefault).toHaveBeenCalledOnce();
  });

  it('shows the host as its title, whatever the page calls itself', () => {
    expect(window().options.title).toBe('web01.contoso.com - sign-in page');
    const event = { preventDefault: vi.fn() };
    window().emit('page-title-updated', event, 'Your bank');
    expect(event.preventDefault).toHaveBeenCalledOnce();
    shows(sts);
    expect(window().titles.at(-1)).toBe('sts.contoso.com - sign-in page');
  });

  it('leaves its own rules to this window alone: others stay at the page of the program', () => {
    expect(prevented('will-navigate', { url: sts })).toBe(false);
    expect(prevented('will-navigate', { url: 'file:///etc/passwd' })).toBe(true);
    expect(prevented('will-redirect', { url: 'http://web01.contoso.com/' })).toBe(true);
    const other = new stub.BrowserWindow({ webPreferences: {} });
    const event = { url: sts, preventDefault: vi.fn() };
    other.webContents.emit('will-navigate', event);
    expect(event.preventDefault).toHaveBeenCalledOnce();
  });
});

describe('a sign-in', () => {
  it('through AD FS ends with the cookies of the host alone, and nothing of it is left', async () => {
    expect(await request(page)).toBe(true);
    expect(await request(sts)).toBe(true);
    expect(mayVisit.mock.calls).toEqual([[sts, 'web01.contoso.com']]);
    shows(sts);
    expect(await request(sts, 'mainFrame', 'POST')).toBe(true);
    expect(mayVisit).toHaveBeenCalledOnce(); // known by now
    shows(sts);
    expect(await request(page, 'mainFrame', 'POST')).toBe(true);
    guest().jar = [{ name: 'FedAuth', value: 'b2', path: '/' }];
    shows(page);
    expect(await outcome).toEqual({ kind: 'cookies', header: 'FedAuth=b2' });
    expect(guest().asked.length).toBeGreaterThan(0);
    for (const filter of guest().asked) expect(filter).toEqual({ url: cookiesFor });
    expect([...guest().cleared].sort()).toEqual(['cache', 'connections', 'credentials', 'storage']);
  });

  it('that leads to a host which may not be visited ends there', async () => {
    mayVisit.mockResolvedValue(false);
    expect(await request('https://attacker.example/login')).toBe(false);
    expect(await outcome).toEqual({
      kind: 'failed',
      reason: 'it leads to attacker.example, which may not be visited',
    });
  });

  it('holds a request back until it is known whether it may be made', async () => {
    let answer = (_may: boolean): void => undefined;
    mayVisit.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    let isMade: boolean | undefined;
    const asking = request(sts).then((may) => (isMade = may));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isMade).toBeUndefined();
    answer(true);
    expect(await asking).toBe(true);
  });

  it.each([
    ['the window is closed', () => window().destroy(), { kind: 'closed' }],
    ['the walk ends', () => stop.abort(), { kind: 'closed' }],
    [
      'the page cannot be had',
      () => contents().emit('did-fail-load', {}, -105, 'ERR_NAME_NOT_RESOLVED', page, true),
      { kind: 'failed', reason: 'ERR_NAME_NOT_RESOLVED' },
    ],
    [
      'its process ends',
      () => contents().emit('render-process-gone', {}, { reason: 'crashed' }),
      { kind: 'failed', reason: 'its process ended unexpectedly' },
    ],
  ] as const)('ends when %s', async (_name, happens, expected) => {
    contents().emit('did-fail-load', {}, -3, 'ERR_ABORTED', page, true);
    contents().emit('did-fail-load', {}, -105, 'ERR_NAME_NOT_RESOLVED', 'https://ads.example/', false);
    happens();
    expect(await outcome).toEqual(expected);
    expect(guest().cleared).toContain('storage');
    expect(stub.app.listenerCount('select-client-certificate')).toBe(0);
  });

  it('is not begun for a walk that has ended', async () => {
    const before = stub.windows.length;
    const ended = AbortSignal.abort();
    expect(await openPassivePage({} as never, { url: page, cookiesFor, mayVisit }, ended)).toEqual({ kind: 'closed' });
    expect(stub.windows).toHaveLength(before);
  });
});
