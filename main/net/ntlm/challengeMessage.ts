/** Type 2, the server's challenge, read with distrust: every offset is checked. [MS-NLMP 2.2.1.2] */
import { failed } from '../../../shared/failure.js';
import { fromUtf16le, signature } from './bytes.js';
import { flag, has } from './flags.js';
import { av, nameOf, pairOf, parseTargetInfo, type AvPair } from './targetInfo.js';

export interface ChallengeMessage {
  /** As received: the MIC covers these bytes. */
  readonly bytes: Uint8Array;
  readonly flags: number;
  readonly serverChallenge: Uint8Array; // 8 bytes
  /** NetBIOS name of the domain or server that authenticates. */
  readonly targetName: string;
  readonly targetInfo: readonly AvPair[];
  /** FILETIME as 8 bytes, little-endian; absent from servers before Windows Vista. */
  readonly timestamp: Uint8Array | undefined;
}

const longest = 16_384;

/** @throws FailureError parse/malformed_document, parse/unexpected_document */
export function parseChallengeMessage(bytes: Uint8Array): ChallengeMessage {
  if (bytes.length > longest) throw malformed(`it has ${bytes.length} bytes`);
  if (bytes.length < 32 || signature.some((byte, index) => bytes[index] !== byte)) {
    throw malformed('it does not begin with NTLMSSP');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = view.getUint32(8, true);
  if (type !== 2) {
    throw failed(
      'parse',
      'unexpected_document',
      `The server should send an NTLM challenge (type 2); it sent type ${type}.`,
    );
  }
  const flags = view.getUint32(20, true);
  const targetInfoBytes =
    has(flags, flag.targetInfo) && bytes.length >= 48 ? field(bytes, view, 40) : new Uint8Array(0);
  const targetInfo = parseTargetInfo(targetInfoBytes);
  const timestamp = pairOf(targetInfo, av.timestamp);
  if (timestamp !== undefined && timestamp.length !== 8) throw malformed('its time stamp has not 8 bytes');
  const name = field(bytes, view, 12);
  return {
    bytes,
    flags,
    serverChallenge: bytes.slice(24, 32),
    targetName: has(flags, flag.unicode) ? fromUtf16le(name) : String.fromCharCode(...name),
    targetInfo,
    timestamp,
  };
}

/** A security buffer: length, space, offset. An empty one may point anywhere. */
function field(bytes: Uint8Array, view: DataView, at: number): Uint8Array {
  const length = view.getUint16(at, true);
  const offset = view.getUint32(at + 4, true);
  if (length === 0) return new Uint8Array(0);
  if (offset + length > bytes.length) throw malformed('a field points beyond its end');
  return bytes.slice(offset, offset + length);
}

function malformed(why: string): Error {
  return failed('parse', 'malformed_document', `The NTLM challenge cannot be read: ${why}.`);
}

/** What a server tells about itself before anybody has signed in. */
export interface ServerIdentity {
  readonly domain: string | undefined;
  readonly computer: string | undefined;
  readonly dnsDomain: string | undefined;
  readonly dnsComputer: string | undefined;
  readonly dnsTree: string | undefined;
  /** Server's clock, ms since 1970. */
  readonly time: number | undefined;
  /** Windows version: "10.0.20348". */
  readonly version: string | undefined;
}

export function identityOf(challenge: ChallengeMessage): ServerIdentity {
  const { bytes, flags, targetInfo, targetName, timestamp } = challenge;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    domain: nameOf(targetInfo, av.netbiosDomain) ?? (targetName === '' ? undefined : targetName),
    computer: nameOf(targetInfo, av.netbiosComputer),
    dnsDomain: nameOf(targetInfo, av.dnsDomain),
    dnsComputer: nameOf(targetInfo, av.dnsComputer),
    dnsTree: nameOf(targetInfo, av.dnsTree),
    time: timestamp === undefined ? undefined : timeOf(timestamp),
    version:
      has(flags, flag.version) && bytes.length >= 56
        ? `${view.getUint8(48)}.${view.getUint8(49)}.${view.getUint16(50, true)}`
        : undefined,
  };
}

const epochDifferenceMs = 11_644_473_600_000;

/** FILETIME (100 ns since 1601) to ms since 1970. The largest, in the year 60056, is still a date. */
export function timeOf(fileTime: Uint8Array): number {
  const view = new DataView(fileTime.buffer, fileTime.byteOffset, fileTime.byteLength);
  return Number(view.getBigUint64(0, true) / 10_000n) - epochDifferenceMs;
}

/** ms since 1970 to FILETIME. */
export function fileTimeOf(ms: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(Math.round(ms) + epochDifferenceMs) * 10_000n, true);
  return bytes;
}
