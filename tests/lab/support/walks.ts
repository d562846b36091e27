/** Walks of the tests, in this process and as every host of the program makes them. */
import type { RunningLab } from '../../../lab/types.js';
import { runWalk, type WalkOptions } from '../../../main/walk.js';
import type { WalkRequest } from '../../../shared/ipc.js';
import type { Session, Step } from '../../../shared/session/model.js';
import { plainRequest } from '../../fixtures/request.js';

export interface Watching extends Partial<WalkOptions> {
  readonly onStep?: (step: Step, change: 'started' | 'ended') => void;
}

export interface Walking extends Watching {
  /** Sign-in address of who walks; the lab's first user unless said otherwise. */
  readonly user?: string | undefined;
}

/** The web services alone, for tests that are about one of them: the others have tests of their own. */
export const webOnly = { endpoints: 'none', dnsDepth: 'none', sip: 'none' } as const satisfies Partial<WalkRequest>;

/** Walks in a lab as one of its users, with the password. A guest who joins a meeting is no user. */
export function walkIn(lab: RunningLab, changes: Partial<WalkRequest> = {}, walking: Walking = {}): Promise<Session> {
  const { user, ...watching } = walking;
  const { sipAddress, userName, password } = lab.credentialsFor(user);
  const account = { sipAddress, userName, password: { mode: 'given', value: password } } as const;
  const network = {
    resolver: `${lab.dns.address}:${lab.dns.port}`,
    connectTo: lab.connectTo,
    authorities: [lab.caPem],
  };
  return walk({ ...(changes.meeting === undefined ? account : {}), ...network, ...changes }, watching);
}

/** Runs one walk, which nobody watches unless that is said. */
export function walk(changes: Partial<WalkRequest>, { onStep, emit, ...options }: Watching = {}): Promise<Session> {
  return runWalk(
    { ...plainRequest, timeoutMs: 5000, ...changes },
    {
      emit: (event) => {
        emit?.(event);
        if (event.type === 'step-started') onStep?.(event.step, 'started');
        if (event.type === 'step-ended') onStep?.(event.step, 'ended');
      },
      signal: new AbortController().signal,
      ...options,
    },
  );
}
