/** Folders for the sessions of pages' sweeps: in the system's temporary folder, gone with the page or the program. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const kept = new Set<string>();
let isListening = false;

/** A new, empty folder that only this user may read. */
export async function makeSweepFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lyncscope-sweep-'));
  kept.add(folder);
  if (!isListening) process.once('exit', removeAll);
  isListening = true;
  return folder;
}

/** Never throws: a file that another program holds open stays in the system's temporary folder. */
export async function removeSweepFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 2 });
    kept.delete(folder);
  } catch {
    // tried again when the program ends
  }
}

/** A program that may not wait for its sweeps to wind down takes their folders along. */
function removeAll(): void {
  for (const folder of kept) {
    try {
      // eslint-disable-next-line n/no-sync -- nothing else runs once a program exits
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // nobody is left to tell
    }
  }
}
