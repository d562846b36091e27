/** The tree of resources: one tab stop, arrows, Home, End, and Enter to go to the exchange. */
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Icon } from '../common/Icon.js';
import { StatusIcon } from '../common/StatusIcon.js';
import { useRoving } from '../common/useRoving.js';
import type { Status } from '../state/status.js';
import type { ResourceNode } from './resources.js';
import { stateWord } from './resourceWords.js';

interface ResourceTreeViewProps {
  readonly roots: readonly ResourceNode[];
  readonly chosenId: string;
  readonly onChoose: (id: string) => void;
  /** To its exchange. */
  readonly onGo: (node: ResourceNode) => void;
}

interface Line {
  readonly node: ResourceNode;
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
}

/** The lines that are unfolded, in order. */
function linesOf(nodes: readonly ResourceNode[], closed: ReadonlySet<string>, level = 1): readonly Line[] {
  return nodes.flatMap((node, at) => [
    { node, level, position: at + 1, siblings: nodes.length },
    ...(closed.has(node.id) ? [] : linesOf(node.children, closed, level + 1)),
  ]);
}

const statuses: Readonly<Record<ResourceNode['state'], Status>> = {
  read: 'passed',
  embedded: 'passed',
  event: 'passed',
  linked: 'skipped',
  again: 'skipped',
  unreadable: 'failed',
};

export function ResourceTreeView({ roots, chosenId, onChoose, onGo }: ResourceTreeViewProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const focusRow = useRoving(box);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const lines = linesOf(roots, closed);
  const at = Math.max(
    0,
    lines.findIndex(({ node }) => node.id === chosenId),
  );

  const toggle = (id: string, open: boolean): void => {
    const next = new Set(closed);
    if (open) next.delete(id);
    else next.add(id);
    setClosed(next);
  };
  const go = (index: number): void => {
    const line = lines[Math.min(lines.length - 1, Math.max(0, index))];
    if (line === undefined) return;
    focusRow(line.node.id);
    onChoose(line.node.id);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const line = lines[at];
    if (line === undefined) return;
    const { node, level } = line;
    const isOpen = node.children.length > 0 && !closed.has(node.id);
    switch (event.key) {
      case 'ArrowDown':
        go(at + 1);
        break;
      case 'ArrowUp':
        go(at - 1);
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(lines.length - 1);
        break;
      case 'ArrowRight':
        if (isOpen) go(at + 1);
        else if (node.children.length > 0) toggle(node.id, true);
        break;
      case 'ArrowLeft':
        if (isOpen) toggle(node.id, false);
        else go(lines.findLastIndex((each, index) => index < at && each.level < level));
        break;
      case 'Enter':
        onGo(node);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <div ref={box} className="tree rtree" role="tree" aria-label="UCWA resources" onKeyDown={onKeyDown}>
      {lines.map(({ node, level, position, siblings }, index) => {
        const expandable = node.children.length > 0;
        const expanded = expandable && !closed.has(node.id);
        return (
          <div
            key={node.id}
            data-row={node.id}
            role="treeitem"
            className={`rnode ${index === at ? 'sel' : ''} ${node.state === 'linked' || node.state === 'again' ? 'muted' : ''}`}
            aria-level={level}
            aria-setsize={siblings}
            aria-posinset={position}
            {...(expandable ? { 'aria-expanded': expanded } : {})}
            aria-selected={index === at}
            tabIndex={index === at ? 0 : -1}
            style={{ paddingLeft: 8 + (level - 1) * 16 }}
            onClick={() => onChoose(node.id)}
            onDoubleClick={() => onGo(node)}
          >
            <span
              className="chev"
              onClick={(event) => {
                if (!expandable) return;
                event.stopPropagation();
                toggle(node.id, !expanded);
              }}
            >
              {expandable ? <Icon name={expanded ? 'chev-d' : 'chev-r'} className="sm" /> : null}
            </span>
            <StatusIcon status={statuses[node.state]} silent />
            <span className="t">{node.rel}</span>
            <span className="rs-path mono" aria-hidden>
              <bdi dir="ltr">{node.href}</bdi>
            </span>
            <span className="v">
              <span className="vh">, </span>
              {stateWord(node)}
            </span>
          </div>
        );
      })}
    </div>
  );
}
