/**
 * A start line with its headers as they stand in recorded bytes (RFC 9112, sections 2 to 5), read tolerantly: what
 * breaks a rule is named and shown, not thrown away.
 */
import { limits } from './limits.js';

export interface HeadLine {
  readonly name: string;
  /** Folded lines joined by one space, blanks at both ends cut. One character a byte. */
  readonly value: string;
  /** Where the value stands, from behind the colon to the end of its last line. */
  readonly from: number;
  readonly to: number;
}

export interface Head {
  readonly startLine: string;
  readonly headers: readonly HeadLine[];
  /** Offset behind the blank line; the end of the bytes when there is none. */
  readonly end: number;
  /** The blank line came. */
  readonly complete: boolean;
  /** What breaks the rules, as sentences. */
  readonly problems: readonly string[];
}

interface Line {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Reads the head that begins at `start`. Never throws. */
export function readHead(bytes: Uint8Array, start = 0): Head {
  const problems = new Set<string>();
  const { lines, end, complete } = linesOf(bytes, start, problems);
  const [startLine, ...rest] = lines;
  const headers: HeadLine[] = [];
  for (const line of rest) {
    const last = headers.at(-1);
    if (/^[ \t]/.test(line.text) && last !== undefined) {
      headers[headers.length - 1] = { ...last, value: `${last.value} ${line.text.trim()}`.trim(), to: line.to };
      continue;
    }
    if (headers.length >= limits.headerCount) {
      problems.add(`There are more than ${limits.headerCount} headers; the rest is only in the bytes.`);
      break;
    }
    headers.push(headerOf(line, problems));
  }
  return { startLine: startLine?.text ?? '', headers, end, complete, problems: [...problems] };
}

function headerOf(line: Line, problems: Set<string>): HeadLine {
  const colon = line.text.indexOf(':');
  if (colon < 0) {
    problems.add('A header line has no colon.');
    return { name: line.text, value: '', from: line.to, to: line.to };
  }
  const name = line.text.slice(0, colon);
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) problems.add('A header name holds characters it may not hold.');
  return { name, value: line.text.slice(colon + 1).trim(), from: line.from + colon + 1, to: line.to };
}

function linesOf(
  bytes: Uint8Array,
  start: number,
  problems: Set<string>,
): { readonly lines: readonly Line[]; readonly end: number; readonly complete: boolean } {
  const lines: Line[] = [];
  const stop = Math.min(bytes.length, start + limits.headBytes);
  let from = start;
  while (from < stop) {
    const feed = bytes.indexOf(0x0a, from);
    if (feed < 0 || feed >= stop) break;
    const bare = bytes[feed - 1] !== 0x0d || feed === from;
    const to = bare ? feed : feed - 1;
    if (bare) problems.add('A line ends in a bare line feed.');
    if (to === from && lines.length > 0) return { lines, end: feed + 1, complete: true };
    // Empty lines before the start line are skipped (RFC 9112, section 2.2).
    if (to > from) lines.push({ text: latin1(bytes, from, to), from, to });
    from = feed + 1;
  }
  if (from < stop) lines.push({ text: latin1(bytes, from, stop), from, to: stop });
  return { lines, end: stop, complete: false };
}

/** One character a byte. */
export function latin1(bytes: Uint8Array, from = 0, to = bytes.length): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
}
