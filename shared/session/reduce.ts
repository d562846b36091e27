/** The only writer of sessions: recorder, CLI, window and file reader all call it, so all see equal values. */
import { assertNever } from '../result.js';
import type { SessionEvent } from './events.js';
import type { Session } from './model.js';

/** Adds `item`, or replaces the one with its id. Start order is kept. */
function put<T extends { readonly id: string }>(items: readonly T[], item: T): readonly T[] {
  // Records end soon after they start: look from the back.
  const index = items.findLastIndex((known) => known.id === item.id);
  if (index < 0) return [...items, item];
  const next = items.slice();
  next[index] = item;
  return next;
}

/**
 * Applies one event. Events before 'session-started' have no session to go to and answer null;
 * a second 'session-started' begins anew.
 */
export function reduceSession(session: Session | null, event: SessionEvent): Session | null {
  if (event.type === 'session-started') {
    return {
      ...event.session,
      outcome: 'running',
      steps: [],
      lookups: [],
      connections: [],
      exchanges: [],
      sipMessages: [],
      trustDecisions: [],
    };
  }
  if (session === null) return null;
  switch (event.type) {
    case 'step-started':
    case 'step-ended':
      return { ...session, steps: put(session.steps, event.step) };
    case 'lookup':
      return { ...session, lookups: put(session.lookups, event.lookup) };
    case 'connection':
      return { ...session, connections: put(session.connections, event.connection) };
    case 'exchange-started':
    case 'exchange-ended':
      return { ...session, exchanges: put(session.exchanges, event.exchange) };
    case 'sip-message':
      return { ...session, sipMessages: put(session.sipMessages, event.message) };
    case 'trust':
      return { ...session, trustDecisions: put(session.trustDecisions, event.decision) };
    case 'session-ended':
      return { ...session, outcome: event.outcome, endedMs: event.endedMs };
    default:
      return assertNever(event);
  }
}
