/** The reader of recorded bytes against anything at all. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRequest, readResponse } from '../../../main/net/httpMessage.js';
import { readHead } from '../../../main/net/httpHead.js';

const piece = fc.oneof(
  fc.constantFrom(
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.0 304 \r\n',
    'Transfer-Encoding: chunked\r\n',
    'Content-Length: 5\r\n',
    'Content-Length: 999999999999999999999\r\n',
    'Content-Encoding: gzip, br\r\n',
    'A: b\n',
    ' folded\r\n',
    'no colon\r\n',
    '\r\n',
    '\n',
    '5\r\nhello\r\n',
    'ffffffff\r\n',
    '0\r\n\r\n',
    '0\r\nX: y\r\n\r\n',
  ),
  fc.string({ maxLength: 20 }),
);

test('never throws, stays within the bytes, and loses none of them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 14 }),
      fc.boolean(),
      fc.constantFrom('GET', 'HEAD'),
      async (pieces, closed, method) => {
        const bytes = Buffer.from(pieces.join(''), 'latin1');
        const read = await readResponse(bytes, method, closed);
        expect(Buffer.from(read.wire).equals(bytes)).toBe(true);
        expect(read.head.end).toBeLessThanOrEqual(bytes.length);
        for (const { offset, length } of read.segments ?? []) expect(offset + length).toBeLessThanOrEqual(bytes.length);
        if (read.segments !== undefined && read.status !== 0) {
          const body = Buffer.concat(
            read.segments.map(({ offset, length }) => bytes.subarray(offset, offset + length)),
          );
          expect(Buffer.from(read.decoded).equals(body)).toBe(true);
        }
        for (const { from, to } of readHead(bytes).headers) expect(from).toBeLessThanOrEqual(to);
        readRequest(bytes);
      },
    ),
    { numRuns: 1500 },
  );
});

test('any body, chunked in any way, comes back whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 6 }),
      fc.constantFrom('', ';a=b', ' ; x="\\"y"'),
      async (chunks, extension) => {
        const framed = chunks.flatMap((chunk) => [
          Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`),
          Buffer.from(chunk),
          Buffer.from('\r\n'),
        ]);
        const wire = Buffer.concat([
          Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'),
          ...framed,
          Buffer.from('0\r\n\r\n'),
        ]);
        const read = await readResponse(wire, 'GET', false);
        expect(read.complete).toBe(true);
        expect(Buffer.from(read.decoded).equals(Buffer.concat(chunks))).toBe(true);
      },
    ),
  );
});
