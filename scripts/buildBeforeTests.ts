/** Before Playwright's tests: what they open is as new as its sources. */
import { ensureBuilt } from './ensure-built.mjs';

export default function buildBeforeTests(): void {
  if (!ensureBuilt(['host', 'main', 'preload', 'renderer'])) throw new Error('The program could not be built.');
}
