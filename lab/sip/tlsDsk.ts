/**
 * The server's side of TLS-DSK ([MS-SIPAE] 3.3.5): a TLS handshake whose flights travel in gssapi-data, up to TLS 1.2,
 * with a client certificate; nothing but keys comes of it.
 */
import { constants, createHmac } from 'node:crypto';
import { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { ServerIdentity } from '../ca.js';
import type { ServerVersion } from '../types.js';

const mostFlightBytes = 24 * 1024;
const handshakeMs = 10_000;

export type Flight =
  /** To be sent on; the client speaks next. */
  | { readonly kind: 'more'; readonly bytes: Buffer }
  /** The last flight, with what the handshake gave. */
  | { readonly kind: 'done'; readonly bytes: Buffer; readonly keys: DskKeys; readonly certificate: Buffer }
  | { readonly kind: 'failed'; readonly why: string };

export interface DskKeys {
  readonly hash: 'md5' | 'sha1' | 'sha256' | 'sha384';
  readonly client: Buffer;
  readonly server: Buffer;
}

/** The hex signature of one side over a text. */
export function dskSignature(side: 'client' | 'server', keys: DskKeys, text: string): string {
  return createHmac(keys.hash, side === 'client' ? keys.client : keys.server)
    .update(text, 'utf8')
    .digest('hex');
}

/** The hash of a cipher suite by its OpenSSL name: its last part, where GCM suites end like the CBC ones. */
export function hashOfSuite(name: string): DskKeys['hash'] {
  const last = name.toUpperCase().split('-').at(-1);
  if (last === 'SHA384') return 'sha384';
  if (last === 'SHA256') return 'sha256';
  return last === 'MD5' ? 'md5' : 'sha1';
}

/** One handshake. Flights are answered one by one, in lockstep. */
export class DskHandshake {
  private readonly written: Buffer[] = [];
  private readonly pipe: Duplex;
  private readonly secure: TLSSocket;
  private secured = false;
  private failure: string | undefined;
  private wake: () => void = () => undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(identity: ServerIdentity, version: ServerVersion) {
    this.pipe = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        this.written.push(chunk);
        done();
        this.wake();
      },
    });
    this.secure = new TLSSocket(this.pipe, {
      isServer: true,
      requestCert: true,
      // The deployment's own store decides, not a chain.
      rejectUnauthorized: false,
      secureContext: innerContext(identity, version),
    });
    this.secure.on('error', (error: Error) => this.fail(error.message));
    this.secure.once('secure', () => {
      this.secured = true;
      this.wake();
    });
    this.timer = setTimeout(() => this.fail('the handshake took too long'), handshakeMs);
    this.timer.unref();
  }

  /** Takes one flight of the client (raw TLS records) and gives the server's. */
  async answer(flight: Buffer): Promise<Flight> {
    if (this.failure !== undefined) return { kind: 'failed', why: this.failure };
    if (flight.length > mostFlightBytes || !areRecords(flight)) {
      this.fail('the flight is not whole TLS records');
      return { kind: 'failed', why: 'the flight is not whole TLS records' };
    }
    this.written.length = 0;
    this.pipe.push(flight);
    for (;;) {
      const outcome = this.outcome();
      if (outcome !== undefined) return outcome;
      await new Promise<void>((done) => {
        this.wake = done;
      });
    }
  }

  /** Ends it, whatever its state. No alert is sent: nobody would read it. */
  close(): void {
    clearTimeout(this.timer);
    this.secure.destroy();
    this.pipe.destroy();
    this.fail('closed');
  }

  private fail(why: string): void {
    this.failure ??= why;
    this.wake();
  }

  private outcome(): Flight | undefined {
    if (this.failure !== undefined) return { kind: 'failed', why: this.failure };
    const records = recordsOf(Buffer.concat(this.written));
    if (records.some(({ type }) => type === contentType.alert)) return { kind: 'failed', why: 'a TLS alert' };
    const bytes = asOneFlight(records);
    if (endsServerHello(records)) return { kind: 'more', bytes };
    const changed = records.findIndex(({ type }) => type === contentType.changeCipherSpec);
    if (changed < 0 || !this.secured || !records.slice(changed).some(({ type }) => type === contentType.handshake)) {
      return undefined;
    }
    return this.finished(bytes);
  }

  private finished(bytes: Buffer): Flight {
    const certificate = this.secure.getPeerX509Certificate()?.raw;
    if (certificate === undefined) return { kind: 'failed', why: 'the client showed no certificate' };
    const suite = this.secure.getCipher().name;
    // Without a context, not with an empty one: up to TLS 1.2 these are different keys (RFC 5705, RFC 5216).
    const material = withoutContext(this.secure, 128, 'client EAP encryption');
    const keys: DskKeys = {
      hash: hashOfSuite(suite),
      client: Buffer.from(material.subarray(64, 96)),
      server: Buffer.from(material.subarray(96, 128)),
    };
    clearTimeout(this.timer);
    return { kind: 'done', bytes, keys, certificate: Buffer.from(certificate) };
  }
}

/** By version what Schannel prefers there: answers of Lync and 2015 are signed with SHA-1, later ones with SHA-384. */
function innerContext(identity: ServerIdentity, version: ServerVersion): ReturnType<typeof createSecureContext> {
  const old = ['AES128-SHA', 'AES256-SHA', 'ECDHE-RSA-AES128-SHA', 'ECDHE-RSA-AES256-SHA'];
  const modern = ['ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-SHA384', 'ECDHE-RSA-AES128-GCM-SHA256'];
  const suites = version === '2019' || version === 'se' ? [...modern, ...old] : [...old, ...modern];
  const boring = 'openssl_is_boringssl' in process.features && process.features.openssl_is_boringssl === true;
  const offered = boring ? suites.filter((name) => !name.endsWith('AES256-SHA384')) : [...suites, '@SECLEVEL=0'];
  return createSecureContext({
    cert: identity.certificateChain,
    key: identity.privateKey,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.2',
    ciphers: offered.join(':'),
    honorCipherOrder: true,
    // Schannel of these servers gives no session tickets.
    secureOptions: constants.SSL_OP_NO_TICKET,
  });
}

/** The types of Node ask for a context; Node itself makes a difference between none and an empty one. */
function withoutContext(socket: TLSSocket, length: number, label: string): Buffer {
  const material: unknown = Reflect.apply(socket.exportKeyingMaterial, socket, [length, label]);
  if (!Buffer.isBuffer(material)) throw new Error('no keying material');
  return material;
}

const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22 } as const;

interface TlsRecord {
  readonly type: number;
  readonly version: number;
  readonly payload: Buffer;
}

/** Cuts bytes into TLS records (RFC 5246 6.2.1); a rest that is not whole is left out. */
export function recordsOf(bytes: Buffer): readonly TlsRecord[] {
  const records: TlsRecord[] = [];
  for (let at = 0; at + 5 <= bytes.length;) {
    const length = bytes.readUInt16BE(at + 3);
    if (at + 5 + length > bytes.length) break;
    records.push({
      type: bytes.readUInt8(at),
      version: bytes.readUInt16BE(at + 1),
      payload: bytes.subarray(at + 5, at + 5 + length),
    });
    at += 5 + length;
  }
  return records;
}

function areRecords(bytes: Buffer): boolean {
  const length = recordsOf(bytes).reduce((sum, { payload }) => sum + 5 + payload.length, 0);
  return bytes.length > 0 && length === bytes.length;
}

/** Schannel puts a whole handshake flight into one record; clients exist that take no other form. */
function asOneFlight(records: readonly TlsRecord[]): Buffer {
  const joined: TlsRecord[] = [];
  let encrypted = false;
  for (const record of records) {
    const last = joined.at(-1);
    const isPlain = record.type === contentType.handshake && !encrypted;
    if (record.type === contentType.changeCipherSpec) encrypted = true;
    if (isPlain && last?.type === contentType.handshake && last.payload.length + record.payload.length <= 16_384) {
      joined[joined.length - 1] = { ...last, payload: Buffer.concat([last.payload, record.payload]) };
    } else joined.push(record);
  }
  return Buffer.concat(
    joined.flatMap(({ type, version, payload }) => {
      const head = Buffer.alloc(5);
      head.writeUInt8(type, 0);
      head.writeUInt16BE(version, 1);
      head.writeUInt16BE(payload.length, 3);
      return [head, payload];
    }),
  );
}

/** Whether the handshake messages so far end with ServerHelloDone (type 14). */
function endsServerHello(records: readonly TlsRecord[]): boolean {
  if (records.some(({ type }) => type === contentType.changeCipherSpec)) return false;
  const messages = Buffer.concat(
    records.filter(({ type }) => type === contentType.handshake).map((one) => one.payload),
  );
  for (let at = 0; at + 4 <= messages.length;) {
    const length = messages.readUIntBE(at + 1, 3);
    if (messages.readUInt8(at) === 14 && at + 4 + length === messages.length) return true;
    at += 4 + length;
  }
  return false;
}
