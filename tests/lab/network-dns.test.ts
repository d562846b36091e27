// The name server on real sockets: Node's own resolver (c-ares), and DNS over TCP by hand.
import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import packet from 'dns-packet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSmallNetwork, type Started } from './network.fixtures.js';

let outside: Started;
let inside: Started;

beforeAll(async () => {
  [outside, inside] = await Promise.all([
    startSmallNetwork('lync2013'),
    startSmallNetwork('lync2013', { view: 'inside', change: { delays: { dns: 3, tlsFlight: 0, http: 0 } } }),
  ]);
});

afterAll(async () => {
  await Promise.all([outside.network.stop(), inside.network.stop()]);
});

function resolverOf({ network }: Started): Resolver {
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([`${network.dns.address}:${network.dns.port}`]);
  return resolver;
}

/** Asks over one TCP connection, all questions at once and in odd pieces, and returns the answers in their order. */
async function askTcp({ network }: Started, questions: readonly packet.Question[]): Promise<packet.Packet[]> {
  const socket = connect({ host: network.dns.address, port: network.dns.port });
  const bytes = Buffer.concat(
    questions.map((question, index) => packet.streamEncode({ type: 'query', id: index, questions: [question] })),
  );
  let received = Buffer.alloc(0);
  const answers: packet.Packet[] = [];
  return new Promise((done, failed) => {
    socket.on('error', failed);
    socket.on('connect', () => {
      socket.write(bytes.subarray(0, 7));
      setImmediate(() => socket.write(bytes.subarray(7)));
    });
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        answers.push(packet.streamDecode(received.subarray(0, end)));
        received = received.subarray(end);
      }
      if (answers.length === questions.length) {
        socket.destroy();
        done(answers);
      }
    });
  });
}

function codeOf(answer: packet.Packet | undefined): number {
  return (answer?.flags ?? 0) & 0xf;
}

describe('the name server', () => {
  test('answers an alias, a service and an address from outside', async () => {
    const resolver = resolverOf(outside);
    const name = 'lyncdiscover.lync2013.example';
    expect(await resolver.resolveCname(name)).toEqual(['rproxy.lync2013.example']);
    expect(await resolver.resolve4(name, { ttl: true })).toEqual([{ address: '127.0.0.5', ttl: 3600 }]);
    expect(await resolver.resolveSrv('_sip._tls.lync2013.example')).toMatchObject([
      { priority: 0, weight: 0, port: 443, name: 'sip.lync2013.example' },
    ]);
    expect(await resolver.resolveNs('lync2013.example')).toEqual(['ns1.lync2013.example', 'ns2.lync2013.example']);
  });

  test('tells a missing name from a missing type and from a foreign zone', async () => {
    const resolver = resolverOf(outside);
    await expect(resolver.resolve4('lyncdiscoverinternal.lync2013.example')).rejects.toMatchObject({
      code: 'ENOTFOUND',
    });
    await expect(resolver.resolve6('web01.lync2013.example')).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(resolver.resolve4('webint01.lync2013.internal')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(resolver.resolve4('www.example.org')).rejects.toMatchObject({ code: 'EREFUSED' });
  });

  test('stands apart from the server of the zone outside, and is one with it inside', async () => {
    const at = ({ network }: Started, name: string): string | undefined =>
      network.connectTo.find((rule) => rule.startsWith(`${name}:53:`))?.replace(`${name}:53:`, '');
    const own = at(outside, 'ns1.lync2013.example');
    expect(own).toBe(at(outside, 'ns2.lync2013.example'));
    expect(own).not.toBe(`${outside.network.dns.address}:${outside.network.dns.port}`);
    expect(at(inside, 'dc01.lync2013.internal')).toBe(`${inside.network.dns.address}:${inside.network.dns.port}`);
    const [address = '', port = ''] = own?.split(':') ?? [];
    const [soa, ns, foreign] = await askTcp(
      { ...outside, network: { ...outside.network, dns: { address, port: Number(port) } } },
      [
        { type: 'SOA', name: 'lync2013.example' },
        { type: 'NS', name: 'lync2013.example' },
        { type: 'A', name: 'webdir.online.lync.com' },
      ],
    );
    const flags = (soa?.flags ?? 0) & (packet.AUTHORITATIVE_ANSWER | packet.RECURSION_AVAILABLE);
    expect([soa?.answers?.[0]?.type, flags]).toEqual(['SOA', packet.AUTHORITATIVE_ANSWER]);
    expect(ns?.answers).toHaveLength(2);
    expect(codeOf(foreign)).toBe(5);
  });

  test('has another view inside', async () => {
    const resolver = resolverOf(inside);
    expect(await resolver.resolve4('lyncdiscoverinternal.lync2013.example')).toEqual(['127.0.0.2']);
    expect(await resolver.resolve4('webint02.lync2013.internal')).toEqual(['127.0.0.4']);
    expect(await resolver.resolve4('web01.lync2013.example')).toEqual(['127.0.0.5']);
    expect(await resolver.resolveSrv('_sipinternaltls._tcp.lync2013.example')).toMatchObject([
      { priority: 0, weight: 0, port: 5061, name: 'sip.lync2013.example' },
    ]);
    await expect(resolver.resolve4('lyncdiscover.lync2013.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    expect(await resolver.resolveSoa('lync2013.internal')).toMatchObject({ nsname: 'dc01.lync2013.internal' });
  });

  test('lets a resolver that met a truncated answer get the whole one over TCP', async () => {
    // c-ares announces 1232 bytes by EDNS, so truncation is provoked with a question of our own (unit tests); here the
    // same port answers both transports.
    expect(await resolverOf(outside).resolveTxt('lync2013.example')).toHaveLength(7);
    const [first, second, third] = await askTcp(outside, [
      { type: 'TXT', name: 'lync2013.example' },
      { type: 'A', name: 'nothing.lync2013.example' },
      { type: 'A', name: 'web.woodgrove.example' },
    ]);
    expect([first?.answers?.length, codeOf(first)]).toEqual([7, 0]);
    expect([codeOf(second), second?.authorities?.[0]?.type]).toEqual([3, 'SOA']);
    expect(codeOf(third)).toBe(5);
  });

  test('closes a TCP connection that sends no DNS', async () => {
    const { dns } = outside.network;
    const socket = connect({ host: dns.address, port: dns.port });
    socket.on('connect', () => socket.write(Buffer.from([0, 3, 1, 2, 3])));
    await new Promise((done) => socket.on('close', done));
  });
});
