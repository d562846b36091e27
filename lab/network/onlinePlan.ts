/** What a client reaches of the online service beside its directory: OrgID, the Access Edge, and the AD FS at home. */
import { onlineEdgeHosts, orgIdHost, stsHostOf } from '../deployments/online.js';
import type { Deployment } from '../types.js';
import type { Service } from './exchange.js';
import { unknownHost } from './pages.js';
import { whole } from './exchange.js';
import type { Applications, CertificatePlan, Endpoint } from './plan.js';
import type { Role } from './addresses.js';

/** Names in the zone of an organisation that are aliases of the directory. */
export function onlineDirectoryAliases(deployment: Deployment): readonly string[] {
  return deployment.online === 'all' ? [`lyncdiscover.${deployment.sipDomain}`] : [];
}

/**
 * Nothing where the online service serves nobody of this organisation.
 * @param isStsClosed the firewall lets nothing through to the AD FS
 */
export function onlineServers(
  deployment: Deployment,
  { orgId, sts }: Applications,
  isStsClosed = false,
): readonly Endpoint[] {
  if (deployment.online === undefined || orgId === undefined || sts === undefined) return [];
  return [
    edge(deployment),
    site('orgId', orgIdHost, 'Microsoft Corporation', orgId),
    isStsClosed
      ? { role: 'sts', hosts: [stsHostOf(deployment)], http: null, https: null }
      : site('sts', stsHostOf(deployment), `${deployment.netbiosDomain} Corporation`, sts),
  ];
}

function edge(deployment: Deployment): Endpoint {
  const aliases = deployment.online === 'all' ? [`sip.${deployment.sipDomain}`] : [];
  return {
    role: 'onlineEdge',
    hosts: [...onlineEdgeHosts, ...aliases],
    http: null,
    https: null,
    sip: {
      entry: { kind: 'edge' },
      ports: [443, 5061],
      tls: { maxVersion: 'TLSv1.2', alpn: [] },
      certificate: {
        ...certificateOf('online edge', 'sipfed.online.lync.com', 'Microsoft Corporation'),
        names: ['*.online.lync.com'],
        clientAuth: true,
      },
      isOnline: true,
    },
  };
}

function site(role: Role, host: string, organization: string, service: Service): Endpoint {
  const only: Service = async (request) => (request.url.hostname === host ? service(request) : whole(unknownHost));
  return {
    role,
    hosts: [host],
    http: null,
    https: {
      service: only,
      tls: { maxVersion: 'TLSv1.2', alpn: [] },
      certificate: certificateOf(role, host, organization),
    },
  };
}

function certificateOf(keyLabel: string, commonName: string, organization: string): CertificatePlan {
  return { keyLabel, organization, commonName, names: [], expired: false, issuer: 'public' };
}
