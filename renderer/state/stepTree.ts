/** The step tree as it is drawn: visible nodes in order, with level, position and the status a folded node shows. */
import type { Session, Step } from '../../shared/session/model.js';
import { memoLast } from '../common/memo.js';
import type { BlameIndex } from './blame.js';
import { stepStatus, worse, type Status } from './status.js';

export interface StepNode {
  readonly step: Step;
  /** From 1. */
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  /** Of the nodes of level 1. */
  readonly number?: number;
  readonly expandable: boolean;
  readonly expanded: boolean;
  readonly status: Status;
}

interface Tree {
  readonly roots: readonly Step[];
  readonly children: ReadonlyMap<string, readonly Step[]>;
}

/** Children by parent. The walk itself is the window's title, so its children are the roots. */
export const treeOf = memoLast((steps: Session['steps']): Tree => {
  const known = new Set(steps.map((step) => step.id));
  const children = new Map<string, Step[]>();
  const tops: Step[] = [];
  for (const step of steps) {
    if (step.parentId === undefined || !known.has(step.parentId)) {
      tops.push(step);
      continue;
    }
    const siblings = children.get(step.parentId);
    if (siblings === undefined) children.set(step.parentId, [step]);
    else siblings.push(step);
  }
  const roots = tops.flatMap((step) => (step.kind === 'walk' ? (children.get(step.id) ?? []) : [step]));
  return { roots, children };
});

/** Worst status of a step and all below it, expected failures and skips apart. */
function worstBelow(step: Step, tree: Tree, session: Session, index: BlameIndex): Status {
  let status = stepStatus(step, session, index);
  // A group that must fail here says so for all it holds.
  if (status === 'expected' || status === 'skipped') return status;
  for (const child of tree.children.get(step.id) ?? []) {
    const below = worstBelow(child, tree, session, index);
    if (below !== 'expected' && below !== 'skipped') status = worse(status, below);
  }
  return status;
}

function draw(session: Session, index: BlameIndex, closed: ReadonlySet<string>): readonly StepNode[] {
  const tree = treeOf(session.steps);
  const nodes: StepNode[] = [];
  const walk = (steps: readonly Step[], level: number): void => {
    steps.forEach((step, at) => {
      const children = tree.children.get(step.id) ?? [];
      const expanded = children.length > 0 && !closed.has(step.id);
      nodes.push({
        step,
        level,
        position: at + 1,
        siblings: steps.length,
        ...(level === 1 ? { number: at + 1 } : {}),
        expandable: children.length > 0,
        expanded,
        status: expanded ? stepStatus(step, session, index) : worstBelow(step, tree, session, index),
      });
      if (expanded) walk(children, level + 1);
    });
  };
  walk(tree.roots, 1);
  return nodes;
}

/** The visible nodes. Remembers its last answer. */
export const visibleNodes = memoLast(draw);

/** Ids of a step and everything below it. */
export function withDescendants(steps: Session['steps'], id: string): ReadonlySet<string> {
  const { children } = treeOf(steps);
  const all = new Set<string>();
  const add = (each: string): void => {
    // A file may say that steps lie in each other.
    if (all.has(each)) return;
    all.add(each);
    for (const child of children.get(each) ?? []) add(child.id);
  };
  add(id);
  return all;
}

/** Ids of the steps above a step, nearest first. */
export function ancestorsOf(steps: Session['steps'], id: string): readonly string[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const above: string[] = [];
  let parent = byId.get(id)?.parentId;
  while (parent !== undefined && !above.includes(parent)) {
    above.push(parent);
    parent = byId.get(parent)?.parentId;
  }
  return above;
}

/** The number of the group a step belongs to, as drawn before level 1. */
export function groupNumberOf(steps: Session['steps'], id: string): number | undefined {
  const { roots } = treeOf(steps);
  const line = new Set([id, ...ancestorsOf(steps, id)]);
  const at = roots.findIndex((step) => line.has(step.id));
  return at < 0 ? undefined : at + 1;
}
