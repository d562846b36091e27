/** The windows of the program: each has its page, its walks and the files the operating system opened in it. */
import { app, dialog, shell, type BrowserWindow } from 'electron';
import type { HostCommand, Requests } from '../../shared/ipc.js';
import { aboutProgram } from '../service/about.js';
import { createPageService, type PageService } from '../service/pageService.js';
import { fileRequests } from './dialogs.js';
import { pushCommand, pushSweep, pushWalk } from './ipc.js';
import { openPassivePage } from './passiveWindow.js';
import { isSessionFile, readSessionFile } from './sessionFiles.js';
import { systemProxy } from './systemProxy.js';
import { openWindow } from './window.js';

interface Shown {
  readonly window: BrowserWindow;
  readonly service: PageService;
  readonly requests: Requests;
}

export class Shell {
  #shown: Shown | undefined;
  /** Walks of closed windows that have not ended yet. */
  readonly #closing = new Set<Promise<void>>();
  readonly #preload: string;

  constructor(preload: string) {
    this.#preload = preload;
  }

  /** The requests of the page with this web contents id. */
  requestsOf(contentsId: number): Requests | undefined {
    const shown = this.#shown;
    return shown?.window.webContents.id === contentsId ? shown.requests : undefined;
  }

  /** Brings the window to the front, or opens it. */
  show(): BrowserWindow {
    const known = this.#shown?.window;
    if (known !== undefined) {
      if (known.isMinimized()) known.restore();
      known.focus();
      return known;
    }
    const window = openWindow(this.#preload);
    const service = createPageService({
      about: aboutProgram(app.getVersion()),
      pushWalk: (message) => pushWalk(window, message),
      pushSweep: (message) => pushSweep(window, message),
      resolveProxy: systemProxy,
      // The engine has checked that it is https, and the user agreed to its host.
      openBrowser: (url) => shell.openExternal(url),
      openPassivePage: (page, signal) => openPassivePage(window, page, signal),
    });
    this.#shown = { window, service, requests: { ...service.requests, ...fileRequests(window) } };
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason === 'clean-exit') return;
      dialog.showErrorBox('The window has stopped', `Its page ended unexpectedly (${reason}). Open Lyncscope again.`);
      window.destroy();
    });
    window.on('closed', () => {
      this.#shown = undefined;
      const closing = service.close();
      this.#closing.add(closing);
      void closing.then(() => this.#closing.delete(closing));
    });
    return window;
  }

  command(command: HostCommand): void {
    pushCommand(this.show(), command);
  }

  /** Opens a file that the operating system or another start of the program handed over. */
  async openFile(file: string): Promise<void> {
    const window = this.show();
    if (!isSessionFile(file)) return;
    const opened = await readSessionFile(file);
    if (opened.ok) pushCommand(window, { type: 'opened', file: opened.value });
    else dialog.showErrorBox('The session was not opened', opened.error);
  }

  /** Cancels the walks; resolves when they have ended. */
  async close(): Promise<void> {
    await Promise.all([this.#shown?.service.close(), ...this.#closing]);
  }
}
