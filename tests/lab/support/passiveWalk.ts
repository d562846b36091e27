/** A walk as the desktop app runs it, in a lab where only the sign-in on a page is taken; the window is the test's. */
import type { RunningLab } from '../../../lab/types.js';
import type { OpenPassivePage } from '../../../main/walk.js';
import { judge } from '../../../shared/audits/judge.js';
import { findingsText, reportOf } from '../../../shared/report.js';
import type { Answer, Question } from '../../../shared/ipc.js';
import { sessionLines } from '../../../shared/session/file.js';
import type { Session } from '../../../shared/session/model.js';
import { walkIn, webOnly } from './walks.js';

export interface PassiveWalk {
  readonly session: Session;
  readonly asked: readonly Question[];
  /** Everything that leaves the walk: events, saved session, report and text. */
  readonly outputs: Readonly<Record<string, string>>;
}

export interface Part {
  /** Absent: as on the command line and in the web host. */
  readonly openPassivePage?: OpenPassivePage;
  readonly agrees?: boolean;
  readonly withPassword?: boolean;
  readonly from?: 'inside' | 'outside';
  /** The meaning of a waiting question being declined: the wait is stopped. */
  readonly stopsWaiting?: boolean;
}

/** Walks as the lab's first user, with OAuth alone. */
export async function walkPassively(lab: RunningLab, part: Part): Promise<PassiveWalk> {
  const asked: Question[] = [];
  const events: string[] = [];
  const ask = (question: Question, signal: AbortSignal): Promise<Answer> => {
    asked.push(question);
    if (question.kind === 'browser') {
      return Promise.resolve(part.agrees === false ? { kind: 'decline' } : { kind: 'browser', way: 'browser' });
    }
    if (question.kind !== 'signing-in' || part.stopsWaiting === true) return Promise.resolve({ kind: 'decline' });
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'decline' })));
  };
  const session = await walkIn(
    lab,
    {
      ...webOnly,
      ...(part.withPassword === true ? {} : { password: { mode: 'none' } }),
      location: part.from ?? 'outside',
      signIn: 'oauth',
      timeoutMs: 10_000,
    },
    {
      emit: (event) => events.push(JSON.stringify(event)),
      ask,
      ...(part.openPassivePage === undefined ? {} : { openPassivePage: part.openPassivePage }),
    },
  );
  const judgement = judge(session);
  return {
    session,
    asked,
    outputs: {
      events: events.join('\n'),
      file: sessionLines(session),
      report: JSON.stringify(reportOf(session, judgement)),
      text: findingsText(judgement, session),
    },
  };
}
