/** Takes the password from standard input or the environment; never from an argument, which every process may read. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { UsageError } from '../main/usage.js';

const limit = 4096;

/**
 * Reads one password: all of a pipe without its last line break, or one line typed blind at a terminal.
 * @throws UsageError when nothing came, or far too much
 */
export async function readPassword(input: NodeJS.ReadStream, signal: AbortSignal): Promise<string> {
  const text = input.isTTY === true ? await readTyped(input, signal) : await readPiped(input);
  // PowerShell puts a byte order mark before what it pipes.
  const password = text.replace(/^\ufeff/, '').replace(/\r?\n$/, '');
  if (password === '') throw new UsageError('No password came on standard input.');
  return password;
}

async function readPiped(input: NodeJS.ReadStream): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of input) {
    const bytes = Buffer.from(part as Buffer | string);
    parts.push(bytes);
    length += bytes.length;
    if (length > limit) throw new UsageError('What came on standard input is too long to be a password.');
  }
  return Buffer.concat(parts).toString('utf8');
}

function readTyped(input: NodeJS.ReadStream, signal: AbortSignal): Promise<string> {
  process.stderr.write('Password: ');
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line = createInterface({ input, output: nowhere, terminal: true });
  return new Promise<string>((resolve) => {
    line.once('line', resolve);
    // Raw mode turns Ctrl-C into a key: hand it on as the signal it would have been.
    line.once('SIGINT', () => process.emit('SIGINT'));
    line.once('close', () => resolve(''));
    signal.addEventListener('abort', () => resolve(''), { once: true });
  }).finally(() => {
    line.close();
    process.stderr.write('\n');
  });
}
