/** The inner handshake against a real TLS server: both ways give the keys that the server has. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dskHandshake, macHashOf, signDsk, verifyDsk, type DskKeys } from '../../../main/net/tlsDsk/index.js';
import { runtimeWorks, tryRuntime } from '../../../main/net/tlsDsk/choice.js';
import { prf } from '../../../main/net/tlsDsk/prf.js';
import { identity, inOneRecord, Peer, recordsOf, type Identity, type PeerOptions } from './peer.js';

let user: Identity;
let server: Identity;
const peers: Peer[] = [];

beforeAll(async () => {
  [user, server] = await Promise.all([identity('user@contoso.com'), identity('fe01.contoso.com')]);
});

afterEach(() => {
  for (const peer of peers.splice(0)) peer.destroy();
});

function peerOf(options: Partial<PeerOptions> = {}): Peer {
  const peer = new Peer({ identity: server, ...options });
  peers.push(peer);
  return peer;
}

type Way = 'runtime' | 'own';

async function shakeHands(
  peer: Peer,
  options: { readonly way: Way; readonly suites?: 'wide' | 'cbc-sha'; readonly certificate?: Identity },
  change: (flight: Buffer) => Buffer = (flight) => flight,
): Promise<DskKeys> {
  const handshake = dskHandshake({ certificate: options.certificate ?? user, ...options });
  try {
    const hello = await handshake.start();
    const proof = await handshake.answer(change(await peer.hello(hello)));
    expect(proof.done).toBeUndefined();
    const end = await handshake.answer(await peer.finish(proof.out));
    expect(end.out).toHaveLength(0);
    if (end.done === undefined) throw new Error('the handshake did not end');
    return end.done;
  } finally {
    handshake.destroy();
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const protocols = ['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const;

describe('node:tls over a stream', () => {
  test.each([
    ['TLSv1.2', 'ECDHE-RSA-AES256-GCM-SHA384', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'sha384'],
    ['TLSv1.2', 'ECDHE-RSA-AES128-SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256', 'sha256'],
    ['TLSv1.2', 'AES256-SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA', 'sha1'],
    ['TLSv1.1', 'ECDHE-RSA-AES256-SHA', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'sha1'],
    ['TLSv1', 'AES128-SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA', 'sha1'],
  ] as const)('%s with %s', async (protocol, ciphers, suite, macHash) => {
    const peer = peerOf({ protocol, ciphers });
    const keys = await shakeHands(peer, { way: 'runtime' });
    expect(keys).toMatchObject({ protocol, suite, macHash });
    expect(keys).toMatchObject(peer.keys());
  });

  test('speaks TLS 1.2 where the server could do better', async () => {
    const peer = peerOf({ protocol: 'TLSv1.3' });
    expect(await shakeHands(peer, { way: 'runtime' })).toMatchObject({ protocol: 'TLSv1.2', ...peer.keys() });
  });

  test('only suites with HMAC-SHA1 signatures, where those are asked for', async () => {
    const peer = peerOf();
    const keys = await shakeHands(peer, { way: 'runtime', suites: 'cbc-sha' });
    expect(keys).toMatchObject({ macHash: 'sha1', ...peer.keys() });
    expect(keys.suite).toMatch(/_CBC_SHA$/);
  });

  test('a server whose key is not RSA', async () => {
    const peer = peerOf({ identity: await identity('fe01.contoso.com', { curve: 'P-256' }) });
    expect(await shakeHands(peer, { way: 'runtime' })).toMatchObject(peer.keys());
  });
});

describe('our own handshake', () => {
  test.each(protocols.flatMap((protocol) => [[protocol, 'AES256-SHA'] as const, [protocol, 'AES128-SHA'] as const]))(
    '%s with %s',
    async (protocol, ciphers) => {
      const peer = peerOf({ protocol, ciphers });
      const keys = await shakeHands(peer, { way: 'own' });
      const bits = ciphers === 'AES256-SHA' ? 256 : 128;
      expect(keys).toMatchObject({ protocol, suite: `TLS_RSA_WITH_AES_${bits}_CBC_SHA`, macHash: 'sha1' });
      expect(keys).toMatchObject(peer.keys());
    },
  );
});

describe.each(['runtime', 'own'] as const)('either way: %s', (way) => {
  test('the server sees the client certificate and a proof of its key', async () => {
    const peer = peerOf();
    await shakeHands(peer, { way });
    const seen = peer.tls.getPeerX509Certificate();
    expect(hex(new Uint8Array(seen?.raw ?? []))).toBe(hex(user.certificateDer));
    expect(peer.error).toBeUndefined();
  });

  test("the server's certificates come as they were sent", async () => {
    const { serverCertificates } = await shakeHands(peerOf(), { way });
    expect(serverCertificates.map(hex)).toEqual([hex(server.certificateDer)]);
  });

  test('a flight in one record, as Schannel writes it', async () => {
    const peer = peerOf();
    expect(await shakeHands(peer, { way }, inOneRecord)).toMatchObject(peer.keys());
  });

  test('a server that asks for no certificate still gives keys', async () => {
    const peer = peerOf({ requestCert: false });
    expect(await shakeHands(peer, { way })).toMatchObject(peer.keys());
    expect(peer.tls.getPeerX509Certificate()).toBeUndefined();
  });

  test('a certificate of old: SHA-1, 1024 bits', async () => {
    const peer = peerOf();
    const certificate = await identity('user@contoso.com', { bits: 1024, hash: 'SHA-1' });
    expect(await shakeHands(peer, { way, certificate })).toMatchObject(peer.keys());
  });

  test('the hello names no server and no protocol, and is one flight', async () => {
    const handshake = dskHandshake({ certificate: user, way });
    const hello = Buffer.from(await handshake.start());
    expect(recordsOf(hello)).toHaveLength(1);
    expect(extensionsOf(hello)).not.toContain(0); // server_name
    expect(extensionsOf(hello)).not.toContain(16); // ALPN
    expect(extensionsOf(hello)).not.toContain(43); // supported_versions: TLS 1.3
    expect(hello[43]).toBe(0); // no session
    handshake.destroy();
  });

  test('two handshakes have nothing in common', async () => {
    const [one, other] = [await shakeHands(peerOf(), { way }), await shakeHands(peerOf(), { way })];
    expect(hex(one.clientKey)).not.toBe(hex(other.clientKey));
    expect(hex(one.clientKey)).not.toBe(hex(one.serverKey));
  });

  test('an alert in place of a flight is told by its name', async () => {
    const handshake = dskHandshake({ certificate: user, way });
    await handshake.start();
    await expect(handshake.answer(Buffer.from('15030300020228', 'hex'))).rejects.toThrow(
      /an alert: handshake_failure\.$/,
    );
    handshake.destroy();
  });

  test('an alert about the certificate is told by its name', async () => {
    const peer = peerOf();
    const handshake = dskHandshake({ certificate: user, way });
    await handshake.answer(await peer.hello(await handshake.start()));
    await expect(handshake.answer(Buffer.from('1503030002022d', 'hex'))).rejects.toThrow(
      /an alert: certificate_expired\.$/,
    );
    handshake.destroy();
  });

  test("a Finished that is not the server's ends it", async () => {
    const peer = peerOf({ ciphers: 'AES128-SHA' });
    const handshake = dskHandshake({ certificate: user, way });
    const { out } = await handshake.answer(await peer.hello(await handshake.start()));
    const flight = await peer.finish(out);
    flight[flight.length - 1] = (flight[flight.length - 1] ?? 0) ^ 1;
    await expect(handshake.answer(flight)).rejects.toMatchObject({ failure: { operation: 'handshake' } });
    handshake.destroy();
  });

  test('nothing works twice or out of turn', async () => {
    const handshake = dskHandshake({ certificate: user, way });
    await expect(handshake.answer(new Uint8Array(5))).rejects.toMatchObject({ name: 'FailureError' });
    await handshake.start();
    await expect(handshake.start()).rejects.toMatchObject({ name: 'FailureError' });
    handshake.destroy();
    handshake.destroy();
    await expect(handshake.answer(new Uint8Array(5))).rejects.toMatchObject({ name: 'FailureError' });
  });
});

test('what is signed by one way is verified with the keys of the server, whatever the suite', async () => {
  for (const ciphers of ['AES128-SHA', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES128-SHA256']) {
    const peer = peerOf({ ciphers });
    const keys = await shakeHands(peer, { way: 'runtime' });
    const theirs: DskKeys = { ...keys, clientKey: peer.keys().serverKey, serverKey: peer.keys().clientKey };
    const text = '<TLS-DSK><13317733><1><SIP Communications Service>';
    const response = signDsk(keys, text);
    expect(verifyDsk(theirs, text, response)).toEqual({ ok: true, hash: keys.macHash });
    expect(verifyDsk(theirs, text, response.toUpperCase()).ok).toBe(true);
    expect(verifyDsk(theirs, `${text}<>`, response).ok).toBe(false);
    expect(verifyDsk(keys, text, response).ok).toBe(false); // not the client's own key
  }
});

test('this runtime can do it, and the test of it is made once', async () => {
  expect(await tryRuntime()).toBe(true);
  expect(runtimeWorks()).toBe(runtimeWorks());
  expect(await runtimeWorks()).toBe(true);
});

test('the pseudo-random function of TLS 1.2 gives the published vector', () => {
  // P_SHA256 vector of the IETF TLS working group's list, in every library's tests.
  const secret = Buffer.from('9bbe436ba940f017b17652849a71db35', 'hex');
  const seed = Buffer.from('a0ba9f936cda311827a6f796ffd5198c', 'hex');
  expect(hex(prf(0x0303, 'sha256', secret, 'test label', seed, 100))).toBe(
    'e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa0' +
      '22f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66',
  );
});

test('cancelling ends a handshake that waits', async () => {
  const stop = new AbortController();
  const handshake = dskHandshake({ certificate: user, way: 'runtime', signal: stop.signal });
  stop.abort();
  await expect(handshake.start()).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  handshake.destroy();
});

function extensionsOf(hello: Buffer): readonly number[] {
  let at = 5 + 4 + 2 + 32;
  at += 1 + (hello[at] ?? 0);
  at += 2 + hello.readUInt16BE(at);
  at += 1 + (hello[at] ?? 0);
  const types: number[] = [];
  for (at += 2; at + 4 <= hello.length; at += 4 + hello.readUInt16BE(at + 2)) types.push(hello.readUInt16BE(at));
  return types;
}

test.each([
  ['sha1', '3359c8ac2e6229b2eb9738ac707dc8c3e54f65f0'], // MS-OCPSTN example
  ['sha1', '65d8d93b66e5b217115e3b1636bf433c9f5df54a'], // Skype for Business 2015
  ['sha384', 'd273a9ff5d8c43edec26a19af80f9dcd383ad509b385292d60f0c5685b5151e65a050c6971c5a92af59bc9cc1050f3cb'], // 2019
] as const)("the length of a server's signature tells its hash: %s", (hash, rspauth) => {
  const zero = new Uint8Array(32);
  const keys = { clientKey: zero, serverKey: zero, suite: '', protocol: '', macHash: 'sha256', serverCertificates: [] };
  expect(verifyDsk({ ...keys, macHash: 'sha256' }, 'text', rspauth)).toEqual({ ok: false, hash });
});

test.each([
  ['TLS_RSA_WITH_RC4_128_MD5', 'md5'],
  ['TLS_RSA_WITH_AES_128_CBC_SHA', 'sha1'],
  ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256', 'sha256'],
  ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'sha384'],
  ['TLS_RSA_WITH_AES_128_CCM', 'sha256'],
])('the hash of %s is %s', (suite, hash) => {
  expect(macHashOf(suite)).toBe(hash);
});
