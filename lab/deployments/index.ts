/** The deployments there are: those on premises, oldest server first, then those with users online. */
import type { Deployment, DeploymentId } from '../types.js';
import { hybrid } from './hybrid.js';
import { lync2010 } from './lync2010.js';
import { lync2013 } from './lync2013.js';
import { lyncOnline } from './lyncOnline.js';
import { sfb2015 } from './sfb2015.js';
import { sfb2019 } from './sfb2019.js';
import { sfbse } from './sfbse.js';

/** Without users that the online service serves. */
export const onPremises: readonly Deployment[] = [lync2010, lync2013, sfb2015, sfb2019, sfbse];

export const deployments: readonly Deployment[] = [...onPremises, lyncOnline, hybrid];

export const deploymentIds: readonly DeploymentId[] = deployments.map((deployment) => deployment.id);

/** The deployment with this id, or undefined. */
export function findDeployment(id: string): Deployment | undefined {
  return deployments.find((deployment) => deployment.id === id);
}
