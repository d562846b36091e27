// NTLMSSP messages as a server reads and writes them ([MS-NLMP] 2.2.1 and 2.2.2).

const signature = Buffer.from('NTLMSSP\0', 'latin1');

export const flag = {
  unicode: 0x0000_0001,
  oem: 0x0000_0002,
  requestTarget: 0x0000_0004,
  sign: 0x0000_0010,
  seal: 0x0000_0020,
  ntlm: 0x0000_0200,
  anonymous: 0x0000_0800,
  alwaysSign: 0x0000_8000,
  targetTypeDomain: 0x0001_0000,
  extendedSessionSecurity: 0x0008_0000,
  targetInfo: 0x0080_0000,
  version: 0x0200_0000,
  key128: 0x2000_0000,
  keyExchange: 0x4000_0000,
  key56: 0x8000_0000,
} as const;

export const av = {
  end: 0,
  nbComputerName: 1,
  nbDomainName: 2,
  dnsComputerName: 3,
  dnsDomainName: 4,
  dnsTreeName: 5,
  flags: 6,
  timestamp: 7,
  singleHost: 8,
  targetName: 9,
  channelBindings: 10,
} as const;

/** MsvAvFlags: the AUTHENTICATE_MESSAGE carries a MIC. */
export const avFlagMic = 0x2;

export interface NegotiateMessage {
  readonly flags: number;
}

/** Reads a type 1 message, with or without its VERSION field; null when it is none. */
export function readNegotiate(message: Buffer): NegotiateMessage | null {
  return typeOf(message) === 1 && message.length >= 16 ? { flags: message.readUInt32LE(12) } : null;
}

export interface ChallengeContent {
  readonly clientFlags: number;
  readonly serverChallenge: Buffer;
  readonly netbiosDomain: string;
  readonly netbiosComputer: string;
  readonly dnsDomain: string;
  readonly dnsComputer: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly version: readonly [major: number, minor: number, build: number];
}

/** Writes a type 2 message. The client must have offered Unicode or OEM strings. */
export function writeChallenge(content: ChallengeContent): Buffer {
  const unicode = (content.clientFlags & flag.unicode) !== 0;
  const name = Buffer.from(content.netbiosDomain, unicode ? 'utf16le' : 'latin1');
  const pair = (id: number, value: Buffer): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(id, 0);
    head.writeUInt16LE(value.length, 2);
    return Buffer.concat([head, value]);
  };
  const text = (id: number, value: string): Buffer => pair(id, Buffer.from(value, 'utf16le'));
  const targetInfo = Buffer.concat([
    text(av.nbDomainName, content.netbiosDomain),
    text(av.nbComputerName, content.netbiosComputer),
    text(av.dnsDomainName, content.dnsDomain),
    text(av.dnsComputerName, content.dnsComputer),
    text(av.dnsTreeName, content.dnsDomain),
    pair(av.timestamp, fileTime(content.now)),
    pair(av.end, Buffer.alloc(0)),
  ]);

  const mirrored = flag.sign | flag.seal | flag.alwaysSign | flag.extendedSessionSecurity | flag.version;
  const keys = flag.key128 | flag.key56 | flag.keyExchange;
  const flags =
    (content.clientFlags & (mirrored | keys)) |
    (unicode ? flag.unicode : flag.oem) |
    flag.requestTarget |
    flag.ntlm |
    flag.targetTypeDomain |
    flag.targetInfo;

  const header = Buffer.alloc(56);
  signature.copy(header, 0);
  header.writeUInt32LE(2, 8);
  writeField(header, 12, name.length, 56);
  header.writeUInt32LE(flags >>> 0, 20);
  content.serverChallenge.copy(header, 24, 0, 8);
  writeField(header, 40, targetInfo.length, 56 + name.length);
  if ((content.clientFlags & flag.version) !== 0) {
    const [major, minor, build] = content.version;
    header.writeUInt8(major, 48);
    header.writeUInt8(minor, 49);
    header.writeUInt16LE(build, 50);
    header.writeUInt8(15, 55);
  }
  return Buffer.concat([header, name, targetInfo]);
}

export interface AuthenticateMessage {
  readonly flags: number;
  readonly domain: string;
  readonly user: string;
  readonly ntResponse: Buffer;
  readonly lmResponse: Buffer;
  readonly encryptedSessionKey: Buffer;
  /** The MIC field, when the payload leaves room for one. */
  readonly mic: Buffer | undefined;
}

/** Where the MIC stands in a type 3 message that has one: behind the 8 bytes of VERSION. */
export const micOffset = 72;

/** Reads a type 3 message; null when it is none or a field points outside. */
export function readAuthenticate(message: Buffer): AuthenticateMessage | null {
  if (typeOf(message) !== 3 || message.length < 64) return null;
  const flags = message.readUInt32LE(60);
  const [lm, nt, domain, user, workstation, key] = [12, 20, 28, 36, 44, 52].map((offset) => readField(message, offset));
  if (!lm || !nt || !domain || !user || !workstation || !key) return null;
  const decode = (field: Field): string => field.value.toString((flags & flag.unicode) !== 0 ? 'utf16le' : 'latin1');
  const payload = Math.min(
    ...[lm, nt, domain, user, workstation, key].filter((field) => field.value.length > 0).map((field) => field.offset),
  );
  return {
    flags,
    domain: decode(domain),
    user: decode(user),
    ntResponse: nt.value,
    lmResponse: lm.value,
    encryptedSessionKey: key.value,
    mic: payload >= micOffset + 16 && message.length >= micOffset + 16 ? message.subarray(72, 88) : undefined,
  };
}

/** The parts of an NTLMv2 response: proof, then the blob that it covers (2.2.2.8). */
export interface NtlmV2Response {
  readonly proof: Buffer;
  readonly blob: Buffer;
  /** Milliseconds since 1970, from the blob. */
  readonly timestamp: number;
  readonly pairs: ReadonlyMap<number, Buffer>;
}

/** Reads an NTLMv2 response; null when it is an NTLMv1 response, anonymous or broken. */
export function readNtlmV2Response(response: Buffer): NtlmV2Response | null {
  // NTLMv1 is 24 bytes; the smallest blob is 28 bytes and a terminating pair.
  if (response.length < 16 + 28 + 4) return null;
  const blob = response.subarray(16);
  if (blob[0] !== 1 || blob[1] !== 1) return null;
  const pairs = readPairs(blob.subarray(28));
  if (pairs === null) return null;
  const ticks = blob.readBigUInt64LE(8);
  return { proof: response.subarray(0, 16), blob, timestamp: Number(ticks / 10_000n) - epochDifference, pairs };
}

function readPairs(bytes: Buffer): ReadonlyMap<number, Buffer> | null {
  const pairs = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length;) {
    const id = bytes.readUInt16LE(at);
    const length = bytes.readUInt16LE(at + 2);
    if (id === av.end) return pairs;
    if (at + 4 + length > bytes.length) return null;
    pairs.set(id, bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return null;
}

/** Milliseconds between 1601 and 1970. */
const epochDifference = 11_644_473_600_000;

/** FILETIME: 100 ns since 1601, little endian. */
export function fileTime(now: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(Math.trunc(now) + epochDifference) * 10_000n);
  return bytes;
}

interface Field {
  readonly offset: number;
  readonly value: Buffer;
}

function typeOf(message: Buffer): number {
  return message.length >= 12 && message.subarray(0, 8).equals(signature) ? message.readUInt32LE(8) : 0;
}

function readField(message: Buffer, at: number): Field | null {
  const length = message.readUInt16LE(at);
  const offset = message.readUInt32LE(at + 4);
  // Empty fields point anywhere.
  if (length === 0) return { offset, value: Buffer.alloc(0) };
  return offset + length <= message.length ? { offset, value: message.subarray(offset, offset + length) } : null;
}

function writeField(header: Buffer, at: number, length: number, offset: number): void {
  header.writeUInt16LE(length, at);
  header.writeUInt16LE(length, at + 2);
  header.writeUInt32LE(offset, at + 4);
}
