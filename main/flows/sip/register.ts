/**
 * One sign-in at the registrar from connection to de-registration, redirects to the home server included.
 * docs/protocol/sip.md, steps 5 to 9. [MS-SIPREGE 3.1, 3.3; MS-SIPAE 3.2.5.2; MS-CONMGMT]
 */
import { failed, FailureError, type Failure } from '../../../shared/failure.js';
import { readRegistration, redirectOf, type Registration } from '../../../shared/protocol/sip/registration.js';
import type { Attempt, SipLearned, SipPlace, StepHandle } from '../../engine/api.js';
import type { Place, Walk } from '../context.js';
import { isOnline } from '../documents.js';
import { homedOnline } from '../homePool.js';
import { noteAnswer, reasonOf, refusal } from './answers.js';
import type { Association, Mechanism, Verdict } from './association.js';
import { connectTo } from './connect.js';
import type { Endpoint } from './endpoint.js';
import { Registering } from './legs.js';
import type { LastLeg } from './ntlm.js';
import { textOf } from './places.js';
import { heedDeregistration } from './serverDeregister.js';
import { askForProvisioning, countRoamingContacts, type Registered } from './subscriptions.js';

/** Most redirects that are followed. */
const mostHops = 5;

export type Outcome =
  | { readonly kind: 'registered'; readonly registered: Registered; readonly verdict: Verdict }
  | { readonly kind: 'moved'; readonly place: SipPlace; readonly learned: SipLearned };

export type Judge = (leg: StepHandle, last: LastLeg) => Outcome;

/** The handshake of one scheme on one connection. */
export type Handshake = (at: Registering, judge: Judge) => Promise<Outcome>;

export interface SignIn {
  readonly walk: Walk;
  readonly scheme: Mechanism['scheme'];
  readonly title: string;
  readonly endpoint: Endpoint;
  readonly start: { readonly place: SipPlace; readonly learned: SipLearned };
  readonly handshake: Handshake;
  /** Settings and contacts are asked for once in a walk. */
  readonly asksForSettings: boolean;
}

/** Signs in, and out again. Network and protocol trouble is in the answer. */
export function signIn({ step, side }: Place, plan: SignIn): Promise<Attempt<void>> {
  const spec = { kind: 'sip.register', side, title: plan.title, spec: { doc: 'MS-SIPREGE', section: '3.1' } } as const;
  return step.attempt(spec, async (group) => {
    group.fact('sip-scheme', plan.scheme);
    const visited: string[] = [];
    let next = plan.start;
    for (;;) {
      demandNew(visited, next.place);
      visited.push(textOf(next.place));
      const outcome = await signInAt({ step: group, side }, plan, next);
      if (outcome === undefined) return;
      next = outcome;
    }
  });
}

/** @returns where the home server is, or undefined when this was it */
async function signInAt(
  { step, side }: Place,
  plan: SignIn,
  { place, learned }: SignIn['start'],
): Promise<SignIn['start'] | undefined> {
  const { walk, handshake, endpoint } = plan;
  const channel = await connectTo(walk, { step, side }, place, learned);
  try {
    const at = new Registering(walk.run, step, side, channel, endpoint);
    const outcome = await handshake(at, (leg, last) => judgeLast(walk, plan, at, leg, last));
    if (outcome.kind === 'moved') return outcome;
    // Nobody knows who sent an unsigned 200: it is asked for nothing, and may only forget the endpoint.
    await whileRegistered(walk, outcome.registered, plan.asksForSettings && outcome.verdict === 'verified');
    if (outcome.verdict !== 'verified') throw unsigned(at, outcome.verdict);
    step.meaning(
      `The sign-in with ${plan.scheme} reached the registrar's 200 and was taken back: the endpoint is gone again.`,
    );
    return undefined;
  } finally {
    channel.close();
  }
}

/** What the answer to the last leg of a handshake means. @throws FailureError for a refusal */
function judgeLast(walk: Walk, plan: SignIn, at: Registering, leg: StepHandle, last: LastLeg): Outcome {
  const { reply, association } = last;
  const { place } = at.channel;
  const verdict = association.check(reply);
  leg.fact('sip-rspauth', verdict);
  at.step.fact('sip-status', String(reply.status));
  at.step.value(`${reply.status} ${reply.reason}`.trim());
  if (reply.status === 200) {
    const registration = readRegistration(reply.message, at.endpoint.instance);
    noteRegistration(leg, registration);
    leg.meaning(meaningOf200(plan.scheme, registration, verdict));
    const { gruu, allowEvents } = registration;
    return { kind: 'registered', registered: { at, association, gruu, allowEvents }, verdict };
  }
  // Unsigned, a refusal may be one of the password: it is not tried again.
  const isRefused = reply.status === 401 || reply.status === 407 || (reply.status === 403 && verdict !== 'verified');
  if (isRefused) throw refused(walk, plan, leg, last, place);
  if (![301, 302, 303, 305].includes(reply.status)) throw refusal(leg, reply, 'The signed REGISTER', place);
  const to = redirectOf(reply.message);
  if (to === undefined || !to.isTls || verdict !== 'verified') {
    leg.meaning('The registrar sends on to another server, but not in a way that can be followed safely.');
    throw failed('protocol', 'insecure_link', `${textOf(place)} redirects without a signed address that speaks TLS.`);
  }
  const home: SipPlace = { host: to.host, port: to.port ?? 5061 };
  leg.fact('sip-redirect', textOf(home));
  if (walk.target.signIn !== 'online' && isOnline(`https://${textOf(home)}/`)) {
    leg.meaning(
      `The sign-in is good, and the user's home is the online service: the registrar sends on to ${textOf(home)}. Skype for Business Online was retired on 31 July 2021; its users work with Teams.`,
    );
    throw homedOnline(`https://${textOf(home)}/`);
  }
  leg.meaning(
    `The sign-in is good, and the user's home is another server: ${textOf(home)}. Clients sign in again there.`,
  );
  const learned = { field: `Contact of the ${reply.status}`, from: place.host, secure: at.channel.secure };
  return { kind: 'moved', place: home, learned };
}

function refused(walk: Walk, plan: SignIn, leg: StepHandle, { reply }: LastLeg, place: SipPlace): FailureError {
  const { id, text } = reasonOf(reply);
  const said = [id === undefined ? '' : String(id), text].filter((part) => part !== '').join(', ');
  const end = `answered the last leg with ${reply.status}${said === '' ? '' : ` (${said})`}.`;
  if (plan.scheme === 'NTLM') {
    walk.credentials.refused(leg);
    leg.meaning(
      'The registrar does not accept this user name with this password. To protect the account from a lock-out, the password is not used again in this walk.',
    );
  } else {
    leg.meaning('The registrar does not accept this client certificate, or not the signature made with it.');
  }
  return failed('credential', 'credential_refused', `${textOf(place)} ${end}`);
}

/** Everything between the 200 and the de-registration, which comes in any case. */
async function whileRegistered(walk: Walk, registered: Registered, asksForSettings: boolean): Promise<void> {
  const { at } = registered;
  try {
    if (!asksForSettings) return;
    walk.services.learnSettings(await askForProvisioning(registered));
    await countRoamingContacts(registered);
  } finally {
    if (at.step.signal.aborted) at.step.fact('sip-deregistered', 'sent');
    else await leave(registered);
  }
}

/** A server that ended the registration by itself is answered, and asked for nothing more. */
async function leave(registered: Registered): Promise<void> {
  const { at, association } = registered;
  if (await heedDeregistration(registered)) {
    at.channel.lastWords(undefined);
    at.step.fact('sip-deregistered', 'yes');
    return;
  }
  await deregister(at, association);
  if (at.channel.alive) await heedDeregistration(registered);
}

async function deregister(at: Registering, association: Association): Promise<void> {
  const spec = {
    kind: 'sip.deregister',
    side: at.side,
    title: 'Take the endpoint out again (REGISTER with Expires 0)',
    spec: { doc: 'MS-SIPREGE', section: '3.1' },
  } as const;
  const left = await at.step.attempt(spec, async (step) => {
    at.channel.lastWords(undefined);
    try {
      const reply = await at.channel.request(step, at.farewell(association));
      noteAnswer(step, reply, at.run.now());
      step.fact('sip-rspauth', association.check(reply));
      if (reply.status !== 200) throw refusal(step, reply, 'REGISTER with Expires 0', at.channel.place);
      step.meaning('The registrar has forgotten this endpoint. Nothing of the walk is left on the server.');
    } catch (error) {
      if (error instanceof FailureError && error.failure.operation !== 'protocol') {
        step.meaning('The endpoint could not be taken out. The server drops it by itself when its time is up.');
      }
      throw error;
    }
  });
  at.step.fact('sip-deregistered', left.ok ? 'yes' : 'no');
}

function noteRegistration(leg: StepHandle, registration: Registration): void {
  const { expires, gruu, endpoints, allowEvents, registerAction, isPrimary, primaryType, keepAliveSeconds } =
    registration;
  if (expires !== undefined) leg.fact('sip-expires', String(expires));
  if (gruu !== undefined) leg.fact('sip-gruu', gruu);
  leg.fact('sip-endpoints', String(endpoints));
  for (const event of allowEvents) leg.fact('sip-allow-event', event);
  if (registerAction !== undefined) leg.fact('sip-register-action', registerAction);
  if (isPrimary !== undefined) leg.fact('sip-primary', isPrimary ? 'yes' : 'no');
  if (primaryType !== undefined) leg.fact('sip-primary-type', primaryType);
  if (keepAliveSeconds !== undefined) leg.fact('sip-keep-alive-seconds', String(keepAliveSeconds));
}

function meaningOf200(scheme: string, { isPrimary, expires }: Registration, verdict: Verdict): string {
  const mode =
    isPrimary === false ? ' The home pool itself is not in reach, so the server works in a limited mode.' : '';
  const time = expires === undefined ? '' : ` for ${expires} seconds`;
  return verdict === 'verified'
    ? `Registered with ${scheme}${time}, and the answer bears the server's own signature.${mode}`
    : `The server says 200, but its signature is ${verdict}: nobody knows who answered. It is asked for nothing more, and the endpoint is taken out again.`;
}

function unsigned(at: Registering, verdict: Verdict): FailureError {
  const where = textOf(at.channel.place);
  return verdict === 'missing'
    ? failed('protocol', 'missing_header', `The 200 of ${where} is not signed.`)
    : failed('protocol', 'unexpected_document', `The signature of the 200 of ${where} is not the one of this sign-in.`);
}

function demandNew(visited: readonly string[], place: SipPlace): void {
  if (visited.includes(textOf(place))) {
    throw failed('protocol', 'redirect_loop', `The registrars send back to ${textOf(place)}, which was asked before.`);
  }
  if (visited.length > mostHops) {
    throw failed('limit', 'too_many_redirects', `After ${mostHops} redirects the registrar sends on once more.`);
  }
}

/** A refused certificate may be a refused signature: another family of suites tells. */
export function mayBeSignature(failure: Failure): boolean {
  return failure.code === 'credential_refused';
}
