/** The status vocabulary: how a step or row looks, from its outcome, what findings say of it and what must fail here. */
import type { Connection, Exchange, Lookup, Session, Step } from '../../shared/session/model.js';
import type { Severity } from '../../shared/audits/audit.js';
import type { BlameIndex } from './blame.js';
import type { SipRow } from './rows.js';
import { finalAnswer, isFromServer, statusOfAnswer, wantsAnswer } from './sipTransactions.js';

export type Status = 'failed' | 'warning' | 'running' | 'cancelled' | 'passed' | 'expected' | 'skipped' | 'waiting';

/** The word of each status: shape and colour never stand alone. */
export const statusWords: Readonly<Record<Status, string>> = {
  failed: 'Failed',
  warning: 'Warning',
  running: 'Running',
  cancelled: 'Cancelled',
  passed: 'Passed',
  expected: 'Expected failure',
  skipped: 'Skipped',
  waiting: 'Not started',
};

/** Loudest first. */
const loudness: readonly Status[] = [
  'failed',
  'warning',
  'running',
  'cancelled',
  'passed',
  'expected',
  'skipped',
  'waiting',
];

/** The louder of two. */
export function worse(a: Status, b: Status): Status {
  return loudness.indexOf(a) <= loudness.indexOf(b) ? a : b;
}

function worsened(own: Status, severity: Severity | undefined): Status {
  if (severity === 'error') return 'failed';
  return severity === 'warning' ? worse(own, 'warning') : own;
}

/**
 * A failure that stopped no client is a warning: a warning says why it failed, or nothing worse was found in the whole
 * of a completed walk, where every failure is accounted for (shared/audits/step-unexplained.ts).
 */
function softened(own: Status, warned: boolean, session: Session, index: BlameIndex): Status {
  if (own !== 'failed') return own;
  return warned || (index.worst === 'warning' && session.outcome === 'completed') ? 'warning' : own;
}

/** What the findings that point at a record make of it. */
function blamed(id: string, own: Status, session: Session, index: BlameIndex): Status {
  const blames = index.blames.get(id) ?? [];
  const warned = blames.some(({ finding }) => finding.severity === 'warning');
  const status = softened(own, warned, session, index);
  return blames.reduce((worst, { finding }) => worsened(worst, finding.severity), status);
}

/** A record without an end: still under way, or cut off with its walk. */
function open(session: Session): Status {
  return session.outcome === 'running' ? 'running' : 'cancelled';
}

/** A failure that must be is grey, one that is not is red. */
function failedUnlessExpected(id: string, index: BlameIndex): Status {
  return index.expected.has(id) ? 'expected' : 'failed';
}

export function lookupStatus(lookup: Lookup, session: Session, index: BlameIndex): Status {
  const own = (): Status => {
    if (lookup.endedMs === undefined) return open(session);
    if (lookup.failure === undefined) return index.expected.has(lookup.id) ? 'expected' : 'passed';
    if (lookup.failure.code === 'cancelled') return 'cancelled';
    if (index.expected.has(lookup.id)) return 'expected';
    // No IPv6 address is how most networks are: nothing failed.
    if (lookup.query.type === 'AAAA' && lookup.failure.code === 'no_records') return 'skipped';
    return 'failed';
  };
  return blamed(lookup.id, own(), session, index);
}

export function connectionStatus(connection: Connection, session: Session, index: BlameIndex): Status {
  const own = (): Status => {
    if (connection.failure !== undefined) {
      return connection.failure.code === 'cancelled' ? 'cancelled' : failedUnlessExpected(connection.id, index);
    }
    const verification = connection.tls?.verification;
    if (verification !== undefined && !(verification.trusted && verification.nameMatches)) {
      return failedUnlessExpected(connection.id, index);
    }
    const ready = connection.scheme !== 'http' ? connection.tls?.endedMs : connection.connectedMs;
    return ready === undefined && connection.endedMs === undefined ? open(session) : 'passed';
  };
  return blamed(connection.id, own(), session, index);
}

export function exchangeStatus(exchange: Exchange, session: Session, index: BlameIndex): Status {
  const own = (): Status => {
    if (exchange.failure !== undefined) {
      return exchange.failure.code === 'cancelled' ? 'cancelled' : failedUnlessExpected(exchange.id, index);
    }
    if (exchange.endedMs === undefined) return open(session);
    return index.expected.has(exchange.id) ? 'expected' : 'passed';
  };
  return blamed(exchange.id, own(), session, index);
}

/** A challenge that is allowed here passes; a refusal that is not, and a signature that is wrong, fail. */
export function sipStatus(row: SipRow, session: Session, index: BlameIndex): Status {
  const { request, answers } = row;
  const own = (): Status => {
    const answer = finalAnswer(row);
    const failure = request?.failure ?? answer?.failure;
    if (failure !== undefined) return failure.code === 'cancelled' ? 'cancelled' : 'failed';
    if (answer === undefined)
      return request === undefined || !wantsAnswer(request) ? 'passed' : unanswered(row, session);
    if (answer.signature?.state === 'wrong') return 'failed';
    if (answer.signature?.state === 'missing') return 'warning';
    const status = statusOfAnswer(answer);
    if (status < 300 || isFromServer(row) || request?.expectedStatuses?.includes(status) === true) return 'passed';
    return 'failed';
  };
  const ids = [request, ...answers].flatMap((message) => message?.id ?? []);
  return ids.reduce((status: Status, id) => blamed(id, status, session, index), own());
}

/** Waiting still; or the connection, the step or the walk ended before an answer came. What the server asks may be left. */
function unanswered(row: SipRow, session: Session): Status {
  if (isFromServer(row)) return 'passed';
  if (session.outcome === 'running' && row.connection?.endedMs === undefined) return 'running';
  const step = session.steps.find(({ id }) => id === row.request?.stepId);
  return step?.outcome === 'cancelled' ? 'cancelled' : 'failed';
}

/** Of the step itself; what is below it counts only where it is folded (stepTree.ts). */
export function stepStatus(step: Step, session: Session, index: BlameIndex): Status {
  const own = (): Status => {
    switch (step.outcome) {
      case 'ok':
        return 'passed';
      case 'failed':
        return failedUnlessExpected(step.id, index);
      case 'running':
        return open(session);
      default:
        return step.outcome;
    }
  };
  return worsened(softened(own(), index.warned.has(step.id), session, index), index.steps.get(step.id));
}
