/** Session files on disk, for the dialogs and for files that the operating system hands over. Their format is the page's business. */
import { randomUUID } from 'node:crypto';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FileText } from '../../shared/ipc.js';
import { fail, succeed, type Result } from '../../shared/result.js';

const extension = '.lyncscope';
const maxBytes = 256 * 1024 * 1024;

/**
 * The session file among a program's arguments, as an absolute path.
 * @param folder where the arguments were given; relative names count from there
 */
export function sessionFileIn(argv: readonly string[], folder: string): string | undefined {
  const name = argv.slice(1).find((argument) => !argument.startsWith('-') && isSessionFile(argument));
  return name === undefined ? undefined : path.resolve(folder, name);
}

/** True for a name that ends as session files do. */
export function isSessionFile(name: string): boolean {
  return !name.includes('\0') && path.extname(name).toLowerCase() === extension;
}

/** Reads a file the user chose; every trouble is one sentence. */
export async function readSessionFile(file: string): Promise<Result<FileText>> {
  const name = path.basename(file);
  try {
    const handle = await open(file, 'r');
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) return fail(`${name} is not a file.`);
      if (stat.size > maxBytes) return fail(`${name} is larger than ${maxBytes / 1024 / 1024} MB and was not opened.`);
      return succeed({ name, text: await handle.readFile('utf8') });
    } finally {
      await handle.close();
    }
  } catch (error) {
    return fail(`${name} could not be read: ${reason(error)}.`);
  }
}

/** Writes a file whole or not at all. */
export async function writeSessionFile(file: string, text: string): Promise<Result<string>> {
  const temporary = `${file}.${randomUUID().slice(0, 8)}.part`;
  try {
    // Not for other users of the machine: a session may have been told to keep its secrets.
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await rename(temporary, file);
    return succeed(path.basename(file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined); // the first error is the one to tell
    return fail(`${path.basename(file)} could not be saved: ${reason(error)}.`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'access is denied',
  EPERM: 'access is denied',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is write-protected',
};

function reason(error: unknown): string {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
  return reasons[code] ?? code;
}
