/** The online service: its web directory, its Access Edge, and its tenants as deployments of their own (names as seen before its retirement). */
import type { Deployment, Pool } from '../types.js';

/** The forest a hybrid user's redirect leads to. */
export const onlinePool: Pool = {
  id: 'online',
  fqdn: 'webdir1e.online.lync.com',
  internalWebFqdn: 'webdir1e.online.lync.com',
  externalWebFqdn: 'webdir1e.online.lync.com',
  frontEnds: ['am31e01fes01.infra.lync.com', 'am31e01fes02.infra.lync.com'],
};

/** Host names the online directory answers to. */
export const onlineHosts: readonly string[] = ['webdir.online.lync.com', 'webdir1e.online.lync.com'];

/** The Access Edge of the forest; the first name is the one that user documents give. */
export const onlineEdgeHosts: readonly string[] = [
  'sipfed1e.online.lync.com',
  'sipdir.online.lync.com',
  'sipfed.online.lync.com',
];

/** Where accounts of the online service sign in (OrgID). */
export const orgIdHost = 'login.microsoftonline.com';

/** The same forest, as the home of the users that it serves. */
const forest: Pool = { ...onlinePool, id: 'forest1e' };

/** The part of an organisation that the online service serves, as that service sees it. */
export function tenantOf(deployment: Deployment): Deployment {
  return {
    ...deployment,
    version: '2019',
    director: forest,
    pools: [forest],
    accessEdgeFqdn: onlineEdgeHosts[0] ?? '',
    users: deployment.users.filter(({ home }) => home === 'online').map((user) => ({ ...user, home: forest.id })),
  };
}

/** The AD FS of an organisation that lets its users sign in at home. */
export function stsHostOf(deployment: Deployment): string {
  return `sts.${deployment.sipDomain}`;
}

/** The domain of the user names that sign in there; those of the SIP domain sign in at OrgID itself. */
export function federatedDomainOf(deployment: Deployment): string {
  return `corp.${deployment.sipDomain}`;
}
