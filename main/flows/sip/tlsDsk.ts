/** TLS-DSK at a registrar: a TLS handshake inside four REGISTERs. docs/protocol/sip.md, step 6. [MS-SIPAE 3.2.5.1] */
import { failed } from '../../../shared/failure.js';
import { authorizationField, challengesIn, type SipChallenge } from '../../../shared/protocol/sip/authentication.js';
import { base64Of, bytesOf } from '../../../shared/session/bytes.js';
import type { SipReply, StepHandle } from '../../engine/api.js';
import {
  dskHandshake,
  signDsk,
  verifyDsk,
  type ClientCertificate,
  type DskHandshake,
  type DskKeys,
  type DskOptions,
} from '../../net/tlsDsk/index.js';
import type { Walk } from '../context.js';
import { Association, type Mechanism } from './association.js';
import { refusal } from './answers.js';
import type { Registering } from './legs.js';
import type { LastLeg } from './ntlm.js';
import { offersOf } from './probe.js';
import { textOf } from './places.js';

/** Flights we send before the handshake must be over. */
const mostFlights = 4;

interface Dialogue {
  readonly challenge: SipChallenge;
  readonly status: number;
}

/**
 * Runs the handshake.
 * @param judge says what the answer to the signed REGISTER means, inside its step
 * @throws FailureError
 */
export async function registerWithTlsDsk<T>(
  walk: Walk,
  at: Registering,
  certificate: ClientCertificate,
  suites: NonNullable<DskOptions['suites']>,
  judge: (leg: StepHandle, last: LastLeg) => T,
): Promise<T> {
  // 1. Without authorization.
  const offer = await at.leg('REGISTER without authorization', async (leg) => {
    const reply = await at.ask(leg, at.next(), [401]);
    const found = offersOf(leg, reply, at.channel).find(({ scheme }) => scheme.toUpperCase() === 'TLS-DSK');
    if (found === undefined) {
      throw failed('protocol', 'no_common_binding', `${textOf(at.channel.place)} does not offer TLS-DSK any more.`);
    }
    leg.meaning('The registrar offers TLS-DSK, as before.');
    return { challenge: found, status: reply.status };
  });
  // 2. and 3. The flights of the handshake, in lock-step.
  const handshake = dskHandshake({ certificate, suites, timeoutMs: at.step.target.timeoutMs, signal: at.step.signal });
  try {
    const { keys, dialogue } = await shakeHands(at, handshake, offer);
    // 4. Nothing but the signature.
    return await at.leg('REGISTER signed with the keys of the handshake', async (leg) => {
      leg.fact('sign-in-with', 'TLS-DSK');
      const association = new Association(dialogue.challenge, dialogue.status, dskMechanism(keys), walk.run.random);
      const { message, signed } = association.sign(at.next());
      at.leaveWith(association);
      const reply = await at.ask(leg, message, [200, 301], { signed, carriesCredential: true });
      return judge(leg, { reply, association });
    });
  } finally {
    handshake.destroy();
  }
}

async function shakeHands(
  at: Registering,
  handshake: DskHandshake,
  offer: Dialogue,
): Promise<{ readonly keys: DskKeys; readonly dialogue: Dialogue }> {
  let out = await handshake.start();
  let dialogue = offer;
  for (let flight = 1; flight <= mostFlights; flight += 1) {
    const title = flight === 1 ? 'REGISTER with the ClientHello' : 'REGISTER with the client certificate';
    const before = dialogue;
    const sent = out;
    const step = await at.leg(title, async (leg) => {
      const { challenge, reply } = await exchangeFlight(at, leg, before, sent, offer.challenge);
      const next = await handshake.answer(decode(challenge.gssapiData));
      if (next.done !== undefined) noteKeys(leg, next.done);
      else leg.meaning('The registrar answered with its part of the handshake and wants the client certificate.');
      return { next, dialogue: { challenge, status: reply.status } };
    });
    dialogue = step.dialogue;
    if (step.next.done !== undefined) return { keys: step.next.done, dialogue };
    out = step.next.out;
  }
  throw failed('protocol', 'malformed_answer', 'The TLS handshake inside SIP does not come to an end.');
}

async function exchangeFlight(
  at: Registering,
  leg: StepHandle,
  { challenge, status }: Dialogue,
  flight: Uint8Array,
  { realm, targetName, version }: SipChallenge,
): Promise<{ readonly challenge: SipChallenge; readonly reply: SipReply }> {
  const plain = at.next();
  const field = authorizationField(
    {
      scheme: 'TLS-DSK',
      realm,
      targetName,
      opaque: challenge.opaque,
      version: Math.min(version, 4),
      gssapiData: base64Of(flight),
    },
    status,
  );
  const reply = await at.ask(leg, { ...plain, headers: [...plain.headers, field] }, [401]);
  if (reply.status !== 401 && reply.status !== 407) throw refusal(leg, reply, 'REGISTER', at.channel.place);
  const found = challengesIn(reply.message).find(
    ({ scheme, gssapiData }) => /^tls-dsk$/i.test(scheme) && gssapiData !== '',
  );
  if (found === undefined) {
    leg.meaning('The registrar does not go on with the handshake. It may not accept this client certificate.');
    throw failed(
      'protocol',
      'no_common_binding',
      `${textOf(at.channel.place)} answered ${reply.status} without its part of the TLS-DSK handshake.`,
    );
  }
  return { challenge: { ...found, realm, targetName, opaque: found.opaque ?? challenge.opaque }, reply };
}

function noteKeys(leg: StepHandle, keys: DskKeys): void {
  leg.secret('other', keys.clientKey);
  leg.secret('other', keys.serverKey);
  leg.fact('tls-dsk', `${keys.protocol} ${keys.suite}, signatures with ${keys.macHash}`);
  leg.meaning(`The handshake is over (${keys.protocol}); its keys sign every message from here on.`);
}

/** The length of the server's first signature tells its hash for certain; until then the suite's name does. */
function dskMechanism(keys: DskKeys): Mechanism {
  let hash = keys.macHash;
  return {
    scheme: 'TLS-DSK',
    sign: (text) => signDsk(keys, text, hash),
    verify: (text, rspauth) => {
      const verdict = verifyDsk(keys, text, rspauth);
      if (verdict.ok && verdict.hash !== undefined) hash = verdict.hash;
      return verdict.ok;
    },
  };
}

function decode(token: string): Uint8Array {
  try {
    return bytesOf(token);
  } catch {
    throw failed('parse', 'malformed_document', 'The TLS records of the registrar are not Base64.');
  }
}
