/** The NTLMv2 computation: from password and challenge to responses and session key. [MS-NLMP 3.3.2] */
import { concat, utf16le } from './bytes.js';
import { hmacMd5, md4 } from './digests.js';

/** NTOWFv2: the user name in upper case, the domain as it is. */
export function ntowfV2(password: string, user: string, domain: string): Uint8Array {
  return hmacMd5(md4(utf16le(password)), utf16le(user.toUpperCase() + domain));
}

export interface NtlmV2Input {
  readonly responseKey: Uint8Array; // NTOWFv2
  readonly serverChallenge: Uint8Array;
  readonly clientChallenge: Uint8Array; // 8 random bytes
  /** FILETIME: the server's where it sent one. */
  readonly time: Uint8Array;
  /** With end mark. */
  readonly targetInfo: Uint8Array;
}

export interface NtlmV2Output {
  readonly ntProof: Uint8Array;
  /** NTProofStr and the blob behind it. */
  readonly ntResponse: Uint8Array;
  /** LMv2, for servers that send no time stamp; 24 zero bytes replace it where they do. */
  readonly lmResponse: Uint8Array;
  readonly sessionBaseKey: Uint8Array;
}

export function computeNtlmV2(input: NtlmV2Input): NtlmV2Output {
  const { responseKey, serverChallenge, clientChallenge, time, targetInfo } = input;
  const blob = concat(
    Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0),
    time,
    clientChallenge,
    new Uint8Array(4),
    targetInfo,
    new Uint8Array(4),
  );
  const ntProof = hmacMd5(responseKey, concat(serverChallenge, blob));
  return {
    ntProof,
    ntResponse: concat(ntProof, blob),
    lmResponse: concat(hmacMd5(responseKey, concat(serverChallenge, clientChallenge)), clientChallenge),
    sessionBaseKey: hmacMd5(responseKey, ntProof),
  };
}
