/** Runs flows through the real engine against servers on loopback. */
import type { Flow } from '../../../main/engine/api.js';
import type { RunRequest } from '../../../main/engine/run.js';
import { runSession } from '../../../main/engine/runSession.js';
import { systemPorts, type SystemOptions } from '../../../main/engine/systemPorts.js';
import type { SessionEvent } from '../../../shared/session/events.js';
import type { Session, Target } from '../../../shared/session/model.js';

export const target: Target = {
  sipAddress: 'ada@contoso.test',
  domain: 'contoso.test',
  hasPassword: false,
  location: 'outside',
  signIn: 'auto',
  discoveryUrls: [],
  connectTo: [],
  proxy: 'none',
  extraAuthorities: 0,
  trustedHosts: [],
  timeoutMs: 5000,
  plannedCredentialUses: 0,
};

export interface Ran {
  readonly session: Session;
  readonly events: readonly SessionEvent[];
}

/** Runs `flow`; `about` changes the request. */
export async function runFlow(
  flow: Flow,
  about: Partial<Omit<RunRequest, 'target'>> & {
    readonly target?: Partial<Target>;
    readonly options?: SystemOptions;
  } = {},
): Promise<Ran> {
  const events: SessionEvent[] = [];
  const { options, target: changes, ...rest } = about;
  const request: RunRequest = {
    credentials: { mode: 'none' },
    keepSecrets: false,
    authorities: [],
    signal: new AbortController().signal,
    ...rest,
    target: { ...target, ...changes },
    emit: (event) => {
      events.push(structuredClone(event));
      rest.emit?.(event);
    },
  };
  const session = await runSession(flow, request, await systemPorts(request, options));
  return { session, events };
}
