/** The window's side of the boundary: every request of ipc.ts, with its sender and its arguments checked once, here. */
import { ipcMain, type BrowserWindow } from 'electron';
import { requestChannels, type HostCommand, type Requests, type WalkMessage } from '../../shared/ipc.js';
import type { SweepMessage } from '../../shared/sweep/model.js';
import { answerRequest } from '../../shared/ipcSchemas.js';
import { fail } from '../../shared/result.js';
import { isTrustedSender } from './security.js';

/**
 * Registers all requests.
 * @param requestsOf the requests of the page with this web contents id, if there is such a window
 */
export function registerRequests(requestsOf: (contentsId: number) => Requests | undefined): void {
  for (const name of Object.keys(requestChannels)) {
    ipcMain.handle(name, (event, ...args: unknown[]) => {
      const requests = requestsOf(event.sender.id);
      if (!isTrustedSender(event.senderFrame) || requests === undefined) {
        return fail('This page may not ask the program for anything.');
      }
      return answerRequest(requests, name, args);
    });
  }
}

/** Tells a window's page what its walk does. A page that is gone hears nothing. */
export function pushWalk(window: BrowserWindow, message: WalkMessage): void {
  if (!window.isDestroyed()) window.webContents.send('walk', message);
}

/** Tells a window's page what its sweep does. A page that is gone hears nothing. */
export function pushSweep(window: BrowserWindow, message: SweepMessage): void {
  if (!window.isDestroyed()) window.webContents.send('sweep', message);
}

/** Gives a window's page a command from the menu or the operating system. */
export function pushCommand(window: BrowserWindow, command: HostCommand): void {
  if (!window.isDestroyed()) window.webContents.send('command', command);
}
