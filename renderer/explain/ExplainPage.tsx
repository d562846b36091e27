/** Every diagnosis and code, searchable, without a network: the same words as `lyncscope explain`. */
import type { ReactNode } from 'react';
import type { Judgement } from '../../shared/audits/audit.js';
import type { Session } from '../../shared/session/model.js';
import { Empty } from '../common/Empty.js';
import { useViewStore } from '../state/viewStore.js';
import { TopicList } from './TopicList.js';
import { TopicPage } from './TopicPage.js';
import { topicOf, topics } from './topics.js';

interface ExplainPageProps {
  readonly session: Session | null;
  readonly judgement: Judgement | null;
}

export function ExplainPage({ session, judgement }: ExplainPageProps): ReactNode {
  const explain = useViewStore((state) => state.explain);
  if (explain === null) return null;
  const topic = explain.id === null ? undefined : topicOf(explain.id);
  const findings = judgement?.findings ?? [];
  return (
    <div className="explain">
      <TopicList query={explain.query} chosen={topic?.id ?? null} findings={findings} />
      <main className="explain-main" key={topic?.id ?? ''} tabIndex={-1}>
        {topic === undefined ? (
          <>
            <h1 className="vh">Diagnoses and codes</h1>
            <Empty
              icon="doc"
              title={explain.id === null ? 'What a finding means, and how it is mended' : `No entry for ${explain.id}`}
              text={`Choose one of ${topics.length} entries, or search for words, an id, or the code of an ms-diagnostics header. Nothing is asked of the network.`}
            />
          </>
        ) : (
          <TopicPage topic={topic} session={session} findings={findings} />
        )}
      </main>
    </div>
  );
}
