/** One diagnosis or one code in full: why it matters, what is behind it, what to do, and how sure that is. */
import type { ReactNode } from 'react';
import type { Finding } from '../../shared/audits/audit.js';
import type { Session } from '../../shared/session/model.js';
import { CopyButton } from '../common/CopyButton.js';
import { Icon } from '../common/Icon.js';
import { severityIcons } from '../findings/severity.js';
import { jumpTo } from '../state/selection.js';
import { useViewStore } from '../state/viewStore.js';
import { Commands } from './Commands.js';
import type { Topic } from './topics.js';

interface TopicPageProps {
  readonly topic: Topic;
  readonly session: Session | null;
  readonly findings: readonly Finding[];
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** The same diagnosis in the walk on screen, with the way to its proof. */
function FoundHere({ topic, session, findings }: TopicPageProps): ReactNode {
  if (session === null) return null;
  return findings.map((finding, index) => {
    if (finding.id !== topic.id) return null;
    const { icon, tone, word } = severityIcons[finding.severity];
    return (
      <div key={index} className={`o-finding ${finding.severity}`}>
        <Icon name={icon} className={tone} label={word} />
        <div className="grow">
          <strong>In this walk: {finding.title}</strong>
          <p>{finding.cause}</p>
        </div>
        {finding.evidence.length === 0 ? null : (
          <button
            type="button"
            className="btn s"
            onClick={() => {
              jumpTo(session, finding, index, 0);
              useViewStore.setState({ screen: 'walk' });
            }}
          >
            Show the proof
          </button>
        )}
      </div>
    );
  });
}

export function TopicPage(props: TopicPageProps): ReactNode {
  const { topic } = props;
  return (
    <article className="topic-page" aria-labelledby="topic-title">
      <p className="topic-id">
        <code>{topic.id}</code>
        <CopyButton label="Copy the id" text={() => topic.id} />
        {topic.kind === 'diagnosis' && topic.entry.likely !== undefined ? (
          <span className="badge likely">likely, not certain</span>
        ) : null}
      </p>
      <h1 id="topic-title">{topic.title}</h1>
      <FoundHere {...props} />
      {topic.kind === 'diagnosis' ? <Diagnosis topic={topic} /> : <Code topic={topic} />}
    </article>
  );
}

function Diagnosis({ topic: { entry } }: { readonly topic: Extract<Topic, { kind: 'diagnosis' }> }): ReactNode {
  return (
    <>
      <Part title="Why it matters">
        <p>{entry.why}</p>
      </Part>
      <Part title="What is usually behind it">
        <p>{entry.cause}</p>
        {entry.likely === undefined ? null : (
          <p className="topic-likely">
            <strong>Likely, not certain.</strong> {entry.likely}
          </p>
        )}
      </Part>
      <Part title="What to do">
        <p>{entry.fix}</p>
        <Commands commands={entry.commands} />
      </Part>
      <Part title="What to tell the user">
        <div className="topic-say">
          <p>{entry.caller}</p>
          <CopyButton label="Copy for the user" text={() => entry.caller} />
        </div>
      </Part>
      <Part title="When all is well">
        <p>{entry.title}.</p>
      </Part>
      {entry.sources.length === 0 ? null : (
        <Part title="Sources">
          <ul className="topic-sources">
            {entry.sources.map((source) => (
              <li key={source}>{source}</li>
            ))}
          </ul>
        </Part>
      )}
    </>
  );
}

function Code({ topic: { code } }: { readonly topic: Extract<Topic, { kind: 'code' }> }): ReactNode {
  return (
    <>
      <Part title="What it means">
        <p>{code.cause}</p>
      </Part>
      <Part title="What to do">
        <p>{code.fix}</p>
      </Part>
      <Part title="How sure this is">
        <p>
          A code explains an answer, it proves nothing by itself. The words of the code are those of the wire; its
          meaning and what to do are likely, not certain.
        </p>
      </Part>
      <Part title="Source">
        <p>{code.source}</p>
      </Part>
    </>
  );
}
