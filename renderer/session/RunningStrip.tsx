/** In place of the verdict while a walk runs: what is waited for, since when, and when it gives up. */
import type { ReactNode } from 'react';
import type { Session } from '../../shared/session/model.js';
import { elapsed, plural } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import { useWalkStore } from '../state/walkStore.js';
import { waitingFor } from './waiting.js';

interface RunningStripProps {
  readonly session: Session | null;
  readonly nowMs: number;
}

export function RunningStrip({ session, nowMs }: RunningStripProps): ReactNode {
  const asked = useWalkStore((state) => state.questions.length > 0);
  const phase = useWalkStore((state) => state.phase);
  const waiting = session === null ? { text: 'The walk begins' } : waitingFor(session);
  const text = phase === 'stopping' ? 'Stopping' : asked ? 'Waiting for your answer' : waiting.text;
  const givesUp =
    waiting.sinceMs === undefined || session === null || asked ? undefined : waiting.sinceMs + session.target.timeoutMs;
  const done = session?.steps.filter((step) => step.outcome !== 'running').length ?? 0;
  return (
    <section className="verdict strip" aria-label="Progress">
      <div className="v-head">
        {asked ? (
          <Icon name="info" className="lg running" label="Waiting for you" />
        ) : (
          <Icon name="running" className="lg running spin" label="Running" />
        )}
        <h1>{text}</h1>
      </div>
      <div className="v-side dim num">
        <span>{plural(done, 'step done', 'steps done')}</span>
        <span>{elapsed(nowMs)}</span>
        {givesUp === undefined ? null : <span className="opt-wide">Gives up at {elapsed(givesUp)}</span>}
      </div>
    </section>
  );
}
