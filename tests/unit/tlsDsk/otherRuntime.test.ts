/** A runtime with another TLS library: one that throws at OpenSSL's own words, and one whose streams do not work. */
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { identity, Peer, type Identity } from './peer.js';

const library = vi.hoisted(() => ({ hasLevels: true, takesCertificates: true, rightKeys: true }));

vi.mock('node:tls', async (load) => {
  const real = await load<typeof import('node:tls')>();
  const createSecureContext: typeof real.createSecureContext = (options) => {
    if (!library.hasLevels && options?.ciphers?.includes('@') === true) throw new Error('INVALID_COMMAND');
    if (!library.takesCertificates && options?.minVersion === 'TLSv1') throw new Error('CA_MD_TOO_WEAK');
    return real.createSecureContext(options);
  };
  const connect = (options: Parameters<typeof real.connect>[0]): ReturnType<typeof real.connect> => {
    const socket = real.connect(options);
    const exporter = socket.exportKeyingMaterial.bind(socket);
    socket.exportKeyingMaterial = (...wanted) => {
      const block: unknown = Reflect.apply(exporter, socket, wanted);
      if (!Buffer.isBuffer(block)) throw new Error('no keys');
      return library.rightKeys ? Buffer.from(block) : Buffer.alloc(block.length, 1);
    };
    return socket;
  };
  return { ...real, default: real, createSecureContext, connect };
});

let user: Identity;
beforeAll(async () => {
  user = await identity('ada@contoso.com');
});
afterEach(() => {
  Object.assign(library, { hasLevels: true, takesCertificates: true, rightKeys: true });
});

const ownHello = [0x0035, 0x002f, 0x00ff];

/** Suites of the hello that is chosen in a process of its own. */
async function chosenSuites(): Promise<readonly number[]> {
  vi.resetModules();
  const { dskHandshake } = await import('../../../main/net/tlsDsk/index.js');
  const handshake = dskHandshake({ certificate: user });
  const hello = Buffer.from(await handshake.start());
  handshake.destroy();
  const at = 5 + 4 + 2 + 32 + 1 + (hello[43] ?? 0);
  const count = hello.readUInt16BE(at) / 2;
  return Array.from({ length: count }, (_, index) => hello.readUInt16BE(at + 2 + 2 * index));
}

test('a library as Node has it is used', async () => {
  const suites = await chosenSuites();
  expect(suites.length).toBeGreaterThan(10);
  expect(suites).toContain(0xc030); // ECDHE-RSA-AES256-GCM-SHA384
});

test('words it does not know are left out', async () => {
  library.hasLevels = false;
  expect(await chosenSuites()).toContain(0xc030);
});

test('one that exports other keys is not used', async () => {
  library.rightKeys = false;
  expect(await chosenSuites()).toEqual(ownHello);
});

test('one that does not take the certificate is not used', async () => {
  library.takesCertificates = false;
  expect(await chosenSuites()).toEqual(ownHello);
});

test('our own then gives the keys that the server has', async () => {
  library.rightKeys = false;
  vi.resetModules();
  const { dskHandshake } = await import('../../../main/net/tlsDsk/index.js');
  const peer = new Peer({ identity: await identity('fe01.contoso.com') });
  const handshake = dskHandshake({ certificate: user });
  const { out } = await handshake.answer(await peer.hello(await handshake.start()));
  const { done } = await handshake.answer(await peer.finish(out));
  expect(done).toMatchObject({ macHash: 'sha1', ...peer.keys() });
  peer.destroy();
});
