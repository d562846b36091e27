/** The life of the walk that runs: its id, what it asks of the user, and why it could not run. No facts, no password. */
import { create } from 'zustand';
import type { About, LabCatalogue, Question, WalkRequest } from '../../shared/ipc.js';
import type { HostConnection } from '../bridge/pageBridge.js';

export type WalkPhase = 'idle' | 'starting' | 'running' | 'stopping' | 'ended';

interface WalkState {
  readonly phase: WalkPhase;
  readonly walkId: string | null;
  /** As asked, with a typed password taken out: what "Walk again" asks. */
  readonly request: WalkRequest | null;
  /** Oldest first; the first is on screen. */
  readonly questions: readonly Question[];
  readonly connection: HostConnection;
  readonly about: About | null;
  readonly catalogue: LabCatalogue | null;
  readonly catalogueError: string | null;
}

const initial: WalkState = {
  phase: 'idle',
  walkId: null,
  request: null,
  questions: [],
  connection: 'connected',
  about: null,
  catalogue: null,
  catalogueError: null,
};

export const useWalkStore = create<WalkState>()(() => initial);

/** True while this page's walk goes on: a session that says 'running' may also come from a killed program. */
export function useLive(): boolean {
  return useWalkStore((state) => isRunning(state.phase) || state.phase === 'starting');
}

/** True while the engine works for this page. */
export function isRunning(phase: WalkPhase): boolean {
  return phase === 'running' || phase === 'stopping';
}
