/**
 * Judges a recorded session: runs every audit, puts the root cause first and drops what only follows from it. Pure:
 * the same session gives the same judgement live, saved, reopened and masked.
 */
import type { Session } from '../session/model.js';
import type { Audit, AuditResult, ExpectedFailure, Finding, Judgement, Severity } from './audit.js';
import { expectedFailures } from './expected.js';
import { cardOf, type Card } from './headline.js';
import { audits as allAudits } from './index.js';
import { withoutBorrowed } from './reading/borrowed.js';
import { nets, withoutFolded } from './reading/consequences.js';
import { surveyOf } from './reading/survey.js';
import { verdictCardOf, type VerdictCard } from './verdictCard.js';

/** The earliest broken layer wins: what is above it could not work. */
const layers: readonly Audit['layer'][] = [
  'dns',
  'tcp',
  'tls',
  'http',
  'discovery',
  'trust',
  'clock',
  'authentication',
  'user',
  'note',
];

const severities: readonly Severity[] = ['error', 'warning', 'info'];

interface Judged {
  readonly audit: Audit;
  readonly outcome: Judgement['audits'][number];
  readonly findings: readonly Finding[];
}

/** @param audits for tests; all of them by default */
export function judge(session: Session, audits: readonly Audit[] = allAudits): Judgement {
  const judged = audits.map((audit) => run(audit, session));
  const expected = safely<readonly ExpectedFailure[]>(() => expectedFailures(surveyOf(session)), []);
  const all = inOrder(judged);
  const folded = withoutFolded(all);
  const own = safely(() => withoutBorrowed(surveyOf(session), folded), folded);
  const findings = safely(() => withoutConsequences(session, all, own), own);
  return {
    verdict: verdictOf(findings),
    findings,
    expected: withoutFindings(expected, findings),
    audits: judged.map(({ outcome }) => outcome),
    ...safely<Card>(() => cardOf(surveyOf(session), findings, expected), {
      headline: findings[0]?.title ?? 'The record of this walk is damaged',
      summary: 'Parts of the record cannot be read, so it could not be judged as a whole.',
    }),
    ...safely<VerdictCard>(() => verdictCardOf(surveyOf(session), findings), {
      caller: { text: 'The record of this check is damaged.', evidence: [] },
      helpdesk: [],
      admin: { sentences: [], commands: [] },
    }),
  };
}

/** A bug in an audit, or a damaged record, must not take the other findings away. */
function run(audit: Audit, session: Session): Judged {
  try {
    const result = audit.check(session);
    return { audit, outcome: outcomeOf(audit, result), findings: result.verdict === 'fail' ? result.findings : [] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { audit, outcome: { id: audit.id, verdict: 'error', why }, findings: [] };
  }
}

function outcomeOf({ id }: Audit, result: AuditResult): Judgement['audits'][number] {
  return 'why' in result ? { id, verdict: result.verdict, why: result.why } : { id, verdict: result.verdict };
}

function inOrder(judged: readonly Judged[]): readonly Finding[] {
  return judged
    .flatMap(({ audit, findings }) => findings.map((finding) => ({ finding, layer: layers.indexOf(audit.layer) })))
    .toSorted(
      (a, b) => severities.indexOf(a.finding.severity) - severities.indexOf(b.finding.severity) || a.layer - b.layer,
    )
    .map(({ finding }) => finding);
}

/**
 * The two nets catch only what fell through everything else.
 * @param all with those that were folded into another one: their steps are explained, too
 */
function withoutConsequences(
  session: Session,
  all: readonly Finding[],
  findings: readonly Finding[],
): readonly Finding[] {
  const explained = findings.some((finding) => !nets.has(finding.id) && finding.severity === 'error');
  const covered = new Set(
    all
      .filter((finding) => !nets.has(finding.id) && finding.severity !== 'info')
      .flatMap((finding) => finding.evidence.map((one) => stepOf(session, one))),
  );
  return findings.filter((finding) => {
    if (!nets.has(finding.id)) return true;
    if (explained) return false;
    return finding.id !== 'step-unexplained' || !finding.evidence.some((one) => covered.has(stepOf(session, one)));
  });
}

function stepOf(session: Session, evidence: Finding['evidence'][number]): string | undefined {
  return (
    evidence.stepId ??
    session.lookups.find(({ id }) => id === evidence.lookupId)?.stepId ??
    session.exchanges.find(({ id }) => id === evidence.exchangeId)?.stepId ??
    session.connections.find(({ id }) => id === evidence.connectionId)?.stepId ??
    session.sipMessages.find(({ id }) => id === evidence.sipMessageId)?.stepId
  );
}

/** A record that an error or warning points at is not grey. */
function withoutFindings(
  expected: readonly ExpectedFailure[],
  findings: readonly Finding[],
): readonly ExpectedFailure[] {
  const shown = findings.filter(({ severity }) => severity !== 'info').flatMap(({ evidence }) => evidence);
  const key = (one: Omit<ExpectedFailure, 'reason'>): string =>
    one.lookupId ?? one.exchangeId ?? one.connectionId ?? one.stepId ?? '';
  const places = new Set(shown.map(key));
  return expected.filter((one) => !places.has(key(one)));
}

function verdictOf(findings: readonly Finding[]): Judgement['verdict'] {
  if (findings.some((finding) => finding.severity === 'error')) return 'fail';
  return findings.some((finding) => finding.severity === 'warning') ? 'warn' : 'pass';
}

function safely<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise; // the audits that met the same damage say so
  }
}
