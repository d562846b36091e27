/** ClientHellos as bytes, ServerHellos and alerts as answers, and whatever else a peer may send. */
import { createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientHello, probedVersions } from '../../../main/net/tls/clientHello.js';
import { mostHelloBytes, readServerHello } from '../../../main/net/tls/serverHello.js';

const random = Uint8Array.from({ length: 96 }, (_, index) => index);

const hello = (version: (typeof probedVersions)[number], serverName?: string, alpn: readonly string[] = []): Buffer =>
  Buffer.from(clientHello({ version, alpn, random, ...(serverName === undefined ? {} : { serverName }) }));

describe('a ClientHello', () => {
  test('has lengths that agree, and says its one version', () => {
    for (const version of probedVersions) {
      const bytes = hello(version, 'web.contoso.test', ['h2', 'http/1.1']);
      expect(bytes[0]).toBe(22);
      expect(bytes.readUInt16BE(3)).toBe(bytes.length - 5);
      expect(bytes[5]).toBe(1);
      expect(bytes.readUIntBE(6, 3)).toBe(bytes.length - 9);
      // legacy_version (RFC 8446, section 4.1.2): TLS 1.3 says 1.2 here.
      expect(bytes.readUInt16BE(9)).toBe(
        { TLSv1: 0x301, 'TLSv1.1': 0x302, 'TLSv1.2': 0x303, 'TLSv1.3': 0x303 }[version],
      );
      expect(bytes.subarray(11, 43)).toEqual(Buffer.from(random.subarray(0, 32)));
      expect(bytes.includes('web.contoso.test')).toBe(true);
      // supported_versions with 1.3 alone.
      expect(bytes.includes(Buffer.from([0, 43, 0, 3, 2, 3, 4]))).toBe(version === 'TLSv1.3');
    }
  });

  test('without a name has none', () => {
    expect(hello('TLSv1.2').includes(Buffer.from([0, 0, 0]))).toBe(false);
  });

  test('needs its random bytes', () => {
    expect(() => clientHello({ version: 'TLSv1.2', alpn: [], random: random.subarray(1) })).toThrow(RangeError);
  });
});

/** A ServerHello record: version, cipher, extensions. */
function serverHello(version: number, cipher: number, extensions: readonly number[] = []): Buffer {
  const body = [version >> 8, version & 255, ...Array<number>(32).fill(7), 2, 9, 9, cipher >> 8, cipher & 255, 0];
  const tail = extensions.length === 0 ? [] : [extensions.length >> 8, extensions.length & 255, ...extensions];
  const length = body.length + tail.length;
  const message = [2, 0, length >> 8, length & 255, ...body, ...tail];
  return Buffer.from([22, 3, 3, message.length >> 8, message.length & 255, ...message]);
}

describe('the first answer', () => {
  test('a ServerHello of 1.2 with ALPN', () => {
    const alpn = [0, 16, 0, 5, 0, 3, 2, 0x68, 0x32];
    expect(readServerHello(serverHello(0x0303, 0xc02f, alpn))).toEqual({
      kind: 'hello',
      version: 'TLSv1.2',
      cipher: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      alpn: 'h2',
    });
  });

  test('a ServerHello of 1.3 says so in an extension', () => {
    expect(readServerHello(serverHello(0x0303, 0x1302, [0, 43, 0, 2, 3, 4]))).toEqual({
      kind: 'hello',
      version: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
    });
  });

  test('cut anywhere it waits for more; in fragments it reads the same', () => {
    const whole = serverHello(0x0302, 0x0035);
    for (let end = 0; end < whole.length; end += 1) expect(readServerHello(whole.subarray(0, end))).toBeUndefined();
    const message = whole.subarray(5);
    const fragments = [...message].flatMap((byte) => [22, 3, 1, 0, 1, byte]);
    expect(readServerHello(Uint8Array.from(fragments))).toEqual(readServerHello(whole));
  });

  test('an alert by its name', () => {
    expect(readServerHello(Uint8Array.from([21, 3, 1, 0, 2, 2, 70]))).toEqual({
      kind: 'alert',
      code: 70,
      name: 'protocol_version',
    });
  });

  test.each([
    ['HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['a record that lies about its length', Uint8Array.from([22, 3, 3, 255, 255, 0])],
    ['another handshake message', Uint8Array.from([22, 3, 3, 0, 4, 11, 0, 0, 0])],
    ['a ServerHello that is too short', Uint8Array.from([22, 3, 3, 0, 6, 2, 0, 0, 2, 3, 3])],
    ['an alert of one byte', Uint8Array.from([21, 3, 3, 0, 1, 2])],
  ])('%s is no answer', (_name, bytes) => {
    expect(readServerHello(bytes)).toMatchObject({ kind: 'malformed' });
  });

  test('empty records without end come to an end', () => {
    const records = new Uint8Array(mostHelloBytes + 5);
    for (let at = 0; at + 5 <= records.length; at += 5) records.set([22, 3, 3, 0, 0], at);
    expect(readServerHello(records)).toMatchObject({ kind: 'malformed' });
  });

  test('no bytes make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (noise, isRecord) => {
        const bytes = isRecord ? Uint8Array.from([22, 3, 3, noise.length >> 8, noise.length & 255, ...noise]) : noise;
        readServerHello(bytes);
      }),
    );
  });
});

test('a real server answers it', async () => {
  // Without a certificate it cannot go on, and says so: that is an alert, in the right form.
  const server = createServer({});
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { connect } = await import('node:net');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const answer = await new Promise<Buffer>((done) => {
    socket.on('error', () => undefined).once('data', done);
    socket.write(hello('TLSv1.2'));
  });
  socket.destroy();
  await new Promise((done) => server.close(done));
  expect(readServerHello(answer)).toMatchObject({ kind: 'alert', name: 'handshake_failure' });
});
