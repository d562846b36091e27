/** The walk's clock on this page: ms since its first event arrived; stands still when the walk has ended. */
import { useEffect, useState } from 'react';
import type { Session } from '../../shared/session/model.js';

const tickMs = 200;

/** Latest moment that the records know of. The recorder's clock, not this page's, is the measure. */
function lastKnown(session: Session): number {
  const last = session.steps.at(-1);
  return Math.max(0, last?.endedMs ?? last?.startedMs ?? 0, session.exchanges.at(-1)?.startedMs ?? 0);
}

/** ms on the session's clock: its end, or while it runs, what has passed since its newest record. */
export function useClock(session: Session | null, live: boolean): number {
  const [ticked, setTicked] = useState({ id: '', ms: 0 });
  const running = live && session?.outcome === 'running';
  const id = session?.id ?? '';
  const known = session === null ? 0 : lastKnown(session);
  useEffect(() => {
    if (!running) return;
    const began = performance.now();
    const timer = setInterval(() => {
      const ms = known + (performance.now() - began);
      setTicked((before) => ({ id, ms: before.id === id ? Math.max(before.ms, ms) : ms }));
    }, tickMs);
    return () => clearInterval(timer);
  }, [running, id, known]);
  if (session === null) return 0;
  if (session.endedMs !== undefined) return session.endedMs;
  return ticked.id === id ? Math.max(ticked.ms, known) : known;
}
