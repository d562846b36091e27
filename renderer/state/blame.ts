/** Which records the findings and expected failures point at: the bridge from opinions to rows. */
import type { Evidence, Finding, Judgement, Severity } from '../../shared/audits/audit.js';
import type { Session, Step } from '../../shared/session/model.js';
import { memoLast } from '../common/memo.js';

export interface Blame {
  readonly finding: Finding;
  readonly evidence: Evidence;
  /** "finding.evidence" by position: names this jump target. */
  readonly key: string;
}

export interface BlameIndex {
  /** Worst severity of all findings. */
  readonly worst?: Severity;
  /** Worst severity of what points into a step or below it, by step id. */
  readonly steps: ReadonlyMap<string, Severity>;
  /** Failed steps that warnings account for: they point at what was asked in them, or at all that failed below. */
  readonly warned: ReadonlySet<string>;
  /** By id of step, lookup, connection, exchange or SIP message. */
  readonly blames: ReadonlyMap<string, readonly Blame[]>;
  /** Reason by record id. */
  readonly expected: ReadonlyMap<string, string>;
}

/** The record an evidence or expected failure names; exactly one of its ids is there. */
export function recordIdOf(
  pointer: Pick<Evidence, 'stepId' | 'lookupId' | 'connectionId' | 'exchangeId'> & Pick<Evidence, 'sipMessageId'>,
): string | undefined {
  return pointer.sipMessageId ?? pointer.exchangeId ?? pointer.connectionId ?? pointer.lookupId ?? pointer.stepId;
}

const none: BlameIndex = { steps: new Map(), warned: new Set(), blames: new Map(), expected: new Map() };

type Records = Pick<Session, 'steps' | 'lookups' | 'connections' | 'exchanges' | 'sipMessages'>;

/** The step of the record an evidence names. */
export function stepIdOfEvidence(evidence: Evidence, session: Records): string | undefined {
  const find = (
    records: readonly { readonly id: string; readonly stepId: string }[],
    id: string | undefined,
  ): string | undefined => (id === undefined ? undefined : records.find((record) => record.id === id)?.stepId);
  return (
    evidence.stepId ??
    find(session.exchanges, evidence.exchangeId) ??
    find(session.connections, evidence.connectionId) ??
    find(session.lookups, evidence.lookupId) ??
    find(session.sipMessages, evidence.sipMessageId)
  );
}

function index(judgement: Judgement | null, session: Records): BlameIndex {
  if (judgement === null) return none;
  const blames = new Map<string, Blame[]>();
  const steps = new Map<string, Severity>();
  const parents = new Map(session.steps.map((step) => [step.id, step.parentId]));
  const add = (id: string | undefined, blame: Blame): void => {
    if (id === undefined) return;
    const known = blames.get(id);
    if (known === undefined) blames.set(id, [blame]);
    else known.push(blame);
  };
  judgement.findings.forEach((finding, findingIndex) => {
    finding.evidence.forEach((evidence, evidenceIndex) => {
      const blame = { finding, evidence, key: `${findingIndex}.${evidenceIndex}` };
      add(recordIdOf(evidence), blame);
      // A step is as bad as what it holds. A file may say that steps lie in each other.
      const marked = new Set<string>();
      let stepId = stepIdOfEvidence(evidence, session);
      while (stepId !== undefined && !marked.has(stepId)) {
        marked.add(stepId);
        steps.set(stepId, worseSeverity(steps.get(stepId), finding.severity));
        stepId = parents.get(stepId);
      }
    });
  });
  const expected = new Map<string, string>();
  for (const entry of judgement.expected) {
    const id = recordIdOf(entry);
    if (id !== undefined) expected.set(id, entry.reason);
  }
  const worst = severities.find((severity) => judgement.findings.some((finding) => finding.severity === severity));
  const warned = warnedSteps(judgement, session, expected);
  return { ...(worst === undefined ? {} : { worst }), steps, warned, blames, expected };
}

/** From the leaves up. A certificate that ends soon is a remark about a connection, not why what it carried failed. */
function warnedSteps(
  { findings }: Judgement,
  session: Records,
  expected: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const named = new Set(
    findings
      .filter(({ severity }) => severity === 'warning')
      .flatMap(({ evidence }) => evidence.filter(({ connectionId }) => connectionId === undefined))
      .map((evidence) => stepIdOfEvidence(evidence, session)),
  );
  const failedBelow = new Map<string, Step[]>();
  const warned = new Set<string>();
  // A step is recorded after the one that holds it.
  for (const step of session.steps.toReversed()) {
    if (step.outcome !== 'failed' || expected.has(step.id)) continue;
    const below = failedBelow.get(step.id);
    if (below === undefined ? named.has(step.id) : below.every(({ id }) => warned.has(id))) warned.add(step.id);
    if (step.parentId !== undefined) failedBelow.set(step.parentId, [...(failedBelow.get(step.parentId) ?? []), step]);
  }
  return warned;
}

const severities: readonly Severity[] = ['error', 'warning', 'info'];

function worseSeverity(known: Severity | undefined, other: Severity): Severity {
  return known !== undefined && severities.indexOf(known) < severities.indexOf(other) ? known : other;
}

/** Blames and expected failures by record. Remembers its last answer. */
const remembered = memoLast(
  (
    judgement: Judgement | null,
    lookups: Session['lookups'],
    connections: Session['connections'],
    exchanges: Session['exchanges'],
    sipMessages: Session['sipMessages'],
    steps: Session['steps'],
  ) => index(judgement, { steps, lookups, connections, exchanges, sipMessages }),
);
export function blameIndexOf(judgement: Judgement | null, session: Session): BlameIndex {
  const { lookups, connections, exchanges, sipMessages, steps } = session;
  return remembered(judgement, lookups, connections, exchanges, sipMessages, steps);
}
