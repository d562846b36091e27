/** What the engine emits while a walk runs, and what a session file holds line by line. Reduced by reduce.ts alone. */
import type { Connection, Exchange, Lookup, Session, SipMessage, Step, TrustDecision } from './model.js';

export type SessionHead = Omit<
  Session,
  'steps' | 'lookups' | 'connections' | 'exchanges' | 'sipMessages' | 'trustDecisions' | 'outcome' | 'endedMs'
>;

export type SessionEvent =
  | { readonly type: 'session-started'; readonly session: SessionHead }
  | { readonly type: 'step-started'; readonly step: Step }
  | { readonly type: 'step-ended'; readonly step: Step }
  | { readonly type: 'lookup'; readonly lookup: Lookup }
  | { readonly type: 'connection'; readonly connection: Connection } // again with the same id as it gets on
  | { readonly type: 'exchange-started'; readonly exchange: Exchange }
  | { readonly type: 'exchange-ended'; readonly exchange: Exchange }
  | { readonly type: 'sip-message'; readonly message: SipMessage } // again with the same id when more is known of it
  | { readonly type: 'trust'; readonly decision: TrustDecision }
  | { readonly type: 'session-ended'; readonly outcome: 'completed' | 'cancelled'; readonly endedMs: number };
