/**
 * The inner handshake without a TLS library: RSA key exchange, AES-CBC-SHA, TLS 1.0 to 1.2, client certificate. For
 * runtimes whose own library does not work without a socket; signatures are then HMAC-SHA1 for certain.
 * [RFC 5246; RFC 4346; RFC 2246; RFC 7627; MS-SIPAE 3.2.5.1]
 */
import {
  constants,
  createHash,
  publicEncrypt,
  randomBytes,
  sign,
  timingSafeEqual,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { failed } from '../../../shared/failure.js';
import { keyBlockLength, RecordCipher, splitKeys } from './ownCipher.js';
import {
  certificateMessage,
  certificateVerify,
  clientHello,
  digestFor,
  handshakeFailed,
  message,
  newestVersion,
  ownSuites,
  readServerHello,
  record,
  two,
  withLength,
  type ServerHello,
} from './ownMessages.js';
import { keyBlockBytes, keyLabel, keysIn, prf, type TlsVersion } from './prf.js';
import {
  contentType,
  joined,
  malformed,
  messageType,
  readCertificates,
  readMessages,
  readServerFinish,
  readServerFlight,
  type HandshakeMessage,
} from './records.js';
import type { ClientCertificate, DskHandshake, DskKeys, DskStep } from './types.js';

/** What stands between our second flight and the server's answer to it. */
interface Agreed {
  readonly hello: ServerHello;
  readonly master: Uint8Array;
  readonly server: RecordCipher;
  readonly serverCertificates: readonly Uint8Array[];
}

const protocols: ReadonlyMap<TlsVersion, string> = new Map([
  [0x0301, 'TLSv1'],
  [0x0302, 'TLSv1.1'],
  [0x0303, 'TLSv1.2'],
]);

export class OwnHandshake implements DskHandshake {
  readonly #certificate: ClientCertificate;
  readonly #random = new Uint8Array(randomBytes(32));
  /** Every handshake message so far, both ways. */
  readonly #transcript: Uint8Array[] = [];
  #agreed: Agreed | undefined;
  #stage: 'new' | 'hello' | 'finish' | 'over' = 'new';

  constructor(certificate: ClientCertificate) {
    this.#certificate = certificate;
  }

  start(): Promise<Uint8Array> {
    return settle(() => {
      this.#expect('new');
      this.#stage = 'hello';
      const hello = clientHello(this.#random);
      this.#transcript.push(hello);
      // The record's version stays 1.0: some old servers look at nothing else.
      return record(contentType.handshake, 0x0301, hello);
    });
  }

  answer(flight: Uint8Array): Promise<DskStep> {
    return settle(() => {
      if (this.#stage === 'hello') {
        this.#stage = 'over'; // until all of it went well
        const out = this.#prove(readServerFlight(flight));
        this.#stage = 'finish';
        return { out };
      }
      this.#expect('finish');
      this.#stage = 'over';
      return { out: new Uint8Array(), done: this.#finish(flight) };
    });
  }

  destroy(): void {
    this.#stage = 'over';
    this.#agreed = undefined;
    this.#transcript.length = 0;
  }

  #expect(stage: 'new' | 'finish'): void {
    if (this.#stage === stage) return;
    throw failed('handshake', 'connection_closed', 'The TLS handshake inside gssapi-data is over.');
  }

  /** Our second flight: who we are, the shared secret, the proof of the key, and Finished. */
  #prove(messages: readonly HandshakeMessage[]): Uint8Array {
    const [first] = messages;
    if (first === undefined) throw malformed('it is empty');
    const hello = readServerHello(first);
    const serverCertificates = readCertificates(messages);
    const request = messages.find(({ type }) => type === messageType.certificateRequest);
    if (messages.some(({ type }) => type === messageType.serverKeyExchange)) {
      throw handshakeFailed('the server sends keys that this key exchange does not have');
    }
    this.#transcript.push(...messages.map(({ bytes }) => bytes));

    const plain: Uint8Array[] = [];
    const say = (bytes: Uint8Array): void => {
      plain.push(record(contentType.handshake, hello.version, bytes));
      this.#transcript.push(bytes);
    };
    const { certificateDer, chain, key } = this.#certificate;
    if (request !== undefined) say(certificateMessage([certificateDer, ...chain]));
    const premaster = Uint8Array.from([...two(newestVersion), ...randomBytes(46)]);
    say(keyExchange(premaster, serverKey(serverCertificates)));
    const master = this.#master(hello, premaster);
    if (request !== undefined) {
      const digest = digestFor(request, hello.version);
      say(certificateVerify(sign(digest, joined(this.#transcript), key), digest));
    }
    const { client, server } = ciphers(hello, master, this.#random);
    this.#agreed = { hello, master, server, serverCertificates };
    const finished = message(messageType.finished, this.#verifyData('client finished'));
    this.#transcript.push(finished);
    return joined([
      ...plain,
      record(contentType.changeCipherSpec, hello.version, [1]),
      client.seal(contentType.handshake, finished, new Uint8Array(randomBytes(16))),
    ]);
  }

  /** With the extension the secret is bound to the handshake so far (RFC 7627, section 4), else to both randoms. */
  #master({ version, random, hasExtendedMasterSecret }: ServerHello, premaster: Uint8Array): Uint8Array {
    const label = hasExtendedMasterSecret ? 'extended master secret' : 'master secret';
    const seed = hasExtendedMasterSecret ? transcriptHash(version, this.#transcript) : joined([this.#random, random]);
    return prf(version, 'sha256', premaster, label, seed, 48);
  }

  #verifyData(label: 'client finished' | 'server finished'): Uint8Array {
    const agreed = this.#agreed;
    if (agreed === undefined) throw handshakeFailed('nothing is agreed yet');
    const hash = transcriptHash(agreed.hello.version, this.#transcript);
    return prf(agreed.hello.version, 'sha256', agreed.master, label, hash, 12);
  }

  #finish(flight: Uint8Array): DskKeys {
    const agreed = this.#agreed;
    if (agreed === undefined) throw handshakeFailed('nothing is agreed yet');
    const { plain, encrypted } = readServerFinish(flight);
    if (plain.some(({ type }) => type !== messageType.newSessionTicket)) {
      throw handshakeFailed('a message came that has no place before Finished');
    }
    this.#transcript.push(...plain.map(({ bytes }) => bytes));
    const opened = encrypted.map((sealed) => ({ ...sealed, fragment: agreed.server.open(sealed) }));
    const [finished, ...more] = readMessages(opened);
    const wanted = this.#verifyData('server finished');
    const isGood =
      finished?.type === messageType.finished &&
      more.length === 0 &&
      finished.body.length === wanted.length &&
      timingSafeEqual(finished.body, wanted);
    if (!isGood) throw handshakeFailed("the server's Finished does not fit this handshake");
    const { hello, master, serverCertificates } = agreed;
    const block = prf(hello.version, 'sha256', master, keyLabel, joined([this.#random, hello.random]), keyBlockBytes);
    this.destroy();
    return {
      ...keysIn(block),
      suite: ownSuites.get(hello.suite)?.name ?? '',
      protocol: protocols.get(hello.version) ?? '',
      macHash: 'sha1',
      serverCertificates,
    };
  }
}

/** Throws become rejections. */
function settle<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}

function serverKey([leaf]: readonly Uint8Array[]): KeyObject {
  if (leaf === undefined) throw handshakeFailed('the server sends no certificate');
  let key: KeyObject;
  try {
    key = new X509Certificate(leaf).publicKey;
  } catch {
    throw malformed("the server's certificate cannot be read");
  }
  if (key.asymmetricKeyType === 'rsa') return key;
  throw handshakeFailed("the server's key is not RSA, so that it cannot take a secret by RSA key exchange");
}

function keyExchange(premaster: Uint8Array, key: KeyObject): Uint8Array {
  try {
    const encrypted = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, premaster);
    return message(messageType.clientKeyExchange, withLength(2, encrypted));
  } catch {
    throw handshakeFailed("the server's RSA key cannot be used");
  }
}

function ciphers(
  { version, random, suite }: ServerHello,
  master: Uint8Array,
  clientRandom: Uint8Array,
): { readonly client: RecordCipher; readonly server: RecordCipher } {
  const chosen = ownSuites.get(suite);
  if (chosen === undefined) throw handshakeFailed('the suite is none of ours');
  const { cipher, keyBytes } = chosen;
  const seed = joined([random, clientRandom]);
  const block = prf(version, 'sha256', master, 'key expansion', seed, keyBlockLength(keyBytes));
  const [client, server] = splitKeys(block, keyBytes);
  return { client: new RecordCipher(version, cipher, client), server: new RecordCipher(version, cipher, server) };
}

function transcriptHash(version: TlsVersion, transcript: readonly Uint8Array[]): Uint8Array {
  const digest = (name: string): Uint8Array => createHash(name).update(joined(transcript)).digest();
  return version >= newestVersion ? digest('sha256') : joined([digest('md5'), digest('sha1')]);
}
