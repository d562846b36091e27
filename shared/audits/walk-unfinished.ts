/** The walk was cancelled, or its program ended: what was not asked cannot be judged. */
import { defineAudit, failing, finding, passed } from './reading/define.js';
import { onStep } from './reading/evidence.js';

export const walkUnfinished = defineAudit('walk-unfinished', 'note', ({ session }) => {
  if (session.outcome === 'completed') return passed;
  const open = session.steps.filter((step) => step.outcome === 'running' || step.outcome === 'cancelled');
  const last = open[open.length - 1] ?? session.steps[session.steps.length - 1];
  const when = last === undefined ? 'before its first step' : `at "${last.title}"`;
  return failing([
    finding('walk-unfinished', 'warning', {
      ...(session.outcome === 'running' ? { title: 'The record of this walk has no end' } : {}),
      seen: session.outcome === 'cancelled' ? `The walk was stopped ${when}.` : `The record ends ${when}.`,
      cause:
        session.outcome === 'cancelled'
          ? 'It was cancelled.'
          : 'The walk is still running, or the program ended while it ran.',
      evidence: last === undefined ? [] : [onStep(last)],
    }),
  ]);
});
