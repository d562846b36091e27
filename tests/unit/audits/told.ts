/** Findings as one line each, so that a test compares a whole judgement. */
import type { Evidence, Finding } from '../../../shared/audits/audit.js';

/** "error tls-expired | title | c2 tls.chain.0, x2 response.headers.Date" */
export function told(findings: readonly Finding[]): readonly string[] {
  return findings.map(
    ({ id, severity, title, evidence }) => `${severity} ${id} | ${title} | ${evidence.map(place).join(', ')}`,
  );
}

function place({ stepId, lookupId, connectionId, exchangeId, sipMessageId, part }: Evidence): string {
  return `${stepId ?? lookupId ?? connectionId ?? exchangeId ?? sipMessageId ?? '?'} ${part}`;
}
