/** The deployments there are, oldest server first. */
import type { Deployment, DeploymentId } from '../types.js';
import { lync2010 } from './lync2010.js';
import { lync2013 } from './lync2013.js';
import { sfb2015 } from './sfb2015.js';
import { sfb2019 } from './sfb2019.js';
import { sfbse } from './sfbse.js';

export const deployments: readonly Deployment[] = [lync2010, lync2013, sfb2015, sfb2019, sfbse];

export const deploymentIds: readonly DeploymentId[] = deployments.map((deployment) => deployment.id);

/** The deployment with this id, or undefined. */
export function findDeployment(id: string): Deployment | undefined {
  return deployments.find((deployment) => deployment.id === id);
}
