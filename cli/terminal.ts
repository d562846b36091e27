/** What the command line writes to: text from servers made harmless, colours only where a person looks, broken pipes quiet. */

export interface Style {
  ok(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  faint(text: string): string;
  strong(text: string): string;
}

const paint =
  (code: number) =>
  (text: string): string =>
    text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`;
const plain = (text: string): string => text;

/** Colours for a terminal, none for a pipe, a file, TERM=dumb or NO_COLOR (no-color.org). */
export function styleFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Style {
  const colours = stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  if (!colours) return { ok: plain, bad: plain, warn: plain, faint: plain, strong: plain };
  return { ok: paint(32), bad: paint(31), warn: paint(33), faint: paint(2), strong: paint(1) };
}

/** Servers choose much of what is printed: no control or direction characters reach the terminal. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/**
 * A reader that went away (`| head`) is no error of ours: later writes go nowhere. Anything else, a full disk above all,
 * is told to `lost`.
 */
export function quietOnBrokenPipe(stream: NodeJS.WriteStream, lost: (error: Error) => void): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EOF') lost(error);
  });
}

/** Resolves when all that was written has been handed over, also when nobody reads any more. */
export function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableEnded) resolve();
    else stream.write('', () => resolve());
  });
}
