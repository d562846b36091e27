/**
 * Everything on one side: root, domain, web ticket, OAuth, services. What needs no password runs at once; the sign-ins
 * wait for their turn. docs/protocol/discovery.md and the documents it refers to.
 */
import { FailureError, failed, type Failure } from '../../shared/failure.js';
import { needsOf } from '../../shared/clients/needs.js';
import { linkOf, type AutodiscoverDocument } from '../../shared/protocol/autodiscover.js';
import type { Side, SignInMethod } from '../../shared/session/model.js';
import type { StepSpec } from '../engine/api.js';
import { deferred, isNetworkFailure, skipAll, together, type Place, type Walk } from './context.js';
import { askForDomain, domainSpec } from './domain.js';
import { oauthLink, signInWithOAuth } from './oauth.js';
import type { Root } from './redirects.js';
import { signInWithModern } from './modern/signIn.js';
import { findRoot, type RootStart } from './root.js';
import { askJsonForms } from './rootJson.js';
import { readServices, servicesSpec } from './services.js';
import type { Lane, Method } from './signInOrder.js';
import { signInWithTicket } from './webTicket.js';

/** Where a side begins, or why it has no beginning. */
export type SideStart =
  { readonly at: RootStart; readonly missing?: undefined } | { readonly at?: undefined; readonly missing: string };

export interface SideResult {
  readonly side: Side;
  readonly start: RootStart | undefined;
  readonly root: Root | undefined;
  /** The user document of the home pool, from the first way to sign in that gave one. */
  readonly user: AutodiscoverDocument | undefined;
  /** Why the ways to sign in failed, those that did. */
  readonly failures: readonly Failure[];
}

const rootSpec = { kind: 'root', spec: { doc: 'MS-OCDISCWS', section: '3.1.5.2' } } as const;
const ticketSpec = { kind: 'web-ticket', title: 'Sign in with a web ticket' } as const;
const oauthSpec = { kind: 'oauth', title: 'Sign in with OAuth' } as const;

const titles: Readonly<Record<Side, string>> = {
  internal: 'Walk the addresses for inside the company network',
  external: 'Walk the addresses for outside',
};

export const sideSpec = (side: Side): StepSpec & { readonly side: Side } => ({
  kind: 'side',
  side,
  title: titles[side],
});

/**
 * Walks one side. Never throws for network or protocol trouble: the result says how far it came.
 * @param start known when the side's name is looked up
 * @param onRoot told once, as soon as it is known whether this side has a root
 */
export async function walkSide(
  walk: Walk,
  side: Side,
  start: Promise<SideStart>,
  onRoot: (found: boolean) => void,
): Promise<SideResult> {
  let result: SideResult = { side, start: undefined, root: undefined, user: undefined, failures: [] };
  try {
    await walk.run.root.attempt(sideSpec(side), async (step) => {
      const place = { step, side };
      const from = await start;
      if (from.at?.https !== undefined) walk.endpoints.learnDiscovery(from.at.https, side);
      const { root, failure, settled } = await rootOf(place, from);
      onRoot(root !== undefined);
      walk.ucwa.keepRoot(side, { start: from.at, missing: from.missing, root });
      // What plain HTTP names may be anybody's: those hosts wait until a secure answer names them too.
      if (root?.reply.secure === true) walk.endpoints.learnDocument(root.document, side);
      result = { ...result, start: from.at, root };
      if (root === undefined) {
        const reason = from.missing ?? 'there is no root document';
        skipAll(place, [domainSpec, ticketSpec, oauthSpec, servicesSpec], reason);
        step.meaning('Without a root document nothing further can be asked on this side.');
        await settled;
        throw new FailureError(failure);
      }
      const [, , signIns] = await together([
        needsOf(walk.target.client).form === 'both' ? askJsonForms(place, root) : undefined,
        askForDomain(place, root, walk.endpoints),
        signIn(walk, place, root),
        settled,
      ]);
      result = { ...result, ...signIns };
      await conclude(walk, place, signIns);
    });
  } finally {
    onRoot(false);
    walk.ucwa.closeSide(side);
    for (const method of ['web-ticket', 'oauth'] as const) walk.order.end(`${side}/${method}`);
  }
  return result;
}

/**
 * Asks the root of a side again after its addresses failed, and signs in at the new ones. What was tried before is not
 * tried again.
 */
export async function walkSideAnew(walk: Walk, before: SideResult): Promise<SideResult> {
  const { side, start, root: known } = before;
  if (start === undefined || known === undefined) return before;
  let result = before;
  const title = `Start discovery anew: ask ${start.name} for the root document again`;
  await walk.run.root.attempt({ kind: 'side', side, title }, async (step) => {
    const place = { step, side };
    const { root, failure, settled } = await rootOf(place, { at: start });
    await settled;
    if (root === undefined) throw new FailureError(failure);
    const isNew = ['User', 'OAuth'].some((token) => linkOf(root.document, token) !== linkOf(known.document, token));
    step.fact('note', isNew ? 'other addresses than before' : 'the same addresses as before');
    if (!isNew) {
      step.meaning('The server names the same addresses again, and they do not answer. Nothing else is left to try.');
      return;
    }
    const signIns = await signIn(walk, place, root);
    result = { ...result, root, ...signIns };
    await conclude(walk, place, signIns);
  });
  return result;
}

/** Reads the services where there is a user document; otherwise says why there is none. */
async function conclude(walk: Walk, place: Place, signIns: SignIns): Promise<void> {
  const { step, side } = place;
  if (signIns.user !== undefined) {
    walk.endpoints.learnDocument(signIns.user, side);
    await readServices(place, signIns.user);
    step.meaning('This side leads to the user document of the home pool.');
    return;
  }
  const reason =
    signIns.failures.length === 0 && walk.target.signIn !== 'modern' ? walk.credentials.unavailable : undefined;
  step.skip({ ...servicesSpec, side }, reason ?? 'there is no user document');
  const [first] = signIns.failures;
  if (first !== undefined) throw new FailureError(first);
}

interface RootOutcome {
  readonly root: Root | undefined;
  readonly failure: Failure;
  /** Ends when also the slower scheme has been heard. */
  readonly settled: Promise<unknown>;
}

async function rootOf({ step, side }: Place, start: SideStart): Promise<RootOutcome> {
  if (start.at === undefined) {
    step.skip({ ...rootSpec, side, title: 'Ask for the root document' }, start.missing);
    const { failure } = failed(
      'lookup',
      'no_address',
      `There is no address to ask for the root document: ${start.missing}.`,
    );
    return { root: undefined, failure, settled: Promise.resolve() };
  }
  const { at } = start;
  const known = deferred<Root | undefined>();
  const asking = step.attempt({ ...rootSpec, side, title: `Ask ${at.name} for the root document` }, (asked) =>
    findRoot({ step: asked, side }, at, (root) => known.resolve(root)),
  );
  const over = asking.finally(() => known.resolve(undefined));
  over.catch(() => undefined); // `asking` carries it
  const root = await known.promise;
  if (root !== undefined) return { root, failure: nothing, settled: asking };
  const attempt = await asking;
  return { root: undefined, failure: attempt.ok ? nothing : attempt.failure, settled: asking };
}

const nothing: Failure = { operation: 'protocol', code: 'unknown', message: 'Nothing failed.' };

type SignIns = Pick<SideResult, 'user' | 'failures'>;

/** Both ways to sign in, side by side as far as no password is needed. */
async function signIn(walk: Walk, place: Place, root: Root): Promise<SignIns> {
  const [ticket, oauth] = await together([
    way(walk, place, 'web-ticket', ticketSpec, undefined, (at, myTurn) => signInWithTicket(walk, at, root, myTurn)),
    way(
      walk,
      place,
      'oauth',
      oauthSpec,
      oauthLink(root) === undefined ? 'the root document offers no OAuth' : undefined,
      (at, myTurn) =>
        walk.target.signIn === 'modern'
          ? signInWithModern(walk, at, root, myTurn)
          : signInWithOAuth(walk, at, root, myTurn),
    ),
  ]);
  return {
    user: ticket.user ?? oauth.user,
    failures: [ticket.failure, oauth.failure].filter((failure) => failure !== undefined),
  };
}

interface WayResult {
  readonly user?: AutodiscoverDocument | undefined;
  readonly failure?: Failure;
}

const chosenWords = { oauth: 'OAuth', 'web-ticket': 'the web ticket', online: 'the sign-in online' } as const;

/** The online service gives web tickets, too: what differs is how the user proves who they are. */
function methodOf(signIn: SignInMethod): SignInMethod {
  return signIn === 'online' ? 'web-ticket' : signIn;
}

async function way(
  walk: Walk,
  { step, side }: Place,
  method: Method,
  spec: StepSpec,
  missing: string | undefined,
  run: (place: Place, myTurn: () => Promise<void>) => Promise<AutodiscoverDocument | undefined>,
): Promise<WayResult> {
  const lane: Lane = `${side}/${method}`;
  const { signIn, client } = walk.target;
  const needs = needsOf(client);
  try {
    const reason = !(method === 'oauth' ? needs.oauth || signIn === 'modern' : needs.webTicket)
      ? 'this client does not sign in that way'
      : signIn !== 'auto' && signIn !== 'modern' && methodOf(signIn) !== method
        ? `only ${chosenWords[signIn]} was chosen`
        : missing;
    if (reason !== undefined) {
      step.skip({ ...spec, side }, reason);
      return {};
    }
    const attempt = await step.attempt({ ...spec, side }, async (at) => {
      const user = await run({ step: at, side }, () => walk.order.turn(lane));
      if (user !== undefined) walk.endpoints.learnDocument(user, side);
      if (user !== undefined) at.meaning('The sign-in led to the user document of the home pool.');
      return user;
    });
    return attempt.ok ? { user: attempt.value } : { failure: attempt.failure };
  } finally {
    walk.order.end(lane);
    if (method === 'oauth') walk.ucwa.endTokens(side);
  }
}

/** The addresses this side named did not answer, whichever way was tried. */
export function isUnreachable({ root, user, failures }: SideResult): boolean {
  return root !== undefined && user === undefined && failures.length > 0 && failures.every(isNetworkFailure);
}
