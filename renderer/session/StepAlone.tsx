/** The detail of a step in which nothing was sent: it says why. */
import type { ReactNode } from 'react';
import type { Session, Step } from '../../shared/session/model.js';
import { Empty } from '../common/Empty.js';
import { StepFacts } from '../detail/Overview.js';
import { RegistrarFacts } from '../sip/RegistrarFacts.js';
import { selectStep } from '../state/selection.js';

export function StepAlone({
  session,
  step,
}: {
  readonly session: Session;
  readonly step: Step | undefined;
}): ReactNode {
  if (step === undefined) return null;
  const reason =
    step.outcome === 'skipped'
      ? `It was skipped: ${(step.failure?.message ?? step.value ?? 'no reason was recorded').replace(/^skipped: /, '')}.`
      : step.outcome === 'running'
        ? session.outcome === 'running'
          ? 'It has only just begun.'
          : 'The recording ends here.'
        : step.outcome === 'cancelled'
          ? 'The walk was stopped before it sent anything.'
          : (step.failure?.message ?? 'It draws on what earlier steps were told.');
  const parent =
    step.parentId === undefined
      ? undefined
      : session.steps.find((each) => each.id === step.parentId && each.kind !== 'walk');
  const icon = step.outcome === 'skipped' ? 'skipped' : step.outcome === 'cancelled' ? 'cancelled' : 'doc';
  return (
    <section className="detail" id="detail" aria-label="Step without exchanges">
      <div className="overview" tabIndex={0} role="group" aria-label="Step">
        <Empty icon={icon} title="Nothing was sent in this step" text={reason.replace(/\.\.$/, '.')}>
          {parent === undefined ? undefined : (
            <button type="button" className="btn s" onClick={() => selectStep(session, parent.id)}>
              Go to the step around it
            </button>
          )}
        </Empty>
        <RegistrarFacts session={session} step={step} />
        <StepFacts session={session} step={step} />
      </div>
    </section>
  );
}
