/** The map's way of reading steps: the status of a step on it, and the texts of its boxes. */
import { factOf } from '../../shared/session/facts.js';
import type { Session, Side, Step, StepKind } from '../../shared/session/model.js';
import { failureWords } from '../exchange/words.js';
import { stepIdOfEvidence, type BlameIndex } from '../state/blame.js';
import { stepStatus, type Status } from '../state/status.js';
import { treeOf, withDescendants } from '../state/stepTree.js';
import type { BoxStatus, MapBox } from './model.js';

/** A session with what is said of it, and what every part of the map asks of both. */
export interface Survey {
  readonly session: Session;
  readonly index: BlameIndex;
  /** Where the client is, by the user's word, else by the servers'. */
  readonly seat: 'inside' | 'outside' | 'unknown';
  /** The sides that cannot be reached from where the client is, and need not be. */
  readonly elsewhere: ReadonlySet<Side>;
}

export function surveyOf(session: Session, index: BlameIndex): Survey {
  const elsewhere = session.steps.flatMap((step) =>
    step.kind === 'side' && step.side !== undefined && stepStatus(step, session, index) === 'expected'
      ? [step.side]
      : [],
  );
  return { session, index, seat: seatOf(session), elsewhere: new Set(elsewhere) };
}

function seatOf({ target, steps }: Session): Survey['seat'] {
  if (target.location !== 'unknown') return target.location;
  for (const step of steps) {
    const place = factOf(step, 'access-location')?.toLowerCase();
    if (place === 'internal') return 'inside';
    if (place === 'external') return 'outside';
  }
  return 'unknown';
}

/** What was not asked of a side that is elsewhere is not merely untested: it cannot be reached. */
export function statusOn({ session, index, elsewhere }: Survey, step: Step, side = step.side): Status {
  const own = stepStatus(step, session, index);
  return own === 'skipped' && side !== undefined && elsewhere.has(side) ? 'expected' : own;
}

/** A guest joins from one side; on the other one there is nothing for the walk to ask. */
export function isAsked({ session }: Survey, side: Side): boolean {
  if (session.target.meeting === undefined) return true;
  const isOn = (each: Side): boolean => session.steps.some((step) => step.side === each);
  return isOn(side) || (side === 'external' && !isOn('internal'));
}

/** Status of what no step is about. */
export function untouched({ session, elsewhere }: Survey, side: Side): Status {
  if (elsewhere.has(side)) return 'expected';
  return session.outcome === 'running' ? 'waiting' : 'skipped';
}

/** Steps of a kind on a side, in order. */
export function stepsOn({ session }: Survey, kind: StepKind, side: Side): readonly Step[] {
  return session.steps.filter((step) => step.kind === kind && step.side === side);
}

/** The side a step is on: its own, else that of the first step below it that did something, else the client's. */
export function sideOf(survey: Survey, step: Step): Side {
  const { children } = treeOf(survey.session.steps);
  const seen = new Set<string>();
  const below = (each: Step): Side | undefined => {
    if (each.side !== undefined) return each.outcome === 'skipped' ? undefined : each.side;
    if (seen.has(each.id)) return undefined;
    seen.add(each.id);
    for (const child of children.get(each.id) ?? []) {
      const side = below(child);
      if (side !== undefined) return side;
    }
    return undefined;
  };
  return step.side ?? below(step) ?? (survey.seat === 'inside' ? 'internal' : 'external');
}

/** "skipped: no password" → "No password" */
export function reasonOf(step: Step): string {
  const reason = (step.failure?.message ?? step.value ?? '').replace(/^skipped: /, '');
  return reason === '' ? 'Not tested' : reason.charAt(0).toUpperCase() + reason.slice(1);
}

/** What came of a step, short. */
export function outcomeText(step: Step, status: Status, done: string): string {
  switch (status) {
    case 'expected':
      return step.failure === undefined ? 'Not reached from here' : failureWords(step.failure.code);
    case 'skipped':
      return reasonOf(step);
    case 'failed':
    case 'warning':
      if (step.failure !== undefined) return failureWords(step.failure.code);
      return step.value ?? (status === 'failed' ? 'Failed' : done);
    case 'running':
      return 'Asked just now';
    case 'waiting':
      return 'Not started';
    case 'cancelled':
      return 'Stopped before its end';
    default:
      return step.value ?? done;
  }
}

/** What is wrong with a step: what a finding says of what is in it, else how the servers answered, else how it failed. */
export function troubleOf(survey: Survey, step: Step, status: BoxStatus): string | undefined {
  if (status !== 'failed' && status !== 'warning') return undefined;
  const { session, index } = survey;
  const below = withDescendants(session.steps, step.id);
  for (const blames of index.blames.values()) {
    const own = blames.find(({ finding, evidence }) => {
      const at = finding.severity === 'info' ? undefined : stepIdOfEvidence(evidence, session);
      return at !== undefined && below.has(at);
    });
    if (own !== undefined) return own.finding.title;
  }
  if (step.failure?.code !== 'unexpected_status') return undefined;
  const answer = session.exchanges.findLast(
    ({ stepId, response, expectedStatuses }) =>
      below.has(stepId) && response !== undefined && !expectedStatuses.includes(response.status),
  )?.response;
  return answer === undefined ? undefined : `${answer.status} ${answer.reason}`.trim();
}

/** A box for a step; where nothing is told otherwise, it shows what came of it and leads to it. */
export function boxOf(
  survey: Survey,
  step: Step,
  part: Pick<MapBox, 'key' | 'title'> & Partial<MapBox>,
  done = 'Done',
): MapBox {
  const status = statusOn(survey, step);
  const text = troubleOf(survey, step, status) ?? outcomeText(step, status, done);
  return { status, names: [], text, target: { stepId: step.id }, ...part };
}
