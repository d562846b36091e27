/** The facts on screen: one session, written by reduceSession alone, live and reopened alike. */
import { create } from 'zustand';
import type { SessionEvent } from '../../shared/session/events.js';
import type { Session } from '../../shared/session/model.js';
import { reduceSession } from '../../shared/session/reduce.js';

interface SessionState {
  readonly session: Session | null;
  /** What the file was read from or saved under last; null for a walk that was not saved. */
  readonly fileName: string | null;
  /** Applies a batch; the page draws once a batch. */
  apply(events: readonly SessionEvent[]): void;
  /** Shows a session read from a file. */
  open(session: Session, fileName: string): void;
  saved(fileName: string): void;
  clear(): void;
}

export const useSessionStore = create<SessionState>()((set) => ({
  session: null,
  fileName: null,
  apply: (events) =>
    set((state) => {
      const session = events.reduce(reduceSession, state.session);
      return session === state.session ? state : { session };
    }),
  open: (session, fileName) => set({ session, fileName }),
  saved: (fileName) => set({ fileName }),
  clear: () => set({ session: null, fileName: null }),
}));

/** The session on screen, or null on the start screen. */
export function useSession(): Session | null {
  return useSessionStore((state) => state.session);
}
