/** Connections: handshakes verified and recorded, the chain as sent, proxies, --connect-to. */
import { createSocket } from 'node:dgram';
import dnsPacket, { type Answer } from 'dns-packet';
import { expect, test } from 'vitest';
import { base64Of, latin1Of } from '../../../shared/session/bytes.js';
import type { Connection, Session } from '../../../shared/session/model.js';
import { applyConnectTo, endpointText, parseConnectTo, parseResolver } from '../../../main/net/connectTo.js';
import { connectTcp, interleaved } from '../../../main/net/tcp.js';
import { runFlow } from '../engine/testRun.js';
import { afterTest, answering, issue, tcpServer, tlsServer, type Issued } from './servers.js';

const ok = answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');

async function visit(
  host: string,
  port: number,
  authorities: readonly string[] = [],
  target: object = {},
): Promise<Session> {
  const { session } = await runFlow(
    async ({ root }) => {
      await root.attempt({ kind: 'root.https', title: 'Ask' }, async (step) => {
        const reply = await step.exchange({ method: 'GET', url: `https://${host}/`, expect: [] });
        step.value(String(reply.secure));
      });
    },
    { authorities, target: { connectTo: [`${host}:443:127.0.0.1:${port}`], timeoutMs: 3000, ...target } },
  );
  return session;
}

const der = (issued: Issued): string => base64Of(new Uint8Array(issued.certificate.rawData));

async function serve(leaf: Issued, ...sent: Issued[]): Promise<number> {
  const server = await tlsServer({ key: leaf.keyPem, cert: [leaf, ...sent].map(({ pem }) => pem).join('\n') }, ok);
  return server.port;
}

test('a private root by option: trusted, and the chain is what was sent', async () => {
  const root = await issue('Root', []);
  const middle = await issue('Middle', [], root);
  const leaf = await issue('leaf', ['web.contoso.test', 'sip.contoso.test'], middle);
  const session = await visit('web.contoso.test', await serve(leaf, middle), [root.pem]);
  const [connection] = session.connections;
  expect(connection?.tls?.verification).toEqual({ trusted: true, nameMatches: true });
  expect(connection?.tls?.chain.map((certificate) => certificate.der)).toEqual([der(leaf), der(middle)]);
  expect(connection?.tls?.chain[0]?.fields).toMatchObject({
    subject: 'CN=leaf',
    issuer: 'CN=Middle',
    subjectAltNames: ['DNS:web.contoso.test', 'DNS:sip.contoso.test'],
    publicKey: 'EC P-256',
    signatureAlgorithm: 'SHA-256 with ECDSA',
    isCa: false,
  });
  expect(connection?.tls?.chain[1]?.fields?.isCa).toBe(true);
  expect(connection).toMatchObject({ scheme: 'https', host: 'web.contoso.test', port: 443, addresses: ['127.0.0.1'] });
  expect(connection?.tls).toMatchObject({ serverName: 'web.contoso.test', protocol: 'TLSv1.3' });
  expect(session.steps[1]?.value).toBe('true');
});

test('a root that was sent is in the chain, and so is what has no business there', async () => {
  const root = await issue('Root', []);
  const stranger = await issue('Stranger', []);
  const leaf = await issue('leaf', ['web.contoso.test'], root);
  const session = await visit('web.contoso.test', await serve(leaf, stranger, root), [root.pem]);
  expect(session.connections[0]?.tls?.chain.map((certificate) => certificate.der)).toEqual([
    der(leaf),
    der(stranger),
    der(root),
  ]);
});

test.each([
  [
    'an untrusted root',
    async () => issue('leaf', ['web.contoso.test'], await issue('Other', [])),
    { trusted: false, nameMatches: true },
  ],
  ['another name', async (root: Issued) => issue('leaf', ['other.test'], root), { trusted: true, nameMatches: false }],
  [
    'an expired certificate',
    async (root: Issued) =>
      issue('leaf', ['web.contoso.test'], root, {
        notBefore: new Date('2020-01-01'),
        notAfter: new Date('2020-02-01'),
      }),
    { trusted: false, code: 'CERT_HAS_EXPIRED', nameMatches: true },
  ],
])('%s is recorded, not refused', async (_name, make, verification) => {
  const root = await issue('Root', []);
  const session = await visit('web.contoso.test', await serve(await make(root)), [root.pem]);
  expect(session.connections[0]?.tls?.verification).toMatchObject(verification);
  expect(session.exchanges[0]?.response?.status).toBe(200);
  expect(session.steps[1]?.value).toBe('false');
});

test('handshakes that fail: no TLS at all, a close, a reset', async () => {
  const plain = await tcpServer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const closing = await tcpServer((socket) => socket.end());
  const resetting = await tcpServer((socket) => socket.resetAndDestroy());
  const failures: (Connection['failure'] | undefined)[] = [];
  for (const server of [plain, closing, resetting]) {
    const session = await visit('web.contoso.test', server.port);
    failures.push(session.connections[0]?.failure);
    expect(session.connections[0]?.tls).toMatchObject({ serverName: 'web.contoso.test', chain: [] });
    expect(session.exchanges[0]?.failure).toEqual(session.steps[1]?.failure);
  }
  expect(failures.map((failure) => [failure?.operation, failure?.code])).toEqual([
    ['handshake', 'tls_failed'],
    ['handshake', 'connection_closed'],
    ['handshake', 'connection_reset'],
  ]);
});

test('a server that speaks nothing newer than TLS 1.1 is shown, and never gets a credential', async () => {
  const root = await issue('Root', []);
  const leaf = await issue('leaf', ['web.contoso.test'], root);
  const boring = Reflect.get(process.features, 'openssl_is_boringssl') === true;
  const server = await tlsServer(
    {
      key: leaf.keyPem,
      cert: leaf.pem,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ...(boring ? {} : { ciphers: 'DEFAULT:@SECLEVEL=0' }),
    },
    ok,
  );
  const session = await visit('web.contoso.test', server.port, [root.pem]);
  expect(session.connections.map(({ failure, tls }) => [failure?.code, tls?.protocol])).toEqual([
    ['tls_alert', undefined],
    [undefined, 'TLSv1.1'],
  ]);
  expect(session.exchanges[0]).toMatchObject({ connectionId: 'c2', response: { status: 200 } });
  expect(session.steps[1]?.value).toBe('false');
});

test('the next address is tried where one does not answer', async () => {
  const server = await tcpServer(() => undefined);
  const signal = new AbortController().signal;
  const socket = await connectTcp(['127.0.0.7', '::1', '127.0.0.1'], server.port, 3000, signal);
  expect(socket.remoteAddress).toBe('127.0.0.1');
  socket.destroy();
  await expect(connectTcp(['127.0.0.7', '127.0.0.8'], server.port, 3000, signal)).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
  expect(interleaved(['::1', '::2', '::3', '10.0.0.1', '10.0.0.2'])).toEqual([
    '::1',
    '10.0.0.1',
    '::2',
    '10.0.0.2',
    '::3',
  ]);
  expect(interleaved(['10.0.0.1', '::1', '::2', '::3'])).toEqual(['10.0.0.1', '::1', '::2', '::3']);
});

test('--connect-to goes by curl: empty parts match, the first rule wins, names stay', () => {
  const rules = ['a.test:443:127.0.0.1:8443', ':80::8080', 'b.test::[::1]:', 'nonsense'].flatMap(
    (text) => parseConnectTo(text) ?? [],
  );
  expect(rules).toHaveLength(3);
  const to = (host: string, port: number): string => endpointText(applyConnectTo(rules, { host, port }));
  expect([to('A.test', 443), to('a.test', 444), to('x.test', 80), to('b.test', 80), to('b.test', 99)]).toEqual([
    '127.0.0.1:8443',
    'a.test:444',
    'x.test:8080',
    'b.test:8080',
    '[::1]:99',
  ]);
  expect(parseResolver('[::1]:5353')).toEqual({ host: '::1', port: 5353 });
  expect(parseResolver('::1')).toEqual({ host: '::1', port: 53 });
  expect(parseResolver('192.0.2.1:99999')).toBeUndefined();
  expect(parseResolver('dns.test')).toBeUndefined();
});

test('connections go by the given resolver, and ask a name once', async () => {
  const asked: string[] = [];
  const dns = createSocket('udp4');
  dns.on('message', (query, from) => {
    const { id = 0, questions = [] } = dnsPacket.decode(query);
    const [question] = questions;
    asked.push(`${question?.type} ${question?.name}`);
    const answers: Answer[] = question?.type === 'A' ? [{ type: 'A', name: question.name, data: '127.0.0.1' }] : [];
    dns.send(dnsPacket.encode({ type: 'response', id, questions, answers }), from.port, from.address);
  });
  await new Promise<void>((resolve) => dns.bind(0, '127.0.0.1', resolve));
  afterTest(() => new Promise<void>((resolve) => dns.close(() => resolve())));
  const server = await tcpServer(ok);
  const { session } = await runFlow(
    async ({ root }) => {
      await root.lookup('web.contoso.test', 'A');
      const url = `http://web.contoso.test:${server.port}/`;
      await Promise.all([
        root.exchange({ method: 'GET', url, expect: [200] }),
        root.exchange({ method: 'GET', url, expect: [200] }),
      ]);
    },
    { target: { resolver: `127.0.0.1:${dns.address().port}` } },
  );
  expect(asked.toSorted()).toEqual(['A web.contoso.test', 'AAAA web.contoso.test']);
  expect(session.lookups.map(({ query }) => query.type)).toEqual(['A', 'AAAA']);
  expect(session.connections[0]?.addresses).toEqual(['127.0.0.1']);
});

test('goes through a proxy with CONNECT, for http too', async () => {
  const origin = await tcpServer(ok);
  const proxy = await tcpServer((socket, chunk, index) => {
    const text = chunk.toString('latin1');
    if (text.startsWith('CONNECT')) socket.write('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n');
    else ok(socket, chunk, index);
  });
  const { session } = await runFlow(
    async ({ root }) => {
      await root.exchange({ method: 'GET', url: `http://inside.contoso.test:${origin.port}/`, expect: [200] });
    },
    { target: { proxy: `http://user:secret@127.0.0.1:${proxy.port}` } },
  );
  const [connection] = session.connections;
  expect(connection?.proxy).toMatchObject({ url: `http://127.0.0.1:${proxy.port}`, status: 200 });
  expect(latin1Of(connection?.proxy?.request ?? '')).toBe(
    `CONNECT inside.contoso.test:${origin.port} HTTP/1.1\r\nHost: inside.contoso.test:${origin.port}\r\n\r\n`,
  );
  expect(latin1Of(connection?.proxy?.response ?? '')).toBe('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n');
  expect(session.lookups).toEqual([]); // the proxy resolves the name
  expect(proxy.received[0]?.toString('latin1')).not.toMatch(/authorization/i);
});

test('a proxy that wants a sign-in is recorded and gets none', async () => {
  const proxy = await tcpServer((socket) =>
    socket.write(
      'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM\r\nContent-Length: 3\r\n\r\nno!',
    ),
  );
  const session = await visit('web.contoso.test', 1, [], { connectTo: [], proxy: `http://127.0.0.1:${proxy.port}` });
  expect(session.connections[0]).toMatchObject({
    proxy: { status: 407 },
    failure: { operation: 'proxy', code: 'proxy_authentication_required' },
  });
  expect(latin1Of(session.connections[0]?.proxy?.response ?? '')).toContain('Proxy-Authenticate: NTLM');
  expect(proxy.received).toHaveLength(1);
});

test('a proxy whose name nobody knows is the failure, and not the server asked for', async () => {
  const name = 'proxy.contoso.test';
  const dns = createSocket('udp4');
  dns.on('message', (query, from) => {
    const { id = 0, questions = [] } = dnsPacket.decode(query);
    const nameError = 3; // RFC 1035, section 4.1.1
    dns.send(dnsPacket.encode({ type: 'response', id, flags: nameError, questions }), from.port, from.address);
  });
  await new Promise<void>((resolve) => dns.bind(0, '127.0.0.1', resolve));
  afterTest(() => new Promise<void>((resolve) => dns.close(() => resolve())));
  const resolver = `127.0.0.1:${dns.address().port}`;
  const session = await visit('web.contoso.test', 1, [], { connectTo: [], proxy: `http://${name}:8080`, resolver });
  expect(session.connections[0]).toMatchObject({
    host: 'web.contoso.test',
    addresses: [],
    proxy: { url: `http://${name}:8080` },
    failure: { operation: 'proxy', code: 'name_not_found' },
  });
  expect(session.connections[0]?.failure?.message).toContain(name);
  expect(session.lookups.map(({ query, failure }) => [query.name, failure?.operation])).toEqual([
    [name, 'lookup'],
    [name, 'lookup'],
  ]);
});
