// Everything of the online service that a deployment needs: its directory, and where its users prove who they are.
import { tenantOf } from '../deployments/online.js';
import type { Service } from '../network/exchange.js';
import type { Deployment, LabEnvironment, WebApplications, WebPolicy } from '../types.js';
import { createOnlineDirectory } from './online.js';
import { createOrgIdAuthority } from './orgId/authority.js';
import { orgIdService, stsService } from './orgId/services.js';
import { createServices, type SharedState } from './services.js';

export interface OnlineServices {
  readonly online: WebApplications;
  readonly orgId?: Service;
  readonly sts?: Service;
}

/** Where the service has no users of the deployment, its directory turns everybody away. */
export function createOnlineServices(
  deployment: Deployment,
  policy: WebPolicy,
  environment: LabEnvironment,
  state: SharedState,
): OnlineServices {
  if (deployment.online === undefined) return { online: createOnlineDirectory(environment) };
  const orgId = createOrgIdAuthority(deployment, policy.online, environment);
  const services = createServices(tenantOf(deployment), policy, environment, state);
  return {
    online: createOnlineDirectory(environment, { services, orgId }),
    orgId: orgIdService(orgId),
    sts: stsService(orgId),
  };
}
