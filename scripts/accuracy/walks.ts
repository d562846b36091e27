/** Runs planned walks through the lab, several at a time, and says of each what was found. */
import { startLab } from '../../lab/index.js';
import type { RunningLab } from '../../lab/types.js';
import { practicePerson } from '../../main/practicePerson.js';
import { runWalk } from '../../main/walk.js';
import type { WalkRequest } from '../../shared/ipc.js';
import { judge } from '../../shared/audits/judge.js';
import type { Plan, PlannedWalk } from './rows.js';

export interface Row extends PlannedWalk {
  readonly plan: Plan;
  /** Ids of errors and warnings, root cause first; then notes. */
  readonly found: readonly string[];
  /** Place of the expected finding, from 1; the later one's for a pair; undefined where it was not found. */
  readonly rank: number | undefined;
  /** Errors that nobody expected. */
  readonly falseFindings: readonly string[];
  readonly good: boolean;
  /** What went wrong with the walk or the audits themselves. */
  readonly trouble?: string;
}

/** @param done called after each plan, for progress */
export async function runPlans(
  plans: readonly Plan[],
  atOnce: number,
  done: (rows: readonly Row[]) => void,
): Promise<readonly Row[]> {
  const results: (readonly Row[])[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < plans.length) {
      const index = next++;
      const plan = plans[index];
      if (plan === undefined) return;
      const rows = await runPlan(plan);
      results[index] = rows;
      done(rows);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results.flat();
}

async function runPlan(plan: Plan): Promise<readonly Row[]> {
  const lab = await startLab({ deployment: plan.deployment, from: plan.from, faults: plan.faults });
  try {
    const rows: Row[] = [];
    for (const walk of plan.walks) rows.push(await rowOf(plan, walk, lab));
    return rows;
  } finally {
    await lab.stop();
  }
}

/** Who signs in, or which meeting is joined: the lab's first of either. */
function whoOf(
  walk: PlannedWalk,
  lab: RunningLab,
): Pick<WalkRequest, 'sipAddress' | 'userName' | 'password' | 'meeting'> {
  const user = lab.credentialsFor(undefined);
  if (walk.joins !== true) {
    return {
      sipAddress: user.sipAddress,
      userName: user.userName,
      password: walk.withPassword ? { mode: 'given', value: user.password } : { mode: 'none' },
    };
  }
  // Lync Server 2010 has no meetings that could be joined so; what it says of one is what is looked at.
  const address = lab.conferences[0]?.meetUrl ?? `sip:${user.sipAddress};gruu;opaque=app:conf:focus:id:MEETING1`;
  return { meeting: { address, name: 'Guest' }, password: { mode: 'none' } };
}

async function rowOf(plan: Plan, walk: PlannedWalk, lab: RunningLab): Promise<Row> {
  const session = await runWalk(
    {
      ...whoOf(walk, lab),
      location: plan.from,
      signIn: walk.signIn,
      ...(walk.client === undefined ? {} : { client: walk.client }),
      discoveryUrls: [],
      resolver: `${lab.dns.address}:${lab.dns.port}`,
      connectTo: lab.connectTo,
      proxy: lab.proxy ?? 'none',
      authorities: [lab.caPem],
      trustedHosts: [],
      timeoutMs: walk.timeoutMs,
      keepSecrets: false,
      // An event channel is listened to for seconds, and services take tickets of their own: only where it can matter.
      services:
        plan.faults.length === 0 || plan.faults.some((id) => /ucwa|event|mcx|address-book/.test(id))
          ? 'full'
          : 'reachability',
    },
    {
      emit: () => undefined,
      signal: new AbortController().signal,
      ...(walk.signIn === 'modern' ? practicePerson(lab, lab.credentialsFor(undefined).sipAddress) : {}),
    },
  );
  const { findings, audits } = judge(session);
  const found = [...new Set(findings.map(({ id }) => id))];
  const serious = [...new Set(findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id))];
  const errors = [...new Set(findings.filter(({ severity }) => severity === 'error').map(({ id }) => id))];
  const ranks = walk.expected.map((id) => found.indexOf(id) + 1);
  const isFound = ranks.every((rank) => rank > 0);
  const falseFindings = errors.filter((id) => !walk.expected.includes(id));
  const threw = audits.filter(({ verdict }) => verdict === 'error').map(({ id, why }) => `${id}: ${why ?? ''}`);
  const undeclared = plan.faults.length === 1 && walk.expected.length === 0 && walk.unseen === undefined;
  const trouble = [
    ...threw,
    ...(undeclared ? ['the fault does not say why it cannot be seen here'] : []),
    ...(lab.openApplications().length === 0 ? [] : ['an application is left registered with UCWA']),
    ...(session.outcome === 'completed' ? [] : [`the walk is ${session.outcome}`]),
  ].join('; ');
  const reached =
    walk.expected.length === 0 ? serious.length === 0 : walk.expected.length === 1 ? ranks[0] === 1 : isFound;
  return {
    ...walk,
    plan,
    found,
    rank: walk.expected.length > 0 && isFound ? Math.max(...ranks) : undefined,
    falseFindings,
    good: reached && falseFindings.length === 0 && trouble === '',
    ...(trouble === '' ? {} : { trouble }),
  };
}
