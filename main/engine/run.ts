/** The engine's whole surface: run a flow against a target and emit what happens. */
import type { SessionEvent } from '../../shared/session/events.js';
import type { Session, Target } from '../../shared/session/model.js';
import type { Question, Answer } from '../../shared/ipc.js';
import type { Flow } from './api.js';
import type { OpenPassivePage } from './passivePage.js';
import type { Ports } from './ports.js';

export interface RunRequest {
  readonly target: Target;
  readonly credentials:
    | { readonly mode: 'given'; readonly userName: string; readonly password: string }
    | { readonly mode: 'ask' }
    /** The user of this computer, by Kerberos: there is no password. */
    | { readonly mode: 'current-user' }
    | { readonly mode: 'none' };
  readonly keepSecrets: boolean;
  /** PEM of extra certificate authorities. */
  readonly authorities: readonly string[];
  readonly emit: (event: SessionEvent) => void;
  /** Asks the user; absent where nobody can be asked (trust is then refused). */
  readonly ask?: (question: Question, signal: AbortSignal) => Promise<Answer>;
  /** Opens a page in the browser of the user; absent where none can be opened. */
  readonly openBrowser?: (url: string) => Promise<void>;
  /** Shows a sign-in page in a window of this program's own; absent where it has none. */
  readonly openPassivePage?: OpenPassivePage;
  readonly signal: AbortSignal;
}

export type RunSession = (flow: Flow, request: RunRequest, ports: Ports) => Promise<Session>;
