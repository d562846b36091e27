/** What only follows from the root cause: diagnoses folded under it, and steps that broke or were left out after it. */
import type { Judgement } from '../../shared/audits/audit.js';
import { explanationOf } from '../../shared/audits/explain.js';
import type { Session, Step } from '../../shared/session/model.js';
import { blameIndexOf, stepIdOfEvidence } from '../state/blame.js';

export interface Consequence {
  readonly title: string;
  /** Why, or what came back. */
  readonly note?: string;
  /** A folded diagnosis, or the step. */
  readonly findingId?: string;
  readonly stepId?: string;
}

/** Nothing where no error was found: without a cause there are no consequences. */
export function consequencesOf(judgement: Judgement, session: Session): readonly Consequence[] {
  const cause = judgement.findings.find(({ severity }) => severity === 'error');
  if (cause === undefined) return [];
  const first = cause.evidence.map((each) => stepIdOfEvidence(each, session)).find((id) => id !== undefined);
  const from = Math.max(
    0,
    session.steps.findIndex(({ id }) => id === first),
  );
  return [...folded(judgement), ...session.steps.slice(from).flatMap((step) => ofStep(step, judgement, session))];
}

/** Diagnoses that fit too, but that another one explains. */
function folded({ audits, findings }: Judgement): readonly Consequence[] {
  const told = new Set(findings.map(({ id }) => id));
  return audits.flatMap(({ id, verdict }) => {
    const words = verdict === 'fail' && !told.has(id) && !nets.has(id) ? explanationOf(id) : undefined;
    return words === undefined
      ? []
      : [{ title: words.failureTitle, note: 'Fits too; the cause explains it', findingId: id }];
  });
}

/** They say only that something is left over. */
const nets: ReadonlySet<string> = new Set(['sign-in-incomplete', 'step-unexplained', 'walk-unfinished']);

function ofStep(step: Step, judgement: Judgement, session: Session): readonly Consequence[] {
  const { outcome, id: stepId, title } = step;
  if (outcome === 'skipped') {
    // Left out by choice or by place: no consequence of anything.
    const why = (step.failure?.message ?? step.value ?? '').replace(/^skipped: /, '');
    if (/no password|not asked for|only for inside|only for outside/.test(why)) return [];
    return [{ title, note: why === '' ? 'left out' : why, stepId }];
  }
  if (outcome !== 'failed') return [];
  const index = blameIndexOf(judgement, session);
  const hasParts = session.steps.some(({ parentId, outcome: part }) => parentId === stepId && part !== 'ok');
  if (hasParts || index.expected.has(stepId) || index.steps.has(stepId)) return [];
  const note = step.value ?? step.failure?.message;
  return [{ title, ...(note === undefined ? {} : { note }), stepId }];
}
