/** From one root to the next: Redirect links and HTTP redirects, each trusted before it is followed. [MS-OCDISCWS 3.1.5.2; skype-docs UCWA RootURL] */
import { FailureError, type Failure } from '../../shared/failure.js';
import type { AutodiscoverDocument } from '../../shared/protocol/autodiscover.js';
import type { Reply, StepSpec } from '../engine/api.js';
import { originOf } from './answers.js';
import type { Place } from './context.js';
import type { LearnedLink } from './documents.js';
import { askRoot, rootDocumentSpec, type RootAnswer } from './rootAnswer.js';
import { hop, type Trail } from './trail.js';

/** A root document that leads on, how it came, and the way there. */
export interface Root {
  readonly document: AutodiscoverDocument;
  readonly reply: Reply;
  readonly trail: Trail;
}

/** What addresses of one discovery have answered, or led to in the end: nothing is asked twice for it. */
export type KnownAnswers = Map<
  string,
  { readonly ok: true; readonly value: RootAnswer } | { readonly ok: false; readonly failure: Failure }
>;

/** Follows redirects until a root document comes. Each address passes the trust check before it is asked. */
export async function followToRoot(
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
  return { kind: 'root.redirect', side, title: `Follow the redirect to ${originOf(url)}`, spec: rootDocumentSpec };
}
