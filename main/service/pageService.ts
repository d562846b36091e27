/** Everything a page may ask for but the file dialogs, which belong to the window: its walks and its sweeps. */
import type { About, Requests, WalkMessage } from '../../shared/ipc.js';
import type { SweepMessage } from '../../shared/sweep/model.js';
import type { ResolveProxy } from '../net/proxy.js';
import type { OpenPassivePage } from '../walk.js';
import { createSweepService } from './sweepService.js';
import { createWalkService, realWalks, type OpenBrowser, type Walks } from './walkService.js';

export interface PageService {
  readonly requests: Omit<Requests, 'openSessionFile' | 'saveSessionFile' | 'saveTextFile'>;
  /** Cancels all of the page's walks and sweeps; resolves when they have ended. Nothing is pushed from now on. */
  close(): Promise<void>;
}

export function createPageService(options: {
  readonly about: About;
  readonly pushWalk: (message: WalkMessage) => void;
  readonly pushSweep: (message: SweepMessage) => void;
  readonly walks?: Walks;
  readonly resolveProxy?: ResolveProxy;
  readonly openBrowser?: OpenBrowser;
  readonly openPassivePage?: OpenPassivePage;
}): PageService {
  const { about, pushWalk, pushSweep, walks = realWalks, resolveProxy, openBrowser, openPassivePage } = options;
  const proxy = resolveProxy === undefined ? {} : { resolveProxy };
  const walkService = createWalkService({
    about,
    push: pushWalk,
    walks,
    ...proxy,
    ...(openBrowser === undefined ? {} : { openBrowser }),
    ...(openPassivePage === undefined ? {} : { openPassivePage }),
  });
  const sweepService = createSweepService({ push: pushSweep, run: walks.run, tool: about.version, ...proxy });
  return {
    requests: { ...walkService.requests, ...sweepService.requests },
    close: async () => {
      await Promise.all([walkService.close(), sweepService.close()]);
    },
  };
}
