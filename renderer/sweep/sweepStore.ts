/** The sweep of this page: what is asked, its rows as they come, and how they are looked at. */
import { create } from 'zustand';
import type { Location } from '../../shared/session/model.js';
import type { SweepProgress, SweepRow, SweepVerdict } from '../../shared/sweep/model.js';

export type SweepPhase = 'idle' | 'starting' | 'running' | 'stopping' | 'ended';
export type SweepTab = 'targets' | 'diagnoses' | 'calendar';

export interface SweepForm {
  readonly list: string;
  readonly location: Location;
  /** Walks at a time, as typed. */
  readonly concurrency: string;
  readonly resolver: string;
  readonly endpoints: boolean;
  /** Deployment of the practice lab; empty: the real network. */
  readonly lab: string;
}

interface SweepState {
  readonly form: SweepForm;
  readonly phase: SweepPhase;
  readonly sweepId: string | null;
  /** By line number. */
  readonly rows: ReadonlyMap<number, SweepRow>;
  readonly progress: SweepProgress | null;
  readonly outcome: 'completed' | 'cancelled' | null;
  /** Where sessions and summary lie, as the program says it. */
  readonly folder: string;
  readonly startedAt: string | null;
  readonly tab: SweepTab;
  readonly verdict: SweepVerdict | 'all';
  /** Only targets with this finding. */
  readonly findingId: string | null;
  readonly filterText: string;
  /** Line whose session was opened last: it is shown again on the way back. */
  readonly openedLine: number | null;
}

export const emptySweepForm: SweepForm = {
  list: '',
  location: 'outside',
  concurrency: '6',
  resolver: '',
  endpoints: true,
  lab: '',
};

export const noSweep: Omit<SweepState, 'form'> = {
  phase: 'idle',
  sweepId: null,
  rows: new Map(),
  progress: null,
  outcome: null,
  folder: '',
  startedAt: null,
  tab: 'targets',
  verdict: 'all',
  findingId: null,
  filterText: '',
  openedLine: null,
};

export const useSweepStore = create<SweepState>()(() => ({ form: emptySweepForm, ...noSweep }));

/** True while the program works through the list. */
export function isSweeping(phase: SweepPhase): boolean {
  return phase === 'starting' || phase === 'running' || phase === 'stopping';
}
