/** The facts on screen: one session, written by reduceSession alone, live and reopened alike. */
import { create } from 'zustand';
import type { SessionEvent } from '../../shared/session/events.js';
import type { Session } from '../../shared/session/model.js';
import { reduceSession } from '../../shared/session/reduce.js';

interface SessionState {
  readonly session: Session | null;
  /** What the file was read from or saved under last; null for a walk that was not saved. */
  readonly fileName: string | null;
}

export const useSessionStore = create<SessionState>()(() => ({ session: null, fileName: null }));

/** Applies a batch; the page draws once a batch. */
export function applyEvents(events: readonly SessionEvent[]): void {
  const { session } = useSessionStore.getState();
  const next = events.reduce(reduceSession, session);
  if (next !== session) useSessionStore.setState({ session: next });
}

/** Shows a session read from a file, or nothing. */
export function showSession(session: Session | null, fileName: string | null): void {
  useSessionStore.setState({ session, fileName });
}

/** The session on screen, or null on the start screen. */
export function useSession(): Session | null {
  return useSessionStore((state) => state.session);
}
