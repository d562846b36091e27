/** All findings, root cause first; what follows from it folded under it, expected failures grey and apart. */
import { useMemo, type ReactNode } from 'react';
import type { Finding, Judgement } from '../../shared/audits/audit.js';
import type { Session } from '../../shared/session/model.js';
import { Icon } from '../common/Icon.js';
import { openExplain } from '../explain/openExplain.js';
import { recordIdOf } from '../state/blame.js';
import { jumpTo, nextEvidence, proofOf, selectStep, showEvidence } from '../state/selection.js';
import { useViewStore } from '../state/viewStore.js';
import { consequencesOf, type Consequence } from './consequences.js';
import { Fold } from './Fold.js';
import { proofNumbers } from './proofs.js';
import { severityIcons } from './severity.js';

/** "Proof: 6, 7 and 8", or what the evidence is where it has no row. */
function proofLine({ evidence }: Finding, session: Session): string {
  const numbers = proofNumbers(session, evidence);
  const [first] = evidence;
  if (numbers !== '') return `Proof: ${numbers}`;
  return first === undefined ? '' : proofOf(first, session).text;
}

interface FindingsPaneProps {
  readonly session: Session;
  readonly judgement: Judgement | null;
}

/** Enter goes to the first evidence, again for the next. */
function FindingRow({
  session,
  finding,
  index,
}: {
  readonly session: Session;
  readonly finding: Finding;
  readonly index: number;
}): ReactNode {
  const jump = useViewStore((state) => state.jump);
  const { icon, tone, word } = severityIcons[finding.severity];
  const here = jump?.key.startsWith(`${index}.`) === true;
  return (
    <div className="finding-row">
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
      <ExplainButton id={finding.id} title={finding.title} />
    </div>
  );
}

function ExplainButton({ id, title }: { readonly id: string; readonly title: string }): ReactNode {
  return (
    <button
      type="button"
      className="btn icon s"
      aria-label={`Explain: ${title}`}
      title={`Explain ${id}`}
      onClick={() => openExplain(id)}
    >
      <Icon name="help" />
    </button>
  );
}

function Follows({
  session,
  consequence,
}: {
  readonly session: Session;
  readonly consequence: Consequence;
}): ReactNode {
  const { stepId, findingId, title, note } = consequence;
  return (
    <li>
      <button
        type="button"
        className="finding"
        onClick={() => {
          if (stepId !== undefined) selectStep(session, stepId);
          else if (findingId !== undefined) openExplain(findingId);
        }}
      >
        <Icon name={stepId === undefined ? 'info' : 'skipped'} className="dim" />
        <span className="title">{title}</span>
        {note === undefined ? null : <small>{note}</small>}
      </button>
    </li>
  );
}

export function FindingsPane({ session, judgement }: FindingsPaneProps): ReactNode {
  const findings = judgement?.findings ?? [];
  const expected = judgement?.expected ?? [];
  const over = judgement !== null && session.outcome !== 'running';
  const consequences = useMemo(() => (over ? consequencesOf(judgement, session) : []), [over, judgement, session]);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return (
    <>
      <div className="panehead">
        <h2>Findings</h2>
        <span className="count">{findings.length}</span>
      </div>
      {findings.length === 0 ? (
        <p className="nothing">{over ? 'Nothing found.' : 'Nothing found so far.'}</p>
      ) : (
        <ul className="finding-list">
          {findings.map((finding, index) => (
            <li key={`${finding.id} ${index}`}>
              <FindingRow session={session} finding={finding} index={index} />
              {index === errors - 1 ? (
                <Fold
                  className="follows"
                  title={errors === 1 ? 'Follows from it' : 'Follows from these'}
                  count={consequences.length}
                >
                  {consequences.map((each, at) => (
                    <Follows key={at} session={session} consequence={each} />
                  ))}
                </Fold>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      <Fold className="expected" title="Expected failures" count={expected.length}>
        {expected.map((each, at) => (
          <li key={recordIdOf(each) ?? at}>
            <button
              type="button"
              className="finding"
              onClick={() =>
                showEvidence(session, { ...each, part: each.lookupId === undefined ? 'failure' : 'lookup' })
              }
            >
              <Icon name="expected" className="expected" label="Expected failure" />
              <span className="title">{each.reason}</span>
            </button>
          </li>
        ))}
      </Fold>
    </>
  );
}
