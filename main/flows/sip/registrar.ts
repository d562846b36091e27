/**
 * The SIP half of the sign-in, beside the web half: find the registrar, ask it what it tells anybody, sign in with each
 * scheme it offers, sign out. docs/protocol/sip.md. [MS-SIPAE; MS-SIPREGE]
 */
import { failed, FailureError, type FailureCode } from '../../../shared/failure.js';
import type { SipChallenge } from '../../../shared/protocol/sip/authentication.js';
import type { Side } from '../../../shared/session/model.js';
import { doubtClause, doubtReason } from '../../../shared/session/tlsDoubt.js';
import type { SipChannel, StepHandle, StepSpec } from '../../engine/api.js';
import type { CertificateRequest } from '../../net/certProv/index.js';
import { together, type Place, type Walk } from '../context.js';
import { isOnline } from '../documents.js';
import { connectTo } from './connect.js';
import { newEndpoint, type Endpoint } from './endpoint.js';
import { asCurrentUser } from '../currentUser.js';
import { showTicket } from './kerberos.js';
import { registerWithNtlm } from './ntlm.js';
import { locate, textOf, type Candidate } from './places.js';
import { askOptions, probeCompression, probeRegister } from './probe.js';
import { signIn } from './register.js';
import { beginCertificate, beginKey, signInWithTlsDsk, type CertificateBegun } from './withCertificate.js';

const spec = {
  kind: 'registrar',
  title: 'Sign in at the registrar (SIP)',
  spec: { doc: 'MS-SIPREGE', section: '3' },
} as const;
const registerSpec = (scheme: string): StepSpec => ({ kind: 'sip.register', title: `Register with ${scheme}` });

/** Never throws for network or protocol trouble. */
export async function signInAtRegistrar(walk: Walk): Promise<void> {
  const { run, target, registrars } = walk;
  try {
    if (target.sip !== 'auto') return;
    const key = mayUseCertificate(walk) ? beginKey(walk) : undefined;
    // 1. The registrar is named by the user document, by hand, or by DNS.
    const document = target.sipServer === undefined ? await registrars.document() : undefined;
    if (run.root.signal.aborted) return;
    await run.root.attempt(spec, async (step) => {
      const candidates = await step.step({ kind: 'sip.locate', title: 'Find the registrar' }, (locating) =>
        locate(locating, document, run.random),
      );
      await walkRegistrar(walk, step, candidates, key);
    });
  } finally {
    walk.order.end('sip');
    walk.services.endSettings();
  }
}

async function walkRegistrar(
  walk: Walk,
  step: StepHandle,
  candidates: readonly Candidate[],
  key: Promise<CertificateRequest> | undefined,
): Promise<void> {
  // 2. Connect: the first place that answers is the registrar.
  const { channel, candidate } = await connectToFirst(walk, step, candidates);
  const place: Place = { step, side: candidate.side };
  const endpoint = newEndpoint(walk.run.random);
  let offers: readonly SipChallenge[];
  try {
    // 3. OPTIONS. 4. REGISTER without credentials. Compression is asked for on a connection of its own.
    [offers] = await together([
      probe(walk, place, channel, endpoint),
      probeCompression(walk.run, place, candidate.place),
    ]);
  } catch (error) {
    skipSchemes(walk, place, [], 'the registrar offers nothing');
    throw error;
  } finally {
    channel.close();
  }
  // What a client certificate takes is asked while others sign in, as far as it needs no password.
  const offer = channel.secure && mayUseCertificate(walk) ? offerOf(offers, 'TLS-DSK') : undefined;
  const certificate =
    offer === undefined
      ? undefined
      : beginCertificate(
          walk,
          place,
          endpoint,
          { stsUri: offer.stsUri, from: candidate.place.host },
          key ?? beginKey(walk),
        );
  try {
    // 5. Sign in, one scheme after the other, when it is this part's turn.
    if (walk.credentials.mode !== 'none') await walk.order.turn('sip');
    const unavailable = walk.credentials.unavailable;
    if (unavailable !== undefined) {
      certificate?.goOn(unavailable);
      skipSchemes(walk, place, offers, unavailable);
      step.value(unavailable);
      step.meaning('The registrar answers and offers a sign-in. The rest needs a password.');
      return;
    }
    if (!channel.secure) {
      skipSchemes(walk, place, offers, `it is a registrar ${doubtClause(channel.doubt)}`);
      step.meaning(`A proof of the password is wanted. ${doubtReason(channel.doubt)} So no sign-in was tried.`);
      throw failed(
        'credential',
        'unvalidated_tls',
        `A sign-in is wanted at ${textOf(candidate.place)}, ${doubtClause(channel.doubt)}. Nothing was sent.`,
      );
    }
    await signInWithEach(walk, place, candidate, { offers, endpoint, certificate });
  } finally {
    certificate?.goOn('it is not needed any more');
    await certificate?.attempt;
  }
}

async function connectToFirst(
  walk: Walk,
  step: StepHandle,
  candidates: readonly Candidate[],
): Promise<{ readonly channel: SipChannel; readonly candidate: Candidate }> {
  let first: FailureError | undefined;
  for (const candidate of candidates) {
    try {
      return {
        channel: await connectTo(walk, { step, side: candidate.side }, candidate.place, candidate.learned),
        candidate,
      };
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.code === 'cancelled') throw error;
      first ??= error;
    }
  }
  step.meaning('None of the places where clients would register can be reached from here.');
  throw first ?? failed('lookup', 'no_address', 'There is no registrar to connect to.');
}

async function probe(
  walk: Walk,
  place: Place,
  channel: SipChannel,
  endpoint: Endpoint,
): Promise<readonly SipChallenge[]> {
  await askOptions(walk.run, place, channel, endpoint);
  if (channel.alive) return probeRegister(walk.run, place, channel, endpoint);
  // A server that hangs up on OPTIONS may still register.
  const again = await place.step.sip(channel.place);
  try {
    return await probeRegister(walk.run, place, again, endpoint);
  } finally {
    again.close();
  }
}

/** What the sign-ins go out from. */
interface Known {
  readonly offers: readonly SipChallenge[];
  readonly endpoint: Endpoint;
  readonly certificate: CertificateBegun | undefined;
}

/** As far as it can be known before the registrar is asked. */
function mayUseCertificate(walk: Walk): boolean {
  const wanted = wantedScheme(walk);
  return walk.credentials.unavailable === undefined && (wanted === 'auto' || wanted === 'tls-dsk');
}

function offerOf(offers: readonly SipChallenge[], scheme: string): SipChallenge | undefined {
  return offers.find((offer) => offer.scheme.toUpperCase() === scheme);
}

async function signInWithEach(walk: Walk, place: Place, start: Candidate, known: Known): Promise<void> {
  const { step, side } = place;
  const { offers, endpoint, certificate } = known;
  const wanted = wantedScheme(walk);
  const failures: FailureError[] = [];
  const reached: string[] = [];
  const unfinished: string[] = [];
  const ended = (scheme: string, attempt: Awaited<ReturnType<typeof signIn>>): void => {
    if (attempt.ok) reached.push(scheme);
    else failures.push(new FailureError(attempt.failure));
  };
  for (const scheme of ['NTLM', 'TLS-DSK', 'KERBEROS'] as const) {
    const shown = scheme === 'KERBEROS' ? 'Kerberos' : scheme;
    const reason =
      wanted !== 'auto' && wanted !== shown.toLowerCase()
        ? walk.target.signIn === 'online' && walk.target.sipAuth !== wanted
          ? 'a sign-in online takes a client certificate only'
          : `only ${nameOf(wanted)} was chosen`
        : offerOf(offers, scheme) === undefined
          ? `the registrar does not offer ${shown}`
          : scheme === 'KERBEROS' && !asCurrentUser(walk)
            ? noKerberos
            : scheme === 'NTLM' && asCurrentUser(walk)
              ? 'the current user signs in without a password, and NTLM needs one'
              : scheme === 'NTLM' && isOnline(`https://${textOf(start.place)}/`)
                ? 'the registrar is in the cloud, and an on-premises password is not sent there'
                : walk.credentials.unavailable;
    const settled = failures.find(({ failure }) => ofTheAccount.includes(failure.code));
    const why =
      reason ?? (settled === undefined ? undefined : 'the registrar refused the account itself, however it signs in');
    if (why !== undefined) {
      if (scheme === 'TLS-DSK') certificate?.goOn(why);
      step.skip({ ...registerSpec(shown), side }, why);
      continue;
    }
    const plan = { walk, scheme, endpoint, start, asksForSettings: reached.length === 0 } as const;
    if (plan.scheme === 'NTLM') {
      const handshake = { title: 'Register with NTLM', scheme: 'NTLM' } as const;
      ended(
        'NTLM',
        await signIn(place, { ...plan, ...handshake, handshake: (at, judge) => registerWithNtlm(walk, at, judge) }),
      );
    } else if (plan.scheme === 'TLS-DSK') {
      // It was begun where it may be used and is offered, as here.
      if (certificate !== undefined)
        ended('TLS-DSK', await signInWithTlsDsk(place, { ...plan, scheme: 'TLS-DSK' }, certificate));
    } else {
      const shown = await showTicket(place, { walk, endpoint, start });
      if (!shown.ok) failures.push(new FailureError(shown.failure));
      else unfinished.push('Kerberos');
    }
  }
  if (reached.length === 0 && failures.length === 0 && unfinished.length > 0) {
    step.value('Kerberos not finished');
    step.meaning('The ticket was shown to the registrar. More than that cannot be done with Kerberos here.');
    return;
  }
  conclude(step, reached, failures, offers);
}

/** Online, a certificate is the only way in; a password for the online service is tried nowhere else. */
function wantedScheme({ target }: Walk): NonNullable<Walk['target']['sipAuth']> {
  const { sipAuth = 'auto', signIn } = target;
  return signIn === 'online' && sipAuth === 'auto' ? 'tls-dsk' : sipAuth;
}

function conclude(
  step: StepHandle,
  reached: readonly string[],
  failures: readonly FailureError[],
  offers: readonly SipChallenge[],
): void {
  const [failure] = failures;
  if (reached.length > 0) {
    step.value(`registered with ${reached.join(' and ')}`);
    step.meaning(
      failure === undefined
        ? 'The sign-in reached the registrar and came back out.'
        : `The sign-in reached the registrar with ${reached.join(' and ')}; another way failed.`,
    );
    return;
  }
  if (failure !== undefined) throw failure;
  const names = [...new Set(offers.map(({ scheme }) => scheme))].join(', ');
  step.meaning('The registrar and this program have no way to sign in in common, as it was asked to run.');
  throw failed('protocol', 'no_common_binding', `The registrar offers ${names}; none of them could be used.`);
}

/** Answers to somebody who has proved who they are: another proof changes nothing. */
const ofTheAccount: readonly FailureCode[] = ['account_not_here', 'not_enabled', 'homed_online', 'redirect_loop'];

const noKerberos =
  'not tried: Kerberos signs in as the current user of this computer, which was not chosen for this run';

function skipSchemes(walk: Walk, { step, side }: Place, offers: readonly SipChallenge[], reason: string): void {
  const names = [...new Set(offers.map(({ scheme }) => scheme))];
  const wanted = wantedScheme(walk);
  const shown = names.length > 0 ? names : [wanted === 'auto' ? 'what it offers' : nameOf(wanted)];
  for (const name of shown) {
    if (wanted !== 'auto' && names.length > 0 && name.toLowerCase() !== wanted) continue;
    step.skip({ ...registerSpec(name), side: side satisfies Side }, reason);
  }
}

function nameOf(scheme: string): string {
  return scheme === 'kerberos' ? 'Kerberos' : scheme.toUpperCase();
}
