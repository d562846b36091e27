/**
 * Hostile peers where the reverse proxy should be, over real sockets: every walk comes to its end within its limits, what
 * went wrong is recorded, and the audits say something that fits.
 */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { X509CertificateGenerator, SubjectAlternativeNameExtension } from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLab, type RunningLab } from '../../lab/index.js';
import type { Judgement } from '../../shared/audits/audit.js';
import { judge } from '../../shared/audits/judge.js';
import { readSessionFile, writeSessionFile } from '../../shared/session/file.js';
import type { Connection, Session } from '../../shared/session/model.js';
import { afterTest, issue, tlsServer, type Issued } from '../unit/net/servers.js';
import { walkIn } from './support/walks.js';

const host = 'lyncdiscover.sfb2015.example';
let lab: RunningLab;
beforeAll(async () => {
  lab = await startLab({ deployment: 'sfb2015', from: 'outside' });
}, 60_000);
afterAll(() => lab.stop());

interface Outcome extends Judgement {
  readonly session: Session;
  /** Connections to the hostile peer. */
  readonly met: readonly Connection[];
}

/** A walk that meets the peer at `port`, its judgement, and what every one of them must keep to. */
async function meet(port: number, authorities: readonly string[] = [], timeoutMs = 2000): Promise<Outcome> {
  const session = await walkIn(lab, {
    connectTo: [`${host}:443:127.0.0.1:${port}`, ...lab.connectTo],
    authorities: [lab.caPem, ...authorities],
    timeoutMs,
  });
  const judgement = judge(session);
  expect(session.outcome).toBe('completed');
  expect(judgement.audits.filter(({ verdict }) => verdict === 'error')).toEqual([]);
  // Nobody reads a sentence of ten thousand names.
  for (const { title, cause } of judgement.findings) expect(title.length + cause.length).toBeLessThan(4000);
  const file = readSessionFile(writeSessionFile(session));
  expect(file.ok && file.session).toEqual(session);
  const met = session.connections.filter((one) => one.host === host && one.port === 443);
  expect(met.length).toBeGreaterThan(0);
  expect(met.every(({ endedMs }) => endedMs !== undefined)).toBe(true);
  return { session, ...judgement, met };
}

const serious = ({ findings }: Judgement): readonly string[] => [
  ...new Set(findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id)),
];

/** A TLS server that shows this chain and answers nothing. */
async function showing(leaf: Issued, rest: readonly string[] = []): Promise<number> {
  const server = await tlsServer({ key: leaf.keyPem, cert: [leaf.pem, ...rest].join('\n') }, (socket) => socket.end());
  return server.port;
}

/** A server that does what it likes with the connection. */
async function raw(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  afterTest(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  return (server.address() as AddressInfo).port;
}

/** Once the ClientHello is there. */
const afterHello =
  (answer: (socket: Socket) => void) =>
  (socket: Socket): void => {
    socket.once('data', () => answer(socket));
    socket.resume();
  };

describe('certificates', () => {
  test('a chain of 150 certificates is read up to its limit', async () => {
    let top = await issue('CA 0', []);
    const root = top;
    const chain: string[] = [];
    for (let index = 1; index <= 150; index += 1) {
      top = await issue(`CA ${index}`, [], top);
      chain.unshift(top.pem);
    }
    const result = await meet(await showing(await issue('leaf', [host], top), chain), [root.pem]);
    const [shown] = result.met.filter(({ tls }) => (tls?.chain.length ?? 0) > 0);
    expect(shown?.tls?.chain).toHaveLength(16);
    expect(shown?.tls?.built?.path.length ?? 0).toBeLessThanOrEqual(16);
    expect(serious(result)[0]).toMatch(/^tls-/);
  }, 60_000);

  test.each([700, 5000])(
    'a chain of the same %i certificates again and again',
    async (count) => {
      const root = await issue('Root', []);
      const middle = await issue('Middle', [], root);
      const leaf = await issue('leaf', [host], middle);
      const result = await meet(
        await showing(
          leaf,
          Array.from({ length: count }, () => middle.pem),
        ),
      );
      // OpenSSL takes no chain over 100 KB: the handshake is refused on our side.
      expect(result.met.every(({ tls }) => (tls?.chain.length ?? 0) <= 16)).toBe(true);
      expect(serious(result)[0]).toMatch(/^tls-/);
    },
    60_000,
  );

  test.each([2500, 10_000])(
    'a leaf with %i names is a record or a recorded refusal',
    async (count) => {
      const names = Array.from({ length: count }, (_, index) => `host${index}.contoso.test`);
      const result = await meet(await showing(await issue('leaf', names)));
      const [read] = result.met.flatMap(({ tls }) => tls?.chain[0] ?? []);
      if (read === undefined) expect(result.met.some(({ failure }) => failure?.operation === 'handshake')).toBe(true);
      else expect(read.fields?.subjectAltNames).toHaveLength(count);
      if (count === 2500) expect(serious(result)).toContain('tls-name-mismatch');
      expect(serious(result)[0]).toMatch(/^tls-/);
    },
    60_000,
  );

  test.each([
    ['of two thousand digits', 'ff'.repeat(1000)],
    ['zero', '00'],
  ])(
    'a serial number %s',
    async (_what, serialNumber) => {
      const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
      const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
      const certificate = await X509CertificateGenerator.createSelfSigned({
        serialNumber,
        name: `CN=${host}`,
        notBefore: new Date(Date.now() - 86_400_000),
        notAfter: new Date(Date.now() + 86_400_000 * 60),
        keys,
        signingAlgorithm: algorithm,
        extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: host }])],
      });
      const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
      const keyPem = `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`;
      const result = await meet(await showing({ certificate, pem: certificate.toString('pem'), keyPem, keys }));
      expect(serious(result)).toContain('tls-untrusted-root');
    },
    60_000,
  );
});

/** Keys made by openssl: a modulus of 16384 bits takes minutes to find. */
const fixture = (name: string): Promise<string> =>
  readFile(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');

test('a key of 16384 bits, the longest that OpenSSL takes', async () => {
  const [key, cert] = await Promise.all([fixture('rsa16384.key.pem'), fixture('rsa16384.pem')]);
  const server = await tlsServer({ key, cert }, (socket) => socket.end());
  const result = await meet(server.port, [], 5000);
  const [read] = result.met.flatMap(({ tls }) => tls?.chain[0] ?? []);
  expect(read?.fields?.publicKey).toBe('RSA 16384');
  expect(serious(result)).toContain('tls-untrusted-root');
  expect(serious(result)).not.toContain('tls-weak-key');
}, 60_000);

/** A TLS record (RFC 5246, section 6.2.1). */
const record = (type: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type, 3, 3, body.length >> 8, body.length & 0xff]), body]);

/** A handshake message (RFC 5246, section 7.4). */
const message = (type: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type, body.length >> 16, (body.length >> 8) & 0xff, body.length & 0xff]), body]);

const vector24 = (body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([body.length >> 16, (body.length >> 8) & 0xff, body.length & 0xff]), body]);

/** TLS 1.2, ECDHE_RSA with AES-128-GCM, and secure renegotiation (RFC 5746), without which nothing is read further. */
const renegotiation = Buffer.from('0005ff01000100', 'hex');
const serverHello = record(
  22,
  message(2, Buffer.concat([Buffer.from([3, 3]), Buffer.alloc(32, 7), Buffer.from([0, 0xc0, 0x2f, 0]), renegotiation])),
);

const certificateOf = (...ders: readonly Buffer[]): Buffer => message(11, vector24(Buffer.concat(ders.map(vector24))));

describe('handshakes', () => {
  test.each([
    ['no DER at all', Buffer.from('this is not a certificate')],
    ['lengths that lie', Buffer.from('30847fffffff30820100a003020102', 'hex')],
    ['nesting without end', Buffer.from('3080'.repeat(4000), 'hex')],
    ['nothing', Buffer.alloc(0)],
  ])(
    'a certificate that is %s',
    async (_what, der) => {
      const port = await raw(
        afterHello((socket) => socket.write(Buffer.concat([serverHello, record(22, certificateOf(der))]))),
      );
      const result = await meet(port);
      expect(result.met.some(({ failure }) => failure?.operation === 'handshake')).toBe(true);
      expect(serious(result)).toEqual(['tls-handshake-failed']);
      expect(result.findings[0]?.cause).toMatch(/The certificate it shows cannot be read/);
    },
    60_000,
  );

  test.each([
    ['garbage', Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 73 + 19) & 0xff))],
    ['a record longer than any may be', Buffer.concat([Buffer.from([22, 3, 3, 0xff, 0xff]), Buffer.alloc(0xffff, 2)])],
    ['a message of 16 MB', record(22, Buffer.concat([Buffer.from([2, 0xff, 0xff, 0xff]), Buffer.alloc(16_000, 1)]))],
    ['empty records', Buffer.concat(Array.from({ length: 3000 }, () => record(22, Buffer.alloc(0))))],
    [
      'alerts that are only warnings',
      Buffer.concat(Array.from({ length: 3000 }, () => record(21, Buffer.from([1, 112])))),
    ],
  ])(
    'the hello is answered by %s',
    async (_what, answer) => {
      const result = await meet(await raw(afterHello((socket) => socket.write(answer))));
      expect(result.met.some(({ failure }) => failure !== undefined)).toBe(true);
      expect(serious(result)[0]).toMatch(/^(tls|net)-/);
    },
    60_000,
  );

  test('a peer that trickles is left at the limit of time', async () => {
    const port = await raw((socket) => {
      socket.resume();
      const bytes = Buffer.concat([serverHello, record(22, Buffer.alloc(0x3fff, 11))]);
      let at = 0;
      const timer = setInterval(() => socket.write(bytes.subarray(at, ++at)), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const result = await meet(port, [], 700);
    expect(result.met.filter(({ failure }) => failure?.code === 'timeout').length).toBeGreaterThan(0);
    expect(serious(result)[0]).toMatch(/^(tls|net)-/);
  }, 60_000);

  test('a peer that floods is left, too, and its flood is not kept', async () => {
    const before = process.memoryUsage().rss;
    const flood = Buffer.concat(Array.from({ length: 64 }, () => record(22, Buffer.alloc(0x3fff, 0))));
    const port = await raw(
      afterHello((socket) => {
        const pour = (): void => {
          while (socket.writable && socket.write(flood));
          if (socket.writable) socket.once('drain', pour);
        };
        pour();
      }),
    );
    const result = await meet(port);
    expect(result.met.some(({ failure }) => failure !== undefined)).toBe(true);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
  }, 60_000);

  test('one handshake that came too late beside others that ended is no broken TLS', async () => {
    const own = lab.connectTo.find((rule) => rule.startsWith(`${host}:443:`));
    const { session, met } = await meet(Number(own?.split(':').at(-1)), [], 10_000);
    const late = met.find(({ tls }) => tls?.protocol !== undefined && tls.serverName === host);
    const failure = { operation: 'handshake', code: 'timeout', message: 'No answer in time.' } as const;
    const withFailure = (isHit: (one: Connection) => boolean): readonly string[] =>
      judge({
        ...session,
        connections: session.connections.map((one) =>
          isHit(one) ? { ...one, tls: { serverName: host, startedMs: 0, chain: [] }, failure } : one,
        ),
      }).findings.map(({ id }) => id);
    expect(withFailure(({ id }) => id === late?.id)).not.toContain('tls-handshake-failed');
    expect(withFailure((one) => one.host === host && one.port === 443)).toContain('tls-handshake-failed');
  }, 60_000);
});
