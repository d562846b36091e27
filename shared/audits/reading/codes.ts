/** Codes that servers add to their answers, decoded. They explain an answer; with a fitting status they are evidence. */
import { readDiagnostic, type Diagnostic } from '../../protocol/msDiagnostics.js';
import { headerValues } from '../../session/headers.js';
import type { Audit, AuditResult, Evidence, Severity } from '../audit.js';
import type { FindingId } from '../explain.js';
import { defineAudit, failing, finding, passed } from './define.js';
import { bodyText, onExchange, onHeader } from './evidence.js';
import { reachedGoal } from './goal.js';
import type { Sighting, Survey } from './survey.js';

const headerNames = ['X-Ms-diagnostics', 'ms-diagnostics', 'ms-diagnostics-public'] as const;

export interface Coded {
  readonly sighting: Sighting;
  readonly diagnostic: Diagnostic;
  readonly evidence: Evidence;
}

/** Every code of one answer: from its headers, and from the ErrorId of a SOAP fault. */
export function codesOf(sighting: Sighting): readonly Coded[] {
  const { response, exchange } = sighting;
  if (response === undefined) return [];
  const inHeaders = headerNames.flatMap((name) =>
    headerValues(response, name).flatMap((value): Coded[] => {
      const diagnostic = readDiagnostic(value);
      return diagnostic === undefined ? [] : [{ sighting, diagnostic, evidence: onHeader(exchange, name) }];
    }),
  );
  if (response.status < 400) return inHeaders;
  const fault = /<(?:\w+:)?ErrorId[^>]*>\s*(\d{1,10})\s*</i.exec(bodyText(exchange));
  const inFault = fault?.[1] === undefined ? undefined : readDiagnostic(fault[1]);
  if (fault === null || inFault === undefined) return inHeaders;
  return [...inHeaders, { sighting, diagnostic: inFault, evidence: onExchange(exchange, `response.body:${fault[0]}`) }];
}

/** Answers that have one of these statuses and one of these codes. */
export function codedAnswers(survey: Survey, statuses: readonly number[], codes: readonly number[]): readonly Coded[] {
  return survey.sightings
    .filter(({ response }) => response !== undefined && statuses.includes(response.status))
    .flatMap(codesOf)
    .filter(({ diagnostic }) => codes.includes(Number(diagnostic.id)));
}

/** "The server adds code 28020 (No valid security token.): …." for findings that know no more; '' without a code. */
export function codeSentence(sighting: Sighting | undefined): string {
  const [first] = sighting === undefined ? [] : codesOf(sighting);
  if (first === undefined) return '';
  const { id, reason, known } = first.diagnostic;
  const said = reason ?? known?.reason;
  const meaning = known === undefined ? 'That code is not documented.' : `${known.cause} ${known.fix}`;
  return `The server adds code ${id}${said === undefined ? '' : ` (${said.replace(/\.$/, '')})`}. ${meaning}`;
}

/** How much a refusal in the middle of the sign-in matters. */
export const severityNow = (survey: Survey): Severity => (reachedGoal(survey) ? 'warning' : 'error');

export interface CodeRule {
  readonly statuses: readonly number[];
  readonly codes: readonly number[];
  /** Other answers that show the same without a code. */
  readonly also?: (survey: Survey) => readonly { readonly sighting: Sighting; readonly evidence: Evidence }[];
  /** What is said where nothing of the kind was seen. */
  readonly otherwise: (survey: Survey) => AuditResult;
}

/** An audit that goes by a status together with one of its codes. */
export function codeAudit(id: FindingId, layer: Audit['layer'], rule: CodeRule): Audit {
  return defineAudit(id, layer, (survey) => {
    const coded = codedAnswers(survey, rule.statuses, rule.codes);
    const seen = [...coded, ...(rule.also?.(survey) ?? [])];
    const [first] = seen;
    if (first === undefined) return rule.otherwise(survey);
    const { host, response, exchange } = first.sighting;
    const code = coded[0]?.diagnostic;
    const says =
      code === undefined
        ? ''
        : ` with code ${code.id} (${(code.known?.reason ?? code.reason ?? '').replace(/\.$/, '')})`;
    return failing([
      finding(id, severityNow(survey), {
        seen: `Asked ${host} for ${exchange.request.url}. The answer is ${response?.status ?? ''}${says}.`,
        evidence: seen.flatMap(({ sighting, evidence }) => [
          evidence,
          onExchange(sighting.exchange, 'response.status'),
        ]),
      }),
    ]);
  });
}

/** Passes where something of the kind was asked and went well. */
export const passedIf = (asked: boolean, otherwise: AuditResult): AuditResult => (asked ? passed : otherwise);
