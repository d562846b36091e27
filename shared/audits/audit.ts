/** The shape of judgements: an audit is a pure function of a recorded session; findings point at their evidence. */
import type { Session } from '../session/model.js';

export type Severity = 'error' | 'warning' | 'info';

/** Exactly one of the ids, and which part of that record shows it. */
export interface Evidence {
  readonly stepId?: string;
  readonly lookupId?: string;
  readonly connectionId?: string;
  readonly exchangeId?: string;
  readonly sipMessageId?: string;
  /**
   * 'answer' (lookup) · 'lookup', 'connect', 'proxy', 'tls', 'tls.chain.0' (connection) · 'request',
   * 'request.headers.NAME', 'response.status', 'response.headers.NAME', 'response.body', 'response.body:TEXT' (the text
   * to mark), 'timing' (exchange) · 'start', 'headers.NAME', 'body' (SIP message) · 'outcome', 'failure', 'trust' (step)
   */
  readonly part: string;
}

export interface Finding {
  /** The diagnosis id, e.g. 'tls-expired'. Never renamed. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  /** What was asked, what came back, what it means. */
  readonly cause: string;
  /** What to do, and who does it. */
  readonly fix: string;
  readonly evidence: readonly Evidence[];
  /** Where this session shows another cause than the usual one: what the card says in place of the words of the id. */
  readonly instead?: Instead;
}

export interface Instead {
  /** One sentence for the person who cannot sign in. */
  readonly caller: string;
  readonly commands: readonly string[];
}

export interface Audit {
  readonly id: string;
  /** Title when all is well, e.g. 'Certificates are in date'. */
  readonly title: string;
  /** Title when it is not. */
  readonly failureTitle: string;
  /** Layer for root-cause order: the earliest broken layer wins. */
  readonly layer: 'dns' | 'tcp' | 'tls' | 'http' | 'discovery' | 'trust' | 'authentication' | 'user' | 'clock' | 'note';
  check(session: Session): AuditResult;
}

export type AuditResult =
  | { readonly verdict: 'pass' }
  | { readonly verdict: 'not-applicable'; readonly why: string }
  | { readonly verdict: 'unknown'; readonly why: string }
  | { readonly verdict: 'fail'; readonly findings: readonly Finding[] };

/** A failure that must be so from where the user is: shown grey, never a finding. */
export interface ExpectedFailure {
  readonly stepId?: string;
  readonly lookupId?: string;
  readonly connectionId?: string;
  readonly exchangeId?: string;
  readonly reason: string; // "Plain HTTP is not served for this name. HTTPS works, and that is enough."
}

export interface Judgement {
  readonly verdict: 'pass' | 'warn' | 'fail';
  /** Root cause first. */
  readonly findings: readonly Finding[];
  readonly expected: readonly ExpectedFailure[];
  readonly audits: readonly {
    readonly id: string;
    readonly verdict: AuditResult['verdict'] | 'error';
    readonly why?: string;
  }[];
  /** For the verdict card: one headline and one or two sentences. */
  readonly headline: string;
  readonly summary: string;
  /** One sentence for the person who cannot sign in. */
  readonly caller: Statement;
  /** One paragraph for the helpdesk, sentence by sentence. */
  readonly helpdesk: readonly Statement[];
  /** What the administrator does, with commands ready to run. */
  readonly admin: { readonly sentences: readonly Statement[]; readonly commands: readonly string[] };
}

/** A sentence, or a few that belong together, and what they rest on. */
export interface Statement {
  readonly text: string;
  readonly evidence: readonly Evidence[];
}
