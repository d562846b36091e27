/** What one exchange records: the bytes exactly, and what is wrong with them. */
import { gzipSync, brotliCompressSync, deflateRawSync, deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { FailureError } from '../../../shared/failure.js';
import { latin1Of, utf8Of } from '../../../shared/session/bytes.js';
import type { Exchange } from '../../../shared/session/model.js';
import type { RequestSpec } from '../../../main/engine/api.js';
import { limits } from '../../../main/net/limits.js';
import { runFlow } from '../engine/testRun.js';
import { answering, tcpServer, type TestServer } from './servers.js';

async function ask(
  server: TestServer,
  spec: Partial<RequestSpec> = {},
  timeoutMs = 5000,
): Promise<{
  readonly exchange: Exchange;
  readonly error: FailureError | undefined;
  readonly text: string | undefined;
}> {
  let error: FailureError | undefined;
  let text: string | undefined;
  const { session } = await runFlow(
    async ({ root }) => {
      try {
        text = (
          await root.exchange({
            method: 'GET',
            url: `http://127.0.0.1:${server.port}/Root?sipuri=a@b.c`,
            expect: [],
            ...spec,
          })
        ).text;
      } catch (thrown) {
        if (!(thrown instanceof FailureError)) throw thrown;
        error = thrown;
      }
    },
    { target: { timeoutMs } },
  );
  const exchange = session.exchanges.at(-1);
  if (exchange === undefined) throw new Error('nothing was recorded');
  return { exchange, error, text };
}

test('records both directions exactly: case, order, repeats, chunk extensions and trailers', async () => {
  const answer =
    'HTTP/1.1 200  Fine  \r\nWWW-Authenticate: NTLM\r\nwww-authenticate: Negotiate\r\nX-odd:\t spaced \r\nTransfer-Encoding: chunked\r\n\r\n' +
    '5;name="a;b"\r\nhello\r\n6\r\n world\r\n0\r\nX-Trailer: t\r\n\r\n';
  const server = await tcpServer(answering(answer));
  const { exchange, text } = await ask(server, {
    method: 'POST',
    headers: [
      ['X-First', '1'],
      ['x-first', '2'],
    ],
    body: 'béö',
  });
  expect(text).toBe('hello world');
  expect(latin1Of(exchange.request.wire)).toBe(server.received[0]?.toString('latin1'));
  expect(utf8Of(exchange.request.body.decoded)).toBe('béö');
  expect(exchange.request.headers.slice(0, 2)).toEqual([
    ['host', `127.0.0.1:${server.port}`],
    ['connection', 'keep-alive'],
  ]);
  expect(exchange.request.headers).toContainEqual(['X-First', '1']);
  expect(exchange.request.headers).toContainEqual(['x-first', '2']);
  expect(exchange.request.headers).toContainEqual(['Accept-Encoding', 'identity']);
  expect(exchange.response).toMatchObject({
    status: 200,
    reason: ' Fine  ',
    httpVersion: '1.1',
    headLength: answer.indexOf('\r\n\r\n') + 4,
    headers: [
      ['WWW-Authenticate', 'NTLM'],
      ['www-authenticate', 'Negotiate'],
      ['X-odd', 'spaced'],
      ['Transfer-Encoding', 'chunked'],
    ],
    body: { state: 'complete', codings: ['chunked'] },
  });
  expect(latin1Of(exchange.response?.wire ?? '')).toBe(answer);
  expect(utf8Of(exchange.response?.body.decoded ?? '')).toBe('hello world');
});

test('interim answers stay in the bytes, the final one counts', async () => {
  const answer = 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n';
  const { exchange } = await ask(await tcpServer(answering(answer)));
  expect(exchange.response).toMatchObject({
    status: 204,
    headers: [['X-A', 'b']],
    headLength: answer.length,
    body: { state: 'none' },
  });
  expect(latin1Of(exchange.response?.wire ?? '')).toBe(answer);
});

test('a body that lasts until the connection closes is whole', async () => {
  const server = await tcpServer((socket) =>
    socket.end('HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nto the end'),
  );
  const { exchange, text } = await ask(server);
  expect(text).toBe('to the end');
  expect(exchange.response).toMatchObject({ httpVersion: '1.0', body: { state: 'complete' } });
});

test.each([
  ['gzip', gzipSync('compressed all the same')],
  ['deflate', deflateSync('compressed all the same')],
  ['deflate', deflateRawSync('compressed all the same')],
  ['br', brotliCompressSync('compressed all the same')],
])('%s is kept as sent and decoded beside it', async (coding, body) => {
  const head = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`);
  const { exchange, text } = await ask(await tcpServer(answering(Buffer.concat([head, body]))));
  expect(text).toBe('compressed all the same');
  expect(exchange.response?.body).toMatchObject({ state: 'complete', codings: [coding] });
  expect(Buffer.from(exchange.response?.wire ?? '', 'base64')).toEqual(Buffer.concat([head, body]));
});

test('a decompression bomb is cut', async () => {
  const body = gzipSync(Buffer.alloc(limits.bodyBytes * 3));
  const head = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`);
  const { exchange, error } = await ask(await tcpServer(answering(Buffer.concat([head, body]))));
  expect(error?.failure.code).toBe('too_large');
  expect(exchange.response?.body.state).toBe('cut');
  expect(Buffer.from(exchange.response?.body.decoded ?? '', 'base64').length).toBe(limits.bodyBytes);
});

test('a body longer than the limit is cut, on the wire and decoded', async () => {
  const length = limits.bodyBytes + 3_000_000;
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`;
  const { exchange, error } = await ask(
    await tcpServer(answering(Buffer.concat([Buffer.from(head), Buffer.alloc(length, 97)]))),
  );
  expect(error?.failure).toMatchObject({ operation: 'limit', code: 'too_large' });
  expect(exchange.response?.body.state).toBe('cut');
  expect(Buffer.from(exchange.response?.body.decoded ?? '', 'base64').length).toBe(limits.bodyBytes);
  expect(Buffer.from(exchange.response?.wire ?? '', 'base64').length).toBe(head.length + limits.bodyBytes);
});

test('a head that does not end is refused', async () => {
  const { exchange, error } = await ask(
    await tcpServer((socket) => socket.write(`HTTP/1.1 200 OK\r\n${'X-Long: abcdefgh\r\n'.repeat(6000)}`)),
  );
  expect(error?.failure.code).toBe('too_large');
  expect(exchange.response?.status).toBe(200);
});

test.each([
  ['Content-Length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this', 'only this'],
  ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nonly this', 'only this'],
])('a body that stops before its %s says so is truncated', async (_name, answer, decoded) => {
  const server = await tcpServer((socket) => socket.end(answer));
  const { exchange, error } = await ask(server);
  expect(error?.failure).toMatchObject({ operation: 'response', code: 'truncated_body' });
  expect(exchange.failure).toEqual(error?.failure);
  expect(exchange.response?.body).toMatchObject({ state: 'truncated' });
  expect(utf8Of(exchange.response?.body.decoded ?? '')).toBe(decoded);
});

test.each([
  ['no HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['a space before a colon', 'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nhi'],
  ['a chunk without size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n'],
  ['a bare line feed', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nhi'],
  [
    'a length beside chunks',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n',
  ],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\nhi'],
])('%s is malformed, and its bytes are kept', async (_name, answer) => {
  const server = await tcpServer((socket) => socket.end(answer));
  const { exchange, error } = await ask(server);
  expect(error?.failure.code).toBe('malformed_http');
  expect(latin1Of(exchange.response?.wire ?? '')).toBe(answer);
});

test('a reset connection, a closed one, a silent one and a trickling one', async () => {
  const reset = await ask(await tcpServer((socket) => socket.resetAndDestroy()));
  expect(reset.error?.failure).toMatchObject({ operation: 'response', code: 'connection_reset' });
  const closed = await ask(await tcpServer((socket) => socket.end()));
  expect(closed.error?.failure).toMatchObject({ operation: 'response', code: 'connection_closed' });
  const silent = await ask(await tcpServer(() => undefined), {}, 60);
  expect(silent.error?.failure).toMatchObject({ operation: 'response', code: 'timeout' });
  let timer: NodeJS.Timeout | undefined;
  const trickling = await ask(
    await tcpServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      timer = setInterval(() => socket.write('x'), 5);
    }),
    {},
    60,
  );
  clearInterval(timer);
  expect(trickling.error?.failure.code).toBe('timeout');
  expect(trickling.exchange.response?.body.state).toBe('truncated');
});

test('a refused connection is an exchange that was not sent', async () => {
  const server = await tcpServer(() => undefined);
  const { exchange, error } = await ask({ ...server, port: 1 });
  expect(error?.failure).toMatchObject({
    operation: 'connect',
    code: 'connection_refused',
    native: { code: 'ECONNREFUSED' },
  });
  expect(exchange).toMatchObject({ request: { wire: '', method: 'GET' }, failure: error?.failure });
  expect(exchange.connectionId).toBeUndefined();
});

test('an unexpected status fails the step, not the exchange', async () => {
  const { exchange, error } = await ask(
    await tcpServer(answering('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')),
    { expect: [200, 401] },
  );
  expect(error?.failure).toMatchObject({ operation: 'protocol', code: 'unexpected_status' });
  expect(exchange).toMatchObject({ expectedStatuses: [200, 401], response: { status: 404 } });
  expect(exchange.failure).toBeUndefined();
});

test('an idle connection that ends just as it is used again costs nothing but a record', async () => {
  const server = await tcpServer((socket, _chunk, connection) => {
    const seen = server.received[connection]?.toString('latin1').split('\r\n\r\n').length ?? 0;
    if (connection === 0 && seen > 2) socket.resetAndDestroy();
    else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  const { session } = await runFlow(async ({ root }) => {
    const url = `http://127.0.0.1:${server.port}/`;
    await root.exchange({ method: 'GET', url, expect: [200] });
    await root.exchange({ method: 'GET', url, expect: [200] });
  });
  expect(
    session.exchanges.map(({ connectionId, failure, response }) => [connectionId, failure?.code, response?.status]),
  ).toEqual([
    ['c1', undefined, 200],
    ['c1', 'connection_reset', undefined],
    ['c2', undefined, 200],
  ]);
  expect(session.steps[0]?.outcome).toBe('ok');
});

test('concurrent exchanges get connections of their own, a pinned one is never shared', async () => {
  const server = await tcpServer(answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  const { session } = await runFlow(async ({ root }) => {
    const url = `http://127.0.0.1:${server.port}/`;
    const get = { method: 'GET', url, expect: [200] } as const;
    const pinned = root.pin(url);
    await pinned.exchange(root, get);
    await Promise.all([root.exchange(get), root.exchange(get)]);
    await pinned.exchange(root, get);
    await root.exchange(get);
    expect(pinned.alive).toBe(true);
    await pinned.close();
    expect(pinned.alive).toBe(false);
  });
  const ids = session.exchanges.map(({ connectionId }) => connectionId);
  expect(ids[3]).toBe('c1');
  expect(new Set([ids[1], ids[2]])).toEqual(new Set(['c2', 'c3']));
  expect(['c2', 'c3']).toContain(ids[4]);
  expect(session.connections.every(({ endedMs }) => endedMs !== undefined)).toBe(true);
});

test('a pinned connection that the server closed cannot be used again', async () => {
  const server = await tcpServer((socket) =>
    socket.end('HTTP/1.1 401 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
  );
  const { session } = await runFlow(async ({ root }) => {
    const url = `http://127.0.0.1:${server.port}/`;
    const pinned = root.pin(url);
    await pinned.exchange(root, { method: 'GET', url, expect: [401] });
    await expect(pinned.exchange(root, { method: 'GET', url, expect: [401] })).rejects.toThrow(/closed/);
    expect(pinned.alive).toBe(false);
  });
  expect(server.received).toHaveLength(1);
  expect(session.exchanges[1]?.failure?.code).toBe('connection_closed');
});
