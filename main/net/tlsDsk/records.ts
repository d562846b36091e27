/**
 * The records and handshake messages of a flight, read before any TLS code sees them: what is cut, too long or no TLS
 * at all ends here, so that nobody waits for bytes that cannot come. [RFC 5246 6.2.1, 7.4; RFC 4346; RFC 2246]
 */
import { failed, type FailureError } from '../../../shared/failure.js';
import { alertNames } from '../../../shared/protocol/tlsAlerts.js';

export const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22 } as const;
export const messageType = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const;

export const dskLimits = {
  /** RFC 5246, section 6.2.3: 2^14 and what a cipher may add. */
  recordBytes: 16_384 + 2048,
  /** Schannel may list every authority it trusts: about 16 kB beside a chain. */
  flightBytes: 128 * 1024,
  records: 64,
  messages: 32,
  certificates: 16,
} as const;

export interface TlsRecord {
  readonly type: number;
  readonly version: number;
  readonly fragment: Uint8Array;
}

export interface HandshakeMessage {
  readonly type: number;
  readonly body: Uint8Array;
  /** With its header: what the handshake's hash covers. */
  readonly bytes: Uint8Array;
}

/** A flight that breaks the rules of TLS. */
export function malformed(why: string): FailureError {
  return failed('protocol', 'malformed_answer', `The TLS handshake inside gssapi-data cannot be read: ${why}.`);
}

/** @throws FailureError protocol/malformed_answer for a flight that is empty, cut, too long or no TLS */
export function readRecords(flight: Uint8Array): readonly TlsRecord[] {
  if (flight.length === 0) throw malformed('it is empty');
  if (flight.length > dskLimits.flightBytes) {
    throw malformed(`it has ${flight.length} bytes, and no handshake needs more than ${dskLimits.flightBytes}`);
  }
  const records: TlsRecord[] = [];
  for (let at = 0; at < flight.length;) {
    if (records.length === dskLimits.records) throw malformed(`it has more than ${dskLimits.records} records`);
    const record = recordAt(flight, at);
    records.push(record);
    at += 5 + record.fragment.length;
  }
  return records;
}

function recordAt(flight: Uint8Array, at: number): TlsRecord {
  if (flight.length - at < 5) throw malformed('a record is cut in its header');
  const type = flight[at] ?? 0;
  const version = sixteen(flight, at + 1);
  const length = sixteen(flight, at + 3);
  if (type < contentType.changeCipherSpec || type > contentType.handshake || version >> 8 !== 3) {
    throw malformed(`at byte ${at} stands something else than a record of a handshake`);
  }
  if (length > dskLimits.recordBytes) throw malformed(`a record claims ${length} bytes`);
  if (length === 0) throw malformed('a record is empty');
  if (flight.length - at - 5 < length) throw malformed(`a record claims ${length} bytes and is cut before its end`);
  return { type, version, fragment: flight.subarray(at + 5, at + 5 + length) };
}

/**
 * The alert of a flight as a failure, when one is in it that can be read.
 * @throws FailureError handshake/tls_alert
 */
export function throwAlert(records: readonly TlsRecord[]): void {
  const alert = records.find(({ type }) => type === contentType.alert);
  if (alert === undefined) return;
  const isReadable = alert.fragment.length === 2;
  const code = alert.fragment[1] ?? 0;
  const name = isReadable ? (alertNames.get(code) ?? `number ${code}`) : 'one that is encrypted';
  throw failed(
    'handshake',
    'tls_alert',
    `The server ended the TLS handshake inside gssapi-data with an alert: ${name}.`,
  );
}

/**
 * Handshake messages of records that are not encrypted, however they are spread over them.
 * @throws FailureError protocol/malformed_answer when the last one is cut
 */
export function readMessages(records: readonly TlsRecord[]): readonly HandshakeMessage[] {
  const bytes = joined(records.map(({ fragment }) => fragment));
  const messages: HandshakeMessage[] = [];
  for (let at = 0; at < bytes.length;) {
    if (messages.length === dskLimits.messages) throw malformed(`it has more than ${dskLimits.messages} messages`);
    const length = bytes.length - at < 4 ? 0 : ((bytes[at + 1] ?? 0) << 16) | sixteen(bytes, at + 2);
    const end = at + 4 + length;
    if (end > bytes.length) throw malformed('a handshake message is cut before its end');
    messages.push({ type: bytes[at] ?? 0, body: bytes.subarray(at + 4, end), bytes: bytes.subarray(at, end) });
    at = end;
  }
  return messages;
}

/** The server's first flight: everything up to ServerHelloDone and nothing behind it. */
export function readServerFlight(flight: Uint8Array): readonly HandshakeMessage[] {
  const records = readRecords(flight);
  throwAlert(records);
  if (records.some(({ type }) => type !== contentType.handshake)) {
    throw malformed('the server changes ciphers before keys are agreed');
  }
  const messages = readMessages(records);
  if (messages[0]?.type !== messageType.serverHello) throw malformed('it does not begin with a ServerHello');
  const done = messages.findIndex(({ type }) => type === messageType.serverHelloDone);
  if (done < 0) throw malformed('the ServerHelloDone that ends the flight is missing');
  if (done !== messages.length - 1) throw malformed('something follows the ServerHelloDone');
  return messages;
}

export interface ServerFinish {
  /** A ticket for another session, before the ciphers change; part of the handshake's hash. */
  readonly plain: readonly HandshakeMessage[];
  readonly encrypted: readonly TlsRecord[];
}

/** The server's last flight: ChangeCipherSpec, and behind it what is encrypted. */
export function readServerFinish(flight: Uint8Array): ServerFinish {
  const records = readRecords(flight);
  throwAlert(records);
  const change = records.findIndex(({ type }) => type === contentType.changeCipherSpec);
  if (change < 0) throw malformed('the ChangeCipherSpec is missing');
  const encrypted = records.slice(change + 1);
  if (records[change]?.fragment.length !== 1 || records[change].fragment[0] !== 1) {
    throw malformed('the ChangeCipherSpec is none');
  }
  if (encrypted.length === 0) throw malformed('nothing follows the ChangeCipherSpec');
  if (encrypted.some(({ type }) => type !== contentType.handshake)) throw malformed('the ciphers change twice');
  return { plain: readMessages(records.slice(0, change)), encrypted };
}

/** The certificates of a Certificate message, leaf first. */
export function readCertificates(messages: readonly HandshakeMessage[]): readonly Uint8Array[] {
  const body = messages.find(({ type }) => type === messageType.certificate)?.body;
  if (body === undefined) return [];
  const end = 3 + twentyFour(body, 0);
  if (end !== body.length) throw malformed('the list of certificates has a wrong length');
  const certificates: Uint8Array[] = [];
  for (let at = 3; at < end && certificates.length < dskLimits.certificates;) {
    const next = at + 3 + twentyFour(body, at);
    if (next > end || next === at + 3) throw malformed('a certificate has a wrong length');
    certificates.push(body.slice(at + 3, next));
    at = next;
  }
  return certificates;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function sixteen(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function twentyFour(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | sixteen(bytes, at + 1);
}
