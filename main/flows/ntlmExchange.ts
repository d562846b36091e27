/**
 * NTLM on one connection: the request three times, with nothing, with the opening message, with the proof.
 * docs/protocol/ntlm.md, negotiate.md. [RFC 4559 4; MS-NTHT; MS-NLMP 3.1.5.1]
 */
import { failed } from '../../shared/failure.js';
import { challengesOf, parseChallenges } from '../../shared/protocol/challenge.js';
import { base64Of, bytesOf } from '../../shared/session/bytes.js';
import type { Credential, PinnedConnection, Reply, StepHandle } from '../engine/api.js';
import { accountOf, answerChallenge, type NtlmAnswer } from '../net/ntlm/answerChallenge.js';
import { channelBindingHash } from '../net/ntlm/channelBinding.js';
import { identityOf, parseChallengeMessage, type ChallengeMessage } from '../net/ntlm/challengeMessage.js';
import { negotiateMessage } from '../net/ntlm/negotiateMessage.js';
import { checkLast, unwrapChallenge, wrapOpening, wrapProof } from '../net/spnego/ntlmWrapping.js';
import { demandValidated, headersOf, hostOf, noteAnswer, noteStatus, reasonOf } from './answers.js';
import type { Walk } from './context.js';

export type NtlmScheme = 'NTLM' | 'Negotiate';

export interface NtlmRequest {
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Sends one more POST on a connection that is signed in: it needs no further proof. */
export type SendMore = (request: NtlmRequest) => Promise<Reply>;

/**
 * Signs a POST in with NTLM.
 * @param more what else is sent on the same connection after a 200, for the one use of the password
 * @returns the answer to the third leg, whatever its status but 401
 * @throws FailureError credential/credential_refused after a second 401; protocol/no_common_binding when the server
 *   offers neither NTLM nor Negotiate: no credential was sent then
 */
export async function postWithNtlm(
  walk: Walk,
  step: StepHandle,
  request: NtlmRequest,
  more?: (send: SendMore) => Promise<void>,
): Promise<Reply> {
  const dialogue = await openDialogue(step, request);
  if (!('challenge' in dialogue)) return dialogue.reply;
  const { pinned } = dialogue;
  try {
    demandValidated(step, dialogue.reply);
    const credential = await walk.order.take(step, request.url);
    // The user may have been asked meanwhile. A connection that closed takes a new challenge, not a new password.
    if (!pinned.alive) {
      const again = await openDialogue(step, request);
      if (!('challenge' in again)) return again.reply;
      try {
        return await proveOn(walk, step, request, credential, again);
      } finally {
        await again.pinned.close();
      }
    }
    const reply = await proveOn(walk, step, request, credential, dialogue);
    if (more !== undefined && reply.status === 200 && pinned.alive) {
      await more((next) => pinned.exchange(step, { ...post(next, [200, 401], undefined), carriesCredential: true }));
    }
    return reply;
  } finally {
    await pinned.close();
  }
}

/**
 * Asks for the challenge alone: it names domain, server and clock, and needs no password.
 * @throws FailureError protocol/no_common_binding when the server offers neither NTLM nor Negotiate
 */
export async function probeNtlm(step: StepHandle, request: NtlmRequest): Promise<void> {
  const dialogue = await openDialogue(step, request);
  if (!('challenge' in dialogue)) {
    step.meaning(`The server asked for no sign-in and answered ${dialogue.reply.status}.`);
    return;
  }
  await dialogue.pinned.close();
  const { domain, dnsDomain } = identityOf(dialogue.challenge);
  step.meaning(
    `The server would take a user name and password of ${domain ?? dnsDomain ?? 'its own'}. The challenge tells this before anybody signs in.`,
  );
}

interface Dialogue {
  /** That carried the challenge. */
  readonly reply: Reply;
  readonly pinned: PinnedConnection;
  readonly scheme: NtlmScheme;
  readonly negotiate: Uint8Array;
  readonly challenge: ChallengeMessage;
  /** In SPNEGO, as the server answered. */
  readonly isWrapped: boolean;
}

/** Legs one and two. A server that asks for no sign-in at all has answered already. */
async function openDialogue(step: StepHandle, request: NtlmRequest): Promise<Dialogue | { readonly reply: Reply }> {
  let pinned = step.pin(request.url);
  try {
    // 1. The request without credentials: the 401 says which schemes the server takes.
    const first = await pinned.exchange(step, post(request, [401], undefined));
    noteStatus(step, first);
    if (first.status !== 401) return await closed(pinned, first);
    const scheme = schemeOf(step, first);
    // Some proxies close after the first 401. Nothing is bound to the connection yet.
    if (!pinned.alive) {
      await pinned.close();
      pinned = step.pin(request.url);
    }
    // 2. The opening message: the second 401 carries the challenge.
    const negotiate = negotiateMessage();
    const opening = scheme === 'Negotiate' ? wrapOpening(negotiate) : negotiate;
    const second = await pinned.exchange(step, post(request, [401], `${scheme} ${base64Of(opening)}`));
    noteAnswer(step, second);
    if (second.status !== 401) return await closed(pinned, second);
    const { challenge, isWrapped } = challengeOf(second, scheme);
    noteChallenge(step, challenge);
    return { reply: second, pinned, scheme, negotiate, challenge, isWrapped };
  } catch (error) {
    await pinned.close();
    throw error;
  }
}

async function closed(pinned: PinnedConnection, reply: Reply): Promise<{ readonly reply: Reply }> {
  await pinned.close();
  return { reply };
}

/** Leg three: the proof, on the connection that the challenge came on. */
async function proveOn(
  walk: Walk,
  step: StepHandle,
  request: NtlmRequest,
  credential: Credential,
  { pinned, scheme, negotiate, challenge, isWrapped }: Dialogue,
): Promise<Reply> {
  const certificate = pinned.serverCertificate;
  const answer = answerChallenge({
    negotiate,
    challenge,
    account: accountOf(credential.userName, challenge),
    password: credential.password,
    targetName: `HTTP/${new URL(request.url).hostname}`,
    channelBinding: certificate === undefined ? undefined : channelBindingHash(certificate),
    clientChallenge: walk.run.random.bytes(8),
    sessionKey: walk.run.random.bytes(16),
    now: walk.run.now(),
  });
  const { user, domain } = answer.account;
  step.fact('sign-in-with', scheme);
  step.fact('ntlm-user', domain === '' ? user : `${domain}\\${user}`);
  step.fact('ntlm-mic', answer.hasMic ? 'yes' : 'no');
  step.fact('channel-binding', answer.hasChannelBinding ? 'yes' : 'no');
  step.secret('other', answer.exportedSessionKey);
  // 3. The proof. A third 401 means that the server does not take it.
  const third = await pinned.exchange(step, {
    ...post(request, [200], `${scheme} ${base64Of(isWrapped ? wrapProof(answer) : answer.message)}`),
    carriesCredential: true,
  });
  noteStatus(step, third);
  if (third.status === 401) {
    walk.credentials.refused(step);
    const { text } = reasonOf(third);
    step.meaning(
      'The server does not accept this user name with this password. To protect the account from a lock-out, the password is not used again in this walk.',
    );
    throw failed(
      'credential',
      'credential_refused',
      `${hostOf(request.url)} answered the NTLM proof for ${domain === '' ? user : `${domain}\\${user}`} with 401 again${text === '' ? '' : ` (${text})`}.`,
    );
  }
  if (isWrapped) noteLast(step, third, answer);
  return third;
}

function post(request: NtlmRequest, expect: readonly number[], authorization: string | undefined) {
  return {
    method: 'POST',
    url: request.url,
    headers: [...request.headers, ...(authorization === undefined ? [] : [['Authorization', authorization] as const])],
    body: request.body,
    expect,
    understood: 'any',
  } as const;
}

/** NTLM where it is offered, else Negotiate, which carries NTLM too. */
function schemeOf(step: StepHandle, reply: Reply): NtlmScheme {
  const offered = parseChallenges(headersOf(reply, 'WWW-Authenticate'));
  const schemes = [...new Set(offered.map(({ scheme }) => scheme))];
  for (const scheme of schemes) step.fact('scheme', scheme);
  if (challengesOf(offered, 'NTLM').length > 0) return 'NTLM';
  if (challengesOf(offered, 'Negotiate').length > 0) return 'Negotiate';
  step.meaning('The server offers no Windows sign-in here, so no password was sent.');
  throw failed(
    'protocol',
    'no_common_binding',
    `${hostOf(reply.url)} answered 401 and offers ${schemes.length === 0 ? 'no way to sign in' : schemes.join(', ')}, neither NTLM nor Negotiate.`,
  );
}

function challengeOf(
  reply: Reply,
  scheme: NtlmScheme,
): { readonly challenge: ChallengeMessage; readonly isWrapped: boolean } {
  const token = tokenOf(reply, scheme);
  if (token === undefined) {
    throw failed(
      'protocol',
      'missing_header',
      `${hostOf(reply.url)} offered ${scheme} and sent no challenge for it. A proxy that spreads requests over several connections does this.`,
    );
  }
  const bytes = decode(token);
  const { message, isWrapped } = scheme === 'NTLM' ? { message: bytes, isWrapped: false } : unwrapChallenge(bytes);
  return { challenge: parseChallengeMessage(message), isWrapped };
}

/** What follows the scheme in a WWW-Authenticate of the answer. */
export function tokenOf(reply: Reply, scheme: NtlmScheme): string | undefined {
  const offered = challengesOf(parseChallenges(headersOf(reply, 'WWW-Authenticate')), scheme);
  return offered.find((challenge) => challenge.token !== undefined)?.token;
}

/** A server may sign the list of mechanisms in return: then somebody in between cannot have changed it. */
function noteLast(step: StepHandle, reply: Reply, answer: NtlmAnswer): void {
  const token = tokenOf(reply, 'Negotiate');
  if (token === undefined) return;
  let bytes: Uint8Array;
  try {
    bytes = decode(token);
  } catch {
    return; // the answer itself counts
  }
  step.fact('spnego-mic', checkLast(bytes, answer));
}

function decode(token: string): Uint8Array {
  try {
    return bytesOf(token);
  } catch {
    throw failed('parse', 'malformed_document', 'The NTLM challenge is not Base64.');
  }
}

function noteChallenge(step: StepHandle, challenge: ChallengeMessage): void {
  const { domain, computer, dnsDomain, dnsComputer, time, version } = identityOf(challenge);
  if (domain !== undefined) step.fact('ntlm-target', domain);
  const server = dnsComputer ?? computer;
  if (server !== undefined) step.fact('ntlm-server', server);
  if (dnsDomain !== undefined) step.fact('ntlm-dns-domain', dnsDomain);
  if (time !== undefined) step.fact('ntlm-time', new Date(time).toISOString());
  if (version !== undefined) step.fact('ntlm-version', version);
}
