/** What the accuracy table is made of: every fault everywhere, healthy deployments, pairs of independent faults. */
import { listLab } from '../../lab/index.js';
import type { DeploymentId, FaultInfo, View } from '../../lab/types.js';
import { clientProfiles } from '../../shared/clients/profiles.js';
import type { ClientKind, SignInMethod } from '../../shared/session/model.js';

/** Walks that share a running lab. */
export interface Plan {
  readonly deployment: DeploymentId;
  readonly from: View;
  readonly faults: readonly string[];
  readonly walks: readonly PlannedWalk[];
}

export interface PlannedWalk {
  /** A meeting is joined as a guest, in place of a sign-in; such a walk has no password. */
  readonly joins?: true;
  readonly withPassword: boolean;
  readonly signIn: SignInMethod;
  /** The walk is made as this client, whom alone the fault concerns; absent: as all of them. */
  readonly client?: ClientKind;
  readonly timeoutMs: number;
  /** What must be named: first where it is one, anywhere where they are two; empty where nothing may be said. */
  readonly expected: readonly string[];
  /** Why a fault that is there cannot be seen; undefined for one that nobody declared. */
  readonly unseen?: string;
}

const views: readonly View[] = ['outside', 'inside'];
const signInMethods: readonly SignInMethod[] = ['oauth', 'web-ticket', 'online', 'modern'];
const usual = { signIn: 'auto', timeoutMs: 10_000 } as const;

/** All plans; `only` and `deployments` choose a part where they are not empty. */
export function plansOf(only: readonly string[], deployments: readonly string[]): readonly Plan[] {
  const { faults, deployments: all } = listLab();
  const wanted = all.map(({ id }) => id).filter((id) => deployments.length === 0 || deployments.includes(id));
  const single = faults
    .filter(({ id }) => only.length === 0 || only.includes(id))
    .flatMap((fault) =>
      wanted
        .filter((id) => fault.deployments.includes(id))
        .flatMap((deployment) => views.map((from) => planOf(fault, deployment, from))),
    );
  if (only.length > 0) return single;
  const healthy = wanted.flatMap((deployment) =>
    views.map((from): Plan => ({
      deployment,
      from,
      faults: [],
      walks: [
        ...withAndWithout(() => ({
          ...usual,
          signIn: all.find(({ id }) => id === deployment)?.signIn ?? usual.signIn,
          expected: [],
        })),
        // A company that is served online has no meetings of its own servers.
        ...(all.find(({ id }) => id === deployment)?.signIn === 'online'
          ? []
          : [{ ...usual, withPassword: false, joins: true as const, expected: [] }]),
      ],
    })),
  );
  return [...healthy, ...single, ...(deployments.length > 0 ? [] : pairPlans(faults))];
}

function planOf(fault: FaultInfo, deployment: DeploymentId, from: View): Plan {
  const option = (name: string): string | undefined => fault.arguments[fault.arguments.indexOf(name) + 1 || Infinity];
  const wanted = option('--sign-in');
  const signIn = signInMethods.find((method) => method === wanted) ?? 'auto';
  const client = clientProfiles.find(({ kind }) => kind === option('--client'))?.kind;
  const chosen = {
    signIn,
    ...(client === undefined ? {} : { client }),
    timeoutMs: Number(option('--timeout') ?? usual.timeoutMs),
  };
  const joins = fault.arguments[0] === 'join';
  const among = joins ? asGuest : withAndWithout;
  const walks = among((withPassword) => {
    const isHere = fault.views.includes(from);
    if (isHere && (withPassword || fault.needsPassword === undefined)) return { ...chosen, expected: [fault.expect] };
    const unseen = isHere ? fault.needsPassword : fault.elsewhere;
    return { ...chosen, expected: [], ...(unseen === undefined ? {} : { unseen }) };
  });
  return { deployment, from, faults: [fault.id], walks };
}

const withAndWithout = (walk: (withPassword: boolean) => Omit<PlannedWalk, 'withPassword'>): readonly PlannedWalk[] =>
  [true, false].map((withPassword) => ({ withPassword, ...walk(withPassword) }));

const asGuest: typeof withAndWithout = (walk) => [{ withPassword: false, joins: true, ...walk(false) }];

// The first of a pair leaves the way to the second open, so that one does not hide the other.
const early = [
  'tls-name',
  'clock-skew',
  'srv-foreign',
  'dns-internal-public',
  'edge-closed',
  'host-header',
  'srv-wrong-port',
];
const late = [
  'wrong-password',
  'user-not-enabled',
  'user-online',
  'no-mobility',
  'modern-only',
  'passive-only',
  'rechunked-post',
];
const pairDeployments: readonly DeploymentId[] = ['lync2013', 'sfb2015', 'sfb2019', 'sfbse'];

function pairPlans(faults: readonly FaultInfo[]): readonly Plan[] {
  const expectOf = (id: string): string => faults.find((fault) => fault.id === id)?.expect ?? id;
  return early.flatMap((first, row) =>
    late.map((second, column): Plan => {
      const expected = [expectOf(first), expectOf(second)];
      return {
        deployment: pairDeployments[(row + column) % pairDeployments.length] ?? 'sfb2019',
        from: 'outside',
        faults: [first, second],
        walks: [{ ...usual, withPassword: true, expected }],
      };
    }),
  );
}
