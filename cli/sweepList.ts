/** Reads the list of a sweep: a file, or standard input. */
import { open } from 'node:fs/promises';
import { UsageError } from '../main/usage.js';
import type { Io } from './io.js';
import { reason } from './request.js';

/** A million addresses; past this it is no list. */
const mostBytes = 20_000_000;

/** @param file a path, or - for standard input @throws UsageError when it cannot be read, or is far too long */
export async function readListText(file: string, io: Io): Promise<string> {
  return file === '-' ? readStdin(io) : readFile(file);
}

async function readStdin({ stdin, interrupt }: Io): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  const stop = (): void => void stdin.destroy();
  interrupt.signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const part of stdin) {
      const bytes = Buffer.from(part as Buffer | string);
      parts.push(bytes);
      length += bytes.length;
      if (length > mostBytes) throw new UsageError('What came on standard input is too long to be a list.');
    }
  } finally {
    interrupt.signal.removeEventListener('abort', stop);
  }
  return textOf(Buffer.concat(parts));
}

async function readFile(file: string): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size > mostBytes) throw new UsageError(`${file} is too long to be a list.`);
      return textOf(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} cannot be read: ${reason(error)}.`);
  }
}

/** UTF-8, or UTF-16 with its mark, which Windows programs write. */
function textOf(bytes: Buffer): string {
  return new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);
}
