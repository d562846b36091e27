/**
 * The walk: names, then both sides, each through discovery and the ways to sign in. docs/protocol/README.md lists the
 * numbered steps. [MS-OCDISCWS; MS-OCAUTHWS; "Lync Server 2010 Mobility Deep Dive - Autodiscover Service"]
 */
import { needsOf } from '../../shared/clients/needs.js';
import { accepts } from '../../shared/protocol/mediaType.js';
import type { Side, Target } from '../../shared/session/model.js';
import { signsIn } from '../../shared/session/plan.js';
import type { Flow, Run } from '../engine/api.js';
import { deferred, together, type Walk } from './context.js';
import { lookUpNames, type NameAnswer } from './dns.js';
import { EndpointList } from './endpointList.js';
import { lookAtEndpoints } from './endpoints.js';
import { ModernTokens } from './modern/tokens.js';
import { compareNames } from './names.js';
import { HeldTickets } from './heldTickets.js';
import { OnlineTokens } from './online.js';
import { startAt, startAtTyped, type RootStart } from './root.js';
import { askFrontEnds } from './frontEnds/frontEnds.js';
import { FrontEndPlaces } from './frontEnds/places.js';
import { useMcx } from './mcx/mcx.js';
import { PassiveTokens } from './passive/tokens.js';
import { ServiceDocument } from './serviceTests/document.js';
import { testServices } from './serviceTests/tests.js';
import { isUnreachable, sideSpec, walkSide, walkSideAnew, type SideResult, type SideStart } from './side.js';
import { SignInOrder, type Lane } from './signInOrder.js';
import { RegistrarPlaces } from './sip/places.js';
import { signInAtRegistrar } from './sip/registrar.js';
import { UcwaBeginnings } from './ucwa/beginnings.js';
import { useUcwa } from './ucwa/ucwa.js';

export const walk: Flow = async (run: Run) => {
  const { target } = run.root;
  const needs = needsOf(target.client);
  const internalRoot = deferred<boolean>();
  const registrars = new RegistrarPlaces(signsIn(target));
  const services = new ServiceDocument();
  const frontEnds = new FrontEndPlaces();
  const walk: Walk = {
    run,
    target,
    credentials: run.root.credentials,
    order: new SignInOrder(lanesOf(target, internalRoot.promise), run.root.credentials, target.plannedCredentialUses),
    endpoints: new EndpointList((document, side) => {
      registrars.learn(document);
      frontEnds.learn(document, side);
      services.learn(document);
    }),
    registrars,
    tickets: new HeldTickets(),
    modern: new ModernTokens(),
    passive: new PassiveTokens(),
    onlineTokens: new OnlineTokens(),
    ucwa: new UcwaBeginnings(),
    services,
    frontEnds,
  };

  // 1. Look up the names. 2. SRV and SIP names are recorded beside them.
  const names = lookUpNames(walk);
  // 3. to 12. Both sides, each as soon as its name is known.
  const typed = typedStarts(run);
  const sides = (['internal', 'external'] as const).map(async (side): Promise<SideResult> => {
    const onRoot = side === 'internal' ? internalRoot.resolve.bind(internalRoot) : (): void => undefined;
    const unasked = needs.discovery
      ? typed !== undefined && typed[side] === undefined && 'no discovery address was given for this side'
      : notAsked;
    if (unasked !== false) {
      run.root.skip(sideSpec(side), unasked);
      onRoot(false);
      walk.ucwa.closeSide(side);
      for (const method of ['web-ticket', 'oauth'] as const) walk.order.end(`${side}/${method}`);
      return { side, start: undefined, root: undefined, user: undefined, failures: [] };
    }
    const start =
      typed?.[side] === undefined
        ? names.names[side].then((name) => startOf(name, target))
        : Promise.resolve({ at: asClient(typed[side], target) });
    return walkSide(walk, side, start, onRoot);
  });
  // And the registrar, as soon as its address is known; its sign-in comes after those of the web.
  const withoutRegistrar = (): void => {
    walk.order.end('sip');
    services.endSettings();
  };
  const registering = needs.sip ? signInAtRegistrar(walk) : leftOut(withoutRegistrar);
  registering.catch(() => undefined); // awaited below, whatever happens before
  // Beside them, and nothing waits for these but the end of the walk:
  const beside = [
    lookAtEndpoints(walk, walk.endpoints), // every TLS endpoint they name
    compareNames(walk), // what other resolvers say of the names
    needs.ucwa ? useUcwa(walk) : undefined, // UCWA, with the token of the walk; what it left at the server, it takes away again
    testServices(walk).finally(() => walk.order.end('services')), // each service that the user document names
    needs.surroundings ? askFrontEnds(walk) : undefined, // which servers of the pool answer
    (needs.mcx ? useMcx(walk) : leftOut()).finally(() => walk.order.end('mcx')), // the mobility service of Lync 2010
  ];
  for (const one of beside) one?.catch(() => undefined); // awaited below
  try {
    const [results] = await together([together(sides), names.done]);

    // 13. Neither set of addresses answered: discovery starts anew, once.
    conclude(run, await discoverAnew(walk, results));
  } finally {
    registrars.close();
    walk.ucwa.close();
    services.close();
    try {
      await registering;
    } finally {
      walk.endpoints.close();
      await together(beside);
    }
  }
};

const notAsked = 'this client does not ask the discovery names';

/** What the chosen client would not do is not done; whoever waits for it need not. */
function leftOut(end: () => void = () => undefined): Promise<void> {
  end();
  return Promise.resolve();
}

/** Web ticket, then OAuth, where the user sits; then the same on the other side. */
async function lanesOf(target: Target, internalRoot: Promise<boolean>): Promise<readonly Lane[]> {
  const own: Side =
    target.location === 'inside'
      ? 'internal'
      : target.location === 'outside'
        ? 'external'
        : (await internalRoot)
          ? 'internal'
          : 'external';
  const other: Side = own === 'internal' ? 'external' : 'internal';
  const after: readonly Lane[] = ['sip', 'mcx', 'services'];
  // The challenge of OAuth says who issues the tokens that the web ticket is then asked with.
  if (target.signIn === 'modern') {
    return [`${own}/oauth`, `${own}/web-ticket`, `${other}/oauth`, `${other}/web-ticket`, ...after];
  }
  return [`${own}/web-ticket`, `${own}/oauth`, `${other}/web-ticket`, `${other}/oauth`, ...after];
}

/** A name without address is not asked, unless something else than DNS knows the way to it. */
function startOf({ name, hasAddress }: NameAnswer, target: Target): SideStart {
  const redirected = target.connectTo.some((rule) => {
    const host = rule.startsWith('[') ? rule.slice(0, rule.indexOf(']') + 1) : rule.slice(0, rule.indexOf(':'));
    return host === '' || host.toLowerCase() === name;
  });
  // A proxy looks names up by itself; whether one is set is known only when the connection is made.
  const isReachable = hasAddress || redirected || target.proxy !== 'none';
  return isReachable
    ? { at: asClient(startAt(name, target.sipAddress), target) }
    : { missing: `${name} has no address` };
}

/** Web apps begin with HTTPS and ask for JSON; everybody else asks for XML over both. */
function asClient(start: RootStart, { client }: Target): RootStart {
  const { http, form } = needsOf(client);
  return {
    ...start,
    ...(http || start.https === undefined ? {} : { http: undefined }),
    ...(form === 'json' ? { accept: accepts.json } : {}),
  };
}

/** Typed addresses: the first is the internal one of two; a single one belongs to the side where the user sits. */
function typedStarts({ root }: Run): Readonly<Record<Side, RootStart | undefined>> | undefined {
  const { discoveryUrls, location, sipAddress } = root.target;
  const [first, second] = discoveryUrls.map((url) => startAtTyped(root.trustTyped(url), sipAddress));
  if (first === undefined) return undefined;
  if (second !== undefined) return { internal: first, external: second };
  return location === 'inside' ? { internal: first, external: undefined } : { internal: undefined, external: first };
}

/**
 * What a client does when both sets of addresses fail: it forgets them and asks for the root again, once. Where other
 * addresses come, they are tried; the same ones are not, and no further password is spent on them.
 */
async function discoverAnew(walk: Walk, results: readonly SideResult[]): Promise<readonly SideResult[]> {
  const walked = results.filter(({ root }) => root !== undefined);
  if (walked.length === 0 || !walked.every(isUnreachable)) return results;
  const anew: SideResult[] = [];
  for (const result of results) anew.push(await walkSideAnew(walk, result));
  return anew;
}

function conclude({ root }: Run, results: readonly SideResult[]): void {
  const signedIn = results.filter(({ user }) => user !== undefined).map(({ side }) => side);
  const withRoot = results.filter((result) => result.root !== undefined).map(({ side }) => side);
  if (signedIn.length > 0) {
    root.meaning(`The sign-in led to the user document on the ${signedIn.join(' and the ')} side.`);
  } else if (withRoot.length > 0) {
    root.meaning(`Discovery found a server on the ${withRoot.join(' and the ')} side; no user document was read.`);
  } else {
    root.meaning('No server was found for this sign-in address.');
  }
}
