/**
 * The person of a practice lab: no browser of this computer finds the lab's sign-in pages, so the lab's own user signs in on
 * them. Whether a page may be opened is still asked where somebody can be.
 */
import type { RunningLab } from '../lab/types.js';
import type { Answer, Question } from '../shared/ipc.js';

type Asking = (question: Question, signal: AbortSignal) => Promise<Answer>;

export interface Person {
  readonly ask: Asking;
  readonly openBrowser: (url: string) => Promise<void>;
}

/** Answers to the questions of a sign-in on a page, and a browser. */
export function practicePerson(
  lab: Pick<RunningLab, 'signInOnPage'>,
  sipAddress: string | undefined,
  ask?: Asking,
): Person {
  const given = new AbortController();
  const signIn = async (url: string, userCode?: string): Promise<void> => {
    try {
      const page = userCode === undefined ? { url } : { url, userCode };
      const { isBack, isRefused } = await lab.signInOnPage(sipAddress, page);
      if (isRefused || (userCode === undefined && !isBack)) given.abort();
    } catch {
      given.abort(); // a page that cannot be opened: nobody comes back from it
    }
  };
  return {
    openBrowser: (url) => {
      void signIn(url);
      return Promise.resolve();
    },
    ask: (question, signal) => {
      if (question.kind === 'browser') return ask?.(question, signal) ?? Promise.resolve(agreed);
      if (question.kind !== 'signing-in') return ask?.(question, signal) ?? Promise.resolve(declined);
      const { device } = question;
      if (device !== undefined) void signIn(device.url, device.code);
      return Promise.race([givenUp(AbortSignal.any([signal, given.signal])), ...asked(ask, question, signal)]);
    },
  };
}

const agreed: Answer = { kind: 'browser', way: 'browser' };
const declined: Answer = { kind: 'decline' };

const asked = (ask: Asking | undefined, question: Question, signal: AbortSignal): readonly Promise<Answer>[] =>
  ask === undefined ? [] : [ask(question, signal)];

function givenUp(signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(declined);
    else signal.addEventListener('abort', () => resolve(declined), { once: true });
  });
}
