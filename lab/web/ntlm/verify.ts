// Verifies an AUTHENTICATE_MESSAGE against an account's password: NTLMv2 proof, MIC, channel binding, time
// ([MS-NLMP] 3.2.5.1.2 and 3.3.2). NTLMv1 and anonymous are refused.
import { timingSafeEqual } from 'node:crypto';
import type { LabUser } from '../../types.js';
import {
  av,
  avFlagMic,
  flag,
  micOffset,
  readAuthenticate,
  readNtlmV2Response,
  type AuthenticateMessage,
} from './messages.js';
import { hmacMd5, ntowfv2, rc4 } from './primitives.js';

/** How far a client's clock may be off: the 36 hours that a domain controller tolerates. */
const maxAge = 36 * 60 * 60 * 1000;

export interface Negotiation {
  readonly negotiateMessage: Buffer;
  readonly challengeMessage: Buffer;
  readonly serverChallenge: Buffer;
  readonly netbiosComputer: string;
}

export type Refusal =
  | 'malformed'
  | 'anonymous'
  | 'not-ntlmv2'
  | 'unknown-account'
  | 'wrong-password'
  | 'stale-time'
  | 'other-server'
  | 'wrong-mic'
  | 'wrong-channel-binding';

export type Verdict =
  | { readonly ok: true; readonly user: LabUser; readonly flags: number; readonly sessionKey: Buffer }
  | { readonly ok: false; readonly why: Refusal };

export interface Verification {
  readonly authenticateMessage: Buffer;
  readonly negotiation: Negotiation;
  /** What MsvAvChannelBindings must hold when it is sent; undefined on a connection without TLS. */
  readonly channelBinding: Buffer | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  findAccount(domain: string, user: string): LabUser | undefined;
}

/** The server's verdict on a type 3 message. */
export function verifyAuthenticate(verification: Verification): Verdict {
  const message = readAuthenticate(verification.authenticateMessage);
  if (message === null) return { ok: false, why: 'malformed' };
  if (message.user === '' || message.ntResponse.length === 0 || (message.flags & flag.anonymous) !== 0) {
    return { ok: false, why: 'anonymous' };
  }
  const response = readNtlmV2Response(message.ntResponse);
  if (response === null) return { ok: false, why: 'not-ntlmv2' };
  const user = verification.findAccount(message.domain, message.user);
  if (user === undefined) return { ok: false, why: 'unknown-account' };

  const key = ntowfv2(user.password, message.user, message.domain);
  const proof = hmacMd5(key, verification.negotiation.serverChallenge, response.blob);
  if (!timingSafeEqual(proof, response.proof)) return { ok: false, why: 'wrong-password' };
  if (Math.abs(verification.now - response.timestamp) > maxAge) return { ok: false, why: 'stale-time' };

  // A response that names another computer was made for another server and is being relayed.
  const named = response.pairs.get(av.nbComputerName)?.toString('utf16le').toUpperCase();
  if (named !== undefined && named !== verification.negotiation.netbiosComputer.toUpperCase()) {
    return { ok: false, why: 'other-server' };
  }
  const binding = response.pairs.get(av.channelBindings);
  if (binding !== undefined && !bindingFits(binding, verification.channelBinding)) {
    return { ok: false, why: 'wrong-channel-binding' };
  }

  const sessionKey = exportedSessionKey(hmacMd5(key, proof), message);
  if (sessionKey === null) return { ok: false, why: 'malformed' };
  const avFlags = response.pairs.get(av.flags);
  if (avFlags?.length === 4 && (avFlags.readUInt32LE(0) & avFlagMic) !== 0) {
    if (!micFits(verification, message, sessionKey)) return { ok: false, why: 'wrong-mic' };
  }
  return { ok: true, user, flags: message.flags, sessionKey };
}

// Sixteen zero bytes say that the client has no channel to bind to.
function bindingFits(sent: Buffer, wanted: Buffer | undefined): boolean {
  if (sent.length !== 16) return false;
  if (sent.every((byte) => byte === 0)) return true;
  return wanted !== undefined && timingSafeEqual(sent, wanted);
}

function exportedSessionKey(keyExchangeKey: Buffer, message: AuthenticateMessage): Buffer | null {
  const usesKeyExchange =
    (message.flags & flag.keyExchange) !== 0 && (message.flags & (flag.sign | flag.seal | flag.alwaysSign)) !== 0;
  if (!usesKeyExchange) return keyExchangeKey;
  return message.encryptedSessionKey.length === 16 ? rc4(keyExchangeKey, message.encryptedSessionKey) : null;
}

function micFits(verification: Verification, message: AuthenticateMessage, sessionKey: Buffer): boolean {
  if (message.mic === undefined) return false;
  const zeroed = Buffer.from(verification.authenticateMessage);
  zeroed.fill(0, micOffset, micOffset + 16);
  const { negotiateMessage, challengeMessage } = verification.negotiation;
  return timingSafeEqual(hmacMd5(sessionKey, negotiateMessage, challengeMessage, zeroed), message.mic);
}
