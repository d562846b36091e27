/** What the parts of one run share. */
import type { Target } from '../../shared/session/model.js';
import type { Answer, Question } from '../../shared/ipc.js';
import type { Elapsed } from '../net/limits.js';
import type { Network } from '../net/network.js';
import type { OpenPassivePage } from './passivePage.js';
import type { Recorder } from './recorder.js';

export interface RunContext {
  readonly target: Target;
  readonly recorder: Recorder;
  readonly network: Network;
  readonly elapsed: Elapsed;
  /** Wall clock, ms since 1970. */
  now(): number;
  /** Ends when the walk is cancelled, out of time or over. */
  readonly signal: AbortSignal;
  /** Ends when the time to wind down is over, too: for what a cancel does not end. */
  readonly windDown: AbortSignal;
  /** Puts a question to the user; undefined where nobody can be asked. */
  readonly ask: ((question: Question, until?: AbortSignal) => Promise<Answer>) | undefined;
  /** Opens a page in the browser of the user; undefined where none can be opened. */
  readonly openBrowser: ((url: string) => Promise<void>) | undefined;
  /** Shows a sign-in page in a window of this program's own; undefined where it has none. */
  readonly openPassivePage: OpenPassivePage | undefined;
}
