/** A request or response as read back from the bytes on the wire, with its body decoded beside it. */
import type { Body } from '../../shared/session/model.js';
import { frameBody, type Framing, type Segment } from './bodyFraming.js';
import { decodeContent } from './contentCoding.js';
import { readHead, type Head } from './httpHead.js';
import { limits } from './limits.js';

/** Everything a record is made of, before masking. */
export interface ReadMessage {
  readonly wire: Uint8Array;
  readonly head: Head;
  /** Where the head begins: behind interim answers. */
  readonly headStart: number;
  readonly decoded: Uint8Array;
  readonly body: Pick<Body, 'state' | 'note' | 'codings'>;
  /** Where `decoded` lies in `wire`; undefined when a content coding is in between. */
  readonly segments: readonly Segment[] | undefined;
  /** A coding is left that could not be undone. */
  readonly opaque: boolean;
}

export interface ReadResponse extends ReadMessage {
  /** 0 when there is no status line. */
  readonly status: number;
  readonly reason: string;
  readonly httpVersion: string;
  /** A head came and is readable, and the body is whole. */
  readonly complete: boolean;
  readonly problems: readonly string[];
}

/** Reads a request that undici wrote: it is well-formed. */
export function readRequest(wire: Uint8Array): ReadMessage {
  const head = readHead(wire);
  const length = wire.length - head.end;
  return {
    wire,
    head,
    headStart: 0,
    opaque: false,
    decoded: wire.subarray(head.end),
    body: { state: length > 0 ? 'complete' : 'none', codings: [] },
    segments: length > 0 ? [{ offset: head.end, length }] : [],
  };
}

/**
 * Reads what came back. Never rejects.
 * @param closed the peer ended the connection after the last byte
 */
export async function readResponse(wire: Uint8Array, method: string, closed: boolean): Promise<ReadResponse> {
  let head = readHead(wire);
  let headStart = 0;
  let line = statusLine(head.startLine);
  // Interim answers (1xx) stand before the one that counts; their bytes stay in the record.
  while (head.complete && line !== undefined && line.status >= 100 && line.status < 200 && line.status !== 101) {
    const next = readHead(wire, head.end);
    if (next.startLine === '') break;
    headStart = head.end;
    head = next;
    line = statusLine(head.startLine);
  }
  if (line === undefined) return strange(wire, head);
  const bodyless = method === 'HEAD' || line.status === 204 || line.status === 304 || line.status < 200;
  const framing = frameBody(wire, head, head.complete && !bodyless, closed);
  const { decoded, codings, state, note, opaque, wireLength } = await decodeBody(wire, head, framing);
  const problems = [...head.problems, ...framing.problems];
  const cutHead = head.complete ? [] : ['The head has no end.'];
  return {
    wire: wire.subarray(0, wireLength),
    head,
    headStart,
    opaque,
    decoded,
    segments: codings.some((coding) => coding !== 'chunked') ? undefined : within(framing.segments, wireLength),
    body: { state, codings, ...(note === undefined ? {} : { note }) },
    ...line,
    complete: head.complete && framing.complete,
    problems: [...problems, ...cutHead],
  };
}

interface DecodedBody {
  readonly decoded: Uint8Array;
  readonly codings: readonly string[];
  readonly state: Body['state'];
  readonly note?: string;
  readonly opaque: boolean;
  /** How much of the wire bytes is kept. */
  readonly wireLength: number;
}

async function decodeBody(wire: Uint8Array, head: Head, framing: Framing): Promise<DecodedBody> {
  const transfer = framing.kind === 'chunked' ? ['chunked'] : [];
  const whole = joined(wire, framing.segments);
  if (framing.kind === 'none' || (whole.length === 0 && framing.complete)) {
    return { decoded: whole, codings: transfer, state: 'none', opaque: false, wireLength: wire.length };
  }
  const cut = whole.length > limits.bodyBytes;
  const body = cut ? whole.subarray(0, limits.bodyBytes) : whole;
  const encodings = head.headers
    .filter(({ name }) => name.toLowerCase() === 'content-encoding')
    .map(({ value }) => value);
  const content = await decodeContent(body, encodings);
  const base = {
    decoded: content.bytes,
    codings: [...transfer, ...content.codings],
    opaque: content.opaque ?? false,
    wireLength: cut ? wireOffset(framing.segments, limits.bodyBytes) : wire.length,
  };
  if (cut)
    return { ...base, state: 'cut', note: `The body is longer than ${limits.bodyBytes} bytes; the rest was cut.` };
  if (!framing.complete)
    return { ...base, state: 'truncated', ...(framing.note === undefined ? {} : { note: framing.note }) };
  return { ...base, state: content.state, ...(content.note === undefined ? {} : { note: content.note }) };
}

/** Where the first `length` body bytes end on the wire. */
function wireOffset(segments: readonly Segment[], length: number): number {
  let left = length;
  let end = 0;
  for (const segment of segments) {
    end = segment.offset + Math.min(left, segment.length);
    left -= segment.length;
    if (left <= 0) break;
  }
  return end;
}

function within(segments: readonly Segment[], wireLength: number): readonly Segment[] {
  return segments
    .filter(({ offset }) => offset < wireLength)
    .map(({ offset, length }) => ({ offset, length: Math.min(length, wireLength - offset) }));
}

function joined(wire: Uint8Array, segments: readonly Segment[]): Uint8Array {
  const [only] = segments;
  if (only !== undefined && segments.length === 1) return wire.subarray(only.offset, only.offset + only.length);
  return new Uint8Array(Buffer.concat(segments.map(({ offset, length }) => wire.subarray(offset, offset + length))));
}

function statusLine(text: string): { status: number; reason: string; httpVersion: string } | undefined {
  const parts = /^HTTP\/(\d(?:\.\d)?)[ \t]+(\d{3})(?:[ \t](.*))?$/i.exec(text);
  return parts === null ? undefined : { httpVersion: parts[1] ?? '', status: Number(parts[2]), reason: parts[3] ?? '' };
}

/** Bytes that do not begin like an HTTP answer: all of them are shown as the body. */
function strange(wire: Uint8Array, head: Head): ReadResponse {
  const problem = 'The answer does not begin with an HTTP status line.';
  const cut = wire.length > limits.bodyBytes;
  const decoded = cut ? wire.subarray(0, limits.bodyBytes) : wire;
  return {
    wire: decoded,
    head: { ...head, startLine: '', headers: [], end: 0 },
    headStart: 0,
    opaque: false,
    decoded,
    segments: [{ offset: 0, length: decoded.length }],
    body: { state: cut ? 'cut' : 'truncated', note: problem, codings: [] },
    status: 0,
    reason: '',
    httpVersion: '',
    complete: false,
    problems: [problem],
  };
}
