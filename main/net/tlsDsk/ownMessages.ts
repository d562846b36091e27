/** The messages of our own handshake: written and read. [RFC 5246 7.4; RFC 4346 7.4; RFC 2246 7.4; RFC 5746; RFC 7627] */
import { failed, type FailureError } from '../../../shared/failure.js';
import { malformed, messageType, sixteen, type HandshakeMessage } from './records.js';
import type { TlsVersion } from './prf.js';

/** RSA key exchange with AES-CBC and SHA-1: every server of this product line knows them. */
export const ownSuites: ReadonlyMap<
  number,
  { readonly name: string; readonly cipher: string; readonly keyBytes: number }
> = new Map([
  [0x0035, { name: 'TLS_RSA_WITH_AES_256_CBC_SHA', cipher: 'aes-256-cbc', keyBytes: 32 }],
  [0x002f, { name: 'TLS_RSA_WITH_AES_128_CBC_SHA', cipher: 'aes-128-cbc', keyBytes: 16 }],
]);

/** Says that secure renegotiation is understood, without an extension (RFC 5746, section 3.3). */
const renegotiationSignal = 0x00ff;
const extension = { signatures: 13, extendedMasterSecret: 23, renegotiation: 0xff01 } as const;

/** rsa_pkcs1 with these digests, the favourite first; SHA-1 for servers that know nothing newer. */
export const signatureDigests: readonly (readonly [scheme: number, digest: string])[] = [
  [0x0401, 'sha256'],
  [0x0501, 'sha384'],
  [0x0601, 'sha512'],
  [0x0201, 'sha1'],
];

export const newestVersion: TlsVersion = 0x0303;
const oldestVersion: TlsVersion = 0x0301;

/** The handshake cannot go on, by the rules of TLS. */
export function handshakeFailed(why: string): FailureError {
  return failed('handshake', 'tls_failed', `The TLS handshake inside gssapi-data failed: ${why}.`);
}

export const two = (value: number): readonly number[] => [(value >> 8) & 0xff, value & 0xff];

export function withLength(bytes: 1 | 2 | 3, data: Uint8Array | readonly number[]): readonly number[] {
  return [...[data.length >> 16, ...two(data.length)].slice(3 - bytes), ...data];
}

export function message(type: number, body: Uint8Array | readonly number[]): Uint8Array {
  return Uint8Array.from([type, ...withLength(3, body)]);
}

/** One record of a handshake; its fragment is short enough. */
export function record(type: number, version: TlsVersion, fragment: Uint8Array | readonly number[]): Uint8Array {
  return Uint8Array.from([type, ...two(version), ...withLength(2, fragment)]);
}

/** @param random 32 bytes */
export function clientHello(random: Uint8Array): Uint8Array {
  const suites = [...ownSuites.keys(), renegotiationSignal].flatMap(two);
  const schemes = signatureDigests.flatMap(([scheme]) => two(scheme));
  const extensions = [
    ...two(extension.signatures),
    ...withLength(2, withLength(2, schemes)),
    ...two(extension.extendedMasterSecret),
    ...withLength(2, []),
  ];
  return message(messageType.clientHello, [
    ...two(newestVersion),
    ...random,
    ...withLength(1, []), // no session
    ...withLength(2, suites),
    ...withLength(1, [0]), // no compression
    ...withLength(2, extensions),
  ]);
}

export interface ServerHello {
  readonly version: TlsVersion;
  readonly random: Uint8Array;
  readonly suite: number;
  readonly hasExtendedMasterSecret: boolean;
}

/** @throws FailureError protocol/malformed_answer; handshake/tls_failed for what was not offered */
export function readServerHello({ body }: HandshakeMessage): ServerHello {
  const after = 35 + (body[34] ?? 0);
  if (body.length < after + 3) throw malformed('the ServerHello is cut');
  const version = sixteen(body, 0);
  const suite = sixteen(body, after);
  if (version < oldestVersion || version > newestVersion) {
    throw handshakeFailed(`the server wants version 0x${version.toString(16)}, and TLS-DSK goes up to TLS 1.2`);
  }
  if (!ownSuites.has(suite) || body[after + 2] !== 0) {
    throw handshakeFailed(`the server chose a suite that was not offered (0x${suite.toString(16).padStart(4, '0')})`);
  }
  const extensions = readExtensions(body.subarray(after + 3));
  const renegotiation = extensions.get(extension.renegotiation);
  if (renegotiation !== undefined && (renegotiation.length !== 1 || renegotiation[0] !== 0)) {
    throw handshakeFailed('the server means to go on with an older handshake');
  }
  return {
    version,
    random: body.slice(2, 34),
    suite,
    hasExtendedMasterSecret: extensions.has(extension.extendedMasterSecret),
  };
}

function readExtensions(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  if (bytes.length === 0) return found;
  if (bytes.length !== 2 + sixteen(bytes, 0)) throw malformed('the extensions of the ServerHello have a wrong length');
  for (let at = 2; at < bytes.length;) {
    const end = at + 4 + sixteen(bytes, at + 2);
    if (bytes.length - at < 4 || end > bytes.length) throw malformed('an extension of the ServerHello is cut');
    found.set(sixteen(bytes, at), bytes.subarray(at + 4, end));
    at = end;
  }
  return found;
}

/**
 * Digest for our signature: of those the server takes, our favourite; TLS 1.0 and 1.1 have one only.
 * @throws FailureError protocol/malformed_answer; handshake/tls_failed when none is common
 */
export function digestFor(request: HandshakeMessage, version: TlsVersion): string {
  if (version < newestVersion) return 'md5-sha1';
  const { body } = request;
  const at = 1 + (body[0] ?? 0);
  const end = at + 2 + sixteen(body, at);
  if (body.length < at + 2 || end > body.length || (end - at) % 2 !== 0) {
    throw malformed('the CertificateRequest is cut');
  }
  const taken = new Set<number>();
  for (let next = at + 2; next < end; next += 2) taken.add(sixteen(body, next));
  const common = signatureDigests.find(([scheme]) => taken.has(scheme));
  if (common === undefined) throw handshakeFailed('the server takes no RSA signature that we can make');
  return common[1];
}

export function certificateMessage(certificates: readonly Uint8Array[]): Uint8Array {
  const list = certificates.flatMap((der) => withLength(3, der));
  return message(messageType.certificate, withLength(3, list));
}

/** TLS 1.2 names the scheme in front of the signature. */
export function certificateVerify(signature: Uint8Array, digest: string): Uint8Array {
  const scheme = signatureDigests.find(([, name]) => name === digest)?.[0];
  return message(messageType.certificateVerify, [
    ...(scheme === undefined ? [] : two(scheme)),
    ...withLength(2, signature),
  ]);
}
