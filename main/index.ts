/** The Electron program: security first, then the window, its requests, its menu and files handed over by the system. */
import { app, Menu } from 'electron';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { registerRequests } from './electron/ipc.js';
import { buildMenu } from './electron/menu.js';
import { declareScheme, servePage } from './electron/protocol.js';
import { sessionFileIn } from './electron/sessionFiles.js';
import { Shell } from './electron/shell.js';
import { hardenContents, hardenSessions } from './electron/window.js';

const here = path.dirname(fileURLToPath(import.meta.url)); // out/main
const shell = new Shell(path.join(here, '..', 'preload', 'index.cjs'));

declareScheme();
app.enableSandbox();
hardenContents();

if (app.requestSingleInstanceLock()) run();
else app.quit(); // the first instance gets our arguments and comes to the front

function run(): void {
  let ready = false;
  let waiting = sessionFileIn(process.argv, process.cwd());
  const open = (file: string | undefined): void => {
    if (!ready) waiting = file ?? waiting;
    else if (file === undefined) shell.show();
    else void shell.openFile(file);
  };

  // macOS hands files over by event, possibly before the app is ready; elsewhere they are arguments.
  app.on('open-file', (event, file) => {
    event.preventDefault();
    open(file);
  });
  app.on('second-instance', (_event, argv, folder) => open(sessionFileIn(argv, folder)));
  app.on('activate', () => open(undefined));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  endWalksBeforeQuitting();

  void app.whenReady().then(() => {
    hardenSessions();
    servePage(path.join(here, '..', 'renderer'));
    registerRequests((contentsId) => shell.requestsOf(contentsId));
    Menu.setApplicationMenu(buildMenu((command) => shell.command(command)));
    ready = true;
    open(waiting);
  });
}

/** A walk on its way is cancelled, and its practice lab stopped, before the program goes; a second at most. */
function endWalksBeforeQuitting(): void {
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    ended = true;
    const patience = new Promise((resolve) => setTimeout(resolve, 900));
    void Promise.race([shell.close(), patience]).then(() => app.quit());
  });
}
