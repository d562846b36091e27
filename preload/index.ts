/** Gives the page its Bridge (shared/ipc.ts): named functions only, never ipcRenderer or a raw event. */
import { contextBridge, ipcRenderer } from 'electron';
import { requestChannels, type Bridge, type HostCommand, type Requests, type WalkMessage } from '../shared/ipc.js';
import type { SweepMessage } from '../shared/sweep/model.js';

/** Messages of one channel for the page; what comes before its first listener waits for it. */
function listenTo<T>(channel: 'walk' | 'sweep' | 'command'): (listener: (message: T) => void) => () => void {
  const listeners = new Set<(message: T) => void>();
  const early: T[] = [];
  ipcRenderer.on(channel, (_event, message: T) => {
    if (listeners.size === 0) early.push(message);
    for (const listener of listeners) listener(message);
  });
  return (listener) => {
    listeners.add(listener);
    for (const message of early.splice(0)) listener(message);
    return () => void listeners.delete(listener);
  };
}

const names = Object.keys(requestChannels) as (keyof Requests)[];
const requests = Object.fromEntries(
  names.map((name) => [name, (...args: unknown[]) => ipcRenderer.invoke(name, ...args)]),
) as unknown as Requests;

const bridge: Bridge = {
  ...requests,
  onWalk: listenTo<WalkMessage>('walk'),
  onSweep: listenTo<SweepMessage>('sweep'),
  onCommand: listenTo<HostCommand>('command'),
};
contextBridge.exposeInMainWorld('lyncscope', bridge);
