/**
 * A ClientHello that offers exactly one protocol version, also those that the platform's library no longer speaks.
 * [RFC 8446, section 4.1.2 and 4.2; RFC 5246, section 7.4.1.2; RFC 6066, section 3; RFC 7301]
 */
import { classicSuites, modernSuites } from './cipherSuites.js';

export const probedVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type ProbedVersion = (typeof probedVersions)[number];

/** As on the wire. */
export const versionNumbers: Readonly<Record<ProbedVersion, number>> = {
  TLSv1: 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
  'TLSv1.3': 0x0304,
};

export interface HelloOptions {
  readonly version: ProbedVersion;
  /** A host name; no address, and not given for a handshake without SNI. */
  readonly serverName?: string;
  /** Protocols for ALPN, the favourite first; none: no such extension. */
  readonly alpn: readonly string[];
  /** Random bytes: 32 for the random, 32 for the session id, 32 for the key share. */
  readonly random: Uint8Array;
}

const extension = { serverName: 0, groups: 10, pointFormats: 11, signatures: 13, alpn: 16, versions: 43, keyShare: 51 };
const groups = { x25519: 0x001d, secp256r1: 0x0017, secp384r1: 0x0018 };
/** rsa_pss, ecdsa and rsa_pkcs1 with SHA-2, then SHA-1 for old servers. */
const signatureSchemes = [0x0804, 0x0403, 0x0401, 0x0805, 0x0503, 0x0501, 0x0806, 0x0603, 0x0601, 0x0201, 0x0203];

/**
 * The record with the ClientHello.
 * @throws RangeError when there are fewer than 96 random bytes: a caller's mistake
 */
export function clientHello(options: HelloOptions): Uint8Array {
  const { version, random } = options;
  if (random.length < 96) throw new RangeError('a ClientHello needs 96 random bytes');
  const isModern = version === 'TLSv1.3';
  // TLS 1.3 says 1.2 here and means it in supported_versions (RFC 8446, section 4.2.1).
  const legacyVersion = Math.min(versionNumbers[version], 0x0303);
  const suites = [...(isModern ? modernSuites : classicSuites).keys()];
  const body = [
    ...two(legacyVersion),
    ...random.subarray(0, 32),
    ...withLength(1, isModern ? [...random.subarray(32, 64)] : []),
    // The last one says that secure renegotiation is understood (RFC 5746); old servers look for it.
    ...withLength(2, [...suites, ...(isModern ? [] : [0x00ff])].flatMap(two)),
    ...withLength(1, [0]), // no compression
    ...withLength(2, extensionsOf(options, isModern)),
  ];
  const handshake = [1, ...withLength(3, body)];
  // The record's version stays 1.0: some old servers look at nothing else.
  return Uint8Array.from([22, ...two(0x0301), ...withLength(2, handshake)]);
}

function extensionsOf({ version, serverName, alpn, random }: HelloOptions, isModern: boolean): number[] {
  const name = serverName === undefined ? [] : asciiOf(serverName);
  return [
    ...(name.length === 0 ? [] : one(extension.serverName, withLength(2, [0, ...withLength(2, name)]))),
    ...one(extension.groups, withLength(2, Object.values(groups).flatMap(two))),
    ...one(extension.pointFormats, withLength(1, [0])),
    ...(version === 'TLSv1.2' || isModern
      ? one(extension.signatures, withLength(2, signatureSchemes.flatMap(two)))
      : []),
    ...(alpn.length === 0
      ? []
      : one(
          extension.alpn,
          withLength(
            2,
            alpn.flatMap((protocol) => withLength(1, asciiOf(protocol))),
          ),
        )),
    ...(isModern
      ? [
          ...one(extension.versions, withLength(1, two(versionNumbers[version]))),
          // Any 32 bytes are a public key of X25519 (RFC 7748, section 5).
          ...one(
            extension.keyShare,
            withLength(2, [...two(groups.x25519), ...withLength(2, [...random.subarray(64, 96)])]),
          ),
        ]
      : []),
  ];
}

const one = (type: number, data: readonly number[]): number[] => [...two(type), ...withLength(2, data)];
const two = (value: number): number[] => [(value >> 8) & 0xff, value & 0xff];
const asciiOf = (text: string): number[] => [...text].map((character) => character.charCodeAt(0) & 0x7f);

function withLength(bytes: 1 | 2 | 3, data: readonly number[]): number[] {
  const length = [data.length >> 16, data.length >> 8, data.length].map((part) => part & 0xff);
  return [...length.slice(3 - bytes), ...data];
}
