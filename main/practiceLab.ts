/** Finds a practice lab's deployment and faults by their ids, before anything is started. */
import { listLab } from '../lab/index.js';
import type { DeploymentId } from '../lab/types.js';
import { UsageError } from './usage.js';

export interface LabChoice {
  readonly deployment: DeploymentId;
  readonly faults: readonly string[];
}

/** @throws UsageError naming the id that is not known, and those that are */
export function readLab(wanted: { readonly deployment: string; readonly faults: readonly string[] }): LabChoice {
  const known = listLab();
  const deployment = known.deployments.find(({ id }) => id === wanted.deployment);
  if (deployment === undefined) {
    const ids = known.deployments.map(({ id }) => id).join(', ');
    throw new UsageError(`There is no practice lab "${wanted.deployment}": choose one of ${ids}.`);
  }
  for (const id of wanted.faults) {
    const fault = [...known.faults, ...known.pendingFaults].find((candidate) => candidate.id === id);
    if (fault === undefined) throw new UsageError(`There is no fault "${id}": "lyncscope lab list" names them.`);
    if (!fault.deployments.includes(deployment.id)) {
      throw new UsageError(
        `The fault "${id}" cannot happen in ${deployment.id}, only in ${fault.deployments.join(', ')}.`,
      );
    }
  }
  return { deployment: deployment.id, faults: [...new Set(wanted.faults)] };
}

/**
 * A lab has its own users: an address of nobody there would be answered with somebody else's result.
 * @param sipAddress with or without "sip:"; undefined takes the lab's first user
 * @throws UsageError naming the users there are
 */
export function demandLabUser({ deployment }: LabChoice, sipAddress: string | undefined): void {
  if (sipAddress === undefined) return;
  const wanted = sipAddress.trim().replace(/^sips?:/i, '');
  const users = (listLab().deployments.find(({ id }) => id === deployment)?.users ?? []).map((user) => user.sipAddress);
  if (users.some((user) => user.toLowerCase() === wanted.toLowerCase())) return;
  throw new UsageError(
    `The practice lab ${deployment} has no user ${wanted}. Its users are ${users.join(', ')}; without an address its first one is checked.`,
    'sipAddress',
  );
}
