/** Name servers asked by themselves: which ones may be, and what hostile ones can do. Real sockets on loopback. */
import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import dnsPacket, { type Packet } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64Of, bytesOf } from '../../../shared/session/bytes.js';
import { readAnswer } from '../../../main/net/dnsMessage.js';
import type { LookupRecord } from '../../../main/net/lookup.js';
import { nameServersOf, serverLookup, type NameServer, type ServerQuestion } from '../../../main/net/nameServers.js';
import { afterTest } from './servers.js';

interface Behaviour {
  readonly udp?: (query: Buffer, send: (bytes: Buffer) => void) => void;
  /** `query` without its length. */
  readonly tcp?: (query: Buffer, socket: Socket) => void;
}

/** A server on one port for both transports; each query it got is kept. */
async function server({ udp, tcp }: Behaviour): Promise<NameServer & { readonly asked: Buffer[] }> {
  const asked: Buffer[] = [];
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      asked.push(bytes.subarray(2));
      tcp?.(bytes.subarray(2), socket);
    });
  });
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  const { port } = listener.address() as AddressInfo;
  const datagrams = createSocket('udp4');
  datagrams.on('message', (query, from) => {
    asked.push(query);
    udp?.(query, (bytes) => datagrams.send(bytes, from.port, from.address, () => undefined));
  });
  await new Promise<void>((done) => datagrams.bind(port, '127.0.0.1', done));
  afterTest(async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all([
      new Promise((done) => listener.close(done)),
      new Promise<void>((done) => datagrams.close(() => done())),
    ]);
  });
  const endpoints = [{ host: '127.0.0.1', port }];
  return { kind: 'authoritative', name: 'ns1.x.test', address: `127.0.0.1:${port}`, endpoints, asked };
}

function ask(
  of: NameServer,
  question: Partial<ServerQuestion> = {},
  timeoutMs = 3000,
): Promise<readonly LookupRecord[]> {
  const began = performance.now();
  return serverLookup(
    of,
    { name: 'x.test', type: 'A', ...question },
    {
      elapsed: () => performance.now() - began,
      timeoutMs,
      signal: new AbortController().signal,
      randomBytes: (length) => new Uint8Array(length).fill(0x5a),
    },
  );
}

function reply(query: Buffer, packet: Partial<Packet> = {}, flags = 0): Buffer {
  const { id = 0, questions = [] } = dnsPacket.decode(query);
  return dnsPacket.encode({ type: 'response', id, questions, flags: 0x0400 | flags, ...packet });
}

const framed = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
const address = (last: number): dnsPacket.Answer => ({ type: 'A', name: 'x.test', ttl: 60, data: `192.0.2.${last}` });
const truncated = 0x0200;

describe('which servers may be asked', () => {
  const system = () => [{ host: '192.0.2.53', port: 53 }];
  const own = { name: 'ns1.x.test', kind: 'authoritative' };

  test('the given one and the system’s; one of this computer keeps the walk on it', () => {
    const kinds = (resolver?: string) =>
      nameServersOf({ connectTo: [], ...(resolver === undefined ? {} : { resolver }) }, system).inUse.map(
        ({ kind, address: at }) => `${kind} ${at}`,
      );
    expect(kinds()).toEqual(['system 192.0.2.53:53']);
    expect(kinds('198.51.100.1:53')).toEqual(['given 198.51.100.1:53', 'system 192.0.2.53:53']);
    expect(kinds('127.0.0.1:5353')).toEqual(['given 127.0.0.1:5353']);
    expect(kinds('[::1]:5353')).toEqual(['given [::1]:5353']);
  });

  test('with a resolver on loopback, nothing beyond it; an address there at the resolver’s port', () => {
    const servers = nameServersOf({ resolver: '127.0.0.1:5353', connectTo: [] }, system);
    expect(servers.authoritative('ns1.x.test', '203.0.113.53')).toHaveProperty('refused');
    expect(servers.authoritative('ns1.x.test', '2001:db8::53')).toHaveProperty('refused');
    expect(servers.authoritative('ns1.x.test', '127.0.0.9')).toMatchObject({ ...own, address: '127.0.0.9:5353' });
  });

  test('a rule for port 53 goes before the address; one for another port does not', () => {
    const connectTo = ['ns1.x.test:53:127.0.0.1:5301', '::127.0.0.1:5302', 'ns2.x.test:443:127.0.0.1:5303'];
    const servers = nameServersOf({ resolver: '127.0.0.1:5353', connectTo: [connectTo[0] ?? '', connectTo[2] ?? ''] });
    expect(servers.authoritative('ns1.x.test', '203.0.113.53')).toMatchObject({ ...own, address: '127.0.0.1:5301' });
    expect(servers.authoritative('ns2.x.test', '203.0.113.53')).toHaveProperty('refused');
    const all = nameServersOf({ connectTo }, system);
    expect(all.authoritative('ns3.x.test', '203.0.113.53')).toMatchObject({ address: '127.0.0.1:5302' });
  });

  test('elsewhere a server that claims to be this computer is not asked', () => {
    const servers = nameServersOf({ connectTo: [] }, system);
    expect(servers.authoritative('ns1.x.test', '127.0.0.1')).toHaveProperty('refused');
    expect(servers.authoritative('ns1.x.test', '::ffff:127.0.0.1')).toHaveProperty('refused');
    expect(servers.authoritative('ns1.x.test', '203.0.113.53')).toMatchObject({ ...own, address: '203.0.113.53:53' });
    expect(servers.public).toBeUndefined();
  });
});

test('a server of the zone is asked for what it knows itself, a resolver for more', async () => {
  const zone = await server({ udp: (query, send) => send(reply(query, { answers: [address(1)] })) });
  const [record] = await ask(zone);
  await ask({ ...zone, kind: 'public' });
  expect(zone.asked.map((query) => dnsPacket.decode(query).flag_rd)).toEqual([false, true]);
  expect(record).toMatchObject({
    resolverKind: 'authoritative',
    resolver: zone.address,
    transport: 'udp',
    rcode: 'NOERROR',
  });
});

test('a cut answer and the whole one are two records', async () => {
  const answers = Array.from({ length: 60 }, (_, i) => address(i + 1));
  const zone = await server({
    udp: (query, send) => send(reply(query, {}, truncated)),
    tcp: (query, socket) => socket.write(framed(reply(query, { answers }))),
  });
  const [cut, whole, ...more] = await ask(zone);
  expect(more).toEqual([]);
  expect(cut).toMatchObject({ transport: 'udp', answers: [], rcode: 'NOERROR' });
  expect(cut).not.toHaveProperty('failure');
  expect(whole).toMatchObject({ transport: 'tcp', rcode: 'NOERROR' });
  expect(whole?.answers).toHaveLength(60);
});

test('a cut answer whose whole one cannot be had keeps both sides of the story', async () => {
  const zone = await server({
    udp: (query, send) => send(reply(query, {}, truncated)),
    tcp: (_query, socket) => socket.destroy(),
  });
  expect(await ask(zone)).toMatchObject([
    { transport: 'udp', answers: [] },
    { transport: 'tcp', answers: [], failure: { operation: 'lookup', code: 'connection_closed' } },
  ]);
});

describe('hostile answers end as recorded failures, with their bytes', () => {
  /** An answer section written by hand behind the header and the question. */
  const withAnswers = (query: Buffer, count: number, section: readonly number[]): Buffer => {
    const head = Buffer.from(query);
    head.writeUInt16BE(0x8400, 2);
    head.writeUInt16BE(count, 6);
    return Buffer.concat([head, Buffer.from(section)]);
  };
  const fixed = [0, 1, 0, 1, 0, 0, 0, 60]; // A, IN, TTL

  test.each<readonly [string, (query: Buffer) => Buffer]>([
    [
      'a name that points at itself',
      (query) => withAnswers(query, 1, [0xc0, query.length, ...fixed, 0, 4, 1, 2, 3, 4]),
    ],
    [
      'names that point at each other',
      (query) => withAnswers(query, 1, [0xc0, query.length + 2, 0xc0, query.length, ...fixed, 0, 4, 1, 2, 3, 4]),
    ],
    ['a name that points behind the end', (query) => withAnswers(query, 1, [0xff, 0xff, ...fixed, 0, 4, 1, 2, 3, 4])],
    ['a label longer than the message', (query) => withAnswers(query, 1, [63, 97, 98])],
    ['data longer than the message', (query) => withAnswers(query, 1, [0xc0, 12, ...fixed, 0xff, 0xff, 1, 2, 3, 4])],
    [
      'more records announced than there are',
      (query) => withAnswers(query, 65_535, [0xc0, 12, ...fixed, 0, 4, 1, 2, 3, 4]),
    ],
    [
      'an address shorter than an address, with another record to eat from',
      (query) => withAnswers(query, 2, [0xc0, 12, ...fixed, 0, 2, 1, 2, 0xc0, 12, ...fixed, 0, 4, 192, 0, 2, 7]),
    ],
    [
      'an alias that goes on behind its record',
      (query) => withAnswers(query, 1, [0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 2, 3, 97, 98, 99, 0]),
    ],
    ['less than a header', (query) => query.subarray(0, 7)],
  ])('%s', async (_name, make) => {
    let sent: Buffer = Buffer.alloc(0);
    const zone = await server({
      udp: (query, send) => send((sent = make(query))),
      tcp: (query, socket) => socket.write(framed(make(query))),
    });
    for (const transport of [undefined, 'tcp'] as const) {
      const [record] = await ask(zone, transport === undefined ? {} : { transport });
      expect(record).toMatchObject({
        answers: [],
        failure: { operation: 'lookup', code: 'malformed_answer' },
        answerBytes: base64Of(sent),
      });
    }
  });

  test('aliases in a circle are kept as they came and lead nowhere', async () => {
    const zone = await server({
      udp: (query, send) =>
        send(
          reply(query, {
            answers: [
              { type: 'CNAME', name: 'x.test', ttl: 1, data: 'y.test' },
              { type: 'CNAME', name: 'y.test', ttl: 1, data: 'x.test' },
            ],
          }),
        ),
    });
    const [record] = await ask(zone);
    expect(record).toMatchObject({ failure: { code: 'no_records' } });
    expect(record?.answers).toHaveLength(2);
    expect(zone.asked).toHaveLength(1);
  });

  test.each([
    ['a wrong id', (query: Buffer) => Buffer.concat([Buffer.from([0, 0]), reply(query).subarray(2)])],
    ['another question', (query: Buffer) => reply(query, { questions: [{ type: 'A', name: 'evil.test' }] })],
    ['the query itself', (query: Buffer) => query],
  ])('over TCP, %s', async (_name, make) => {
    const zone = await server({ tcp: (query, socket) => socket.write(framed(make(query))) });
    expect(await ask(zone, { transport: 'tcp' })).toMatchObject([
      { answers: [], failure: { code: 'malformed_answer' } },
    ]);
  });

  test('over UDP, foreign answers without end are heard by nobody, and the time ends', async () => {
    const zone = await server({
      udp: (query, send) => {
        for (let id = 0; id < 200; id += 1) {
          const forged = reply(query, { answers: [address(66)] });
          forged.writeUInt16BE(id, 0);
          send(forged);
        }
      },
    });
    expect(await ask(zone, {}, 100)).toMatchObject([{ answers: [], failure: { code: 'timeout' } }]);
  });

  test('half a TCP frame keeps the half that came', async () => {
    let whole: Buffer = Buffer.alloc(0);
    const zone = await server({
      tcp: (query, socket) => {
        whole = reply(query, { answers: [address(1)] });
        socket.end(framed(whole).subarray(0, 22));
      },
    });
    const [record] = await ask(zone, { transport: 'tcp' });
    expect(record).toMatchObject({ failure: { operation: 'lookup', code: 'connection_closed' } });
    expect(Buffer.from(bytesOf(record?.answerBytes ?? ''))).toEqual(whole.subarray(0, 20));
  });

  test('trickled bytes end with the time, and what came is kept', async () => {
    const zone = await server({
      tcp: (query, socket) => {
        const bytes = framed(reply(query, { answers: [address(1)] }));
        let at = 0;
        const timer = setInterval(() => {
          if (at < bytes.length - 1 && !socket.destroyed) socket.write(bytes.subarray(at, (at += 1)));
          else clearInterval(timer);
        }, 2);
        socket.on('close', () => clearInterval(timer));
      },
    });
    const [record] = await ask(zone, { transport: 'tcp' }, 150);
    expect(record).toMatchObject({ answers: [], failure: { code: 'timeout' } });
    expect(bytesOf(record?.answerBytes ?? '').length).toBeGreaterThan(0);
  });

  test.each([0, 1])('a frame of %i bytes', async (length) => {
    const zone = await server({ tcp: (_query, socket) => socket.write(framed(Buffer.alloc(length))) });
    expect(await ask(zone, { transport: 'tcp' })).toMatchObject([{ failure: { code: 'malformed_answer' } }]);
  });

  test('64 kB, in pieces: as many records as are kept, and no more is read than was announced', async () => {
    let whole: Buffer = Buffer.alloc(0);
    const zone = await server({
      tcp: (query, socket) => {
        const answers = Array.from({ length: 2950 }, (_, i) => address(i % 256));
        whole = reply(query, { answers });
        const bytes = Buffer.concat([framed(whole), Buffer.alloc(50_000, 0x41)]);
        for (let at = 0; at < bytes.length; at += 997) socket.write(bytes.subarray(at, at + 997));
      },
    });
    const [record] = await ask(zone, { transport: 'tcp' });
    expect(whole.length).toBeGreaterThan(60_000);
    expect(record?.answers).toHaveLength(256);
    expect(record?.answerBytes).toBe(base64Of(whole));
  });
});

test('no answer makes reading throw, whatever the type that was asked for', () => {
  const types = ['A', 'AAAA', 'CNAME', 'SRV', 'SOA', 'NS'] as const;
  const record = fc.record({
    type: fc.integer({ min: 0, max: 65_535 }),
    length: fc.integer({ min: 0, max: 65_535 }),
    data: fc.uint8Array({ maxLength: 40 }),
    name: fc.uint8Array({ maxLength: 12 }),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.array(record, { maxLength: 6 }),
      fc.integer({ min: 0, max: 0xffff }),
      fc.integer({ min: 0, max: 0xffff }),
      (type, records, flags, count) => {
        const question = { id: 7, name: 'x.test', type };
        const head = dnsPacket.encode({ type: 'response', id: 7, questions: [{ type, name: 'x.test' }] });
        head.writeUInt16BE(flags | 0x8000, 2);
        head.writeUInt16BE(count, 6);
        const sections = records.flatMap(({ type: of, length, data, name }) => [
          Buffer.from(name),
          Buffer.from([of >> 8, of & 255, 0, 1, 0, 0, 0, 1, length >> 8, length & 255]),
          Buffer.from(data),
        ]);
        const reading = readAnswer(Buffer.concat([head, ...sections]), question);
        expect(['answer', 'malformed', 'foreign']).toContain(reading.kind);
        if (reading.kind === 'answer') {
          expect(reading.answers.length).toBeLessThanOrEqual(256);
          expect(reading.answers.every(({ data }) => typeof data === 'string')).toBe(true);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
