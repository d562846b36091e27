/**
 * What a server says first: its ServerHello or an alert. Reads only as far as that.
 * [RFC 8446, sections 4.1.3, 5.1 and 6; RFC 5246, sections 6.2.1, 7.2 and 7.4.1.3]
 */
import { alertNames } from '../../../shared/protocol/tlsAlerts.js';
import { suiteName } from './cipherSuites.js';
import { probedVersions, versionNumbers, type ProbedVersion } from './clientHello.js';

export type HelloAnswer =
  | { readonly kind: 'hello'; readonly version: string; readonly cipher: string; readonly alpn?: string }
  | { readonly kind: 'alert'; readonly code: number; readonly name: string }
  /** The bytes are not TLS. */
  | { readonly kind: 'malformed'; readonly why: string };

/** No server needs more bytes for its first message. */
export const mostHelloBytes = 32 * 1024;

const contentTypes = { alert: 21, handshake: 22 };
const serverHello = 2;

/** Reads what has come so far; undefined while more is needed. Never throws. */
export function readServerHello(bytes: Uint8Array): HelloAnswer | undefined {
  const handshake: number[] = [];
  let at = 0;
  while (bytes.length - at >= 5) {
    const type = bytes[at] ?? 0;
    const major = bytes[at + 1] ?? 0;
    const length = number(bytes, at + 3);
    if ((type !== contentTypes.alert && type !== contentTypes.handshake) || major !== 3 || length > 18_432) {
      return { kind: 'malformed', why: 'What came back is no TLS record.' };
    }
    if (bytes.length - at - 5 < length) {
      return bytes.length > mostHelloBytes ? tooLong : undefined;
    }
    const fragment = bytes.subarray(at + 5, at + 5 + length);
    at += 5 + length;
    if (type === contentTypes.alert) {
      const code = fragment[1];
      if (code === undefined) return { kind: 'malformed', why: 'The alert is cut.' };
      return { kind: 'alert', code, name: alertNames.get(code) ?? 'unknown' };
    }
    handshake.push(...fragment);
    const answer = readMessage(Uint8Array.from(handshake));
    if (answer !== undefined) return answer;
  }
  return bytes.length > mostHelloBytes ? tooLong : undefined;
}

const tooLong: HelloAnswer = { kind: 'malformed', why: 'The first message is longer than we take.' };

function readMessage(message: Uint8Array): HelloAnswer | undefined {
  if (message.length < 4) return undefined;
  if (message[0] !== serverHello) return { kind: 'malformed', why: 'The first message is no ServerHello.' };
  const length = ((message[1] ?? 0) << 16) | number(message, 2);
  if (length > mostHelloBytes) return tooLong;
  if (message.length < 4 + length) return undefined;
  const body = message.subarray(4, 4 + length);
  const sessionEnd = 35 + (body[34] ?? 0);
  if (body.length < sessionEnd + 3) return { kind: 'malformed', why: 'The ServerHello is cut.' };
  const extensions = extensionsOf(body.subarray(sessionEnd + 3));
  const chosen = extensions.get(43);
  const version = chosen?.length === 2 ? number(chosen, 0) : number(body, 0);
  const protocols = extensions.get(16);
  const alpn =
    protocols === undefined || protocols.length < 3
      ? undefined
      : String.fromCharCode(...protocols.subarray(3, 3 + (protocols[2] ?? 0))).replace(/[^\x20-\x7e]/g, '?');
  return {
    kind: 'hello',
    version: versionName(version),
    cipher: suiteName(number(body, sessionEnd)),
    ...(alpn === undefined || alpn === '' ? {} : { alpn }),
  };
}

/** Lengths that lie end the list. */
function extensionsOf(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  let at = 2;
  while (bytes.length - at >= 4) {
    const length = number(bytes, at + 2);
    if (bytes.length - at - 4 < length) break;
    found.set(number(bytes, at), bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return found;
}

function versionName(version: number): ProbedVersion | 'SSLv3' | `0x${string}` {
  if (version === 0x0300) return 'SSLv3';
  return (
    probedVersions.find((name) => versionNumbers[name] === version) ?? `0x${version.toString(16).padStart(4, '0')}`
  );
}

const number = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
