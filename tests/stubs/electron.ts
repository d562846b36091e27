/**
 * Stands in for the `electron` module so that main/index.ts and preload/index.ts run in plain Node and can be asked
 * what they did. A member that is used but not modelled throws: new wiring cannot slip past the tests.
 */
import { EventEmitter } from 'node:events';

type Listener = (...args: never[]) => unknown;

export interface Call {
  readonly api: string;
  readonly args: readonly unknown[];
}

/** Every recorded call, in order. */
export const calls: Call[] = [];

function strict<T extends object>(name: string, members: T): T {
  return new Proxy(members, {
    get(target, key, receiver): unknown {
      if (key in target || typeof key === 'symbol' || key === 'then' || key === 'toJSON') {
        return Reflect.get(target, key, receiver);
      }
      throw new Error(`the electron stub has no ${name}.${key}`);
    },
  });
}

function recorded<T>(api: string, value: T): (...args: unknown[]) => T {
  return (...args) => {
    calls.push({ api, args });
    return value;
  };
}

class AppStub extends EventEmitter {
  readonly isPackaged = true;
  readonly enableSandbox = recorded('app.enableSandbox', undefined);
  readonly requestSingleInstanceLock = recorded('app.requestSingleInstanceLock', true);
  readonly quit = recorded('app.quit', undefined);
  readonly getVersion = (): string => '9.9.9';
  #ready: () => void = () => undefined;
  readonly #whenReady = new Promise<void>((resolve) => (this.#ready = resolve));
  readonly whenReady = (): Promise<void> => this.#whenReady;
  readonly fireReady = (): void => this.#ready();
}
const appStub = new AppStub();
export const app = strict('app', appStub);

export const shell = strict('shell', { openExternal: recorded('shell.openExternal', Promise.resolve()) });

export const ipcHandlers = new Map<string, (event: unknown, ...args: unknown[]) => unknown>();
export const ipcMain = strict('ipcMain', {
  handle: (channel: string, handler: (event: unknown, ...args: unknown[]) => unknown): void => {
    if (ipcHandlers.has(channel)) throw new Error(`second handler for ${channel}`);
    ipcHandlers.set(channel, handler);
  },
});

export const protocolHandlers = new Map<string, (request: Request) => Promise<Response>>();
export const protocol = strict('protocol', {
  registerSchemesAsPrivileged: recorded('protocol.registerSchemesAsPrivileged', undefined),
  handle: (scheme: string, handler: (request: Request) => Promise<Response>): void => {
    protocolHandlers.set(scheme, handler);
  },
});

export const sessionHooks = new Map<string, Listener>();
/** What session.resolveProxy answers, in the words of a PAC file. */
export const proxyAnswer = { text: 'DIRECT' };
type RequestRule = (
  details: { readonly url: string; readonly resourceType: string; readonly method: string },
  decide: (response: { readonly cancel?: boolean }) => void,
) => void;

/** A session of its own, as a window with a partition has it. */
export class SessionStub extends EventEmitter {
  readonly hooks = new Map<string, Listener>();
  readonly cleared: string[] = [];
  /** What cookies.get answers, and what it was asked for. */
  jar: readonly { readonly name: string; readonly value: string; readonly path?: string }[] = [];
  readonly asked: unknown[] = [];
  rule: RequestRule | undefined;
  constructor(
    readonly partition: string,
    readonly options: unknown,
  ) {
    super();
  }
  readonly setPermissionRequestHandler = (handler: Listener): void => void this.hooks.set('request', handler);
  readonly setPermissionCheckHandler = (handler: Listener): void => void this.hooks.set('check', handler);
  readonly setDevicePermissionHandler = (handler: Listener): void => void this.hooks.set('device', handler);
  readonly webRequest = strict('session.webRequest', {
    onBeforeRequest: (rule: RequestRule): void => void (this.rule = rule),
  });
  readonly cookies = strict('session.cookies', {
    get: (filter: unknown) => {
      this.asked.push(filter);
      return Promise.resolve(this.jar);
    },
  });
  readonly #clear = (what: string) => (): Promise<void> => Promise.resolve(void this.cleared.push(what));
  readonly clearStorageData = this.#clear('storage');
  readonly clearCache = this.#clear('cache');
  readonly clearAuthCache = this.#clear('credentials');
  readonly closeAllConnections = this.#clear('connections');
}
/** Every session that a partition was made for, in order. */
export const partitions: SessionStub[] = [];

export const session = strict('session', {
  fromPartition: (partition: string, options: unknown): SessionStub => {
    const made = new SessionStub(partition, options);
    partitions.push(made);
    return strict('session.partition', made);
  },
  defaultSession: strict('session.defaultSession', {
    setPermissionRequestHandler: (handler: Listener): void => void sessionHooks.set('request', handler),
    setPermissionCheckHandler: (handler: Listener): void => void sessionHooks.set('check', handler),
    setDevicePermissionHandler: (handler: Listener): void => void sessionHooks.set('device', handler),
    resolveProxy: (): Promise<string> => Promise.resolve(proxyAnswer.text),
  }),
});

let nextContentsId = 1;
export class WebContentsStub extends EventEmitter {
  readonly id = nextContentsId++;
  readonly sent: { readonly channel: string; readonly message: unknown }[] = [];
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  readonly loaded: string[] = [];
  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    return Promise.resolve();
  }
  send(channel: string, message: unknown): void {
    // As Electron does: what cannot be cloned fails here too.
    this.sent.push({ channel, message: structuredClone(message) });
  }
}

export const windows: BrowserWindow[] = [];
export class BrowserWindow extends EventEmitter {
  readonly webContents = strict('webContents', new WebContentsStub());
  readonly loaded: string[] = [];
  readonly show = recorded('BrowserWindow.show', undefined);
  readonly focus = recorded('BrowserWindow.focus', undefined);
  readonly restore = recorded('BrowserWindow.restore', undefined);
  readonly isMinimized = (): boolean => true;
  readonly titles: string[] = [];
  readonly setTitle = (title: string): void => void this.titles.push(title);
  readonly destroy = (): void => void this.emit('closed');
  readonly isDestroyed = (): boolean => false;
  constructor(
    readonly options: { readonly title?: string; readonly webPreferences: Readonly<Record<string, unknown>> },
  ) {
    super();
    windows.push(this);
    appStub.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    this.emit('ready-to-show');
    return Promise.resolve();
  }
}

/** What the next dialogs answer. */
export const dialogAnswers = {
  open: { canceled: true, filePaths: [] as string[] },
  save: { canceled: true, filePath: '' },
};
export const dialog = strict('dialog', {
  showOpenDialog: (_window: unknown, options: unknown) => {
    calls.push({ api: 'dialog.showOpenDialog', args: [options] });
    return Promise.resolve(dialogAnswers.open);
  },
  showSaveDialog: (_window: unknown, options: unknown) => {
    calls.push({ api: 'dialog.showSaveDialog', args: [options] });
    return Promise.resolve(dialogAnswers.save);
  },
  showErrorBox: recorded('dialog.showErrorBox', undefined),
});

export interface MenuItemStub {
  readonly label?: string;
  readonly role?: string;
  readonly accelerator?: string;
  readonly click?: () => void;
  readonly submenu?: readonly MenuItemStub[];
}
/** The template the program's menu was built from. */
export const menu: { template: readonly MenuItemStub[] } = { template: [] };
export const Menu = strict('Menu', {
  buildFromTemplate: (template: readonly MenuItemStub[]): object => {
    menu.template = template;
    return {};
  },
  setApplicationMenu: recorded('Menu.setApplicationMenu', undefined),
});

export const exposed = new Map<string, unknown>();
export const contextBridge = strict('contextBridge', {
  exposeInMainWorld: (name: string, value: unknown): void => void exposed.set(name, value),
});

class IpcRendererStub extends EventEmitter {
  readonly invoke = async (channel: string, ...args: unknown[]): Promise<unknown> => {
    const contents = windows.at(-1)?.webContents;
    const event = { sender: { id: contents?.id }, senderFrame: { url: 'app://lyncscope/index.html', parent: null } };
    return structuredClone(await ipcHandlers.get(channel)?.(event, ...structuredClone(args)));
  };
}
export const ipcRenderer = strict('ipcRenderer', new IpcRendererStub());
