/**
 * NTLM without connection, as SIP has it: no opening message, the server's challenge comes first, and every later
 * message is signed with sequence number 100. [MS-NLMP 1.3.1.3, 2.2.2.5, 3.2.5.2, 3.4.4; MS-SIPAE 3.2.5.2]
 */
import { failed } from '../../../shared/failure.js';
import type { NtlmAccount } from './answerChallenge.js';
import { authenticateMessage } from './authenticateMessage.js';
import { fileTimeOf, type ChallengeMessage } from './challengeMessage.js';
import { flag, has } from './flags.js';
import { ownVersion } from './negotiateMessage.js';
import { computeNtlmV2, ntowfV2 } from './ntlmV2.js';
import { rc4 } from './rc4.js';
import { writeTargetInfo } from './targetInfo.js';

const datagram = 0x00000040;
const identify = 0x00100000;

/** What the server must agree to: Communicator refuses a challenge without one of them, and so do we. */
const required: readonly (readonly [bit: number, name: string])[] = [
  [flag.unicode, 'Unicode'],
  [flag.ntlm, 'NTLM'],
  [flag.alwaysSign, 'ALWAYS_SIGN'],
  [flag.extendedSessionSecurity, 'extended session security'],
  [flag.targetInfo, 'TARGET_INFO'],
  [flag.sign, 'SIGN'],
  [datagram, 'DATAGRAM'],
  [identify, 'IDENTIFY'],
  [flag.keyExchange, 'KEY_EXCH'],
];

export interface DatagramAnswer {
  /** Type 3. */
  readonly message: Uint8Array;
  readonly account: NtlmAccount;
  readonly flags: number;
  /** Signs and checks everything that follows; a secret. */
  readonly exportedSessionKey: Uint8Array;
}

/**
 * Builds type 3 as the recorded clients do: the server's target information unchanged, LMv2 where the server names no
 * time, no MIC.
 * @throws FailureError protocol/no_common_binding when the challenge does not agree to what signing needs
 */
export function answerDatagramChallenge(options: {
  readonly challenge: ChallengeMessage;
  readonly account: NtlmAccount;
  readonly password: string;
  readonly clientChallenge: Uint8Array; // 8 random bytes
  readonly sessionKey: Uint8Array; // 16 random bytes
  /** Our clock, ms since 1970, for servers that send no time. */
  readonly now: number;
  readonly workstation?: string;
  readonly version?: Uint8Array;
}): DatagramAnswer {
  const { challenge, account, sessionKey } = options;
  const missing = required.filter(([bit]) => !has(challenge.flags, bit)).map(([, name]) => name);
  if (missing.length > 0) {
    throw failed(
      'protocol',
      'no_common_binding',
      `The NTLM challenge of the registrar does not agree to ${missing.join(', ')}. No password was used.`,
    );
  }
  const computed = computeNtlmV2({
    responseKey: ntowfV2(options.password, account.user, account.domain),
    serverChallenge: challenge.serverChallenge,
    clientChallenge: options.clientChallenge,
    time: challenge.timestamp ?? fileTimeOf(options.now),
    targetInfo: writeTargetInfo(challenge.targetInfo),
  });
  const flags = agreedFlags(challenge.flags);
  const message = authenticateMessage({
    flags,
    version: options.version ?? ownVersion,
    domain: account.domain,
    user: account.user,
    workstation: options.workstation ?? '',
    lmResponse: challenge.timestamp === undefined ? computed.lmResponse : new Uint8Array(24),
    ntResponse: computed.ntResponse,
    encryptedSessionKey: rc4(computed.sessionBaseKey, sessionKey),
    withMic: false,
  });
  return { message, account, flags, exportedSessionKey: sessionKey };
}

/** Of the server's flags those a signing client uses: 0x62988255 for a server that offers everything. */
function agreedFlags(theirs: number): number {
  const kept = required.reduce((sum, [bit]) => sum | bit, flag.version | flag.key128);
  const strength = has(theirs, flag.key128) ? 0 : theirs & flag.key56;
  return ((theirs & kept) | strength | flag.requestTarget) >>> 0;
}
