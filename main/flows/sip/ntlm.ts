/** NTLM at a registrar: three REGISTERs, the third with the proof. docs/protocol/sip.md, step 5. [MS-SIPAE 3.2.5.2, 4.1; MS-NLMP] */
import { failed } from '../../../shared/failure.js';
import { authorizationField, challengesIn, type SipChallenge } from '../../../shared/protocol/sip/authentication.js';
import { base64Of, bytesOf } from '../../../shared/session/bytes.js';
import { doubtClause, doubtReason } from '../../../shared/session/tlsDoubt.js';
import type { StepHandle, SipReply } from '../../engine/api.js';
import { accountOf } from '../../net/ntlm/answerChallenge.js';
import { identityOf, parseChallengeMessage, type ChallengeMessage } from '../../net/ntlm/challengeMessage.js';
import { answerDatagramChallenge } from '../../net/ntlm/connectionless.js';
import { datagramSignature, hexOf, isSignature } from '../../net/ntlm/signing.js';
import type { Walk } from '../context.js';
import { Association, type Mechanism } from './association.js';
import { refusal } from './answers.js';
import type { Registering } from './legs.js';
import { offersOf } from './probe.js';
import { textOf } from './places.js';

/** The answer to the last leg, and the association that it belongs to. */
export interface LastLeg {
  readonly reply: SipReply;
  readonly association: Association;
}

/**
 * Runs the handshake.
 * @param judge says what the last answer means, inside the step of the last leg: a refused password is told there
 * @throws FailureError
 */
export async function registerWithNtlm<T>(
  walk: Walk,
  at: Registering,
  judge: (leg: StepHandle, last: LastLeg) => T,
): Promise<T> {
  // 1. Without authorization: the 401 offers the schemes.
  const offer = await at.leg('REGISTER without authorization', async (leg) => {
    const reply = await at.ask(leg, at.next(), [401]);
    const found = offersOf(leg, reply, at.channel).find(({ scheme }) => scheme.toUpperCase() === 'NTLM');
    if (found === undefined) {
      throw failed('protocol', 'no_common_binding', `${textOf(at.channel.place)} does not offer NTLM any more.`);
    }
    leg.meaning('The registrar offers NTLM, as before.');
    return { challenge: found, status: reply.status };
  });
  // 2. An empty token: NTLM without connection has no opening message; the 401 brings the challenge.
  const { challenge, message: ntlm } = await at.leg('REGISTER with an empty NTLM token', (leg) =>
    askForChallenge(at, leg, offer),
  );
  // 3. The proof, signed with the key that it brings along.
  return at.leg('REGISTER with the proof of the password', async (leg) => {
    if (!at.channel.secure) throw unvalidated(leg, at);
    const credential = await walk.order.take(leg, `sips://${textOf(at.channel.place)}`);
    const answer = answerDatagramChallenge({
      challenge: ntlm,
      account: accountOf(credential.userName, ntlm),
      password: credential.password,
      clientChallenge: walk.run.random.bytes(8),
      sessionKey: walk.run.random.bytes(16),
      now: walk.run.now(),
    });
    leg.secret('other', answer.exportedSessionKey);
    const { user, domain } = answer.account;
    leg.fact('sign-in-with', 'NTLM');
    leg.fact('ntlm-user', domain === '' ? user : `${domain}\\${user}`);
    leg.fact('ntlm-mic', 'no');
    const mechanism = ntlmMechanism(answer.exportedSessionKey, answer.flags);
    const association = new Association(challenge, offer.status, mechanism, walk.run.random);
    const token = base64Of(answer.message);
    const { message, signed } = lastLeg(at, association, challenge, offer.status, token);
    const more = { carriesCredential: true, ...(signed === undefined ? {} : { signed }) };
    at.leaveWith(association);
    const reply = await at.ask(leg, message, [200, 301], more);
    return judge(leg, { reply, association });
  });
}

function lastLeg(
  at: Registering,
  association: Association,
  challenge: SipChallenge,
  status: number,
  gssapiData: string,
): { readonly message: ReturnType<Registering['next']>; readonly signed?: string } {
  const plain = at.next();
  // From version 4 on the last leg of the handshake is signed as well.
  if (association.version >= 4) return association.sign(plain, gssapiData);
  const { realm, targetName, opaque } = challenge;
  const field = authorizationField(
    { scheme: 'NTLM', realm, targetName, opaque, version: association.version, gssapiData },
    status,
  );
  return { message: { ...plain, headers: [...plain.headers, field] } };
}

async function askForChallenge(
  at: Registering,
  leg: StepHandle,
  { challenge: offer, status }: { readonly challenge: SipChallenge; readonly status: number },
): Promise<{ readonly challenge: SipChallenge; readonly message: ChallengeMessage }> {
  const plain = at.next();
  const { realm, targetName } = offer;
  const version = Math.min(offer.version, 4);
  const credentials = { scheme: 'NTLM', realm, targetName, opaque: undefined, version, gssapiData: '' };
  const message = { ...plain, headers: [...plain.headers, authorizationField(credentials, status)] };
  const reply = await at.ask(leg, message, [401]);
  if (reply.status !== 401 && reply.status !== 407) throw refusal(leg, reply, 'REGISTER', at.channel.place);
  const found = challengesIn(reply.message).find(
    ({ scheme, gssapiData }) => /^ntlm$/i.test(scheme) && gssapiData !== '',
  );
  if (found === undefined) {
    throw failed(
      'protocol',
      'missing_header',
      `${textOf(at.channel.place)} offered NTLM and sent no challenge for it.`,
    );
  }
  const ntlm = parseChallengeMessage(decode(found.gssapiData));
  noteChallenge(leg, ntlm);
  return { challenge: found, message: ntlm };
}

function ntlmMechanism(sessionKey: Uint8Array, flags: number): Mechanism {
  const mac = (direction: 'client' | 'server', text: string): Uint8Array =>
    datagramSignature({ sessionKey, direction, flags, message: new TextEncoder().encode(text) });
  return {
    scheme: 'NTLM',
    sign: (text) => hexOf(mac('client', text)),
    verify: (text, rspauth) => isSignature(rspauth, mac('server', text), flags),
  };
}

function noteChallenge(leg: StepHandle, challenge: ChallengeMessage): void {
  const { domain, computer, dnsDomain, dnsComputer, time, version } = identityOf(challenge);
  if (domain !== undefined) leg.fact('ntlm-target', domain);
  const server = dnsComputer ?? computer;
  if (server !== undefined) leg.fact('ntlm-server', server);
  if (dnsDomain !== undefined) leg.fact('ntlm-dns-domain', dnsDomain);
  if (time !== undefined) leg.fact('ntlm-time', new Date(time).toISOString());
  if (version !== undefined) leg.fact('ntlm-version', version);
  leg.meaning(
    `The registrar sent its challenge${domain === undefined ? '' : `: it takes passwords of the domain ${domain}`}. No password was used yet.`,
  );
}

/** Stops before a credential is even asked for. */
export function unvalidated(leg: StepHandle, at: Registering): Error {
  leg.meaning(`A proof of the password is wanted. ${doubtReason(at.channel.doubt)} It was not sent.`);
  return failed(
    'credential',
    'unvalidated_tls',
    `A sign-in is wanted at ${textOf(at.channel.place)}, ${doubtClause(at.channel.doubt)}. Nothing was sent.`,
  );
}

function decode(token: string): Uint8Array {
  try {
    return bytesOf(token);
  } catch {
    throw failed('parse', 'malformed_document', 'The NTLM challenge of the registrar is not Base64.');
  }
}
