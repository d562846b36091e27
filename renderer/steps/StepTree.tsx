/** The steps as a tree: virtual, one tab stop, arrows, Home, End, Enter and type-ahead. */
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { Session } from '../../shared/session/model.js';
import { duration, elapsed } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import { statusClass, StatusIcon } from '../common/StatusIcon.js';
import { useRoving } from '../common/useRoving.js';
import { useRows } from '../common/useRows.js';
import { useRowHeight } from '../common/useRowHeight.js';
import { selectStep } from '../state/selection.js';
import { statusWords } from '../state/status.js';
import type { StepNode } from '../state/stepTree.js';
import { useViewStore } from '../state/viewStore.js';
import { shortTitle } from './shortTitle.js';

interface StepTreeProps {
  readonly session: Session;
  readonly nodes: readonly StepNode[];
  readonly selectedId: string | null;
  /** The walk's clock, for steps that run. */
  readonly nowMs: number;
  readonly onEnter: () => void;
}

function toggle(id: string, open: boolean): void {
  const closedSteps = new Set(useViewStore.getState().closedSteps);
  if (open) closedSteps.delete(id);
  else closedSteps.add(id);
  useViewStore.setState({ closedSteps });
}

/** The colour of the fact at the end of a row: of a failure as its status has it, of what still runs. */
function toneOf({ step, status }: StepNode): string {
  const tells = status === 'failed' || status === 'running' || (status === 'warning' && step.outcome === 'failed');
  return tells ? statusClass[status] : '';
}

/** The fact at the end of a row: a value in wire words, for groups the time they took. */
function valueOf(node: StepNode, nowMs: number): string {
  const { step } = node;
  if (node.status === 'running' && step.endedMs === undefined) return elapsed(nowMs - step.startedMs);
  if (step.outcome === 'skipped') {
    // The whole reason is in the detail; here it would push the title out.
    const reason = step.value?.replace(/^skipped: /, '') ?? 'skipped';
    return reason.length > 16 ? 'skipped' : reason;
  }
  if (node.level === 1 && step.value === undefined && step.endedMs !== undefined)
    return duration(step.endedMs - step.startedMs);
  return step.value ?? '';
}

export function StepTree({ session, nodes, selectedId, nowMs, onEnter }: StepTreeProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const height = useRowHeight();
  const focusRow = useRoving(box);
  const typed = useRef({ text: '', at: 0 });
  const selectedAt = nodes.findIndex((node) => node.step.id === selectedId);
  const stop = Math.max(0, selectedAt);
  const list = useRows({ count: nodes.length, box, height, keep: stop });
  useEffect(() => {
    if (selectedAt >= 0) list.scrollToIndex(selectedAt, { align: 'auto' });
  }, [list, selectedAt, selectedId]);

  const go = (index: number): void => {
    const node = nodes[Math.min(nodes.length - 1, Math.max(0, index))];
    if (node === undefined) return;
    focusRow(node.step.id);
    selectStep(session, node.step.id);
  };

  const titleOf = (node: StepNode | undefined): string => shortTitle(node?.step.title ?? '', session.target.domain);

  const typeAhead = (key: string): void => {
    const now = performance.now();
    typed.current = { text: (now - typed.current.at > 700 ? '' : typed.current.text) + key.toLowerCase(), at: now };
    const { text } = typed.current;
    const from = text.length === 1 ? stop + 1 : stop;
    for (let i = 0; i < nodes.length; i += 1) {
      const at = (from + i) % nodes.length;
      if (titleOf(nodes[at]).toLowerCase().startsWith(text)) return go(at);
    }
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const node = nodes[stop];
    if (node === undefined) return;
    switch (event.key) {
      case 'ArrowDown':
        go(stop + 1);
        break;
      case 'ArrowUp':
        go(stop - 1);
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(nodes.length - 1);
        // While a walk runs, the end is where it goes on.
        if (session.outcome === 'running') useViewStore.setState({ follow: true });
        break;
      case 'ArrowRight':
        if (node.expandable && !node.expanded) toggle(node.step.id, true);
        else if (node.expandable) go(stop + 1);
        break;
      case 'ArrowLeft':
        if (node.expanded) toggle(node.step.id, false);
        else go(nodes.findLastIndex((each, at) => at < stop && each.level < node.level));
        break;
      case 'Enter':
        selectStep(session, node.step.id);
        onEnter();
        break;
      default:
        // Problems are found with E; any other letter is the beginning of a title.
        if (event.key.length !== 1 || /[eE?1-9 ]/.test(event.key)) return;
        typeAhead(event.key);
    }
    event.preventDefault();
  };

  return (
    <div ref={box} id="steps" className="tree" role="tree" aria-label="Steps" onKeyDown={onKeyDown}>
      <div className="virtual" role="none" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((item) => {
          const node = nodes[item.index];
          if (node === undefined) return null;
          const { step, status, level } = node;
          const value = valueOf(node, nowMs);
          const muted = status === 'expected' || status === 'skipped' || status === 'waiting';
          const selected = item.index === selectedAt;
          return (
            <div
              key={step.id}
              data-row={step.id}
              role="treeitem"
              className={`node ${level === 1 ? 'g' : ''} ${muted ? 'muted' : ''} ${selected ? 'sel' : ''}`}
              aria-level={level}
              aria-setsize={node.siblings}
              aria-posinset={node.position}
              {...(node.expandable ? { 'aria-expanded': node.expanded } : {})}
              aria-selected={selected}
              tabIndex={item.index === stop ? 0 : -1}
              style={{ transform: `translateY(${item.start}px)`, paddingLeft: 8 + (level - 1) * 16 }}
              onClick={() => selectStep(session, step.id)}
              onDoubleClick={() => node.expandable && toggle(step.id, !node.expanded)}
            >
              <span
                className="chev"
                onClick={(event) => {
                  if (!node.expandable) return;
                  event.stopPropagation();
                  toggle(step.id, !node.expanded);
                }}
              >
                {node.expandable ? <Icon name={node.expanded ? 'chev-d' : 'chev-r'} className="sm" /> : null}
              </span>
              <StatusIcon status={status} silent />
              <span className="vh">{statusWords[status]}: </span>
              <span className="t" title={step.title}>
                {node.number === undefined ? null : <span className="gn">{node.number}</span>}
                {titleOf(node)}
              </span>
              <span className={`v ${toneOf(node)}`}>
                {value === '' ? null : <span className="vh">, </span>}
                {value}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
