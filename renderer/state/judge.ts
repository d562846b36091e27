/** Judgements of the session on screen: made again by the same audits as everywhere, once a session value. */
import { useEffect, useState } from 'react';
import type { Judgement } from '../../shared/audits/audit.js';
import { judge } from '../../shared/audits/judge.js';
import type { Session } from '../../shared/session/model.js';
import { memoWeak } from '../common/memo.js';

const judged = memoWeak(judge);
/** While a walk runs every event makes a new session; judging each would only cost time. */
const runningDelayMs = 250;

/** The judgement of `session`; while it runs, one that may be a quarter of a second old. */
export function useJudgement(session: Session | null): Judgement | null {
  const [recent, setRecent] = useState<{ readonly id: string; readonly judgement: Judgement } | null>(null);
  const running = session?.outcome === 'running';
  useEffect(() => {
    if (session === null || !running) return;
    const timer = setTimeout(() => setRecent({ id: session.id, judgement: judged(session) }), runningDelayMs);
    return () => clearTimeout(timer);
  }, [session, running]);
  if (session === null) return null;
  if (!running) return judged(session);
  return recent?.id === session.id ? recent.judgement : null;
}
