/**
 * NTLM as SIP uses it: connectionless, so the server speaks first, and every message is signed with the sequence
 * number 100 ([MS-NLMP] 3.4.4.2 for datagrams, [MS-SIPAE] 3.3.5.1).
 */
import type { Deployment, LabUser, ServerVersion } from '../types.js';
import { av, fileTime, flag, readAuthenticate } from '../web/ntlm/messages.js';
import { hmacMd5, md5Digest, rc4 } from '../web/ntlm/primitives.js';
import { verifyAuthenticate, type Refusal } from '../web/ntlm/verify.js';
import { findAccount } from '../web/topology.js';

/** What servers offer, whatever the client is (recorded of OCS 2007 R2 and Lync Server 2013 alike). */
export const challengeFlags = 0xe298_82f3;
const datagram = 0x0000_0040;
const sequence = Buffer.from([100, 0, 0, 0]);

/** A clock that is further off is told so (ms-diagnostics 1013). */
const mostSkewMs = 15 * 60 * 1000;

const windowsVersions: Readonly<Record<ServerVersion, readonly [major: number, minor: number, build: number]>> = {
  '2010': [6, 1, 7601],
  '2013': [6, 1, 7601],
  '2015': [6, 3, 9600],
  '2019': [10, 0, 17763],
  se: [10, 0, 17763],
};

export interface Challenge {
  readonly message: Buffer;
  readonly serverChallenge: Buffer;
  readonly netbiosComputer: string;
}

/** Writes the CHALLENGE_MESSAGE of a Front End: no target name, target information with a time stamp. */
export function makeChallenge(
  deployment: Deployment,
  frontEnd: string,
  serverChallenge: Buffer,
  now: number,
): Challenge {
  const netbiosComputer = (frontEnd.split('.')[0] ?? '').toUpperCase().slice(0, 15);
  const pair = (id: number, value: Buffer): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(id, 0);
    head.writeUInt16LE(value.length, 2);
    return Buffer.concat([head, value]);
  };
  const text = (id: number, value: string): Buffer => pair(id, Buffer.from(value, 'utf16le'));
  const targetInfo = Buffer.concat([
    text(av.nbDomainName, deployment.netbiosDomain),
    text(av.nbComputerName, netbiosComputer),
    text(av.dnsDomainName, deployment.adDnsDomain),
    text(av.dnsComputerName, frontEnd),
    text(av.dnsTreeName, deployment.adDnsDomain),
    pair(av.timestamp, fileTime(now)),
    pair(av.end, Buffer.alloc(0)),
  ]);
  const head = Buffer.alloc(56);
  head.write('NTLMSSP\0', 0, 'latin1');
  head.writeUInt32LE(2, 8);
  head.writeUInt32LE(56, 16);
  head.writeUInt32LE(challengeFlags, 20);
  serverChallenge.copy(head, 24, 0, 8);
  head.writeUInt16LE(targetInfo.length, 40);
  head.writeUInt16LE(targetInfo.length, 42);
  head.writeUInt32LE(56, 44);
  const [major, minor, build] = windowsVersions[deployment.version];
  head.writeUInt8(major, 48);
  head.writeUInt8(minor, 49);
  head.writeUInt16LE(build, 50);
  head.writeUInt8(15, 55);
  return { message: Buffer.concat([head, targetInfo]), serverChallenge, netbiosComputer };
}

export interface NtlmKeys {
  readonly flags: number;
  readonly sessionKey: Buffer;
}

export type NtlmVerdict =
  | { readonly ok: true; readonly user: LabUser; readonly keys: NtlmKeys }
  | { readonly ok: false; readonly why: Refusal | 'weak-flags' };

/** Verifies the AUTHENTICATE_MESSAGE that answers a challenge. `now` is the server's clock, ms since 1970. */
export function verifyAnswer(deployment: Deployment, challenge: Challenge, answer: Buffer, now: number): NtlmVerdict {
  return verifyWith(challenge, answer, now, (domain, user) => findAccount(deployment, domain, user));
}

/** The same with an account directory of the caller's choice. */
export function verifyWith(
  challenge: Challenge,
  answer: Buffer,
  now: number,
  directory: (domain: string, user: string) => LabUser | undefined,
): NtlmVerdict {
  const read = readAuthenticate(answer);
  if (read === null) return { ok: false, why: 'malformed' };
  const needed = flag.unicode | flag.ntlm | flag.sign | flag.extendedSessionSecurity | datagram;
  if ((read.flags & needed) !== needed) return { ok: false, why: 'weak-flags' };
  const verdict = verifyAuthenticate({
    authenticateMessage: answer,
    // Without a NEGOTIATE_MESSAGE an integrity code covers the other two only.
    negotiation: {
      negotiateMessage: Buffer.alloc(0),
      challengeMessage: challenge.message,
      serverChallenge: challenge.serverChallenge,
      netbiosComputer: challenge.netbiosComputer,
    },
    channelBinding: undefined,
    now,
    findAccount: directory,
  });
  if (!verdict.ok) return verdict;
  if (Math.abs(now - responseTime(read.ntResponse)) > mostSkewMs) return { ok: false, why: 'stale-time' };
  return { ok: true, user: verdict.user, keys: { flags: verdict.flags, sessionKey: verdict.sessionKey } };
}

/** FILETIME of an NTLMv2 response whose proof was found right, as ms since 1970. */
function responseTime(response: Buffer): number {
  return Number(response.readBigUInt64LE(16 + 8) / 10_000n) - 11_644_473_600_000;
}

const magic = {
  client: 'client-to-server',
  server: 'server-to-client',
} as const;

/** The 16-byte signature of one side over a text. */
export function ntlmSignature(side: 'client' | 'server', { flags, sessionKey }: NtlmKeys, text: string): Buffer {
  const derive = (key: Buffer, purpose: 'signing' | 'sealing'): Buffer =>
    md5Digest(
      Buffer.concat([key, Buffer.from(`session key to ${magic[side]} ${purpose} key magic constant\0`, 'latin1')]),
    );
  const checksum = hmacMd5(derive(sessionKey, 'signing'), sequence, Buffer.from(text, 'utf8')).subarray(0, 8);
  const size = (flags & flag.key128) !== 0 ? 16 : (flags & flag.key56) !== 0 ? 7 : 5;
  const sealing = md5Digest(Buffer.concat([derive(sessionKey.subarray(0, size), 'sealing'), sequence]));
  const sealed = (flags & flag.keyExchange) === 0 ? checksum : rc4(sealing, checksum);
  return Buffer.concat([Buffer.from([1, 0, 0, 0]), sealed, sequence]);
}
