/** Visits and chains against peers that behave badly: each ends as a record, within its limits. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf } from '../../../shared/session/bytes.js';
import { certificateRecord } from '../../../main/net/certificate.js';
import { anchors } from '../../../main/net/tls/anchors.js';
import { buildChain } from '../../../main/net/tls/chainBuilding.js';
import { issuersIn } from '../../../main/net/tls/issuerAnswer.js';
import { ocspRequest, readCrl, readOcsp } from '../../../main/net/tls/revocation.js';
import type { Visit, VisitSpec } from '../../../main/engine/api.js';
import { runFlow } from '../engine/testRun.js';
import { afterTest, issue, tcpServer, tlsServer, type Issued } from '../net/servers.js';

/** Visits 127.0.0.1:`port` under a name. */
async function visit(port: number, spec: Partial<VisitSpec> = {}, timeoutMs = 1000): Promise<Visit> {
  let made: Visit | undefined;
  await runFlow(
    async ({ root }) => {
      await root.attempt({ kind: 'tls.handshake', title: 'Visit' }, async (step) => {
        made = await step.visit({ host: 'web.contoso.test', port: 443, scheme: 'https', sni: true, ...spec });
      });
    },
    { target: { connectTo: [`web.contoso.test:443:127.0.0.1:${port}`], timeoutMs } },
  );
  if (made === undefined) throw new Error('there was no visit');
  return made;
}

const der = ({ certificate }: Issued): Uint8Array => new Uint8Array(certificate.rawData);
const recordOf = (issued: Issued): ReturnType<typeof certificateRecord> => certificateRecord(der(issued));

test.each([{}, { version: 'TLSv1.2' }, { version: 'TLSv1.3', sni: false }] as const)(
  'a peer that trickles ends at the limit: %j',
  async (spec) => {
    const { port } = await tcpServer((socket) => {
      // A record of the greatest length, one byte at a time.
      socket.write(Uint8Array.from([22, 3, 3, 0x40, 0]));
      const timer = setInterval(() => socket.write(Uint8Array.from([2])), 20);
      socket.on('close', () => clearInterval(timer));
      afterTest(async () => clearInterval(timer));
    });
    const { connection, answer } = await visit(port, spec, 300);
    expect(answer).toBeUndefined();
    expect(connection.failure).toMatchObject({ operation: 'handshake', code: 'timeout' });
    expect(connection.endedMs).toBeDefined();
  },
);

test('a peer that floods ends at the limit of bytes', async () => {
  const { port } = await tcpServer((socket) => {
    const record = Buffer.concat([Buffer.from([22, 3, 3, 0x40, 0]), Buffer.alloc(0x4000, 2)]);
    for (let i = 0; i < 64; i += 1) socket.write(record);
  });
  const { answer } = await visit(port, { version: 'TLSv1.2' });
  expect(answer).toMatchObject({ kind: 'malformed' });
});

test('refused, closed, reset and plain HTTP are told apart', async () => {
  const plain = await tcpServer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const closing = await tcpServer((socket) => socket.end());
  const resetting = await tcpServer((socket) => socket.resetAndDestroy());
  const [a, b, c] = await Promise.all(
    [plain, closing, resetting].map(({ port }) => visit(port, { version: 'TLSv1.2' })),
  );
  expect(a?.answer).toMatchObject({ kind: 'malformed' });
  expect(b?.connection.failure?.code).toBe('connection_closed');
  expect(c?.connection.failure?.code).toBe('connection_reset');
});

test('a leaf with 10,000 names is a record, read or not', async () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `host${index}.contoso.test`);
  const leaf = await issue('leaf', names);
  const server = await tlsServer({ key: leaf.keyPem, cert: leaf.pem }, () => undefined);
  const { connection } = await visit(server.port, {}, 5000);
  // OpenSSL takes no chain over 100 KB; where another library does, the certificate is read.
  if (connection.failure !== undefined) expect(connection.failure.operation).toBe('handshake');
  else expect(connection.tls?.chain[0]?.fields?.subjectAltNames.length).toBe(10_000);
});

test('an endless chain ends at the limit', async () => {
  let top = await issue('CA 0', []);
  const root = top;
  const chain: Issued[] = [];
  for (let i = 1; i <= 40; i += 1) {
    top = await issue(`CA ${i}`, [], top);
    chain.unshift(top);
  }
  const leaf = await issue('leaf', ['web.contoso.test'], top);
  const server = await tlsServer(
    { key: leaf.keyPem, cert: [leaf, ...chain].map(({ pem }) => pem).join('\n') },
    () => undefined,
  );
  const { connection } = await visit(server.port, {}, 5000);
  expect(connection.failure).toBeUndefined();
  expect(connection.tls?.chain.length).toBe(16);
  const built = buildChain(connection.tls?.chain ?? [], [], await anchors([root.pem]));
  expect(built?.end).toBe('open');
  expect(built?.path.length).toBeLessThanOrEqual(16);
});

test('chains: private root, gap, self-signed, fetched, circle', async () => {
  const root = await issue('Root', []);
  const middle = await issue('Middle', [], root);
  const leaf = await issue('leaf', ['web.contoso.test'], middle);
  const trusting = await anchors([root.pem]);
  const strange = await anchors([]);
  const sent = [leaf, middle].map(recordOf);
  expect(buildChain(sent, [], trusting)).toMatchObject({ end: 'trusted-root', anchor: 'given' });
  expect(buildChain([...sent, recordOf(root)], [], strange)?.end).toBe('untrusted-root');
  expect(buildChain([recordOf(leaf)], [], trusting)?.end).toBe('open');
  expect(buildChain([recordOf(leaf)], [der(middle)], trusting)).toMatchObject({
    end: 'trusted-root',
    path: [{ origin: 'sent' }, { origin: 'fetched' }, { origin: 'store' }],
  });
  expect(buildChain([recordOf(root)], [], strange)?.end).toBe('self-signed');
  // An issuer by name that did not sign it.
  const impostor = await issue('Middle', [], root);
  expect(buildChain([recordOf(leaf)], [der(impostor)], trusting)?.end).toBe('open');
  expect(buildChain([{ der: 'AAAA' }], [], trusting)).toBeUndefined();
});

test('answers of strangers never throw, and never prove anything', async () => {
  const root = await issue('Root', []);
  const leaf = await issue('leaf', ['web.contoso.test'], root);
  const request = await ocspRequest(der(leaf), der(root));
  expect(request[0]).toBe(0x30);
  expect(issuersIn(der(root))).toHaveLength(1);
  expect(issuersIn(new TextEncoder().encode(root.pem))).toHaveLength(1);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(), async (noise, at) => {
      const damaged = der(root);
      damaged[at % damaged.length] = 0xff;
      for (const body of [noise, damaged, request]) {
        issuersIn(body);
        expect((await readOcsp(body, der(leaf), der(root), 0)).status).toBe('unusable');
        expect(readCrl(body, der(leaf), der(root), 0).status).toBe('unusable');
      }
    }),
    { numRuns: 60 },
  );
});

test('malformed DER has no fields, and is kept', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      const record = certificateRecord(bytes);
      expect([...bytesOf(record.der)]).toEqual([...bytes]);
    }),
  );
});
