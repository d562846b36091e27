/** The search field and what it finds: diagnoses first, then codes. Arrow keys move from one to the next. */
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { Finding } from '../../shared/audits/audit.js';
import { count } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import { severityIcons } from '../findings/severity.js';
import { useViewStore } from '../state/viewStore.js';
import { findTopics, type Topic } from './topics.js';

interface TopicListProps {
  readonly query: string;
  readonly chosen: string | null;
  /** Of the walk on screen: marked in the list. */
  readonly findings: readonly Finding[];
}

const choose = (id: string, query: string): void => useViewStore.setState({ explain: { id, query } });

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('#explain-search, .topic')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const to = event.key === 'ArrowDown' ? at + 1 : event.key === 'ArrowUp' ? at - 1 : -1;
  const next = stops[to];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function Group({
  title,
  found,
  props,
}: {
  readonly title: string;
  readonly found: readonly Topic[];
  readonly props: TopicListProps;
}): ReactNode {
  if (found.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="topic-group">
        {title} <span className="count">{count(found.length)}</span>
      </h3>
      <ul>
        {found.map((topic) => {
          const finding = props.findings.find(({ id }) => id === topic.id);
          const mark = finding === undefined ? undefined : severityIcons[finding.severity];
          return (
            <li key={topic.id}>
              <button
                type="button"
                className={`topic ${topic.id === props.chosen ? 'sel' : ''}`}
                aria-current={topic.id === props.chosen ? 'page' : undefined}
                onClick={() => choose(topic.id, props.query)}
              >
                <span className="title">{topic.title}</span>
                <code className="id">{topic.id}</code>
                {mark === undefined ? null : (
                  <Icon name={mark.icon} className={`sm ${mark.tone}`} label={`${mark.word} in this walk`} />
                )}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

export function TopicList(props: TopicListProps): ReactNode {
  const { query, chosen } = props;
  const box = useRef<HTMLElement>(null);
  const found = findTopics(query);
  const [first] = found;
  useEffect(() => document.querySelector<HTMLElement>('#explain-search')?.focus(), []);
  useEffect(() => {
    // Newer browsers answer with a promise, which is no clean-up.
    void box.current?.querySelector('.topic.sel')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <nav ref={box} className="topics" aria-label="Diagnoses and codes" onKeyDown={moveFocus}>
      <div className="topics-head">
        <div className="field soft">
          <Icon name="search" className="sm dimmer" />
          <input
            id="explain-search"
            type="search"
            aria-label="Search diagnoses and codes"
            placeholder="Words, an id or a code"
            spellCheck={false}
            autoComplete="off"
            value={query}
            onChange={(event) => useViewStore.setState({ explain: { id: chosen, query: event.target.value } })}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && first !== undefined) choose(first.id, query);
            }}
          />
        </div>
        <p className="vh" role="status">
          {count(found.length)} found
        </p>
      </div>
      <div className="topics-list">
        {first === undefined ? (
          <p className="nothing">Nothing has all of these words. Try one of them, or the number of a code.</p>
        ) : null}
        <Group title="Diagnoses" found={found.filter(({ kind }) => kind === 'diagnosis')} props={props} />
        <Group title="Codes of servers and clients" found={found.filter(({ kind }) => kind === 'code')} props={props} />
      </div>
    </nav>
  );
}
