/** The verdict: cause, two sentences and proof beside the three voices; one line after the first proof, and when all is well. */
import { useState, type ReactNode } from 'react';
import type { Finding, Judgement } from '../../shared/audits/audit.js';
import type { Session } from '../../shared/session/model.js';
import { duration, plural } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import { useNarrow } from '../common/useRowHeight.js';
import { openExplain } from '../explain/openExplain.js';
import { groupNumberOf } from '../state/stepTree.js';
import { proofOf } from '../state/selection.js';
import { useViewStore } from '../state/viewStore.js';
import { goToProof } from './proofs.js';
import { Sentence } from './Sentence.js';
import { Voices } from './Voices.js';

interface VerdictCardProps {
  readonly session: Session;
  readonly judgement: Judgement;
}

function VerdictIcon({ verdict }: { readonly verdict: Judgement['verdict'] | 'cancelled' }): ReactNode {
  if (verdict === 'cancelled') return <Icon name="cancelled" className="lg cancelled" label="Cancelled" />;
  if (verdict === 'fail') return <Icon name="fail" className="lg fail" label="Failed" />;
  if (verdict === 'warn') return <Icon name="warn" className="lg warn" label="Warning" />;
  return (
    <svg className="i lg pass" viewBox="0 0 24 24" role="img" aria-label="Passed">
      <circle cx="12" cy="12" r="10.5" fill="currentColor" stroke="none" />
      <path d="M7 12.6 10.6 16 17 8.6" className="ko" strokeWidth="2" />
    </svg>
  );
}

function Proof({ session, judgement, cause }: VerdictCardProps & { readonly cause: Finding }): ReactNode {
  return (
    <div className="v-meta">
      {cause.evidence.length === 0 ? null : <span className="lbl">Proof</span>}
      {cause.evidence.slice(0, 4).map((evidence, at) => {
        const { number, text } = proofOf(evidence, session);
        return (
          <button key={at} type="button" className="chip" onClick={() => goToProof(session, judgement, evidence)}>
            {number === undefined ? null : <b>{number}</b>}
            <code>{text}</code>
          </button>
        );
      })}
      <button type="button" className="btn quiet s" onClick={() => openExplain(cause.id)}>
        <Icon name="help" />
        Explain
      </button>
    </div>
  );
}

/** "Stopped by you in step 2, after 4.40 s" */
function stoppedLine(session: Session): string {
  const last = session.steps.findLast((step) => step.outcome === 'cancelled' && step.kind !== 'walk');
  const number = last === undefined ? undefined : groupNumberOf(session.steps, last.id);
  const where = number === undefined ? '' : ` in step ${number}`;
  const after = session.endedMs === undefined ? '' : `, after ${duration(session.endedMs)}`;
  return `Stopped by you${where}${after}`;
}

const stoppedWords = 'Everything up to then is kept. No verdict: the walk did not reach an end.';

/** Summary, other independent errors, and the proof of the first. */
function Reasons({ session, judgement }: VerdictCardProps): ReactNode {
  const [cause] = judgement.findings;
  const also = judgement.findings.filter((finding, index) => index > 0 && finding.severity === 'error');
  return (
    <>
      <p className="why">{judgement.summary || (session.outcome === 'cancelled' ? stoppedWords : '')}</p>
      {also.map((finding, at) => (
        <p key={at} className="why">
          Also:{' '}
          <Sentence
            session={session}
            judgement={judgement}
            statement={{ text: finding.title, evidence: finding.evidence }}
          />
        </p>
      ))}
      {cause === undefined ? null : <Proof session={session} judgement={judgement} cause={cause} />}
    </>
  );
}

export function VerdictCard({ session, judgement }: VerdictCardProps): ReactNode {
  const open = useViewStore((state) => state.verdictOpen);
  const narrow = useNarrow();
  /** Where there is no room, details float over the list while they are wanted. */
  const [floating, setFloating] = useState(false);
  const cancelled = session.outcome === 'cancelled';
  const headline = cancelled ? stoppedLine(session) : judgement.headline;
  const full = !narrow && (open ?? (judgement.verdict !== 'pass' || cancelled));
  const shown = narrow ? floating : full;
  const toggle = (): void => (narrow ? setFloating(!floating) : useViewStore.setState({ verdictOpen: !full }));
  const details = (
    <button type="button" className="btn s" aria-expanded={shown} onClick={toggle}>
      Details
      <Icon name="chev-d" className="sm" />
    </button>
  );
  return (
    <section className={`verdict ${full ? '' : 'strip'}`} aria-label="Verdict">
      <div className="v-head">
        <VerdictIcon verdict={cancelled ? 'cancelled' : judgement.verdict} />
        <h1 title={headline}>{headline}</h1>
        {full ? <Reasons session={session} judgement={judgement} /> : null}
      </div>
      {full ? (
        <div className="v-say">
          <Voices
            session={session}
            judgement={judgement}
            end={
              <button type="button" className="btn quiet s" aria-expanded onClick={toggle}>
                Less
              </button>
            }
          />
        </div>
      ) : (
        <div className="v-side">
          <span className="dimmer opt-wide">{plural(judgement.findings.length, 'finding', 'findings')}</span>
          {details}
        </div>
      )}
      {narrow && floating ? (
        <div
          className="v-pop"
          onClick={(event) => {
            // A proof was followed: what covers it goes.
            if (event.target instanceof Element && event.target.closest('.say, .chip') !== null) setFloating(false);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            setFloating(false);
          }}
        >
          <h2 className="v-full">{headline}</h2>
          <Reasons session={session} judgement={judgement} />
          <Voices session={session} judgement={judgement} />
        </div>
      ) : null}
    </section>
  );
}
