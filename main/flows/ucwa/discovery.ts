/**
 * Root discovery as a UCWA application does it: internal before external, HTTPS preferred, plain HTTP only as a first
 * hop, and a redirect to another domain is a failure. docs/protocol/ucwa.md, steps 1 to 4. [skype-docs UCWA RootURL]
 */
import { failed } from '../../../shared/failure.js';
import { accepts } from '../../../shared/protocol/mediaType.js';
import type { Side } from '../../../shared/session/model.js';
import type { Reply, StepHandle } from '../../engine/api.js';
import { headerOf, hostOf, meaningOfStranger, noteAnswer, originOf, unexpectedStatus } from '../answers.js';
import type { Walk } from '../context.js';
import { isOnline, learn, learnLink, readDocument, type LearnedLink } from '../documents.js';
import { homedOnline } from '../homePool.js';
import type { Root } from '../redirects.js';
import { redirectStatuses } from '../rootAnswer.js';
import { hop, trailFrom, type Trail } from '../trail.js';
import type { SideBeginning } from './beginnings.js';

/** A root resource and the side it was found on. */
export interface UcwaRoot extends Root {
  readonly side: Side;
}

/** 'old': the server knows no UCWA. 'online': the way leads to the retired online service. */
export type NoRoot = 'old' | 'online';

const spec = { kind: 'ucwa.root', spec: { doc: 'UCWA RootURL', section: 'Authenticated user flow' } } as const;

/**
 * Asks one side after the other.
 * @returns the root, or what kept from it; undefined where no side has a root
 */
export async function findUcwaRoot(walk: Walk, group: StepHandle): Promise<UcwaRoot | NoRoot | undefined> {
  for (const side of ['internal', 'external'] as const) {
    const title = `Ask for the root of UCWA with the ${side} name`;
    // 1. The internal name goes first, unless the user is known to be outside, where it leads nowhere.
    if (side === 'internal' && walk.target.location === 'outside') {
      group.skip({ ...spec, side, title }, 'you are outside, where the internal name must not answer');
      continue;
    }
    const beginning = await walk.ucwa.root(side);
    const urls = firstHops(beginning);
    if (urls.length === 0) {
      group.skip({ ...spec, side, title }, beginning.missing ?? 'this walk found no root document on that side');
      continue;
    }
    // 2. HTTPS, then HTTP.
    for (const url of urls) {
      const asked = await group.attempt({ ...spec, side, title: `Ask ${originOf(url)} for the root of UCWA` }, (step) =>
        ask(step, url),
      );
      if (!asked.ok) continue; // 3. What failed here makes the next one due.
      return typeof asked.value === 'string' ? asked.value : { ...asked.value, side };
    }
  }
  return undefined;
}

/** Goes on at the root that a user resource names. */
export function askHomePool(group: StepHandle, side: Side, link: LearnedLink, trail: Trail): Promise<Root | NoRoot> {
  const title = `Go on at ${hostOf(link.url)}, the user's home, and ask it for the root of UCWA`;
  return group.step({ ...spec, side, title }, async (step) => {
    const url = await checked(step, link);
    return ask(step, url, hop(trail, url));
  });
}

/** What did not answer the walk a moment ago is not asked again. */
function firstHops({ start, root }: SideBeginning): readonly string[] {
  if (start === undefined || root === undefined) return [];
  const [first] = root.trail.visited;
  const overHttp = first?.startsWith('http:') === true;
  return [overHttp ? undefined : start.https, start.http].filter((url) => url !== undefined);
}

async function ask(step: StepHandle, first: string, trail: Trail = trailFrom(first)): Promise<Root | NoRoot> {
  let url = first;
  let way = trail;
  for (;;) {
    const reply = await step.exchange({
      method: 'GET',
      url,
      headers: [['Accept', accepts.json]],
      expect: [200, 406, ...redirectStatuses],
      understood: 'any',
    });
    noteAnswer(step, reply);
    if (reply.status === 406) return tooOld(step);
    if (redirectStatuses.includes(reply.status)) {
      url = await followLocation(step, reply, hostOf(first));
    } else {
      const link = readRoot(step, reply);
      if (!('url' in link)) return { ...link, trail: way };
      if (isOnline(link.url)) return atHomeOnline(step, link);
      url = await checked(step, link);
    }
    way = hop(way, url);
  }
}

function atHomeOnline(step: StepHandle, { url }: LearnedLink): 'online' {
  step.value('homed online');
  step.meaning(
    `The user is at home online, at ${hostOf(url)}. That service gave tokens for UCWA only through its sign-in page, and was retired on 31 July 2021: nothing more is asked of it here.`,
  );
  return 'online';
}

function tooOld(step: StepHandle): 'old' {
  step.value('406 not offered by this version');
  step.fact('server-version', 'Lync Server 2010');
  step.meaning('The server knows no JSON: that is Lync Server 2010, and UCWA came with Lync Server 2013.');
  return 'old';
}

/** A redirect status stays in the domain of the discovery service, or it is a failure: nobody is asked about it. */
async function followLocation(step: StepHandle, reply: Reply, discoveryHost: string): Promise<string> {
  const location = headerOf(reply, 'Location')?.trim() ?? '';
  if (location === '') {
    const why = `${hostOf(reply.url)} answered ${reply.status} without saying where to go (Location).`;
    throw failed('parse', 'missing_header', why);
  }
  const link = learn(location, 'Location', reply);
  step.fact('redirect-to', link.url);
  if (!isOfDomain(hostOf(link.url), discoveryHost)) {
    step.meaning(
      `The redirect leads to ${hostOf(link.url)}, which is outside the domain of ${discoveryHost}. UCWA applications take that for a failure and go no further.`,
    );
    const why = `${hostOf(reply.url)} redirects to ${hostOf(link.url)}, which is in another domain.`;
    throw failed('trust', 'untrusted_host', why);
  }
  return checked(step, link);
}

/** The same host, or one under the name that the host's first label stands before. */
function isOfDomain(host: string, discoveryHost: string): boolean {
  const [wanted, known] = [host, discoveryHost].map((name) => name.replace(/:\d+$/, '').toLowerCase());
  const parent = known?.split('.').slice(1).join('.') ?? '';
  return wanted === known || (parent.includes('.') && (wanted === parent || wanted?.endsWith(`.${parent}`) === true));
}

type Read = Omit<Root, 'trail'> | LearnedLink;

function readRoot(step: StepHandle, reply: Reply): Read {
  if (reply.status !== 200) {
    step.meaning(meaningOfStranger(reply));
    throw unexpectedStatus(reply, `The root of UCWA was asked for at ${reply.url}`);
  }
  const document = readDocument(step, reply, 'root', accepts.json);
  // 4. A 200 may send on in its body.
  const redirect = learnLink(document, 'redirect', reply);
  if (redirect !== undefined) {
    step.fact('redirect-to', redirect.url);
    return redirect;
  }
  step.value('200');
  step.meaning('The root names where to ask for the user, and the page through which web apps of other sites call.');
  return { document, reply };
}

/** The security check. @throws FailureError trust/insecure_link, trust/untrusted_host, protocol/homed_online */
async function checked(step: StepHandle, link: LearnedLink): Promise<string> {
  if (isOnline(link.url)) throw homedOnline(link.url);
  if (!link.url.startsWith('https:')) {
    throw failed('trust', 'insecure_link', `${link.field} leads to ${link.url}; only the first hop may be plain HTTP.`);
  }
  return (await step.trust(link.url, { reply: link.reply, field: link.field })).href;
}
