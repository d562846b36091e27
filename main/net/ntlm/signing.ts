/** Message signatures of NTLM: keys of both directions, and the 16 bytes behind a message. [MS-NLMP 3.4.4, 3.4.5] */
import { concat, uint32 } from './bytes.js';
import { crc32 } from './crc32.js';
import { hmacMd5, md5 } from './digests.js';
import { flag, has } from './flags.js';
import { rc4 } from './rc4.js';

/** SIP signs every message with this number, in both directions. [MS-SIPAE 3.2.5.2] */
export const sipSequence = 100;

export type Direction = 'client' | 'server';

const words: Readonly<Record<Direction, string>> = { client: 'client-to-server', server: 'server-to-client' };
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** SIGNKEY, with extended session security. */
export function signKey(sessionKey: Uint8Array, direction: Direction): Uint8Array {
  return md5(
    concat(sessionKey, text(`session key to ${words[direction]} signing key magic constant`), Uint8Array.of(0)),
  );
}

/** SEALKEY, with extended session security: 16, 7 or 5 bytes of the key count, as the flags say. */
export function sealKey(sessionKey: Uint8Array, direction: Direction, flags: number): Uint8Array {
  const length = has(flags, flag.key128) ? 16 : has(flags, flag.key56) ? 7 : 5;
  const magic = text(`session key to ${words[direction]} sealing key magic constant`);
  return md5(concat(sessionKey.slice(0, length), magic, Uint8Array.of(0)));
}

/**
 * Signature of one message of a connectionless session: with extended session security the RC4 key is made anew from
 * the number; without it RC4 starts anew with the session key.
 */
export function datagramSignature(options: {
  readonly sessionKey: Uint8Array;
  readonly direction: Direction;
  readonly flags: number;
  readonly message: Uint8Array;
  readonly sequence?: number;
}): Uint8Array {
  const { sessionKey, direction, flags, message, sequence = sipSequence } = options;
  const number = uint32(sequence);
  if (!has(flags, flag.extendedSessionSecurity)) {
    const sealed = rc4(sessionKey, concat(uint32(0), uint32(crc32(message)), number));
    // The first four bytes are filler that nobody checks.
    return concat(uint32(1), uint32(0), sealed.slice(4));
  }
  const checksum = hmacMd5(signKey(sessionKey, direction), concat(number, message)).slice(0, 8);
  const sealed = has(flags, flag.keyExchange)
    ? rc4(md5(concat(sealKey(sessionKey, direction, flags), number)), checksum)
    : checksum;
  return concat(uint32(1), sealed, number);
}

/**
 * Signature of the first message of a connection, number 0, with extended session security: SPNEGO signs its list of
 * mechanisms with it. [MS-NLMP 3.4.4.2; RFC 4178 5]
 */
export function firstSignature(options: {
  readonly sessionKey: Uint8Array;
  readonly direction: Direction;
  readonly flags: number;
  readonly message: Uint8Array;
}): Uint8Array {
  const { sessionKey, direction, flags, message } = options;
  const checksum = hmacMd5(signKey(sessionKey, direction), concat(uint32(0), message)).slice(0, 8);
  const sealed = has(flags, flag.keyExchange) ? rc4(sealKey(sessionKey, direction, flags), checksum) : checksum;
  return concat(uint32(1), sealed, uint32(0));
}

/** Hex, lower case. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Whether `hex` signs the message; filler of old sessions is not compared, nor is the case of the digits. */
export function isSignature(hex: string, expected: Uint8Array, flags: number): boolean {
  const wanted = hexOf(expected);
  const given = hex.toLowerCase();
  if (has(flags, flag.extendedSessionSecurity)) return given === wanted;
  return (
    given.length === wanted.length && given.slice(0, 8) === wanted.slice(0, 8) && given.slice(16) === wanted.slice(16)
  );
}
