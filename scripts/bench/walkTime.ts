/** (a) Wall time of a whole walk over a lab that answers late, against what the protocol makes it wait for. */
import type { DeploymentId } from '../../lab/types.js';
import { runWalk } from '../../main/walk.js';
import type { WalkRequest } from '../../shared/ipc.js';
import type { Session, StepKind } from '../../shared/session/model.js';
import { criticalPathOf, questionsOf, type CriticalPath } from './criticalPath.js';
import { spawnLab, type Handled, type LabDescription } from './labProcess.js';

export const delayMs = 40;

export interface WalkTime {
  readonly deployment: DeploymentId;
  readonly wallMs: number;
  readonly path: CriticalPath;
  readonly session: Session;
}

/** Walks as the first user, from outside. */
export function requestFor(lab: LabDescription): WalkRequest {
  const user = lab.users[0];
  if (user === undefined) throw new Error('the lab has no users');
  return {
    sipAddress: user.sipAddress,
    userName: user.userName,
    password: { mode: 'given', value: user.password },
    location: 'outside',
    signIn: 'auto',
    discoveryUrls: [],
    resolver: `${lab.dns.address}:${lab.dns.port}`,
    connectTo: lab.connectTo,
    proxy: 'none',
    authorities: [lab.caPem],
    trustedHosts: [],
    keepSecrets: false,
    services: 'full',
  };
}

/** The best of some walks: the first one also pays for compiling. */
export async function timeWalk(deployment: DeploymentId, runs: number): Promise<WalkTime> {
  const { lab, stop } = await spawnLab({ deployment, delays: { dns: delayMs, tlsFlight: delayMs, http: delayMs } });
  const walks: { readonly wallMs: number; readonly session: Session }[] = [];
  for (let run = 0; run < runs; run += 1) {
    const began = performance.now();
    const session = await runWalk(requestFor(lab), { emit: () => undefined, signal: new AbortController().signal });
    walks.push({ wallMs: performance.now() - began - heldMs(session), session });
  }
  const handled = await stop();
  const best = walks.reduce((a, b) => (b.wallMs < a.wallMs ? b : a));
  const tls = best.session.connections.find(({ tls: handshake }) => handshake?.protocol !== undefined)?.tls?.protocol;
  const shape = {
    domain: lab.domain,
    tlsFlights: tls === 'TLSv1.3' ? 1 : 2,
    oauth: best.session.steps.some(({ kind }) => kind === 'oauth.token'),
    mcx: best.session.steps.some(({ kind, outcome }) => kind === 'mcx.ticket' && outcome === 'ok'),
  } as const;
  return {
    deployment,
    ...best,
    path: criticalPathOf(questionsOf(shape), delayMs, (request) => handlingOf(request, handled)),
  };
}

/**
 * How much longer the walk took only because the event channel is listened to for its own time, which is no part of the
 * way: from the end of all else to the end.
 */
function heldMs({ steps, endedMs = 0 }: Session): number {
  const waits: readonly StepKind[] = ['walk', 'ucwa', 'ucwa.events', 'ucwa.delete'];
  const rest = steps.filter(({ kind }) => !waits.includes(kind)).map(({ endedMs: end = 0 }) => end);
  return Math.max(0, endedMs - Math.max(...rest));
}

/** Mean time of the matching requests beyond the delay. */
function handlingOf(request: RegExp, handled: readonly Handled[]): number {
  const times = handled.filter((entry) => request.test(entry.request)).map(({ ms }) => Math.max(0, ms - delayMs));
  if (times.length === 0) throw new Error(`the lab was never asked ${String(request)}`);
  return times.reduce((sum, ms) => sum + ms, 0) / times.length;
}
