/** One handshake message of TLS 1.0 to 1.2 for reading. [RFC 5246 7.4; RFC 6066 3; RFC 8422 5] */
import { byteText, Cursor, hexText, Torn, type DecodedField, type DecodedPart } from './parts.js';
import { suiteName } from './suiteNames.js';
import { extensionName, groupName, messageWords, signatureScheme, versionText } from './tlsNames.js';

const mostCertificates = 16;
const mostListed = 200;

type Part = Pick<DecodedPart, 'fields' | 'certificates'>;

/** The fields of one message; a cut one keeps what was read. Never throws. */
export function decodeHandshake(type: number, body: Uint8Array): DecodedPart {
  const [title, note] = messageWords.get(type) ?? [`Handshake message ${type}`, ''];
  const read = readers.get(type);
  const size: DecodedField = { name: 'Length', value: `${body.length} bytes` };
  if (read === undefined) return { title, note, fields: [size] };
  const fields: DecodedField[] = [];
  try {
    const { certificates } = read(new Cursor(body), fields);
    return { title, note, fields, ...(certificates === undefined ? {} : { certificates }) };
  } catch (error) {
    if (!(error instanceof Torn)) throw error;
    return { title, note, fields: [...fields, { name: 'Cut', value: 'the message ends before its fields do' }] };
  }
}

type Read = (cursor: Cursor, fields: DecodedField[]) => Partial<Part>;

const readers: ReadonlyMap<number, Read> = new Map<number, Read>([
  [1, clientHello],
  [2, serverHello],
  [11, certificate],
  [12, serverKeyExchange],
  [13, certificateRequest],
  [15, certificateVerify],
]);

function clientHello(cursor: Cursor, fields: DecodedField[]): Partial<Part> {
  fields.push({ name: 'Newest version', value: versionText(cursor.big(2)), note: 'TLS-DSK goes up to TLS 1.2.' });
  fields.push({ name: 'Random', value: hexText(cursor.take(32)), note: 'Goes into the keys.' });
  pushSession(fields, cursor.vector(1));
  const suites = numbers(cursor.vector(2));
  fields.push({
    name: `Suites offered (${suites.length})`,
    value: suites.map(suiteName).join('\n'),
    note: 'The server takes one of them. Its last part says which hash signs the SIP messages.',
  });
  cursor.vector(1); // compression: none
  pushExtensions(fields, cursor);
  return {};
}

function serverHello(cursor: Cursor, fields: DecodedField[]): Partial<Part> {
  fields.push({ name: 'Version', value: versionText(cursor.big(2)), note: 'Agreed on.' });
  fields.push({ name: 'Random', value: hexText(cursor.take(32)), note: 'Goes into the keys.' });
  pushSession(fields, cursor.vector(1));
  fields.push({ name: 'Suite', value: suiteName(cursor.big(2)), note: 'Agreed on. Its hash signs the SIP messages.' });
  cursor.big(1);
  pushExtensions(fields, cursor);
  return {};
}

function pushSession(fields: DecodedField[], id: Uint8Array): void {
  if (id.length > 0) fields.push({ name: 'Session', value: hexText(id), note: 'For a shorter handshake next time.' });
}

function certificate(cursor: Cursor, fields: DecodedField[]): Partial<Part> {
  const list = new Cursor(cursor.vector(3));
  const certificates: Uint8Array[] = [];
  while (list.left > 0 && certificates.length < mostCertificates) certificates.push(list.vector(3));
  fields.push({ name: 'Certificates', value: certificates.length === 0 ? 'none' : String(certificates.length) });
  return { certificates };
}

function serverKeyExchange(cursor: Cursor, fields: DecodedField[]): Partial<Part> {
  if (cursor.left > 3 && cursor.big(1) === 3) {
    fields.push({ name: 'Curve', value: groupName(cursor.big(2)) });
    fields.push({ name: 'Public key', value: `${cursor.vector(1).length} bytes` });
    return {};
  }
  fields.push({ name: 'Length', value: `${cursor.left + cursor.at} bytes` });
  return {};
}

function certificateRequest(cursor: Cursor, fields: DecodedField[]): Partial<Part> {
  const types = Array.from(cursor.vector(1), (type) => keyTypes.get(type) ?? String(type));
  fields.push({ name: 'Kinds of key', value: types.join(', ') });
  // Before TLS 1.2 there are no signature algorithms: the list of authorities follows at once.
  const first = cursor.vector(2);
  if (cursor.left > 0) {
    fields.push({ name: 'Signatures', value: numbers(first).map(signatureScheme).join('\n') });
    pushAuthorities(fields, cursor.vector(2));
  } else pushAuthorities(fields, first);
  return {};
}

const keyTypes: ReadonlyMap<number, string> = new Map([
  [1, 'RSA'],
  [2, 'DSA'],
  [64, 'ECDSA'],
]);

function pushAuthorities(fields: DecodedField[], bytes: Uint8Array): void {
  const cursor = new Cursor(bytes);
  let names = 0;
  while (cursor.left > 0 && names < mostListed) {
    cursor.vector(2);
    names += 1;
  }
  const note = 'None: any certificate may be shown, and the pool looks up its own.';
  fields.push({ name: 'Authorities named', value: String(names), ...(names === 0 ? { note } : {}) });
}

function certificateVerify(cursor: Cursor, fields: DecodedField[]): Partial<Part> {
  const first = cursor.big(2);
  // TLS 1.2 names the scheme; before it, this is the length already.
  if (first === cursor.left) fields.push({ name: 'Signature', value: `${first} bytes, MD5 with SHA-1` });
  else fields.push({ name: 'Signature', value: `${signatureScheme(first)}, ${cursor.vector(2).length} bytes` });
  return {};
}

function pushExtensions(fields: DecodedField[], cursor: Cursor): void {
  if (cursor.left === 0) return;
  const list = new Cursor(cursor.vector(2));
  const names: string[] = [];
  while (list.left > 0 && names.length < mostListed) {
    const id = list.big(2);
    names.push(extensionText(id, list.vector(2)));
  }
  fields.push({ name: `Extensions (${names.length})`, value: names.join('\n') });
}

function extensionText(id: number, data: Uint8Array): string {
  const name = extensionName(id);
  try {
    const cursor = new Cursor(data);
    if (id === 10) return `${name}: ${numbers(cursor.vector(2)).map(groupName).join(', ')}`;
    if (id === 13) return `${name}: ${numbers(cursor.vector(2)).map(signatureScheme).join(', ')}`;
    if (id === 0 && data.length > 5) {
      cursor.take(3);
      return `${name}: ${byteText(cursor.vector(2))}`;
    }
  } catch (error) {
    if (!(error instanceof Torn)) throw error;
  }
  return name;
}

function numbers(bytes: Uint8Array): readonly number[] {
  const found: number[] = [];
  for (let at = 0; at + 1 < bytes.length && found.length < mostListed; at += 2) {
    found.push((bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0));
  }
  return found;
}
