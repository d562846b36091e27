/** Raw DNS against servers that answer, lie, break off and keep silent. */
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type AddressInfo } from 'node:net';
import dnsPacket, { type Packet } from 'dns-packet';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64Of, bytesOf } from '../../../shared/session/bytes.js';
import { encodeQuestion, readAnswer, dnsName } from '../../../main/net/dnsMessage.js';
import { systemLookup, wireLookup, type LookupRecord } from '../../../main/net/lookup.js';
import type { Endpoint } from '../../../main/net/connectTo.js';
import { afterTest } from './servers.js';

type Answerer = (query: Buffer, send: (bytes: Buffer) => void, count: number) => void;

async function udpServer(answer: Answerer): Promise<Endpoint & { readonly socket: Socket }> {
  const socket = createSocket('udp4');
  let count = 0;
  socket.on('message', (query, from) => {
    count += 1;
    answer(query, (bytes) => socket.send(bytes, from.port, from.address), count);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  afterTest(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return { host: '127.0.0.1', port: socket.address().port, socket };
}

function reply(query: Buffer, packet: Partial<Packet>, flags = 0): Buffer {
  const { id = 0, questions = [] } = dnsPacket.decode(query);
  return dnsPacket.encode({ type: 'response', id, questions, flags: 0x0180 | flags, ...packet });
}

function look(
  servers: readonly Endpoint[],
  name: string,
  type: 'A' | 'AAAA' | 'SRV' = 'A',
  timeoutMs = 3000,
): Promise<LookupRecord> {
  const began = performance.now();
  return wireLookup(name, type, servers, {
    elapsed: () => performance.now() - began,
    timeoutMs,
    signal: new AbortController().signal,
    randomBytes: (length) => new Uint8Array(length).fill(0x5a),
  });
}

test('keeps the CNAME chain, TTLs, the resolver and the raw bytes', async () => {
  let sent: Buffer = Buffer.alloc(0);
  let got: Buffer = Buffer.alloc(0);
  const server = await udpServer((query, send) => {
    got = query;
    sent = reply(query, {
      answers: [
        { type: 'CNAME', name: 'lyncdiscover.contoso.test', ttl: 60, data: 'web.contoso.test' },
        { type: 'A', name: 'web.contoso.test', ttl: 30, data: '192.0.2.7' },
      ],
    });
    send(sent);
  });
  const record = await look([server], 'lyncdiscover.contoso.test');
  expect(record).toMatchObject({
    via: 'wire',
    resolver: `127.0.0.1:${server.port}`,
    transport: 'udp',
    rcode: 'NOERROR',
    answers: [
      { name: 'lyncdiscover.contoso.test', type: 'CNAME', ttlSeconds: 60, data: 'web.contoso.test' },
      { name: 'web.contoso.test', type: 'A', ttlSeconds: 30, data: '192.0.2.7' },
    ],
    queryBytes: base64Of(got),
    answerBytes: base64Of(sent),
  });
  expect(record.failure).toBeUndefined();
});

test('an SRV record reads as in a zone file', async () => {
  const server = await udpServer((query, send) =>
    send(
      reply(query, {
        answers: [
          {
            type: 'SRV',
            name: '_sip._tls.contoso.test',
            ttl: 5,
            data: { priority: 1, weight: 2, port: 443, target: 'sip.contoso.test' },
          },
        ],
      }),
    ),
  );
  const record = await look([server], '_sip._tls.contoso.test', 'SRV');
  expect(record.answers).toEqual([
    { name: '_sip._tls.contoso.test', type: 'SRV', ttlSeconds: 5, data: '1 2 443 sip.contoso.test' },
  ]);
});

test.each([
  [3, 'NXDOMAIN', 'name_not_found'],
  [0, 'NOERROR', 'no_records'],
  [2, 'SERVFAIL', 'server_failure'],
  [5, 'REFUSED', 'refused_by_resolver'],
])('response code %i is %s: %s', async (flags, rcode, code) => {
  const server = await udpServer((query, send) => send(reply(query, {}, flags)));
  expect(await look([server], 'x.test')).toMatchObject({ rcode, failure: { operation: 'lookup', code } });
});

test('a server that cannot answer passes the question on', async () => {
  const bad = await udpServer((query, send) => send(reply(query, {}, 2)));
  const good = await udpServer((query, send) =>
    send(reply(query, { answers: [{ type: 'A', name: 'x.test', data: '192.0.2.1' }] })),
  );
  const closed = { host: '127.0.0.1', port: 9 };
  expect((await look([bad, closed, good], 'x.test')).resolver).toBe(`127.0.0.1:${good.port}`);
});

test('a cut answer is asked again over TCP', async () => {
  const full = Array.from(
    { length: 60 },
    (_, i) => ({ type: 'A', name: 'x.test', ttl: 1, data: `192.0.2.${i + 1}` }) as const,
  );
  const tcp = createServer((socket) =>
    socket.on('data', (query: Buffer) => {
      const bytes = reply(query.subarray(2), { answers: [...full] });
      const framed = Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
      socket.write(framed.subarray(0, 100));
      setImmediate(() => socket.write(framed.subarray(100)));
    }),
  );
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  afterTest(() => new Promise((resolve) => tcp.close(resolve)));
  const { port } = tcp.address() as AddressInfo;
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => socket.send(reply(query, {}, 0x0200), from.port, from.address));
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
  afterTest(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  const record = await look([{ host: '127.0.0.1', port }], 'x.test');
  expect(record).toMatchObject({ transport: 'tcp', rcode: 'NOERROR' });
  expect(record.answers).toHaveLength(60);
});

test('lies are not heard: a wrong id, a wrong question, a query', async () => {
  const server = await udpServer((query, send) => {
    const right = reply(query, { answers: [{ type: 'A', name: 'x.test', data: '192.0.2.1' }] });
    const wrongId = Buffer.from(right);
    wrongId.writeUInt16BE(wrongId.readUInt16BE(0) ^ 1, 0);
    send(wrongId);
    send(
      reply(query, {
        questions: [{ type: 'A', name: 'evil.test' }],
        answers: [{ type: 'A', name: 'evil.test', data: '203.0.113.66' }],
      }),
    );
    send(query);
    send(right);
  });
  expect((await look([server], 'x.test')).answers).toEqual([
    { name: 'x.test', type: 'A', ttlSeconds: 0, data: '192.0.2.1' },
  ]);
});

test('a compression loop is a malformed answer whose bytes are kept', async () => {
  let sent: Buffer = Buffer.alloc(0);
  const server = await udpServer((query, send) => {
    const head = Buffer.from(query);
    head.writeUInt16BE(0x8180, 2);
    head.writeUInt16BE(1, 6);
    // An answer whose name points at itself.
    sent = Buffer.concat([head, Buffer.from([0xc0, head.length, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4])]);
    send(sent);
  });
  const record = await look([server], 'x.test');
  expect(record).toMatchObject({ answers: [], failure: { code: 'malformed_answer' }, answerBytes: base64Of(sent) });
});

test('a lost packet is asked for again, with the same bytes', async () => {
  const queries: Buffer[] = [];
  const server = await udpServer((query, send, count) => {
    queries.push(query);
    if (count > 1) send(reply(query, { answers: [{ type: 'A', name: 'x.test', data: '192.0.2.1' }] }));
  });
  expect((await look([server], 'x.test')).failure).toBeUndefined();
  expect(queries[1]).toEqual(queries[0]);
});

test('silence is a timeout, a closed port a refusal', async () => {
  const silent = await udpServer(() => undefined);
  expect(await look([silent], 'x.test', 'A', 50)).toMatchObject({
    resolver: `127.0.0.1:${silent.port}`,
    failure: { operation: 'lookup', code: 'timeout' },
  });
  expect((await look([{ host: '127.0.0.1', port: 9 }], 'x.test')).failure?.code).toBe('connection_refused');
});

test('a name DNS cannot ask for is not asked for', async () => {
  expect((await look([{ host: '127.0.0.1', port: 9 }], `${'a'.repeat(64)}.test`)).failure?.code).toBe('name_not_found');
  expect((await look([{ host: '127.0.0.1', port: 9 }], 'a..test')).failure?.code).toBe('name_not_found');
  expect(dnsName('bücher.test')).toBe('xn--bcher-kva.test');
  expect(dnsName('_sip._tls.contoso.test.')).toBe('_sip._tls.contoso.test');
});

test('the system knows localhost', async () => {
  const record = await systemLookup('localhost', {
    elapsed: () => 0,
    timeoutMs: 3000,
    signal: new AbortController().signal,
    randomBytes: (length) => new Uint8Array(length),
  });
  expect(record.answers.some(({ data }) => data === '127.0.0.1' || data === '::1')).toBe(true);
});

test('reading an answer never throws and keeps to its question', () => {
  const question = { id: 0x1234, name: 'x.test', type: 'A' } as const;
  const good = reply(Buffer.from(encodeQuestion(question)), {
    answers: [
      { type: 'CNAME', name: 'x.test', data: 'y.test' },
      { type: 'A', name: 'y.test', data: '192.0.2.1' },
      { type: 'TXT', name: 'y.test', data: ['a', 'b'] },
    ],
  });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 12 }),
      fc.nat(good.length),
      (changes, length) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of changes) bytes[at] = value;
        const reading = readAnswer(bytes.subarray(0, length), question);
        if (reading.kind === 'answer') expect(reading.answers.length).toBeLessThanOrEqual(256);
      },
    ),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => void readAnswer(bytes, question)));
});

test('query bytes decode to what was asked', () => {
  const bytes = bytesOf(base64Of(encodeQuestion({ id: 7, name: 'a.b', type: 'SRV' })));
  expect(dnsPacket.decode(Buffer.from(bytes))).toMatchObject({
    id: 7,
    flag_rd: true,
    questions: [{ name: 'a.b', type: 'SRV' }],
  });
});
