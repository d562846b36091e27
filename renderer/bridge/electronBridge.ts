/** The Bridge that Electron's preload put on the window; absent in a browser. */
import type { Bridge } from '../../shared/ipc.js';

declare global {
  interface Window {
    readonly lyncscope?: Bridge;
  }
}

/** The window's own Bridge, or undefined in a plain browser. */
export function electronBridge(): Bridge | undefined {
  return window.lyncscope;
}
