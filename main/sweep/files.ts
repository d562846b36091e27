/** The files of a sweep: a session a target under a name that every system takes, and the summary beside them. */
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SweepSummary } from '../../shared/sweep/model.js';

/**
 * Name of a target's session file: the line number makes it unique and keeps it from being a device (CON, NUL), the
 * rest is letters, digits and '.', '_', '-', '@'.
 */
export function sessionFileName(line: number, target: string): string {
  const safe = target
    .replace(/^sips?:/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9._@-]/g, '_')
    .slice(0, 80)
    .replace(/[. ]+$/, '');
  return `${String(line).padStart(5, '0')}-${safe === '' ? 'target' : safe}.lyncscope`;
}

/** summary.json, or summary-2-of-10.json: the summaries of all shards can lie in one folder. */
export function summaryFileName({ shard }: Pick<SweepSummary, 'shard'>): string {
  return shard === undefined ? 'summary.json' : `summary-${shard.part}-of-${shard.of}.json`;
}

/**
 * Writes a text whole or not at all.
 * @throws the file system's error
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID().slice(0, 8)}.part`;
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

/** Writes the summary into the sweep's folder. @returns the file's path @throws the file system's error */
export async function writeSummary(folder: string, summary: SweepSummary): Promise<string> {
  const file = path.join(folder, summaryFileName(summary));
  await writeWhole(file, `${JSON.stringify(summary)}\n`);
  return file;
}
