/** The client's side of NTLM: from the server's challenge and a password to the message that signs in. [MS-NLMP 3.1.5.1.2] */
import { failed } from '../../../shared/failure.js';
import { authenticateMessage, withMic } from './authenticateMessage.js';
import { uint32, utf16le } from './bytes.js';
import { fileTimeOf, identityOf, type ChallengeMessage } from './challengeMessage.js';
import { flag, has, offeredFlags } from './flags.js';
import { ownVersion } from './negotiateMessage.js';
import { computeNtlmV2, ntowfV2 } from './ntlmV2.js';
import { rc4 } from './rc4.js';
import { av, pairOf, writeTargetInfo, type AvPair } from './targetInfo.js';

export interface NtlmAccount {
  readonly user: string;
  /** '' with a user principal name: the server finds the domain. */
  readonly domain: string;
}

export interface NtlmAnswer {
  readonly message: Uint8Array;
  readonly account: NtlmAccount;
  readonly hasMic: boolean;
  readonly hasChannelBinding: boolean;
  /** Agreed on. */
  readonly flags: number;
  /** Signs what follows, where something does; a secret. */
  readonly exportedSessionKey: Uint8Array;
}

export interface AnswerOptions {
  readonly negotiate: Uint8Array; // as sent
  readonly challenge: ChallengeMessage;
  readonly account: NtlmAccount;
  readonly password: string;
  /** Service principal name: "HTTP/web.contoso.com". */
  readonly targetName: string;
  /** MD5 of the channel bindings. */
  readonly channelBinding: Uint8Array | undefined;
  readonly clientChallenge: Uint8Array; // 8 random bytes
  readonly sessionKey: Uint8Array; // 16 random bytes, used where key exchange is agreed
  /** Our clock, ms since 1970, for servers that send no time. */
  readonly now: number;
  /** MsvAvSingleHost, 48 bytes: only Windows itself has one to send. */
  readonly singleHost?: Uint8Array;
  readonly workstation?: string;
  readonly version?: Uint8Array;
  /** Flags that were offered in `negotiate`; our own unless said otherwise. */
  readonly offered?: number;
}

/**
 * Takes a name apart: DOMAIN\user, user@domain (kept whole), or a bare user, whose domain the challenge names.
 */
export function accountOf(userName: string, challenge: ChallengeMessage): NtlmAccount {
  const name = userName.trim();
  const slash = name.indexOf('\\');
  if (slash >= 0) return { domain: name.slice(0, slash), user: name.slice(slash + 1) };
  if (name.includes('@')) return { domain: '', user: name };
  return { domain: identityOf(challenge).domain ?? '', user: name };
}

/** Builds type 3. @throws FailureError protocol/no_common_binding when the server asks for less than NTLMv2 in Unicode */
export function answerChallenge(options: AnswerOptions): NtlmAnswer {
  const { challenge, account } = options;
  if (!has(challenge.flags, flag.unicode) || !has(challenge.flags, flag.extendedSessionSecurity)) {
    throw failed(
      'protocol',
      'no_common_binding',
      'The NTLM challenge does not agree to Unicode and extended session security; older forms of NTLM are not safe to use.',
    );
  }
  const hasMic = challenge.timestamp !== undefined;
  const targetInfo = ownTargetInfo(challenge.targetInfo, options, hasMic);
  const computed = computeNtlmV2({
    responseKey: ntowfV2(options.password, account.user, account.domain),
    serverChallenge: challenge.serverChallenge,
    clientChallenge: options.clientChallenge,
    time: challenge.timestamp ?? fileTimeOf(options.now),
    targetInfo: writeTargetInfo(targetInfo),
  });

  const flags = agreedFlags(challenge.flags, options.offered ?? offeredFlags);
  const exchangesKey = has(flags, flag.keyExchange);
  const exportedKey = exchangesKey ? options.sessionKey : computed.sessionBaseKey;
  const message = authenticateMessage({
    flags,
    version: options.version ?? ownVersion,
    domain: account.domain,
    user: account.user,
    workstation: options.workstation ?? '',
    lmResponse: hasMic ? new Uint8Array(24) : computed.lmResponse,
    ntResponse: computed.ntResponse,
    encryptedSessionKey: exchangesKey ? rc4(computed.sessionBaseKey, options.sessionKey) : new Uint8Array(0),
    withMic: hasMic,
  });
  return {
    message: hasMic ? withMic(message, options.negotiate, challenge.bytes, exportedKey) : message,
    account,
    hasMic,
    hasChannelBinding: options.channelBinding !== undefined,
    flags,
    exportedSessionKey: exportedKey,
  };
}

/** Ours and theirs; target information was told, not offered. A key is exchanged only where something is signed. */
function agreedFlags(theirs: number, offered: number): number {
  const agreed = theirs & (offered | flag.targetInfo);
  const signs = has(agreed, flag.sign | flag.seal);
  return (signs ? agreed : agreed & ~flag.keyExchange) >>> 0;
}

/** The server's pairs, kept in order, then ours. Pairs that only a client may set are not echoed. */
function ownTargetInfo(theirs: readonly AvPair[], options: AnswerOptions, hasMic: boolean): readonly AvPair[] {
  const ours: readonly number[] = [av.flags, av.singleHost, av.targetName, av.channelBindings];
  const pairs = theirs.filter(({ id }) => !ours.includes(id));
  const theirFlags = pairOf(theirs, av.flags);
  const known = theirFlags?.length === 4 ? new DataView(theirFlags.slice().buffer).getUint32(0, true) : 0;
  const flags = hasMic ? known | 2 : known; // 2: a MIC is in the message
  if (flags !== 0) pairs.push({ id: av.flags, value: uint32(flags) });
  if (options.singleHost !== undefined) pairs.push({ id: av.singleHost, value: options.singleHost });
  if (options.channelBinding !== undefined) pairs.push({ id: av.channelBindings, value: options.channelBinding });
  pairs.push({ id: av.targetName, value: utf16le(options.targetName) });
  return pairs;
}
