/** All findings, root cause first. Enter goes to the first evidence, again for the next. */
import type { ReactNode } from 'react';
import type { Finding, Judgement } from '../../shared/audits/audit.js';
import type { Session } from '../../shared/session/model.js';
import { Icon } from '../common/Icon.js';
import { jumpTo, nextEvidence, proofOf } from '../state/selection.js';
import { useViewStore } from '../state/viewStore.js';
import { severityIcons } from './severity.js';

/** "Proof: 6, 7 and 8", or what the evidence is where it has no row. */
function proofLine(finding: Finding, session: Session): string {
  const proofs = finding.evidence.map((evidence) => proofOf(evidence, session));
  const numbers = [...new Set(proofs.flatMap((proof) => proof.number ?? []))];
  if (numbers.length === 0) return proofs[0]?.text ?? '';
  const last = numbers.at(-1);
  const list = numbers.length === 1 ? String(last) : `${numbers.slice(0, -1).join(', ')} and ${last}`;
  return `Proof: ${list}`;
}

interface FindingsPaneProps {
  readonly session: Session;
  readonly judgement: Judgement | null;
}

export function FindingsPane({ session, judgement }: FindingsPaneProps): ReactNode {
  const jump = useViewStore((state) => state.jump);
  const findings = judgement?.findings ?? [];
  return (
    <>
      <div className="panehead">
        <h2>Findings</h2>
        <span className="count">{findings.length}</span>
      </div>
      {findings.length === 0 ? (
        <p className="nothing">
          {judgement === null || session.outcome === 'running' ? 'Nothing found so far.' : 'Nothing found.'}
        </p>
      ) : (
        <ul className="finding-list">
          {findings.map((finding, index) => {
            const { icon, tone, word } = severityIcons[finding.severity];
            const here = jump?.key.startsWith(`${index}.`) === true;
            return (
              <li key={`${finding.id} ${index}`}>
                <button
                  type="button"
                  className={`finding ${here ? 'here' : ''}`}
                  aria-current={here}
                  disabled={finding.evidence.length === 0}
                  onClick={() => jumpTo(session, finding, index, nextEvidence(finding, index, jump?.key))}
                >
                  <Icon name={icon} className={tone} label={word} />
                  <span className="title">{finding.title}</span>
                  <small>
                    {proofLine(finding, session)} <span className="id">{finding.id}</span>
                  </small>
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
