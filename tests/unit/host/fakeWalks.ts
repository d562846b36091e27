/** A walk without an engine, for tests of what carries walks: it starts, asks one question, says the answer, ends. */
import type { Answer, LabCatalogue, Question, WalkRequest } from '../../../shared/ipc.js';
import type { SessionEvent } from '../../../shared/session/events.js';
import type { Session } from '../../../shared/session/model.js';
import { UsageError } from '../../../main/usage.js';
import { plainRequest } from '../../fixtures/request.js';
import type { Walks } from '../../../main/service/walkService.js';

export const aRequest: WalkRequest = { ...plainRequest, sipAddress: 'anna@contoso.example' };

export const trustQuestion: Question = {
  kind: 'trust',
  id: 'q1',
  from: 'lyncdiscover.contoso.example',
  url: 'https://web.fabrikam.example/',
  host: 'web.fabrikam.example',
  domain: 'contoso.example',
};

const startedEvent = { type: 'session-started', session: { id: 'fake' } } as unknown as SessionEvent;
const endedEvent: SessionEvent = { type: 'session-ended', outcome: 'completed', endedMs: 1 };
const catalogue: LabCatalogue = { deployments: [], faults: [] };

export interface FakeWalks extends Walks {
  readonly answers: Answer[];
  readonly cancelled: string[];
}

/** Refuses `bad@…`, breaks on `bug@…`, waits for ever on `slow@…`, else asks and ends. */
export function makeFakeWalks(): FakeWalks {
  const answers: Answer[] = [];
  const cancelled: string[] = [];
  return {
    answers,
    cancelled,
    catalogue: () => catalogue,
    run: async (request, { emit, ask, signal, onStarted }) => {
      const user = request.sipAddress?.split('@')[0] ?? '';
      if (user === 'bad') throw new UsageError('"bad" is not a sign-in address.');
      if (user === 'bug') throw new TypeError('x is not a function');
      await onStarted?.({ target: {} as Session['target'] });
      emit(startedEvent);
      const gone = new Promise<Answer>((resolve) => {
        signal.addEventListener('abort', () => {
          cancelled.push(user);
          resolve({ kind: 'decline' });
        });
      });
      const asked = user === 'slow' ? gone : (ask?.(trustQuestion, signal) ?? gone);
      answers.push(await asked);
      if (user === 'late-bug') throw new TypeError('x is not a function');
      emit(endedEvent);
      return {} as Session;
    },
  };
}

export const fakeWalks = makeFakeWalks();
