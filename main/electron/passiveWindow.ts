/**
 * A server's sign-in page in a window of its own: sandboxed, without preload and permissions, its cookies in memory and
 * gone with it. docs/protocol/passive.md; docs/decisions/008-passive-sign-in.md
 */
import { randomUUID } from 'node:crypto';
import { app, BrowserWindow, session, type Session, type WebContents } from 'electron';
import type { PassiveOutcome, PassivePage } from '../walk.js';
import { cookieHeader, SignInProgress, verdictOn } from './passiveRules.js';
import { keepOwnRules } from './window.js';

/** Chromium's codes: superseded by another navigation; cancelled by us, which is told elsewhere. */
const noFailures: readonly number[] = [-3, -20];

/**
 * Shows the page until somebody has signed in there, or the window is closed.
 * @param owner the window of the walk, where questions about other hosts are asked
 */
export function openPassivePage(owner: BrowserWindow, page: PassivePage, signal: AbortSignal): Promise<PassiveOutcome> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ kind: 'closed' });
    const guest = session.fromPartition(`sign-in-${randomUUID()}`, { cache: false });
    const window = new BrowserWindow(windowOptions(guest, new URL(page.url).host));
    const contents = window.webContents;
    keepOwnRules(contents);
    let isOver = false;
    const end = (outcome: PassiveOutcome): void => {
      if (isOver) return;
      isOver = true;
      signal.removeEventListener('abort', close);
      app.off('select-client-certificate', noCertificate);
      if (!window.isDestroyed()) window.destroy();
      void forget(guest).then(() => resolve(outcome));
    };
    const close = (): void => end({ kind: 'closed' });
    const noCertificate = clientCertificateRefusal(contents);
    signal.addEventListener('abort', close, { once: true });
    app.on('select-client-certificate', noCertificate);
    window.on('closed', close);
    window.once('ready-to-show', () => window.show());
    contents.on('render-process-gone', () => end({ kind: 'failed', reason: 'its process ended unexpectedly' }));
    contents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
      if (isMainFrame && !noFailures.includes(code)) end({ kind: 'failed', reason: description });
    });
    nameTheHost(window);
    deny(guest, contents);
    follow({ owner, window, guest, page, end });
    contents.loadURL(page.url).catch(() => undefined); // did-fail-load has told it
  });
}

interface Shown {
  readonly owner: BrowserWindow;
  readonly window: BrowserWindow;
  readonly guest: Session;
  readonly page: PassivePage;
  readonly end: (outcome: PassiveOutcome) => void;
}

/** Holds every request to the rules, and looks after each page whether the sign-in is done. */
function follow({ owner, window, guest, page, end }: Shown): void {
  const known = new Set([new URL(page.url).host]);
  const progress = new SignInProgress(page.url, page.cookiesFor);
  // Only what a browser would send there: cookies of other hosts are never read.
  const cookies = (): Promise<Electron.Cookie[]> => guest.cookies.get({ url: page.cookiesFor });
  let shownHost = new URL(page.url).host;

  const mayGo = async (url: string, type: string, method: string): Promise<boolean> => {
    let verdict = verdictOn({ url, type }, known);
    if (verdict === 'ask') {
      owner.focus();
      verdict = (await page.mayVisit(url, shownHost)) ? 'go' : 'stop';
      if (verdict === 'go') known.add(new URL(url).host);
      if (!window.isDestroyed()) window.focus();
    }
    if (type !== 'mainFrame') return verdict === 'go';
    if (verdict === 'stop') {
      const host = URL.canParse(url) ? new URL(url).host : '';
      end({ kind: 'failed', reason: `it leads to ${host === '' ? 'no web address' : host}, which may not be visited` });
      return false;
    }
    if (progress.isFirstStep(method, url)) progress.begin(await cookies());
    return true;
  };
  guest.webRequest.onBeforeRequest((details, decide) => {
    mayGo(details.url, details.resourceType, details.method).then(
      (go) => decide({ cancel: !go }),
      () => {
        decide({ cancel: true });
        end({ kind: 'failed', reason: 'an address of it could not be checked' });
      },
    );
  });

  const { webContents } = window;
  webContents.on('did-navigate', (_event, url, status) => {
    shownHost = URL.canParse(url) ? new URL(url).host : shownHost;
    progress.arrived(url, status);
  });
  webContents.on('did-finish-load', () => {
    cookies().then(
      (now) => {
        if (progress.isDone(now)) end({ kind: 'cookies', header: cookieHeader(now) });
      },
      () => undefined, // the window is gone
    );
  });
}

function windowOptions(guest: Session, host: string): Electron.BrowserWindowConstructorOptions {
  return {
    width: 560,
    height: 760,
    show: false,
    title: titleOf(host),
    autoHideMenuBar: true,
    fullscreenable: false,
    webPreferences: {
      session: guest,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    },
  };
}

const titleOf = (host: string): string => `${host} - sign-in page`;

/** The title is the host that is shown, whatever the page calls itself. */
function nameTheHost(window: BrowserWindow): void {
  window.on('page-title-updated', (event) => event.preventDefault());
  window.webContents.on('did-navigate', (_event, url) => {
    if (URL.canParse(url)) window.setTitle(titleOf(new URL(url).host));
  });
}

/** No permissions, devices, downloads, windows, webviews, nor certificates that do not validate. */
function deny(guest: Session, contents: WebContents): void {
  guest.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  guest.setPermissionCheckHandler(() => false);
  guest.setDevicePermissionHandler(() => false);
  guest.on('will-download', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('certificate-error', (event, _url, _error, _certificate, decide) => {
    event.preventDefault();
    decide(false);
  });
  // Other schemes do not come by as requests: they are stopped before.
  const onlySecure = (event: { preventDefault(): void; readonly url: string }): void => {
    if (verdictOn({ url: event.url, type: 'mainFrame' }, new Set()) === 'stop') event.preventDefault();
  };
  contents.on('will-navigate', onlySecure);
  contents.on('will-redirect', onlySecure);
  contents.on('will-frame-navigate', onlySecure);
}

/** Chromium would take the first certificate of the user's without asking. */
function clientCertificateRefusal(own: WebContents) {
  return (
    event: Electron.Event,
    contents: WebContents | null,
    _url: string,
    _list: Electron.Certificate[],
    choose: (certificate?: Electron.Certificate) => void,
  ): void => {
    if (contents !== own) return;
    event.preventDefault();
    choose();
  };
}

/** Nothing of the sign-in outlives its window. */
async function forget(guest: Session): Promise<void> {
  await Promise.allSettled([guest.clearStorageData(), guest.clearCache(), guest.clearAuthCache()]);
  await Promise.allSettled([guest.closeAllConnections()]);
}
