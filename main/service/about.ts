/** What the program says of itself, in the words of ipc.ts. */
import { readFile } from 'node:fs/promises';
import type { About } from '../../shared/ipc.js';

/** Version out of package.json, which lies two folders up from this source and from the built bundles alike. */
export async function programVersion(): Promise<string> {
  const parsed: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  const version = typeof parsed === 'object' && parsed !== null && 'version' in parsed ? parsed.version : undefined;
  return typeof version === 'string' ? version : 'unknown';
}

/** "Electron 45.4.1" in the window, "Node 24.21.0" elsewhere. */
export function aboutProgram(version: string): About {
  const electron = process.versions['electron'];
  return {
    version,
    host: electron === undefined ? 'web' : 'electron',
    runtime: electron === undefined ? `Node ${process.versions.node}` : `Electron ${electron}`,
    platform: process.platform === 'win32' ? 'win' : process.platform === 'darwin' ? 'mac' : 'linux',
  };
}
