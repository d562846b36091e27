/**
 * Root discovery on one side: HTTP and HTTPS at once, redirects followed, until a root document names where to ask
 * for the user. docs/protocol/discovery.md, steps 3 to 6. [MS-OCDISCWS 3.1.5.2; skype-docs UCWA RootURL]
 */
import { FailureError, failed, type Failure } from '../../shared/failure.js';
import { accepts } from '../../shared/protocol/mediaType.js';
import { linkOf, type AutodiscoverDocument } from '../../shared/protocol/autodiscover.js';
import type { Attempt, Reply, StepHandle, StepSpec } from '../engine/api.js';
import { headerOf, hostOf, meaningOfStranger, noteAnswer, unexpectedStatus } from './answers.js';
import { together, type Place } from './context.js';
import { learn, learnLink, readDocument, type LearnedLink } from './documents.js';
import { hop, trailFrom, type Trail } from './trail.js';

/** A root document that leads on, how it came, and the way there. */
export interface Root {
  readonly document: AutodiscoverDocument;
  readonly reply: Reply;
  readonly trail: Trail;
}

/** One answer of a root address: the document, or an address to go on at. */
type RootAnswer =
  | { readonly leads: 'on'; readonly document: AutodiscoverDocument; readonly reply: Reply }
  | { readonly leads: 'elsewhere'; readonly link: LearnedLink };

const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];

/** The addresses a side begins at: both schemes of its discovery name, or one typed address. */
export interface RootStart {
  readonly name: string;
  readonly https: string | undefined;
  readonly http: string | undefined;
}

/** The addresses of a discovery name. The value of sipuri goes without scheme, its @ as it is. */
export function startAt(name: string, sipAddress: string): RootStart {
  const query = `/?sipuri=${encodeURIComponent(sipAddress).replace('%40', '@')}`;
  return { name, https: `https://${name}${query}`, http: `http://${name}${query}` };
}

/** A typed address is asked as it is, over its own scheme. */
export function startAtTyped(typed: URL, sipAddress: string): RootStart {
  const url = new URL(typed);
  if (url.search === '') url.search = `sipuri=${encodeURIComponent(sipAddress).replace('%40', '@')}`;
  const isSecure = url.protocol === 'https:';
  return { name: url.host, https: isSecure ? url.href : undefined, http: isSecure ? undefined : url.href };
}

/**
 * Finds the root of a side. HTTPS with a certificate that validates goes first, then HTTP, then HTTPS without.
 * @param found called as soon as the root is known; the slower scheme may still be under way
 * @throws FailureError the most telling one when neither leads to a root
 */
export async function findRoot({ step, side }: Place, start: RootStart, found: (root: Root) => void): Promise<void> {
  const ask = (kind: 'root.http' | 'root.https', url: string | undefined): Promise<Attempt<RootAnswer>> | undefined =>
    url === undefined
      ? undefined
      : step.attempt({ kind, side, title: `Ask ${schemeAndHost(url)} for the root document`, spec }, (asking) =>
          askRoot(asking, url, accepts.autodiscoverXml),
        );
  const http = ask('root.http', start.http);
  const https = ask('root.https', start.https);
  try {
    const root = await firstRoot({ step, side }, start, http, https);
    const location = root.document.accessLocation;
    step.value(location ?? hostOf(root.reply.url));
    step.meaning(`The root document comes from ${hostOf(root.reply.url)}.`);
    found(root);
  } finally {
    await Promise.allSettled([http, https]);
  }
}

async function firstRoot(
  place: Place,
  start: RootStart,
  http: Promise<Attempt<RootAnswer>> | undefined,
  https: Promise<Attempt<RootAnswer>> | undefined,
): Promise<Root> {
  const failures: Failure[] = [];
  const known: KnownAnswers = new Map();
  const secure = await https;
  if (start.https !== undefined && secure !== undefined) known.set(start.https.toLowerCase(), secure);

  const candidates = [
    { url: start.https, answer: secure?.ok === true && isValidated(secure.value) ? https : undefined },
    { url: start.http, answer: http },
    { url: start.https, answer: https },
  ];
  const tried = new Set<string>();
  for (const { url, answer } of candidates) {
    const attempt = await answer;
    if (attempt === undefined || url === undefined || tried.has(url)) continue;
    tried.add(url);
    if (!attempt.ok) {
      failures.push(attempt.failure);
      continue;
    }
    try {
      return await followToRoot(place, attempt.value, trailFrom(url), accepts.autodiscoverXml, known);
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.code === 'cancelled') throw error;
      failures.push(error.failure);
    }
  }
  throw new FailureError(mostTelling(failures));
}

function isValidated(answer: RootAnswer): boolean {
  return (answer.leads === 'on' ? answer.reply : answer.link.reply).secure;
}

/**
 * Asks one address for the root document.
 * @throws FailureError for any answer that neither is a root document nor sends on
 */
async function askRoot(step: StepHandle, url: string, accept: string): Promise<RootAnswer> {
  const reply = await step.exchange({
    method: 'GET',
    url,
    headers: [['Accept', accept]],
    expect: [200, ...redirectStatuses],
    understood: 'any',
  });
  noteAnswer(step, reply);
  return readRoot(step, reply, accept);
}

function readRoot(step: StepHandle, reply: Reply, accept: string): RootAnswer {
  if (redirectStatuses.includes(reply.status)) return answerOfLocation(step, reply);
  if (reply.status !== 200) {
    step.meaning(meaningOfStranger(reply));
    throw unexpectedStatus(reply, `The root document was asked for at ${reply.url}`);
  }
  const document = readDocument(step, reply, 'root', accept);
  const redirect = learnLink(document, 'redirect', reply);
  if (redirect !== undefined) {
    step.fact('redirect-to', redirect.url);
    step.value('200 redirect');
    step.meaning(`The server sends clients on to ${hostOf(redirect.url)}.`);
    return { leads: 'elsewhere', link: redirect };
  }
  describeRoot(step, document, reply);
  return { leads: 'on', document, reply };
}

function answerOfLocation(step: StepHandle, reply: Reply): RootAnswer {
  const location = headerOf(reply, 'Location')?.trim() ?? '';
  if (location === '') {
    throw failed(
      'parse',
      'missing_header',
      `${hostOf(reply.url)} answered ${reply.status} without saying where to go (Location).`,
    );
  }
  const link = learn(location, 'Location', reply);
  step.fact('redirect-to', link.url);
  step.value(`${reply.status} to ${hostOf(link.url)}`);
  step.meaning(
    hostOf(link.url) === hostOf(reply.url)
      ? 'The web site sends clients to another address on the same host.'
      : `The web site sends clients on to ${hostOf(link.url)}.`,
  );
  return { leads: 'elsewhere', link };
}

function describeRoot(step: StepHandle, document: AutodiscoverDocument, reply: Reply): void {
  const version = versionOf(document, reply);
  if (version !== undefined) step.fact('server-version', version);
  const location = document.accessLocation;
  step.value(location === undefined ? '200' : `200 ${location}`);
  if (document.form === 'ucwa-json' || document.form === 'ucwa-xml') {
    step.meaning('The server names where to ask for the user with a token, as web apps do.');
    return;
  }
  const seen =
    location === undefined
      ? 'The server does not say whether it takes us for inside or outside'
      : `The server takes us for ${location.toLowerCase() === 'internal' ? 'inside the company network' : 'outside'}`;
  const unsafe = reply.url.startsWith('https:') && !reply.secure;
  step.meaning(
    `${seen} and names where to ask for the user.${
      unsafe ? ' Its certificate does not validate, so clients would not use this answer.' : ''
    }`,
  );
}

function versionOf(document: AutodiscoverDocument, reply: Reply): string | undefined {
  if (document.form !== 'autodiscover-xml') return undefined;
  if (linkOf(document, 'OAuth') === undefined) return undefined;
  // Skype for Business Server 2015 brought both headers.
  const is2015 =
    headerOf(reply, 'client-request-id') !== undefined || headerOf(reply, 'X-MS-Correlation-Id') !== undefined;
  return is2015 ? 'Skype for Business Server 2015 or later' : 'Lync Server 2013 or later';
}

/** What addresses of one discovery have answered, or led to in the end: nothing is asked twice for it. */
type KnownAnswers = Map<
  string,
  { readonly ok: true; readonly value: RootAnswer } | { readonly ok: false; readonly failure: Failure }
>;

/** Follows redirects until a root document comes. Each address passes the trust check before it is asked. */
async function followToRoot(
  place: Place,
  first: RootAnswer,
  trail: Trail,
  accept: string,
  known: KnownAnswers = new Map(),
): Promise<Root> {
  let answer = first;
  let way = trail;
  const asked: string[] = [];
  try {
    while (answer.leads === 'elsewhere') {
      const { link } = answer;
      [answer, way] = await place.step.step(redirectSpec(place, link.url), async (step) => {
        const url = await step.trust(link.url, { reply: link.reply, field: link.field });
        const next = hop(way, url.href);
        const before = known.get(url.href.toLowerCase());
        if (before !== undefined) {
          step.meaning('This address was asked already in this discovery; it is not asked again.');
          if (!before.ok) throw new FailureError(before.failure);
          return [before.value, next];
        }
        asked.push(url.href.toLowerCase());
        return [await askRoot(step, url.href, accept), next];
      });
    }
  } catch (error) {
    if (error instanceof FailureError) for (const url of asked) known.set(url, { ok: false, failure: error.failure });
    throw error;
  }
  return { document: answer.document, reply: answer.reply, trail: way };
}

/** Goes on at the root that a user document names. The step's redirects count with those before. */
export function rootAfterRedirect(place: Place, link: LearnedLink, trail: Trail, accept: string): Promise<Root> {
  return followToRoot(place, { leads: 'elsewhere', link }, trail, accept);
}

function redirectSpec({ side }: Place, url: string): StepSpec {
  return { kind: 'root.redirect', side, title: `Follow the redirect to ${schemeAndHost(url)}`, spec };
}

/** The JSON forms of a root that was found. Lync Server 2010 knows none and answers 406. */
export async function askJsonForms({ step, side }: Place, root: Root): Promise<void> {
  const forms = [
    { accept: accepts.json, title: 'Ask for the root document as JSON, as web apps do' },
    { accept: accepts.autodiscoverJson, title: 'Ask for the root document in the JSON form of Autodiscover' },
  ];
  await together(
    forms.map(({ accept, title }) =>
      step.attempt({ kind: 'root.json', side, title, spec }, async (asking) => {
        const reply = await asking.exchange({
          method: 'GET',
          url: root.reply.url,
          headers: [['Accept', accept]],
          expect: [200, 406, ...redirectStatuses],
          understood: 'any',
        });
        noteAnswer(asking, reply);
        if (reply.status === 406) {
          asking.fact('server-version', 'Lync Server 2010');
          asking.meaning('The server knows no JSON: that is Lync Server 2010, which has neither UCWA nor OAuth.');
          return;
        }
        const answer = readRoot(asking, reply, accept);
        if (answer.leads === 'elsewhere') {
          await followToRoot({ step: asking, side }, answer, trailFrom(root.reply.url), accept);
          return;
        }
        asking.fact('server-version', 'Lync Server 2013 or later');
        asking.meaning('The JSON form is there: web and mobile apps that use UCWA can discover their server.');
      }),
    ),
  );
}

/** Operations in the order a request goes through them: who got further says more. */
const progress: readonly Failure['operation'][] = [
  'lookup',
  'connect',
  'proxy',
  'handshake',
  'request',
  'response',
  'parse',
];

function mostTelling(failures: readonly Failure[]): Failure {
  const far = ({ operation }: Failure): number =>
    progress.includes(operation) ? progress.indexOf(operation) : progress.length;
  const [first, ...others] = failures;
  if (first === undefined) throw new Error('a root was neither found nor failed');
  return others.reduce((best, failure) => (far(failure) > far(best) ? failure : best), first);
}

function schemeAndHost(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

const spec = { doc: 'MS-OCDISCWS', section: '3.1.5.2' } as const;
