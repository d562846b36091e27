/** The requests of one page, for Electron's window and the web host alike: it starts walks and hears of no others. */
import { randomUUID } from 'node:crypto';
import type { About, Answer, LabCatalogue, Requests, WalkMessage, WalkRequest } from '../../shared/ipc.js';
import { fail, succeed, type Result } from '../../shared/result.js';
import type { Session } from '../../shared/session/model.js';
import { UsageError } from '../usage.js';
import { labCatalogue, runWalk, type OpenPassivePage, type WalkOptions } from '../walk.js';
import type { ResolveProxy } from '../net/proxy.js';
import { MessageQueue } from './messageQueue.js';
import { Questions } from './questions.js';

/** As the window gives it to a walk: also the system's own choice of proxies, which only Chromium can read. */
export interface ServedWalkOptions extends WalkOptions {
  readonly resolveProxy?: ResolveProxy;
}

/** Opens a sign-in page that the user agreed to. */
export type OpenBrowser = (url: string) => Promise<void>;

/** What the service needs of the engine; tests put their own walks here. */
export interface Walks {
  readonly run: (request: WalkRequest, options: ServedWalkOptions) => Promise<Session>;
  readonly catalogue: () => LabCatalogue;
}

export const realWalks: Walks = { run: runWalk, catalogue: labCatalogue };

/** What concerns single walks. */
export type WalkRequests = Pick<Requests, 'about' | 'labCatalogue' | 'startWalk' | 'cancelWalk' | 'answer'>;

export interface WalkService {
  readonly requests: WalkRequests;
  /** Cancels every walk of this page; resolves when they have ended. Nothing is pushed from now on. */
  close(): Promise<void>;
}

interface RunningWalk {
  readonly controller: AbortController;
  readonly questions: Questions;
  readonly queue: MessageQueue;
  readonly ended: Promise<void>;
}

/** A page needs one, and a second while the first winds down. */
const mostWalks = 8;

/**
 * @param push hears of the walks this service started, about once a frame
 */
export function createWalkService(options: {
  readonly about: About;
  readonly push: (message: WalkMessage) => void;
  readonly walks?: Walks;
  readonly resolveProxy?: ResolveProxy;
  readonly openBrowser?: OpenBrowser;
  readonly openPassivePage?: OpenPassivePage;
}): WalkService {
  const walks = options.walks ?? realWalks;
  const running = new Map<string, RunningWalk>();
  let closed = false;

  const startWalk = async (request: WalkRequest): Promise<Result<string>> => {
    if (closed) return fail('The window is closing.');
    if (running.size >= mostWalks) return fail(`${mostWalks} walks are running already: cancel one first.`);
    const walkId = randomUUID();
    const { begun, walk } = begin(walks, walkId, request, options);
    running.set(walkId, walk);
    void walk.ended.then(() => running.delete(walkId));
    const refusal = await begun;
    if (refusal !== null) return fail(refusal.sentence, refusal.field);
    // After this turn: the page then knows the walk's id.
    setImmediate(() => walk.queue.release());
    return succeed(walkId);
  };

  return {
    requests: {
      about: () => Promise.resolve(succeed(options.about)),
      labCatalogue: () => Promise.resolve(succeed(walks.catalogue())),
      startWalk,
      cancelWalk: (walkId) => {
        running.get(walkId)?.controller.abort();
        return Promise.resolve(succeed(null)); // a walk that has ended is as good as cancelled
      },
      answer: (walkId: string, questionId: string, answer: Answer) =>
        Promise.resolve(
          running.get(walkId)?.questions.answer(questionId, answer) ?? fail('This walk is not running any more.'),
        ),
    },
    close: async () => {
      closed = true;
      const all = [...running.values()];
      for (const walk of all) {
        walk.queue.close();
        walk.controller.abort();
      }
      await Promise.all(all.map((walk) => walk.ended));
    },
  };
}

/** Why a walk does not run, and which part of the request is to blame. */
interface Refusal {
  readonly sentence: string;
  readonly field?: string;
}

/** Starts a walk. `begun` resolves to null once it runs, or to why it does not. */
function begin(
  walks: Walks,
  walkId: string,
  request: WalkRequest,
  {
    push,
    resolveProxy,
    openBrowser,
    openPassivePage,
  }: {
    readonly push: (message: WalkMessage) => void;
    readonly resolveProxy?: ResolveProxy;
    readonly openBrowser?: OpenBrowser;
    readonly openPassivePage?: OpenPassivePage;
  },
): { readonly begun: Promise<Refusal | null>; readonly walk: RunningWalk } {
  const controller = new AbortController();
  const queue = new MessageQueue(walkId, push);
  const questions = new Questions({
    asked: (question) => queue.message({ type: 'question', walkId, question }),
    closed: (questionId) => queue.message({ type: 'question-closed', walkId, questionId }),
  });
  let ended = Promise.resolve();
  const begun = new Promise<Refusal | null>((resolve) => {
    ended = walks
      .run(request, {
        emit: (event) => queue.event(event),
        ask: (question, signal) => questions.ask(question, signal),
        signal: controller.signal,
        ...(resolveProxy === undefined ? {} : { resolveProxy }),
        ...(openBrowser === undefined ? {} : { openBrowser }),
        ...(openPassivePage === undefined ? {} : { openPassivePage }),
        onStarted: () => resolve(null),
      })
      .then(
        () => resolve(null),
        (error: unknown) => {
          const sentence = sentenceOf(error);
          const field = error instanceof UsageError ? error.field : undefined;
          resolve({ sentence, ...(field === undefined ? {} : { field }) });
          // Heard only where the walk had begun; otherwise the queue is never released.
          queue.message({ type: 'stopped', walkId, error: sentence });
        },
      )
      .then(() => queue.flush());
  });
  return { begun, walk: { controller, questions, queue, ended } };
}

function sentenceOf(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  return `The walk ended in an unexpected error: ${error instanceof Error ? error.message : String(error)}`;
}
