/** The window: sandboxed, isolated, and unable to go anywhere but the program's own page. */
import { app, BrowserWindow, session, type WebContents } from 'electron';
import { isOwnPage, pageUrl } from './security.js';

/** Denies what no part of the page needs: permissions, devices, new windows, webviews, other addresses. */
export function hardenSessions(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
}

/** Pages of servers, in windows that hold them to rules of their own. */
const withOwnRules = new WeakSet<WebContents>();

/** This web contents may go elsewhere than to the program's own page: whoever says so says where. */
export function keepOwnRules(contents: WebContents): void {
  withOwnRules.add(contents);
}

/** Applies to every web contents that is ever made; call before the first. */
export function hardenContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    const stay = (event: { preventDefault(): void }, address: string): void => {
      if (!isOwnPage(address) && !withOwnRules.has(contents)) event.preventDefault();
    };
    contents.on('will-navigate', (event) => stay(event, event.url));
    contents.on('will-redirect', (event) => stay(event, event.url));
    contents.on('will-frame-navigate', (event) => stay(event, event.url));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** Opens the window; it is shown once there is something to see. */
export function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1360,
    height: 860,
    minWidth: 900,
    minHeight: 560,
    show: false,
    title: 'Lyncscope',
    webPreferences: {
      preload,
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
      devTools: !app.isPackaged,
    },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(pageUrl);
  return window;
}
