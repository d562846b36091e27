/**
 * How NTLM's messages travel inside `Negotiate`: wrapped in SPNEGO as RFC 4559 says, or bare where the server answers
 * so. Under `NTLM` they are always bare. docs/protocol/negotiate.md. [RFC 4178 5; MS-SPNG 3.2.5, 3.3.5]
 */
import { failed } from '../../../shared/failure.js';
import type { NtlmAnswer } from '../ntlm/answerChallenge.js';
import { firstSignature } from '../ntlm/signing.js';
import {
  isNegTokenResp,
  kerberosMechanism,
  mechanismList,
  negTokenInit,
  negTokenResp,
  ntlmMechanism,
  parseNegTokenResp,
  type NegotiationAnswer,
} from './tokens.js';

const offered = [ntlmMechanism] as const;

export interface WrappedChallenge {
  /** The NTLM message inside, or the bytes themselves. */
  readonly message: Uint8Array;
  readonly isWrapped: boolean;
}

/** The opening message in a NegTokenInit that offers NTLM alone. */
export function wrapOpening(negotiate: Uint8Array): Uint8Array {
  return negTokenInit(offered, negotiate);
}

/**
 * Takes the challenge out of what came.
 * @throws FailureError protocol/no_common_binding when the server chose another mechanism or none;
 *   parse/malformed_document
 */
export function unwrapChallenge(bytes: Uint8Array): WrappedChallenge {
  if (!isNegTokenResp(bytes)) return { message: bytes, isWrapped: false };
  const answer = parseNegTokenResp(bytes);
  if (answer.state === 'reject') {
    throw failed('protocol', 'no_common_binding', 'The server offers Negotiate and refuses NTLM inside it.');
  }
  if (answer.supportedMechanism !== undefined && answer.supportedMechanism !== ntlmMechanism) {
    throw failed(
      'protocol',
      'no_common_binding',
      `The server offers Negotiate and chose ${nameOf(answer.supportedMechanism)} although NTLM was offered alone.`,
    );
  }
  if (answer.token === undefined) {
    throw failed('parse', 'malformed_document', 'The answer inside Negotiate (SPNEGO) holds no NTLM challenge.');
  }
  return { message: answer.token, isWrapped: true };
}

/** The proof in a NegTokenResp; the list of mechanisms is signed where the NTLM message has a MIC itself. */
export function wrapProof(answer: NtlmAnswer): Uint8Array {
  const mic = answer.hasMic ? firstSignature({ ...signing(answer), direction: 'client' }) : undefined;
  return negTokenResp(answer.message, mic);
}

export type MicVerdict = 'verified' | 'wrong' | 'missing';

/** What the server's last token says of the list of mechanisms. Bytes that cannot be read count as missing. */
export function checkLast(bytes: Uint8Array, answer: NtlmAnswer): MicVerdict {
  let last: NegotiationAnswer;
  try {
    last = parseNegTokenResp(bytes);
  } catch {
    return 'missing';
  }
  if (last.mechListMic === undefined) return 'missing';
  const wanted = firstSignature({ ...signing(answer), direction: 'server' });
  const isSame =
    wanted.length === last.mechListMic.length && wanted.every((byte, at) => byte === last.mechListMic?.[at]);
  return isSame ? 'verified' : 'wrong';
}

function signing({ exportedSessionKey, flags }: NtlmAnswer) {
  return { sessionKey: exportedSessionKey, flags, message: mechanismList(offered) };
}

function nameOf(mechanism: string): string {
  return mechanism === kerberosMechanism ? 'Kerberos' : `the mechanism ${mechanism}`;
}
