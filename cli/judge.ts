/** `judge`: the findings of a saved session, as `check` would have printed them. */
import { open, stat } from 'node:fs/promises';
import { UsageError } from '../main/usage.js';
import { parseSessionText } from '../shared/session/file.js';
import { remark, type Io } from './io.js';
import { printReport } from './report.js';
import { reason } from './request.js';
import { harmless } from './terminal.js';

/** A walk is some hundred kilobytes; past this it is no session of ours, or not to be read in one piece. */
const mostBytes = 256 * 1024 * 1024;

/**
 * Judges the session in `path`.
 * @throws UsageError when it cannot be read, is no session, or is from a newer version
 */
export async function judgeFile(path: string, json: boolean, io: Io): Promise<number> {
  const read = parseSessionText(await textOf(path));
  if (!read.ok) throw new UsageError(`${path}: ${read.error}`);
  const { session, problem } = read.value;
  if (problem !== undefined) remark(io, harmless(`${path} is not whole: ${problem}`));
  return printReport(session, json, io);
}

async function textOf(path: string): Promise<string> {
  try {
    // Opening a pipe would wait for a writer, deaf to signals; a device has no end.
    const known = await stat(path);
    if (!known.isFile() && !known.isDirectory()) throw new UsageError(`${path} is not a file.`);
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > mostBytes) throw new UsageError(`${path} is larger than any session file.`);
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} cannot be read: ${reason(error)}.`);
  }
}
