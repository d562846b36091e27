/** What the page asks of the process that runs the engine: the Bridge, and whether a web host is still there. */
import type { Bridge } from '../../shared/ipc.js';

/** 'refused': the host does not know this page (its ticket was used before). */
export type HostConnection = 'connecting' | 'connected' | 'reconnecting' | 'gone' | 'refused';

export interface PageBridge extends Bridge {
  /** Absent where the engine's process cannot go away without the page (Electron). */
  readonly onConnection?: (listener: (state: HostConnection) => void) => () => void;
}
