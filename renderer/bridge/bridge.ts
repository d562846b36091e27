/** Picks the Bridge once: Electron's where it is, else the web host's. */
import { electronBridge } from './electronBridge.js';
import type { PageBridge } from './pageBridge.js';
import { webBridge } from './webBridge.js';

export const bridge: PageBridge = electronBridge() ?? webBridge();
