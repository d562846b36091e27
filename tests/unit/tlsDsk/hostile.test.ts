/** Whatever a server puts into gssapi-data, the handshake ends with a failure or goes on; it never hangs. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FailureError } from '../../../shared/failure.js';
import { dskHandshake, verifyDsk, type DskKeys } from '../../../main/net/tlsDsk/index.js';
import { dskLimits, readServerFlight, readServerFinish } from '../../../main/net/tlsDsk/records.js';
import { identity, Peer, type Identity } from './peer.js';

let user: Identity;
let server: Identity;
const peers: Peer[] = [];

beforeAll(async () => {
  [user, server] = await Promise.all([identity('user@contoso.com'), identity('fe01.contoso.com')]);
});

afterAll(() => {
  for (const peer of peers) peer.destroy();
});

type Way = 'runtime' | 'own';
const ways = ['runtime', 'own'] as const;

/** How an answer was taken. */
async function outcome(way: Way, flight: Uint8Array, before: readonly Uint8Array[] = []): Promise<string> {
  const handshake = dskHandshake({ certificate: user, way, timeoutMs: 2000 });
  try {
    await handshake.start();
    for (const good of before) await handshake.answer(good);
    await handshake.answer(flight);
    return 'went on';
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    expect(error.failure.code).not.toBe('timeout');
    expect(['protocol', 'handshake']).toContain(error.failure.operation);
    return `${error.failure.operation}/${error.failure.code}`;
  } finally {
    handshake.destroy();
  }
}

/** A flight of a real server, for a hello that is not the one under test. */
async function recordedFlight(): Promise<Buffer> {
  const peer = new Peer({ identity: server, ciphers: 'AES128-SHA' });
  peers.push(peer);
  const handshake = dskHandshake({ certificate: user, way: 'own' });
  const flight = await peer.hello(await handshake.start());
  handshake.destroy();
  return flight;
}

const record = (type: number, fragment: string): Buffer => {
  const bytes = Buffer.from(fragment, 'hex');
  const head = Buffer.from([type, 3, 3, 0, 0]);
  head.writeUInt16BE(bytes.length, 3);
  return Buffer.concat([head, bytes]);
};

describe.each(ways)('%s', (way) => {
  test.each<readonly [what: string, flight: Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['a cut header', Buffer.from('160303', 'hex')],
    ['a length beyond the end', Buffer.from('1603034000aabb', 'hex')],
    ['a length beyond every record', Buffer.concat([Buffer.from('160303ffff', 'hex'), Buffer.alloc(0xffff)])],
    ['an empty record', Buffer.from('1603030000', 'hex')],
    ['a message longer than its record', record(22, '02ffffff0303')],
    ['application data', record(23, '00112233')],
    ['HTML', Buffer.from('<html><body>Sign in to Wi-Fi</body></html>')],
    ['SSL 2', Buffer.from('800b0400000002000000100000', 'hex')],
    ['ServerHelloDone alone', record(22, '0e000000')],
    ['an early ChangeCipherSpec', Buffer.concat([record(22, '0e000000'), record(20, '01')])],
    ['a thousand records', Buffer.concat(Array.from({ length: 1000 }, () => record(22, '00')))],
    ['a thousand messages', Buffer.concat([record(22, '00000000'.repeat(1000))])],
    [
      'more bytes than any handshake needs',
      Buffer.concat(Array.from({ length: 20 }, () => record(22, '00'.repeat(9000)))),
    ],
    ['our own hello back', Buffer.from('16030100080100000403030000', 'hex')],
  ])('%s', async (_what, flight) => {
    expect(await outcome(way, flight)).toBe('protocol/malformed_answer');
  });

  test('bytes at random', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (bytes) => {
        expect(await outcome(way, bytes)).not.toBe('went on');
      }),
      { numRuns: 60 },
    );
  });

  test('a real flight, cut anywhere', async () => {
    const flight = await recordedFlight();
    await fc.assert(
      fc.asyncProperty(fc.nat(flight.length - 1), async (length) => {
        expect(await outcome(way, flight.subarray(0, length))).not.toBe('went on');
      }),
      { numRuns: 60 },
    );
  });

  test('a real flight with bytes changed anywhere', async () => {
    const flight = await recordedFlight();
    const change = fc.record({ at: fc.nat(flight.length - 1), to: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const changed = Buffer.from(flight);
        for (const { at, to } of changes) changed[at] = to;
        await outcome(way, changed); // may go on: a certificate's bytes concern nobody here
      }),
      { numRuns: 150 },
    );
  });

  test('a last flight at random', async () => {
    const flight = await recordedFlight();
    const garbage = fc.uint8Array({ minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(garbage, async (bytes) => {
        const last = Buffer.concat([record(20, '01'), record(22, Buffer.from(bytes).toString('hex'))]);
        expect(await outcome(way, last, [flight])).toMatch(/^handshake\//);
      }),
      { numRuns: 40 },
    );
  });
});

test('the limits hold for what is well-formed, too', () => {
  const many = Buffer.concat(Array.from({ length: dskLimits.records + 1 }, () => record(22, '0e000000')));
  expect(() => readServerFlight(many)).toThrow(FailureError);
  expect(() => readServerFinish(Buffer.concat([record(20, '01'), record(20, '01')]))).toThrow(FailureError);
});

test('a signature that is none is wrong, not an error', () => {
  const keys: DskKeys = {
    clientKey: new Uint8Array(32),
    serverKey: new Uint8Array(32),
    suite: 'TLS_RSA_WITH_AES_128_CBC_SHA',
    protocol: 'TLSv1',
    macHash: 'sha1',
    serverCertificates: [],
  };
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f]{0,100}$/)), (rspauth) => {
      expect(verifyDsk(keys, 'text', rspauth).ok).toBe(false);
    }),
  );
});
