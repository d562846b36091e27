/** What the user looks at: ids and text only; everything else is found again from the session when drawn. */
import { create } from 'zustand';

export type RowFilter = 'all' | 'dns' | 'tls' | 'http' | 'sip';
export type DetailTab =
  'overview' | 'request' | 'response' | 'sign-in' | 'settings' | 'query' | 'answer' | 'certificates' | 'timing';
/** What the walk window shows above the detail. */
export type WalkView = 'exchanges' | 'services' | 'clients';
export type BodyMode = 'pretty' | 'raw' | 'hex' | 'both';

export interface Notice {
  readonly tone: 'fail' | 'warn' | 'neutral';
  readonly title: string;
  readonly text: string;
}

interface ViewState {
  readonly screen: 'start' | 'walk' | 'sweep';
  readonly view: WalkView;
  readonly stepId: string | null;
  /** Lookup, connection or exchange id; of SIP the id of the first message. */
  readonly rowId: string | null;
  /** Counts how often the user was sent to a row or step: the same one again scrolls there again. */
  readonly reveals: number;
  /** `reveals` when the services picture was last shown whole: the detail opens beside it after the next one. */
  readonly pictureAt: number;
  readonly tab: DetailTab;
  readonly requestMode: BodyMode;
  readonly responseMode: BodyMode;
  readonly wrap: boolean;
  readonly filter: RowFilter;
  readonly filterText: string;
  /** Keeps the newest step selected while a walk runs. */
  readonly follow: boolean;
  readonly closedSteps: ReadonlySet<string>;
  readonly stepsShown: boolean;
  /** The verdict with its details; null until the user or a jump decides: open unless the walk passed. */
  readonly verdictOpen: boolean | null;
  /** Which evidence was jumped to: "finding.evidence", and a count so that a second jump scrolls again. */
  readonly jump: { readonly key: string; readonly count: number } | null;
  /** Sentences above the panes: a file that could not be read, a walk that could not run. */
  readonly notice: Notice | null;
  /** Which part of the last request the program refused, by its name in WalkRequest, and why. */
  readonly refused: { readonly field: string; readonly text: string } | null;
  readonly toast: string | null;
  readonly singleKeys: boolean;
  /** The page that explains findings and codes, over the screen: which entry, and what is searched for. */
  readonly explain: { readonly id: string | null; readonly query: string } | null;
}

export const initialView: ViewState = {
  screen: 'start',
  view: 'exchanges',
  stepId: null,
  rowId: null,
  reveals: 0,
  pictureAt: 0,
  tab: 'overview',
  requestMode: 'pretty',
  responseMode: 'pretty',
  wrap: false,
  filter: 'all',
  filterText: '',
  follow: true,
  closedSteps: new Set(),
  stepsShown: true,
  verdictOpen: null,
  jump: null,
  notice: null,
  refused: null,
  toast: null,
  singleKeys: true,
  explain: null,
};

export const useViewStore = create<ViewState>()(() => initialView);

/** Back to how a walk opens: nothing selected, nothing filtered, everything unfolded. */
export function resetView(screen: ViewState['screen']): void {
  const { singleKeys, stepsShown, wrap, tab, view } = useViewStore.getState();
  useViewStore.setState({ ...initialView, screen, singleKeys, stepsShown, wrap, tab, view });
}
