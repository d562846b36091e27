/** What several audits need from a session, read once: every exchange with its step, side and address, and where the user sits. */
import { factOf, factsOf } from '../../session/facts.js';
import type { Connection, Exchange, ResponseMessage, Session, Side, Step, StepKind } from '../../session/model.js';
import { discoveryName, nameStateOf, type NameState } from './names.js';
import { hostOf, urlOf } from './addresses.js';

/** One exchange with everything around it. */
export interface Sighting {
  readonly exchange: Exchange;
  readonly step: Step | undefined;
  readonly kind: StepKind | undefined;
  readonly connection: Connection | undefined;
  readonly side: Side | undefined;
  readonly own: boolean;
  readonly scheme: 'http' | 'https' | undefined;
  readonly host: string;
  readonly path: string;
  readonly response: ResponseMessage | undefined;
}

export interface Survey {
  /**
   * The walk itself: without the probes of TLS endpoints, whose refusals are answers, and what was asked for them;
   * without what other resolvers said of the names, and without an event channel that was held open.
   */
  readonly session: Session;
  /** Everything that was recorded. */
  readonly whole: Session;
  /** As told; where nothing was told, as the answers show it. */
  readonly seat: 'inside' | 'outside';
  readonly seatIsKnown: boolean;
  /** The sides a client in the user's place depends on. Failures elsewhere are expected or at most warnings. */
  readonly ownSides: readonly Side[];
  readonly names: Readonly<Record<Side, NameState>>;
  readonly sightings: readonly Sighting[];
  stepOf(id: string): Step | undefined;
  sideOf(stepId: string): Side | undefined;
  isOwn(stepId: string): boolean;
  /** A root document that leads to the sign-in was read on that side. */
  reachedRoot(side: Side): boolean;
  /** The user document of the home pool was read on that side. */
  reachedUser(side: Side): boolean;
  /** On any side. */
  readonly signedIn: boolean;
}

/**
 * Everything after the root document; an exchange in one of these means that a root was found. Below the registrar it
 * does not: that names its certificate service by itself.
 */
const beyondRoot: ReadonlySet<StepKind> = new Set<StepKind>([
  'domain',
  'web-ticket.challenge',
  'web-ticket.mex',
  'web-ticket.request',
  'web-ticket.user',
  'oauth.challenge',
  'oauth.token',
  'oauth.user',
  'ntlm.probe',
]);

const known = new WeakMap<Session, Survey>();

/** Sessions are never changed in place, so the same object always gives the same survey. */
export function surveyOf(session: Session): Survey {
  const earlier = known.get(session);
  if (earlier !== undefined) return earlier;
  const survey = readSurvey(session);
  known.set(session, survey);
  return survey;
}

function readSurvey(whole: Session): Survey {
  const session = walkOnly(whole);
  const steps = new Map(whole.steps.map((step) => [step.id, step]));
  const connections = new Map(session.connections.map((connection) => [connection.id, connection]));
  const stepOf = (id: string): Step | undefined => steps.get(id);
  const sideOf = (id: string): Side | undefined => sideAbove(steps, id);

  const names = {
    internal: nameStateOf(session, discoveryName('internal', session.target.domain)),
    external: nameStateOf(session, discoveryName('external', session.target.domain)),
  };
  const rootSides = sidesPastRoot(session, sideOf, (id) => isWithin(steps, id, 'registrar'));
  const userSides = sidesWithUser(session, sideOf);
  const seat = seatOf(session, rootSides);
  const ownSides = ownSidesOf(session, seat, names, rootSides, sideOf);
  const isOwn = (stepId: string): boolean => {
    const side = sideOf(stepId);
    return side === undefined || ownSides.includes(side);
  };

  const sightings = session.exchanges.map((exchange): Sighting => {
    const step = stepOf(exchange.stepId);
    const url = urlOf(exchange.request.url);
    return {
      exchange,
      step,
      kind: step?.kind,
      connection: exchange.connectionId === undefined ? undefined : connections.get(exchange.connectionId),
      side: sideOf(exchange.stepId),
      own: isOwn(exchange.stepId),
      scheme: url?.protocol === 'https:' ? 'https' : url?.protocol === 'http:' ? 'http' : undefined,
      host: hostOf(exchange.request.url),
      path: url?.pathname ?? '',
      response: exchange.response,
    };
  });

  return {
    session,
    whole,
    seat,
    seatIsKnown: session.target.location !== 'unknown',
    ownSides,
    names,
    sightings,
    stepOf,
    sideOf,
    isOwn,
    reachedRoot: (side) => rootSides.has(side),
    reachedUser: (side) => userSides.has(side),
    signedIn: userSides.size > 0,
  };
}

/**
 * The session without the steps that look at TLS endpoints. Their handshakes stay where they are handshakes like any
 * other: under the host's name. The lookups stay too.
 */
function walkOnly(whole: Session): Session {
  const session = withoutTests(withoutHeld(withoutComparison(whole)));
  const kinds = new Map(session.steps.map((step) => [step.id, step.kind]));
  const isOfWalk = ({ stepId }: { readonly stepId: string }): boolean => !isAboutEndpoints(kinds.get(stepId));
  if (!session.steps.some(({ kind }) => isAboutEndpoints(kind))) return session;
  return {
    ...session,
    steps: session.steps.filter(({ kind }) => !isAboutEndpoints(kind)),
    connections: session.connections.filter(
      (connection) =>
        isOfWalk(connection) || (kinds.get(connection.stepId) === 'tls.handshake' && connection.tls?.serverName !== ''),
    ),
    exchanges: session.exchanges.filter(isOfWalk),
  };
}

/** A request that the server held open as it should, given up by the program, is no slow answer. */
function withoutHeld(session: Session): Session {
  const held = new Set(session.steps.filter(isHeldOpen).map(({ id }) => id));
  if (held.size === 0) return session;
  return {
    ...session,
    exchanges: session.exchanges.filter(({ stepId, failure }) => !held.has(stepId) || failure?.code !== 'timeout'),
  };
}

/** The tests of services ask as no client does: audits of their own judge them. */
function withoutTests(session: Session): Session {
  const groups = new Set(session.steps.filter(({ kind }) => kind === 'service-tests').map(({ id }) => id));
  if (groups.size === 0) return session;
  const isTest = ({ id, parentId }: Step): boolean =>
    groups.has(id) || (parentId !== undefined && groups.has(parentId));
  const tests = new Set(session.steps.filter(isTest).map(({ id }) => id));
  const isOfWalk = ({ stepId }: { readonly stepId: string }): boolean => !tests.has(stepId);
  return {
    ...session,
    steps: session.steps.filter(({ id }) => !tests.has(id)),
    exchanges: session.exchanges.filter(isOfWalk),
    // A connection that stands may carry the walk as well; that one of theirs failed is their own matter.
    connections: session.connections.filter((one) => isOfWalk(one) || one.failure === undefined),
    lookups: session.lookups.filter((one) => isOfWalk(one) || one.answers.length > 0),
  };
}

/** An event channel that had no news while it was listened to. */
export function isHeldOpen({ kind, outcome }: Step): boolean {
  return kind === 'ucwa.events' && outcome === 'ok';
}

/** What is asked of several resolvers is no part of the walk: a client asks one. */
function withoutComparison(session: Session): Session {
  const compared = new Set(session.steps.filter(({ kind }) => isAboutNames(kind)).map(({ id }) => id));
  if (compared.size === 0) return session;
  return {
    ...session,
    steps: session.steps.filter(({ id }) => !compared.has(id)),
    lookups: session.lookups.filter(({ stepId }) => !compared.has(stepId)),
  };
}

/** A step of the kinds that compare resolvers. */
export function isAboutNames(kind: StepKind | undefined): boolean {
  return kind === 'names' || kind === 'dns.zone' || kind === 'dns.resolver' || kind === 'dns.wildcard';
}

/** A step of the kinds that look at TLS endpoints. */
export function isAboutEndpoints(kind: StepKind | undefined): boolean {
  return kind === 'endpoints' || kind?.startsWith('tls.') === true;
}

/** The side of a step, or of the nearest step above it. A damaged file may hold a circle of parents. */
function sideAbove(steps: ReadonlyMap<string, Step>, id: string): Side | undefined {
  let step = steps.get(id);
  for (let height = 0; step !== undefined && height < 64; height += 1) {
    if (step.side !== undefined) return step.side;
    step = step.parentId === undefined ? undefined : steps.get(step.parentId);
  }
  return undefined;
}

/** A step below a group of this kind. */
function isWithin(steps: ReadonlyMap<string, Step>, id: string, kind: StepKind): boolean {
  let step = steps.get(id);
  for (let height = 0; step !== undefined && height < 64; height += 1) {
    if (step.kind === kind) return true;
    step = step.parentId === undefined ? undefined : steps.get(step.parentId);
  }
  return false;
}

function sidesPastRoot(
  session: Session,
  sideOf: (id: string) => Side | undefined,
  isOfRegistrar: (id: string) => boolean,
): ReadonlySet<Side> {
  const sides = new Set<Side>();
  const asked = new Set(session.exchanges.map((exchange) => exchange.stepId));
  for (const step of session.steps) {
    const side = sideOf(step.id);
    if (side === undefined) continue;
    const document = factOf(step, 'document') ?? '';
    const isRoot = step.kind.startsWith('root') && step.outcome === 'ok' && /^(xml|json|ucwa)-root$/.test(document);
    // A root document that only says "ask there" leads no further by itself.
    const leadsOn = isRoot && step.kind !== 'root.http' && factsOf(step, 'redirect-to').length === 0;
    if (leadsOn || (beyondRoot.has(step.kind) && asked.has(step.id) && !isOfRegistrar(step.id))) {
      sides.add(side);
    }
  }
  return sides;
}

function sidesWithUser(session: Session, sideOf: (id: string) => Side | undefined): ReadonlySet<Side> {
  const sides = new Set<Side>();
  for (const step of session.steps) {
    if (!(step.kind === 'web-ticket.user' || step.kind === 'oauth.user') || step.outcome !== 'ok') continue;
    const documents = factsOf(step, 'document');
    if (documents.includes('redirect') || factsOf(step, 'redirect-to').length > 0) continue;
    if (documents.length > 0 && !documents.some((document) => document === 'user' || document === 'ucwa-user'))
      continue;
    sides.add(sideOf(step.id) ?? 'external');
  }
  return sides;
}

function seatOf(session: Session, rootSides: ReadonlySet<Side>): 'inside' | 'outside' {
  if (session.target.location !== 'unknown') return session.target.location;
  return rootSides.has('internal') ? 'inside' : 'outside';
}

function ownSidesOf(
  session: Session,
  seat: 'inside' | 'outside',
  names: Readonly<Record<Side, NameState>>,
  rootSides: ReadonlySet<Side>,
  sideOf: (id: string) => Side | undefined,
): readonly Side[] {
  const both: readonly Side[] = ['internal', 'external'];
  const own: Side = seat === 'inside' ? 'internal' : 'external';
  if (session.target.location === 'unknown' && rootSides.size === 0 && names.internal.found) return both;
  // Inside without lyncdiscoverinternal a client goes on with the external name.
  if (seat === 'inside' && names.internal.asked && !names.internal.found) return both;
  // With one manual address only that side is walked.
  const walked = new Set(session.steps.filter((step) => step.kind.startsWith('root')).map((step) => sideOf(step.id)));
  return walked.size > 0 && !walked.has(own) ? both : [own];
}
