/** Judgements of the session on screen: made again by the same audits as everywhere, once a session value. */
import { useEffect, useRef, useState } from 'react';
import type { Judgement } from '../../shared/audits/audit.js';
import { judge } from '../../shared/audits/judge.js';
import type { Session } from '../../shared/session/model.js';
import { memoWeak } from '../common/memo.js';

const judged = memoWeak(judge);
/** While a walk runs every event makes a new session; judging each would only cost time. */
const runningDelayMs = 250;
/** What only the end of a walk can show. */
const onlyAtTheEnd: ReadonlySet<string> = new Set(['walk-unfinished', 'sign-in-incomplete']);

function soFar(session: Session): Judgement {
  const judgement = judged(session);
  return { ...judgement, findings: judgement.findings.filter((finding) => !onlyAtTheEnd.has(finding.id)) };
}

/** The judgement of `session`; while its walk is live, what can be said so far, up to a quarter of a second old. */
export function useJudgement(session: Session | null, live: boolean): Judgement | null {
  const [recent, setRecent] = useState<{ readonly id: string; readonly judgement: Judgement } | null>(null);
  const running = live && session?.outcome === 'running';
  const latest = useRef(session);
  useEffect(() => {
    latest.current = session;
  }, [session]);
  useEffect(() => {
    if (!running) return;
    let timer = setTimeout(function again() {
      const now = latest.current;
      const began = performance.now();
      if (now !== null) {
        const judgement = soFar(now);
        setRecent((known) =>
          known?.id === now.id && sameFindings(known.judgement, judgement) ? known : { id: now.id, judgement },
        );
      }
      // A long walk takes long to judge: then it is judged less often, and the page stays quick.
      timer = setTimeout(again, Math.max(runningDelayMs, 5 * (performance.now() - began)));
    }, runningDelayMs);
    return () => clearTimeout(timer);
  }, [running]);
  if (session === null) return null;
  if (!running) return judged(session);
  return recent?.id === session.id ? recent.judgement : null;
}

function sameFindings(a: Judgement, b: Judgement): boolean {
  return JSON.stringify([a.findings, a.expected]) === JSON.stringify([b.findings, b.expected]);
}
