/** Light requests to the home pool, grouped by the server that answers. docs/protocol/front-ends.md. */
import { FailureError } from '../../../shared/failure.js';
import { frontEndFact, frontEndsOf, serverNameIn, type FrontEndAnswer } from '../../../shared/protocol/frontEnds.js';
import { accepts } from '../../../shared/protocol/mediaType.js';
import type { Side } from '../../../shared/session/model.js';
import type { StepHandle } from '../../engine/api.js';
import { headerOf, hostOf } from '../answers.js';
import { together, type Walk } from '../context.js';
import { isEnough } from './enough.js';
import type { FrontEndPlace } from './places.js';
import { sweepWords } from './words.js';

const spec = { kind: 'front-ends', title: 'Ask which servers of the pool answer' } as const;

/** Requests under way at one time. */
const atOnce = 3;
/** Addresses of one name that are asked. */
const mostAddresses = 6;
/** Longest wait for an answer, ms: a client would not wait longer for so little. */
const waitMs = 5000;
/** No request is begun later than this after the first, ms. */
const budgetMs = 10_000;

/** Runs beside the rest of the walk. Throws nothing but cancellation: trouble is in the record. */
export async function askFrontEnds(walk: Walk): Promise<void> {
  const { root } = walk.run;
  if ((walk.target.services ?? 'none') === 'none') return;
  // 1. The user document names the home pool. Without a password the servers of the root are as far as the walk comes.
  if (walk.credentials.mode !== 'none') await walk.services.document;
  const sides = (['internal', 'external'] as const).map(async (side) => ({
    side,
    isReached: (await walk.ucwa.root(side)).root !== undefined,
  }));
  const reached = (await together(sides)).filter(({ isReached }) => isReached);
  if (root.signal.aborted) return;
  const places = reached.flatMap(({ side }) => {
    const place = walk.frontEnds.at(side);
    return place === undefined || isOnline(place.url) ? [] : [{ side, place }];
  });
  if (places.length === 0) {
    root.skip(spec, reached.length === 0 ? 'there is no root document' : 'no server of the organisation is in reach');
    return;
  }
  await root.attempt(spec, async (group) => {
    const swept = await together(places.map(({ side, place }) => sweep(walk, group, side, place)));
    const values = swept.map((answers) => (answers.length === 0 ? 'nothing was asked' : sweepWords(answers).value));
    group.value(
      values.length === 1 ? values.join('') : values.map((text, at) => `${places[at]?.side ?? ''}: ${text}`).join('; '),
    );
    group.meaning(
      'One name may stand for several servers, of which each new connection meets one. A single bad one spoils only some sign-ins.',
    );
  });
}

/** The servers of the online service are nobody's here to mend. */
const isOnline = (url: string): boolean => /(^|\.)lync\.com$/i.test(new URL(url).hostname);

/** One side. Gives the answers that were had. */
async function sweep(
  walk: Walk,
  group: StepHandle,
  side: Side,
  place: FrontEndPlace,
): Promise<readonly FrontEndAnswer[]> {
  const answers: FrontEndAnswer[] = [];
  const asked = { kind: 'front-ends.ask', side, title: `Ask ${hostOf(place.url)} several times` } as const;
  await group.attempt(asked, async (step) => {
    const url = await step.trust(place.url, { field: place.field, from: place.from, secure: true });
    // 2. Every address of the name has its turn. Through a proxy the name is all there is.
    const located = await step.locate(url.hostname, url.port === '' ? 443 : Number(url.port));
    const addresses = located.addresses.slice(0, mostAddresses);
    // 3. Each request is made on a connection of its own, so that a load balancer deals anew.
    const deadline = walk.run.now() + budgetMs;
    let begun = 0;
    const work = async (): Promise<void> => {
      while (!isEnough(answers, begun, addresses.length) && walk.run.now() < deadline) {
        const address = addresses[begun % addresses.length];
        begun += 1;
        answers.push(await ask(step, url.href, address));
      }
    };
    await together(Array.from({ length: atOnce }, work));
    if (answers.length > 0) note(step, answers);
  });
  return answers;
}

async function ask(step: StepHandle, url: string, address: string | undefined): Promise<FrontEndAnswer> {
  const line = step.pin(url, { isNew: true, ...(address === undefined ? {} : { address }) });
  try {
    const reply = await line.exchange(step, {
      method: 'GET',
      url,
      headers: [['Accept', accepts.autodiscoverXml]],
      expect: [200],
      understood: 'any',
      waitMs: Math.min(step.target.timeoutMs, waitMs),
    });
    const server = serverNameIn(headerOf(reply, 'X-MS-Server-Fqdn'));
    return { server, address, status: reply.status, failure: undefined, isSecure: reply.secure };
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.code === 'cancelled') throw error;
    return { server: undefined, address, status: undefined, failure: error.failure, isSecure: false };
  } finally {
    await line.close();
  }
}

/** 4. Who answered, and how. What it means for the pool is for the audits. */
function note(step: StepHandle, answers: readonly FrontEndAnswer[]): void {
  for (const frontEnd of frontEndsOf(answers, 'address')) step.fact('front-end', frontEndFact(frontEnd));
  const { value, meaning } = sweepWords(answers);
  step.value(value);
  step.meaning(meaning);
  const [first] = answers;
  if (first?.failure !== undefined && answers.every(({ status }) => status === undefined)) {
    throw new FailureError(first.failure);
  }
}
