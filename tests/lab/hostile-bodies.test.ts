/** Answers whose framing costs more than what they say, over real sockets: each ends within its limits. */
import { expect, test } from 'vitest';
import { FailureError, type Failure } from '../../shared/failure.js';
import type { Exchange } from '../../shared/session/model.js';
import { limits } from '../../main/net/limits.js';
import { frameBody } from '../../main/net/bodyFraming.js';
import { onWire } from '../../main/engine/secrets/ranges.js';
import { runFlow } from '../unit/engine/testRun.js';
import { answering, tcpServer } from '../unit/net/servers.js';

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n';

async function ask(answer: Buffer): Promise<{ readonly exchange: Exchange | undefined; readonly failure?: Failure }> {
  const server = await tcpServer(answering(answer));
  let failure: Failure | undefined;
  const { session } = await runFlow(
    async ({ root }) => {
      try {
        await root.exchange({ method: 'GET', url: `http://127.0.0.1:${server.port}/`, expect: [200] });
      } catch (thrown) {
        if (!(thrown instanceof FailureError)) throw thrown;
        failure = thrown.failure;
      }
    },
    { target: { timeoutMs: 5000 } },
  );
  return { exchange: session.exchanges.at(-1), ...(failure === undefined ? {} : { failure }) };
}

test('a million chunks of one byte are cut, with what came kept', async () => {
  const before = process.memoryUsage().rss;
  const { exchange, failure } = await ask(Buffer.from(head + '1\r\nx\r\n'.repeat(1_000_000) + '0\r\n\r\n'));
  expect(failure).toMatchObject({ operation: 'limit', code: 'too_large' });
  expect(exchange?.response?.status).toBe(200);
  const kept = Buffer.from(exchange?.response?.body.decoded ?? '', 'base64');
  expect(kept.length).toBeGreaterThan(1000);
  expect(kept.length).toBeLessThanOrEqual(limits.chunks);
  // What is recorded is about what came; half a gigabyte it is not.
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
});

test('as many chunks as a sound server may send are read whole', async () => {
  const chunk = `200\r\n${'x'.repeat(512)}\r\n`;
  const { exchange, failure } = await ask(Buffer.from(`${head}${chunk.repeat(8192)}0\r\n\r\n`));
  expect(failure).toBeUndefined();
  expect(exchange?.response?.body.state).toBe('complete');
  expect(Buffer.from(exchange?.response?.body.decoded ?? '', 'base64').length).toBe(512 * 8192);
});

test('framing stops at the limit of chunks and says so', () => {
  const bytes = Buffer.from('1\r\nx\r\n'.repeat(limits.chunks + 1) + '0\r\n\r\n');
  const headers = [{ name: 'Transfer-Encoding', value: 'chunked', from: 0, to: 0 }];
  const framing = frameBody(bytes, { end: 0, headers }, true, false);
  expect(framing).toMatchObject({ kind: 'chunked', complete: false });
  expect(framing.note).toMatch(/more than 32768 chunks/);
  expect(framing.segments).toHaveLength(limits.chunks);
});

test('secrets in a body of very many chunks are found where they lie on the wire', () => {
  const count = 30_000;
  const segments = Array.from({ length: count }, (_, index) => ({ offset: 3 + 6 * index, length: 1 }));
  const found = Array.from({ length: count / 3 }, (_, index) => ({
    from: index * 3,
    to: index * 3 + 2,
    kind: 'password' as const,
  }));
  const wire = onWire(found, segments);
  expect(wire).toHaveLength((count / 3) * 2);
  expect(wire.slice(0, 3).map(({ from, to }) => [from, to])).toEqual([
    [3, 4],
    [9, 10],
    [21, 22],
  ]);
});
