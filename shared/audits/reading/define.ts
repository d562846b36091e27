/** How an audit file is written: an id with its words from explain.ts, a layer, and a function of the survey. */
import type { Audit, AuditResult, Evidence, Finding, Instead, Severity } from '../audit.js';
import { explanations, type FindingId } from '../explain.js';
import { distinct } from './evidence.js';
import { surveyOf, type Survey } from './survey.js';

export function defineAudit(id: FindingId, layer: Audit['layer'], check: (survey: Survey) => AuditResult): Audit {
  const words = explanations[id];
  return {
    id,
    title: words.title,
    failureTitle: words.failureTitle,
    layer,
    check: (session) => check(surveyOf(session)),
  };
}

export interface Seen {
  /** When it can be said more exactly than the failure title. */
  readonly title?: string;
  /** What was asked and what came back, in this session. */
  readonly seen: string;
  /** Replaces the usual cause where this session shows another one. */
  readonly cause?: string;
  readonly fix?: string;
  readonly instead?: Instead;
  /** The most telling record first. */
  readonly evidence: readonly Evidence[];
}

export function finding(id: FindingId, severity: Severity, what: Seen): Finding {
  const words = explanations[id];
  return {
    id,
    severity,
    title: what.title ?? words.failureTitle,
    cause: `${what.seen} ${what.cause ?? words.cause}`,
    fix: what.fix ?? words.fix,
    evidence: distinct(what.evidence),
    ...(what.instead === undefined ? {} : { instead: what.instead }),
  };
}

export const passed: AuditResult = { verdict: 'pass' };
export const notApplicable = (why: string): AuditResult => ({ verdict: 'not-applicable', why });
export const unknown = (why: string): AuditResult => ({ verdict: 'unknown', why });

/** Fails with what was found, passes with nothing. */
export function failing(findings: readonly Finding[]): AuditResult {
  return findings.length === 0 ? passed : { verdict: 'fail', findings };
}

/** "a", "a and b", "a, b and 3 more": names in a sentence. */
export function list(names: readonly string[], most = 3): string {
  const all = [...new Set(names)];
  if (all.length <= 1) return all[0] ?? '';
  if (all.length <= most) return `${all.slice(0, -1).join(', ')} and ${all[all.length - 1] ?? ''}`;
  return `${all.slice(0, most - 1).join(', ')} and ${all.length - most + 1} more`;
}
