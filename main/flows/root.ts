/**
 * Root discovery on one side: HTTP and HTTPS at once, redirects followed, until a root document names where to ask
 * for the user. docs/protocol/discovery.md, steps 3 to 6. [MS-OCDISCWS 3.1.5.2; skype-docs UCWA RootURL]
 */
import { FailureError, type Failure } from '../../shared/failure.js';
import { accepts } from '../../shared/protocol/mediaType.js';
import type { Attempt } from '../engine/api.js';
import { hostOf, originOf } from './answers.js';
import type { Place } from './context.js';
import { followToRoot, type KnownAnswers, type Root } from './redirects.js';
import { askRoot, rootDocumentSpec, type RootAnswer } from './rootAnswer.js';
import { trailFrom } from './trail.js';

/** The addresses a side begins at: both schemes of its discovery name, or one typed address. */
export interface RootStart {
  readonly name: string;
  readonly https: string | undefined;
  readonly http: string | undefined;
  /** Media type the root is asked for; absent: XML, as most clients do. */
  readonly accept?: string;
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
      : step.attempt(
          { kind, side, title: `Ask ${originOf(url)} for the root document`, spec: rootDocumentSpec },
          (asking) => askRoot(asking, url, acceptOf(start)),
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
      return await followToRoot(place, attempt.value, trailFrom(url), acceptOf(start), known);
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.code === 'cancelled') throw error;
      failures.push(error.failure);
    }
  }
  throw new FailureError(mostTelling(failures));
}

const acceptOf = ({ accept = accepts.autodiscoverXml }: RootStart): string => accept;

function isValidated(answer: RootAnswer): boolean {
  return (answer.leads === 'on' ? answer.reply : answer.link.reply).secure;
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
