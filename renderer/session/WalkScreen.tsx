/** The walk window: steps and findings on the left; verdict, list and detail on the right. */
import { useMemo, type ReactNode } from 'react';
import type { Judgement } from '../../shared/audits/audit.js';
import type { Session } from '../../shared/session/model.js';
import { Empty } from '../common/Empty.js';
import { Icon } from '../common/Icon.js';
import { Splitter, usePaneSize } from '../common/Splitter.js';
import { FindingsPane } from '../findings/FindingsPane.js';
import { VerdictCard } from '../findings/VerdictCard.js';
import { blameIndexOf } from '../state/blame.js';
import { visibleNodes } from '../state/stepTree.js';
import { useViewStore } from '../state/viewStore.js';
import { useLive } from '../state/walkStore.js';
import { StepTree } from '../steps/StepTree.js';
import { focusList } from './focus.js';
import { RowsPane, type PaneProps } from './RowsPane.js';
import { RunningStrip } from './RunningStrip.js';

interface WalkScreenProps {
  readonly session: Session | null;
  readonly judgement: Judgement | null;
  readonly nowMs: number;
}

export function WalkScreen({ session: recorded, judgement, nowMs }: WalkScreenProps): ReactNode {
  const live = useLive();
  const stepsShown = useViewStore((state) => state.stepsShown);
  const steps = usePaneSize('steps');
  // What a killed program left running runs no more.
  const session = useMemo(
    () =>
      recorded !== null && recorded.outcome === 'running' && !live
        ? { ...recorded, outcome: 'cancelled' as const }
        : recorded,
    [recorded, live],
  );
  if (session === null || recorded === null) {
    return (
      <main className="work alone">
        <section className="main">
          <RunningStrip session={null} nowMs={0} />
          <Empty icon="running" title="The walk begins" text="The first step shows here as soon as it is taken." />
        </section>
      </main>
    );
  }
  const index = blameIndexOf(judgement, session);
  const columns = steps.size === null ? {} : { gridTemplateColumns: `${steps.size}px 0 minmax(0, 1fr)` };
  return (
    <div className={`work ${stepsShown ? '' : 'alone'}`} style={stepsShown ? columns : {}}>
      {stepsShown ? (
        <>
          <StepsPane session={session} judgement={judgement} index={index} nowMs={nowMs} />
          <Splitter label="Width of steps" orientation="vertical" min={224} max={480} pane={steps} controls="side" />
        </>
      ) : null}
      <main className="main">
        {session.outcome === 'running' || judgement === null ? (
          <RunningStrip session={session} nowMs={nowMs} />
        ) : (
          <VerdictCard session={recorded} judgement={judgement} />
        )}
        <RowsPane session={session} judgement={judgement} index={index} nowMs={nowMs} />
      </main>
    </div>
  );
}

function StepsPane({ session, judgement, index, nowMs }: PaneProps): ReactNode {
  const closed = useViewStore((state) => state.closedSteps);
  const stepId = useViewStore((state) => state.stepId);
  const follow = useViewStore((state) => state.follow);
  const findings = usePaneSize('findings');
  const running = session.outcome === 'running';
  return (
    <aside className="side" id="side" aria-label="Steps and findings">
      <div className="panehead">
        <h2 className="grow">Steps</h2>
        {running ? (
          <button
            type="button"
            className="btn quiet s"
            aria-pressed={follow}
            onClick={() => useViewStore.setState({ follow: !follow })}
          >
            {follow ? <Icon name="pass" className="sm" /> : null}
            Follow
          </button>
        ) : null}
      </div>
      <StepTree
        session={session}
        nodes={visibleNodes(session, index, closed)}
        selectedId={stepId}
        nowMs={nowMs}
        onEnter={focusList}
      />
      <Splitter
        label="Height of findings"
        orientation="horizontal"
        after
        min={64}
        max={600}
        pane={findings}
        controls="findings"
      />
      <section
        id="findings"
        className="findings"
        aria-label="Findings"
        style={findings.size === null ? {} : { height: findings.size, maxHeight: 'none' }}
      >
        <FindingsPane session={session} judgement={judgement} />
      </section>
    </aside>
  );
}
