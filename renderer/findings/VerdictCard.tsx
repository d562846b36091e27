/** The verdict: cause, two sentences, proof chips and what to do; one line after the first proof, and when all is well. */
import { useState, type ReactNode } from 'react';
import type { Finding, Judgement } from '../../shared/audits/audit.js';
import type { Session } from '../../shared/session/model.js';
import { CopyButton } from '../common/CopyButton.js';
import { duration, plural } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import { useNarrow } from '../common/useRowHeight.js';
import { groupNumberOf } from '../state/stepTree.js';
import { jumpTo, proofOf } from '../state/selection.js';
import { useViewStore } from '../state/viewStore.js';
import { severityIcons } from './severity.js';

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

function Proof({
  session,
  finding,
  index,
}: {
  readonly session: Session;
  readonly finding: Finding;
  readonly index: number;
}): ReactNode {
  if (finding.evidence.length === 0) return null;
  return (
    <div className="v-meta">
      <span className="lbl">Proof</span>
      {finding.evidence.slice(0, 4).map((evidence, at) => {
        const { number, text } = proofOf(evidence, session);
        return (
          <button key={at} type="button" className="chip" onClick={() => jumpTo(session, finding, index, at)}>
            {number === undefined ? null : <b>{number}</b>}
            <code>{text}</code>
          </button>
        );
      })}
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

export function VerdictCard({ session, judgement }: VerdictCardProps): ReactNode {
  const open = useViewStore((state) => state.verdictOpen);
  const narrow = useNarrow();
  /** Where there is no room, details float over the list while they are wanted. */
  const [floating, setFloating] = useState(false);
  const cancelled = session.outcome === 'cancelled';
  const [cause] = judgement.findings;
  const also = judgement.findings.filter((finding, index) => index > 0 && finding.severity === 'error');
  const headline = cancelled ? stoppedLine(session) : judgement.headline;
  const hasMore = cause !== undefined || judgement.summary !== '';
  const full = (open ?? (judgement.verdict !== 'pass' || cancelled)) && hasMore;
  const details = (
    <>
      <p className="why">
        {judgement.summary ||
          (cancelled ? 'Everything up to then is kept. No verdict: the walk did not reach an end.' : '')}
      </p>
      {also.length === 0 ? null : <p className="why">Also: {also.map((finding) => finding.title).join('; ')}.</p>}
      {cause === undefined ? null : <Proof session={session} finding={cause} index={0} />}
    </>
  );
  return (
    <section className={`verdict ${full && !narrow ? '' : 'strip'}`} aria-label="Verdict">
      <div className="v-head">
        <VerdictIcon verdict={cancelled ? 'cancelled' : judgement.verdict} />
        <h1 title={headline}>{headline}</h1>
        {full && !narrow ? details : null}
      </div>
      {full && !narrow && cause !== undefined ? (
        <div className="v-say">
          <div className="bar">
            <h2>
              <Icon name={severityIcons[cause.severity].icon} className={`sm ${severityIcons[cause.severity].tone}`} />{' '}
              What to do
            </h2>
            <span className="grow" />
            <button type="button" className="btn quiet s" onClick={() => useViewStore.setState({ verdictOpen: false })}>
              Less
            </button>
            <CopyButton words label="Copy" text={() => `${cause.title}\n\n${cause.cause}\n\n${cause.fix}\n`} />
          </div>
          <p>{cause.fix}</p>
        </div>
      ) : null}
      {full && !narrow ? null : (
        <div className="v-side">
          <span className="dimmer opt-wide">{plural(judgement.findings.length, 'finding', 'findings')}</span>
          {hasMore ? (
            <button
              type="button"
              className="btn s"
              aria-expanded={narrow && floating}
              onClick={() => (narrow ? setFloating(!floating) : useViewStore.setState({ verdictOpen: true }))}
            >
              Details
              <Icon name="chev-d" className="sm" />
            </button>
          ) : null}
        </div>
      )}
      {narrow && floating ? (
        <div
          className="v-pop"
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            setFloating(false);
          }}
        >
          {details}
          {cause === undefined ? null : (
            <>
              <h2>What to do</h2>
              <p>{cause.fix}</p>
            </>
          )}
        </div>
      ) : null}
    </section>
  );
}
