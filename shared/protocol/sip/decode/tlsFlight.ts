/** The TLS records of TLS-DSK for reading: records, handshake messages, suites, certificates. [RFC 5246 6.2, 7.4; MS-SIPAE 3.2.5.1] */
import { hexText, Cursor, Torn, type DecodedField, type DecodedPart } from './parts.js';
import { decodeHandshake } from './tlsHandshake.js';
import { alertName, messageWords, recordNames, versionText } from './tlsNames.js';

const limits = { bytes: 131_072, records: 64, messages: 64 } as const;

/** True where the bytes begin as a record of TLS does. */
export function isTls(bytes: Uint8Array): boolean {
  return bytes.length >= 5 && recordNames.has(bytes[0] ?? 0) && bytes[1] === 3 && (bytes[2] ?? 9) <= 4;
}

interface Record {
  readonly type: number;
  readonly version: number;
  readonly fragment: Uint8Array;
}

/** One part a message, in the order of the wire; never throws. */
export function decodeTlsFlight(bytes: Uint8Array): DecodedPart {
  const { records, trouble } = readRecords(bytes.subarray(0, limits.bytes));
  const title = 'TLS records';
  const names = records.map(({ type }) => recordNames.get(type) ?? `type ${type}`);
  const fields: DecodedField[] = [
    { name: 'Records', value: `${records.length}: ${names.join(', ')}` },
    ...[...new Set(records.map(({ version }) => version))].map((version) => ({
      name: 'Record version',
      value: versionText(version),
      note: 'Of the envelope only; what is agreed on stands in the ServerHello.',
    })),
  ];
  const note = 'A whole TLS handshake travels inside the SIP header: its keys sign every later message (TLS-DSK).';
  return { title, note, fields, parts: [...partsOf(records), ...trouble] };
}

function readRecords(bytes: Uint8Array): { readonly records: readonly Record[]; readonly trouble: DecodedPart[] } {
  const cursor = new Cursor(bytes);
  const records: Record[] = [];
  try {
    while (cursor.left > 0 && records.length < limits.records) {
      records.push({ type: cursor.big(1), version: cursor.big(2), fragment: cursor.vector(2) });
    }
  } catch (error) {
    if (!(error instanceof Torn)) throw error;
    return { records, trouble: [cut('A record is cut before its end.')] };
  }
  return { records, trouble: cursor.left > 0 ? [cut(`More than ${limits.records} records.`)] : [] };
}

const cut = (note: string): DecodedPart => ({ title: 'Not readable to the end', note, fields: [] });

/** Handshake messages may be spread over records; behind a ChangeCipherSpec all is encrypted. */
function partsOf(records: readonly Record[]): readonly DecodedPart[] {
  const parts: DecodedPart[] = [];
  let open: Uint8Array[] = [];
  let encrypted = false;
  const flush = (): void => {
    if (open.length > 0) parts.push(...messagesOf(joined(open)));
    open = [];
  };
  for (const record of records) {
    if (record.type === 22 && !encrypted) {
      open.push(record.fragment);
      continue;
    }
    flush();
    if (record.type === 20) encrypted = true;
    parts.push(recordPart(record, encrypted));
  }
  flush();
  return parts;
}

function recordPart({ type, fragment }: Record, encrypted: boolean): DecodedPart {
  if (type === 20) {
    return { title: 'ChangeCipherSpec', note: 'From here on this end encrypts with the new keys.', fields: [] };
  }
  if (type === 21 && fragment.length === 2) {
    const level = fragment[0] === 2 ? 'fatal' : 'warning';
    return {
      title: 'Alert',
      note: 'The sender ends the handshake, or complains.',
      fields: [{ name: 'Alert', value: `${alertName(fragment[1] ?? 0)} (${level})` }],
    };
  }
  const name = type === 22 ? 'Finished' : (recordNames.get(type) ?? `Record of type ${type}`);
  const size = { name: 'Length', value: `${fragment.length} bytes` };
  return encrypted
    ? { title: `${name}, encrypted`, note: messageWords.get(20)?.[1] ?? '', fields: [size] }
    : { title: name, fields: [size, { name: 'Bytes', value: hexText(fragment) }] };
}

function messagesOf(bytes: Uint8Array): readonly DecodedPart[] {
  const cursor = new Cursor(bytes);
  const parts: DecodedPart[] = [];
  try {
    while (cursor.left > 0 && parts.length < limits.messages) {
      const type = cursor.big(1);
      parts.push(decodeHandshake(type, cursor.vector(3)));
    }
  } catch (error) {
    if (!(error instanceof Torn)) throw error;
    parts.push(cut('A handshake message is cut before its end.'));
  }
  return parts;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
