/** Finds the summaries of shards in a folder, and in the folders in it: a CI keeps each job's files in one of its own. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { NamedSummary } from '../../shared/sweep/merge.js';
import { readSummary } from '../../shared/sweep/readSummary.js';
import { UsageError } from '../usage.js';

const summaryName = /^summary(-\d+-of-\d+)?\.json$/;
const mostDepth = 3;
const mostFiles = 10_000;
const mostBytes = 256 * 1024 * 1024;

/**
 * Reads every summary below `folder`, in the order of their paths.
 * @throws UsageError when there is none, or one cannot be read
 */
export async function readSummaries(folder: string): Promise<readonly NamedSummary[]> {
  const files = (await filesBelow(folder, mostDepth)).toSorted();
  if (files.length === 0) throw new UsageError(`${folder} holds no summary of a sweep (summary.json).`);
  if (files.length > mostFiles) throw new UsageError(`${folder} holds more than ${mostFiles} summaries.`);
  const read: NamedSummary[] = [];
  for (const file of files) {
    const name = path.relative(folder, file);
    const found = readSummary(name, await textOf(file, name));
    if (!found.ok) throw new UsageError(found.error);
    read.push({ name, summary: found.value });
  }
  return read;
}

async function filesBelow(folder: string, depth: number): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new UsageError(`${folder} cannot be read: ${reason(error)}.`);
  });
  const found = await Promise.all(
    entries.map(async (entry): Promise<readonly string[]> => {
      const inside = path.join(folder, entry.name);
      if (entry.isDirectory()) return depth > 0 ? filesBelow(inside, depth - 1) : [];
      return entry.isFile() && summaryName.test(entry.name) ? [inside] : [];
    }),
  );
  return found.flat();
}

async function textOf(file: string, name: string): Promise<string> {
  try {
    if ((await stat(file)).size > mostBytes) throw new UsageError(`${name} is larger than any summary.`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${name} cannot be read: ${reason(error)}.`);
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unexpected error';
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such folder',
    ENOTDIR: 'it is not a folder',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
  };
  return words[code] ?? code;
}
