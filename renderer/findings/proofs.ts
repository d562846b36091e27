/** From a sentence of the verdict to its proof. */
import type { Evidence, Judgement } from '../../shared/audits/audit.js';
import type { Session } from '../../shared/session/model.js';
import { recordIdOf } from '../state/blame.js';
import { proofOf, showEvidence } from '../state/selection.js';
import { focusDetail } from '../session/focus.js';

/** The finding's evidence that an evidence stands for, as "finding.evidence"; '' where no finding has it. */
export function keyOfEvidence({ findings }: Judgement, evidence: Evidence): string {
  for (const [at, finding] of findings.entries()) {
    const own = finding.evidence.findIndex(
      (each) => recordIdOf(each) === recordIdOf(evidence) && each.part === evidence.part,
    );
    if (own >= 0) return `${at}.${own}`;
  }
  return '';
}

/** Shows the place and moves the focus there: what held it folds away. */
export function goToProof(session: Session, judgement: Judgement, evidence: Evidence): void {
  showEvidence(session, evidence, keyOfEvidence(judgement, evidence));
  requestAnimationFrame(focusDetail);
}

/** "6, 7 and 8": the rows of the proofs, each once; '' where no proof has a row. */
export function proofNumbers(session: Session, evidence: readonly Evidence[]): string {
  const numbers = [...new Set(evidence.flatMap((each) => proofOf(each, session).number ?? []))];
  const shown = numbers.length > 4 ? numbers.slice(0, 3) : numbers;
  if (numbers.length > 4) return `${shown.join(', ')} and ${numbers.length - 3} more`;
  const last = shown.at(-1);
  return shown.length < 2 ? String(last ?? '') : `${shown.slice(0, -1).join(', ')} and ${last}`;
}
