/** What the needs of clients are read from: steps by kind, group and side, and where each can be looked at. */
import type { Evidence } from '../audits/audit.js';
import { surveyOf, type Survey } from '../audits/reading/survey.js';
import { factsOf } from '../session/facts.js';
import type { Session, Side, Step, StepKind } from '../session/model.js';

export interface ClientRecord {
  readonly session: Session;
  readonly survey: Survey;
  /** Steps of these kinds in their order, on one side where one is given. */
  steps(kinds: StepKind | readonly StepKind[], side?: Side): readonly Step[];
  /** The step itself and everything below it. */
  within(step: Step): ReadonlySet<string>;
  /** A step below one of this kind, or of it. */
  isWithin(step: Step, kind: StepKind): boolean;
  /** The last exchange of the step, else the step itself. */
  evidence(step: Step | undefined): Evidence | undefined;
}

const known = new WeakMap<Session, ClientRecord>();

/** Reads it once a session value. */
export function recordOf(session: Session): ClientRecord {
  const earlier = known.get(session);
  if (earlier !== undefined) return earlier;
  const record = read(session);
  known.set(session, record);
  return record;
}

/** A damaged file may hold a circle of parents. */
const deepest = 64;

function read(session: Session): ClientRecord {
  const survey = surveyOf(session);
  const byId = new Map(session.steps.map((step) => [step.id, step]));
  const lastExchange = new Map(session.exchanges.map(({ stepId, id }) => [stepId, id]));
  const above = (step: Step): readonly Step[] => {
    const chain: Step[] = [step];
    for (let at: Step | undefined = step; at?.parentId !== undefined && chain.length < deepest;) {
      at = byId.get(at.parentId);
      if (at !== undefined) chain.push(at);
    }
    return chain;
  };
  return {
    session,
    survey,
    steps: (kinds, side) =>
      session.steps.filter(
        ({ kind, id }) =>
          (typeof kinds === 'string' ? kind === kinds : kinds.includes(kind)) &&
          (side === undefined || survey.sideOf(id) === side),
      ),
    within: (step) =>
      new Set(session.steps.filter((each) => above(each).some(({ id }) => id === step.id)).map(({ id }) => id)),
    isWithin: (step, kind) => above(step).some((each) => each.kind === kind),
    evidence: (step) => {
      if (step === undefined) return undefined;
      const exchange = session.exchanges.find(({ id }) => id === lastExchange.get(step.id));
      // Without an answer the step says more than the bytes do.
      if (exchange?.response !== undefined) return { exchangeId: exchange.id, part: 'response.status' };
      return { stepId: step.id, part: step.outcome === 'failed' ? 'failure' : 'outcome' };
    },
  };
}

/** Why a step gave nothing, in words that stand alone: of "skipped: no password", what that means. */
export function reasonOf({ value, failure }: Step): string {
  const reason = failure?.message ?? value?.replace(/^skipped: /, '') ?? '';
  if (reason === 'no password') return 'No password was given, so no sign-in was tried';
  if (/^password refused/.test(reason)) return 'The password was refused before, and it is not used again';
  return reason;
}

/** A reason as a sentence of its own. */
export function sentence(text: string): string {
  // The name of a host stays as it is.
  const isHost = /^\S*[^\s.]\.[^\s.]/.test(text);
  const begun = isHost ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.?!]$/.test(begun) ? begun : `${begun}.`;
}

/** The user document of the home pool came, not only the way there. */
export function openedUser(step: Step): boolean {
  const documents = factsOf(step, 'document');
  return step.outcome === 'ok' && documents.some((each) => each === 'user' || each === 'ucwa-user');
}
