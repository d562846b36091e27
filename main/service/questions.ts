/** The questions a walk has put to its user and that wait for an answer. */
import type { Answer, Question } from '../../shared/ipc.js';
import { fail, succeed, type Result } from '../../shared/result.js';

interface Waiting {
  readonly question: Question;
  readonly settle: (answer: Answer) => void;
}

export class Questions {
  readonly #waiting = new Map<string, Waiting>();
  readonly #tell: { readonly asked: (question: Question) => void; readonly closed: (questionId: string) => void };

  constructor(tell: { readonly asked: (question: Question) => void; readonly closed: (questionId: string) => void }) {
    this.#tell = tell;
  }

  /** Puts the question. A walk that is cancelled takes it back: the answer is then 'decline'. */
  ask(question: Question, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) return Promise.resolve({ kind: 'decline' });
    return new Promise((resolve) => {
      const decline = (): void => settle({ kind: 'decline' });
      const settle = (answer: Answer): void => {
        if (!this.#waiting.delete(question.id)) return;
        signal.removeEventListener('abort', decline);
        this.#tell.closed(question.id);
        resolve(answer);
      };
      signal.addEventListener('abort', decline);
      this.#waiting.set(question.id, { question, settle });
      this.#tell.asked(question);
    });
  }

  answer(questionId: string, answer: Answer): Result<null> {
    const waiting = this.#waiting.get(questionId);
    if (waiting === undefined) return fail('This question is not open any more.');
    if (answer.kind !== 'decline' && answer.kind !== waiting.question.kind) {
      return fail('This answer does not fit the question.');
    }
    waiting.settle(answer);
    return succeed(null);
  }
}
