/** Moving the selection: from a step to its rows, from a row to its step, from a finding to the marked place. */
import type { Evidence, Finding } from '../../shared/audits/audit.js';
import type { Session } from '../../shared/session/model.js';
import { askedOf, failureWords } from '../exchange/rowText.js';
import { recordIdOf, stepIdOfEvidence } from './blame.js';
import { rowOfRecord, rowsOf, stepIdOf, type Row, type SipRow } from './rows.js';
import { firstOf } from './sipTransactions.js';
import { ancestorsOf, withDescendants } from './stepTree.js';
import { useViewStore, type BodyMode, type DetailTab } from './viewStore.js';

/** The first row of a step, else of the steps below it; undefined where nothing was sent. */
export function firstRowOf(session: Session, stepId: string): Row | undefined {
  const rows = rowsOf(session);
  const own = rows.find((row) => stepIdOf(row) === stepId);
  if (own !== undefined) return own;
  const below = withDescendants(session.steps, stepId);
  return rows.find((row) => below.has(stepIdOf(row)));
}

/** Selecting a step filters nothing; it selects its first row. */
export function selectStep(session: Session, stepId: string): void {
  const { reveals } = useViewStore.getState();
  const rowId = firstRowOf(session, stepId)?.id ?? null;
  useViewStore.setState({ stepId, rowId, reveals: reveals + 1, follow: false });
}

/** Selects the row of a record and, in the tree, the step that made it. */
export function selectRow(session: Session, recordId: string): void {
  const row = rowOfRecord(rowsOf(session), recordId);
  if (row === undefined) return;
  const { reveals } = useViewStore.getState();
  useViewStore.setState({ rowId: row.id, stepId: stepIdOf(row), reveals: reveals + 1, follow: false });
}

/** Which tab shows a part of a record, and how its body is best read. `row`: the one that shows the record. */
export function tabOfPart(evidence: Evidence, row?: Row): { readonly tab: DetailTab; readonly mode?: BodyMode } {
  const { part } = evidence;
  if (row?.kind === 'sip' && evidence.sipMessageId !== undefined) {
    return evidence.sipMessageId === row.request?.id
      ? { tab: 'request', mode: 'pretty' }
      : { tab: 'response', mode: 'pretty' };
  }
  if (part === 'answer') return { tab: 'answer' };
  if (part.startsWith('tls')) return { tab: 'certificates' };
  if (part.startsWith('request')) return { tab: 'request' };
  if (part.startsWith('response')) return { tab: 'response', mode: 'pretty' };
  if (part === 'timing') return { tab: 'timing' };
  return { tab: 'overview' };
}

/** The row that shows an evidence: its own, or for a connection without one, the exchange that went over it. */
export function rowOfEvidence(session: Session, evidence: Evidence): Row | undefined {
  const rows = rowsOf(session);
  return (
    rowOfRecord(rows, recordIdOf(evidence)) ??
    (evidence.connectionId === undefined
      ? undefined
      : rows.find((row) => connectionIdOf(row) === evidence.connectionId))
  );
}

function connectionIdOf(row: Row): string | undefined {
  if (row.kind === 'sip') return firstOf(row).connectionId;
  return row.kind === 'exchange' ? row.exchange.connectionId : undefined;
}

/** The number and short text of a proof chip. */
export function proofOf(evidence: Evidence, session: Session): { readonly number?: number; readonly text: string } {
  const id = recordIdOf(evidence);
  const row = rowOfEvidence(session, evidence);
  const step = session.steps.find((each) => each.id === id);
  const number = row === undefined ? {} : { number: row.number };
  return { ...number, text: partText(evidence, row) ?? step?.title ?? evidence.part };
}

function partText(evidence: Evidence, row: Row | undefined): string | undefined {
  const { part } = evidence;
  const [, side, name] = /^(request|response)\.headers\.(.+)$/.exec(part) ?? [];
  if (side !== undefined && name !== undefined) return name;
  if (row?.kind === 'sip') return sipPartText(evidence, row);
  if (part.startsWith('response.body:')) return part.slice('response.body:'.length);
  switch (row?.kind) {
    case 'lookup':
      return `${row.lookup.query.name}: ${row.lookup.rcode ?? row.lookup.failure?.code ?? 'answer'}`;
    case 'connection':
      return part === 'tls.chain.0'
        ? `certificate of ${row.connection.host}`
        : `${row.connection.host}:${row.connection.port}`;
    case 'exchange': {
      const { response, request, failure } = row.exchange;
      if (part === 'timing') return 'timing';
      if (part === 'response.status' && response !== undefined) return `${response.status} ${response.reason}`;
      if (response !== undefined) return `${response.status} ${response.reason}`;
      return failure === undefined
        ? `${request.method}, no answer`
        : `${askedOf(row).bright}: ${failureWords(failure.code)}`;
    }
    default:
      return undefined;
  }
}

/** "ms-diagnostics", "403 Forbidden", "REGISTER": which part of which message. */
function sipPartText({ part, sipMessageId }: Evidence, row: SipRow): string | undefined {
  const header = /^headers\.(.+)$/.exec(part)?.[1];
  if (header !== undefined) return header;
  const message = [...row.answers, row.request].find((each) => each?.id === sipMessageId);
  if (message === undefined) return undefined;
  const { start } = message;
  const line = start.kind === 'request' ? start.method : `${start.status} ${start.reason}`.trim();
  return part === 'body' ? `body of ${line}` : line;
}

/** Opens everything between the user and an evidence: step, row, tab and place are selected together. */
export function jumpTo(session: Session, finding: Finding, findingIndex: number, evidenceIndex: number): void {
  const evidence = finding.evidence[evidenceIndex];
  if (evidence !== undefined) showEvidence(session, evidence, `${findingIndex}.${evidenceIndex}`);
}

/** As jumpTo, for an evidence of its own. @param key names the finding's evidence it stands for, where there is one */
export function showEvidence(session: Session, evidence: Evidence, key = ''): void {
  const view = useViewStore.getState();
  const stepId = stepIdOfEvidence(evidence, session) ?? view.stepId;
  const row = rowOfEvidence(session, evidence);
  const { tab, mode } = tabOfPart(evidence, row);
  const above = stepId === null ? [] : ancestorsOf(session.steps, stepId);
  useViewStore.setState({
    stepId,
    rowId: row?.id ?? (stepId === null ? null : (firstRowOf(session, stepId)?.id ?? null)),
    tab,
    ...(mode === undefined ? {} : tab === 'request' ? { requestMode: mode } : { responseMode: mode }),
    // What the filter or a folded step hides is where the user was sent to.
    filter: 'all',
    filterText: '',
    closedSteps: new Set([...view.closedSteps].filter((id) => !above.includes(id))),
    verdictOpen: false,
    explain: null,
    follow: false,
    reveals: view.reveals + 1,
    jump: { key, count: (view.jump?.count ?? 0) + 1 },
  });
}

/** The next evidence of a finding after the one jumped to last. */
export function nextEvidence(finding: Finding, findingIndex: number, lastKey: string | undefined): number {
  const [last, at] = (lastKey ?? '').split('.').map(Number);
  if (last !== findingIndex || at === undefined) return 0;
  return (at + 1) % Math.max(1, finding.evidence.length);
}
