/** Where the body of a message lies in its recorded bytes (RFC 9112, sections 6 and 7). */
import type { Head } from './httpHead.js';
import { latin1 } from './httpHead.js';
import { limits } from './limits.js';

export interface Segment {
  readonly offset: number;
  readonly length: number;
}

export interface Framing {
  /** The pieces of the body in the wire bytes, transfer coding removed. */
  readonly segments: readonly Segment[];
  readonly kind: 'none' | 'chunked' | 'length' | 'close';
  readonly complete: boolean;
  /** Why it is not complete. */
  readonly note?: string;
  readonly problems: readonly string[];
}

const none: Framing = { segments: [], kind: 'none', complete: true, problems: [] };

/**
 * Frames the body behind `head`.
 * @param closed the peer ended the connection after the last byte
 */
export function frameBody(
  bytes: Uint8Array,
  head: Pick<Head, 'end' | 'headers'>,
  hasBody: boolean,
  closed: boolean,
): Framing {
  if (!hasBody) return none;
  const values = (name: string): readonly string[] =>
    head.headers.filter((header) => header.name.trim().toLowerCase() === name).map(({ value }) => value);
  if (values('transfer-encoding').some((value) => /(^|,)\s*chunked\s*$/i.test(value)))
    return frameChunks(bytes, head.end);
  const lengths = values('content-length').flatMap((value) => value.split(',').map((part) => part.trim()));
  const [wanted] = lengths;
  if (wanted === undefined) return frameToClose(bytes, head.end, closed);
  const problems = lengths.some((length) => length !== wanted) ? ['There are different Content-Length values.'] : [];
  if (!/^\d{1,15}$/.test(wanted)) {
    return { ...frameToClose(bytes, head.end, closed), problems: [...problems, 'The Content-Length is no number.'] };
  }
  const length = Number(wanted);
  const have = Math.min(length, bytes.length - head.end);
  const segments = have > 0 ? [{ offset: head.end, length: have }] : [];
  if (have === length) return { segments, kind: 'length', complete: true, problems };
  const note = `Content-Length says ${length} bytes, ${have} came.`;
  return { segments, kind: 'length', complete: false, note, problems };
}

function frameToClose(bytes: Uint8Array, offset: number, closed: boolean): Framing {
  const length = bytes.length - offset;
  const segments = length > 0 ? [{ offset, length }] : [];
  if (closed) return { segments, kind: 'close', complete: true, problems: [] };
  const note = 'The body lasts until the connection is closed, and that was not awaited.';
  return { segments, kind: 'close', complete: false, note, problems: [] };
}

function frameChunks(bytes: Uint8Array, start: number): Framing {
  const segments: Segment[] = [];
  const ends = (note: string, problems: readonly string[] = []): Framing => ({
    segments,
    kind: 'chunked',
    complete: false,
    note,
    problems,
  });
  let at = start;
  for (;;) {
    const feed = bytes.indexOf(0x0a, at);
    if (feed < 0) return ends('The chunks stop before the last one.');
    const size = /^\s*([0-9a-f]{1,8})\s*(?:;.*)?\r?$/is.exec(latin1(bytes, at, Math.min(feed, at + 4096)))?.[1];
    if (size === undefined) return ends('A chunk has no readable size.', ['A chunk has no readable size.']);
    const length = parseInt(size, 16);
    at = feed + 1;
    if (length === 0) break;
    if (segments.length >= limits.chunks)
      return ends(`The body comes in more than ${limits.chunks} chunks; the rest was not read.`);
    const have = Math.min(length, bytes.length - at);
    if (have > 0) segments.push({ offset: at, length: have });
    if (have < length) return ends(`A chunk says ${length} bytes, ${have} came.`);
    at += length;
    if (bytes[at] === 0x0d) at += 1;
    if (at >= bytes.length) return ends('The chunks stop before the last one.');
    if (bytes[at] !== 0x0a) return ends('A chunk is longer than it says.', ['A chunk is longer than it says.']);
    at += 1;
  }
  // Trailers end in an empty line.
  for (;;) {
    const feed = bytes.indexOf(0x0a, at);
    if (feed < 0) return ends('The end of the trailers is missing.');
    if (feed === at || (feed === at + 1 && bytes[at] === 0x0d))
      return { segments, kind: 'chunked', complete: true, problems: [] };
    at = feed + 1;
  }
}
