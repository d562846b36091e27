/** Which token of Kerberos or SPNEGO some bytes are. What is in it is encrypted for the server. [RFC 2743 3.1; RFC 4121 4; RFC 4178 4.2] */
import { Cursor, hexText, Torn, type DecodedField, type DecodedPart } from './parts.js';

const mechanisms: ReadonlyMap<string, string> = new Map([
  ['2a864886f712010202', 'Kerberos 5'],
  ['2a864882f712010202', 'Kerberos 5, as old Windows writes it'],
  ['2b0601050502', 'SPNEGO (Negotiate)'],
  ['2b06010401823702020a', 'NTLM'],
]);

const krb5Tokens: ReadonlyMap<number, readonly [name: string, note: string]> = new Map([
  [0x0100, ['AP-REQ', 'The client shows the server the ticket that the domain gave it for this service.']],
  [0x0200, ['AP-REP', 'The server proves that it could read the ticket.']],
  [0x0300, ['KRB-ERROR', 'Kerberos reports an error instead.']],
  [0x0101, ['Signature (RC4)', 'A code over one message.']],
  [0x0404, ['Signature (AES)', 'A code over one message.']],
  [0x0504, ['Wrapped message', 'An encrypted message.']],
]);

/** Tokens without an envelope, by their first byte. */
const bare: ReadonlyMap<number, readonly [name: string, note: string]> = new Map([
  [0x6e, ['AP-REQ', 'The client shows the ticket for this service.']],
  [0x6f, ['AP-REP', 'The server proves that it could read the ticket.']],
  [0x7e, ['KRB-ERROR', 'Kerberos reports an error instead.']],
  [0xa0, ['SPNEGO, first token', 'The client offers mechanisms.']],
  [0xa1, ['SPNEGO, answer', 'Which mechanism is taken, and its next token.']],
]);

/** True where the bytes begin as such a token. */
export function isKerberos(bytes: Uint8Array): boolean {
  return bytes[0] === 0x60 || bare.has(bytes[0] ?? 0) || (bytes[0] === 4 && (bytes[1] === 4 || bytes[1] === 5));
}

/** The kind of token; never throws. */
export function decodeKerberos(bytes: Uint8Array): DecodedPart {
  const size: DecodedField = { name: 'Length', value: `${bytes.length} bytes` };
  const known = bytes[0] === 0x60 ? enveloped(bytes) : bareKind(bytes);
  return {
    title: 'Kerberos token',
    note: 'What is inside is encrypted for the server; only its kind can be read.',
    fields: [...known, size],
  };
}

function bareKind(bytes: Uint8Array): readonly DecodedField[] {
  const [name, note] = bare.get(bytes[0] ?? 0) ??
    krb5Tokens.get((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)) ?? ['unknown'];
  return [{ name: 'Token', value: name, ...(note === undefined ? {} : { note }) }];
}

function enveloped(bytes: Uint8Array): readonly DecodedField[] {
  try {
    const cursor = new Cursor(bytes);
    cursor.take(1);
    derLength(cursor);
    if (cursor.big(1) !== 6) return [{ name: 'Token', value: 'of no known kind' }];
    const oid = hexText(cursor.vector(1));
    const mechanism: DecodedField = { name: 'Mechanism', value: mechanisms.get(oid) ?? `object id ${oid}` };
    if (oid === '2b0601050502') {
      const [name, note] = bare.get(cursor.big(1)) ?? ['of no known kind'];
      return [mechanism, { name: 'Token', value: name, ...(note === undefined ? {} : { note }) }];
    }
    const [name, note] = krb5Tokens.get(cursor.big(2)) ?? ['of no known kind'];
    return [mechanism, { name: 'Token', value: name, ...(note === undefined ? {} : { note }) }];
  } catch (error) {
    if (!(error instanceof Torn)) throw error;
    return [{ name: 'Token', value: 'cut before its kind is told' }];
  }
}

function derLength(cursor: Cursor): number {
  const first = cursor.big(1);
  if (first < 0x80) return first;
  return cursor.take(first & 0x7f).reduce((value, byte) => value * 256 + byte, 0);
}
