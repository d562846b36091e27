/**
 * Which computers answer on ports 80 and 443 in a view, with which certificate and which service behind them.
 * Pure data and functions; front.ts opens the sockets.
 */
import { authorityHost, type LeafRequest } from '../ca.js';
import { onlineHosts, onlinePool, tenantOf } from '../deployments/online.js';
import { hosterHost, publishedHosts, signInPageHost } from '../dnsZones.js';
import type { FaultId } from '../faults.js';
import type { IdentityHost } from '../identity/types.js';
import type { SipEntry } from '../sip/index.js';
import type { Deployment, Pool, ServerVersion, View, WebApplications } from '../types.js';
import type { Role } from './addresses.js';
import { withAuthority } from './authoritySite.js';
import { affinityOf } from './balancer.js';
import type { Service } from './exchange.js';
import {
  poolSite,
  preAuthenticating,
  redirectingTo,
  reverseProxy,
  withParkedHosts,
  withoutDiscovery,
} from './services.js';
import { onlineDirectoryAliases, onlineServers } from './onlinePlan.js';
import { withBadFrontEnd, withProxyFaults, withStoppedComponent, withStoppedFrontEnd } from './serviceFaults.js';
import { withIdleTimeout } from './idleTimeout.js';
import { spoiling } from './spoiling.js';
import { withUnpublishedPaths } from './unpublished.js';

export interface CertificatePlan extends LeafRequest {
  /** 'private' is the company's own authority, 'appliance' the same sent with its root, 'gateway' one on the way. */
  readonly issuer: 'public' | 'private' | 'appliance' | 'gateway';
}

/** One address with its two web ports; null where the port refuses connections. */
export interface Endpoint {
  readonly role: Role;
  readonly hosts: readonly string[];
  readonly http: Service | null;
  readonly https: HttpsPlan | null;
  /** Where SIP over TLS is taken; on port 443 it stands in place of https. */
  readonly sip?: SipPlan;
}

export interface SipPlan {
  readonly entry: SipEntry;
  readonly ports: readonly number[];
  readonly certificate: CertificatePlan;
  readonly tls: TlsPlan;
  /** The servers are those of the online service. */
  readonly isOnline?: boolean;
}

export interface HttpsPlan {
  readonly service: Service;
  readonly certificate: CertificatePlan;
  readonly tls: TlsPlan;
  /** What a client gets that does not name the host (SNI): another certificate, or an alert; absent: the same one. */
  readonly nameless?: CertificatePlan | 'refused';
}

export interface TlsPlan {
  /** TLS 1.2 where nothing is said. */
  readonly minVersion?: 'TLSv1';
  readonly maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  readonly alpn: readonly string[];
}

export interface Applications {
  readonly deployment: WebApplications;
  readonly online: WebApplications;
  /** Where accounts sign in for the online service; absent where it serves nobody. */
  readonly orgId?: Service;
  /** The AD FS of the organisation. */
  readonly sts?: Service;
}

/** All endpoints that a client in this view can reach. */
export function planEndpoints(
  deployment: Deployment,
  view: View,
  faults: ReadonlySet<FaultId>,
  applications: Applications,
): readonly Endpoint[] {
  const cloud = [
    onlineDirectory(deployment, view, faults, applications.online),
    ...onlineServers(deployment, applications, view === 'outside' && faults.has('sts-unpublished')),
  ];
  if (deployment.online === 'all') return cloud;
  const internal = view === 'inside' ? internalSites(deployment, faults, applications.deployment) : [];
  const endpoints = [
    ...internal,
    proxyEndpoint(deployment, view, faults, applications.deployment),
    ...(faults.has('foreign-redirect') ? foreignEndpoints(deployment, view, applications.deployment) : []),
    ...(view === 'outside' ? [accessEdge(deployment, faults)] : []),
    ...(view === 'outside' && (faults.has('dns-internal-public') || faults.has('dns-wildcard'))
      ? [leakedName(deployment)]
      : []),
    ...cloud,
  ];
  return view === 'outside' && isInspected(faults) ? endpoints.map(inspected) : endpoints;
}

/** Whether the network of the user has a gateway that opens TLS. */
function isInspected(faults: ReadonlySet<FaultId>): boolean {
  return faults.has('tls-inspection') || faults.has('tls-inspection-unknown');
}

/** The gateway shows a certificate of its own making, with the names of the real one. */
function inspected(endpoint: Endpoint): Endpoint {
  if (endpoint.https === null) return endpoint;
  const { certificate } = endpoint.https;
  const signed: CertificatePlan = { ...certificate, keyLabel: 'gateway', issuer: 'gateway', leafOnly: false };
  return { ...endpoint, https: { ...endpoint.https, certificate: signed } };
}

function internalSites(
  deployment: Deployment,
  faults: ReadonlySet<FaultId>,
  applications: WebApplications,
): Endpoint[] {
  const discoveryName = `lyncdiscoverinternal.${deployment.sipDomain}`;
  const affinity = affinityOf(deployment.version, faults);
  return [deployment.director, ...deployment.pools].map((pool) => {
    const isDirector = pool === deployment.director;
    const sipNames = sipNamesOf(deployment, pool);
    const elsewhere = faults.has('foreign-redirect') || faults.has('dns-internal-to-proxy');
    const discovery = isDirector && !elsewhere ? [discoveryName] : [];
    const site = poolSite(pool, 'internal', applications, affinity);
    const service = broken(deployment, [discoveryName], faults, site);
    const certificate = poolCertificate(deployment, pool, faults);
    return {
      role: roleOf(pool),
      hosts: [...discovery, ...sipNames, pool.internalWebFqdn, pool.fqdn, ...pool.frontEnds],
      http: service,
      https: faults.has('https-closed')
        ? null
        : {
            service,
            tls: webTlsOf(deployment.version, faults),
            certificate,
            ...namelessOf(deployment, pool.id, faults),
          },
      // The default certificate of a Front End serves its web sites and SIP alike.
      sip: { entry: { kind: 'pool', pool }, ports: [5061], tls: tlsOf(deployment.version, faults), certificate },
    };
  });
}

/** The default certificate of the Front Ends of a pool. */
export function poolCertificate(deployment: Deployment, pool: Pool, faults: ReadonlySet<FaultId>): CertificatePlan {
  return {
    keyLabel: pool.id,
    organization: organizationOf(deployment),
    commonName: pool.fqdn,
    names: [
      ...pool.frontEnds,
      pool.internalWebFqdn,
      ...sipNamesOf(deployment, pool),
      ...(faults.has('tls-name') ? [] : [`lyncdiscoverinternal.${deployment.sipDomain}`]),
      ...['meet', 'dialin', 'admin'].map((name) => `${name}.${deployment.sipDomain}`),
    ],
    expired: faults.has('tls-expired'),
    revoked: faults.has('tls-revoked'),
    issuer: faults.has('tls-untrusted') ? 'private' : 'public',
  };
}

/** Automatic sign-in leads to the Director. */
function sipNamesOf(deployment: Deployment, pool: Pool): readonly string[] {
  return pool === deployment.director ? [`sip.${deployment.sipDomain}`, `sipinternal.${deployment.sipDomain}`] : [];
}

function proxyEndpoint(
  deployment: Deployment,
  view: View,
  faults: ReadonlySet<FaultId>,
  applications: WebApplications,
): Endpoint {
  const discoveryName = `lyncdiscover.${deployment.sipDomain}`;
  const signInHost = signInPageHost(deployment);
  // A client inside meets the proxy only by hairpin; what is broken at its own side is the internal site.
  const shown: ReadonlySet<FaultId> = view === 'outside' ? faults : new Set();
  const site = faults.has('wrong-bridging') ? 'internal' : 'external';
  const isDiscoveryElsewhere = faults.has('foreign-redirect') || (view === 'outside' && faults.has('dns-to-cloud'));
  const isHairpinClosed = view === 'inside' && faults.has('hairpin-blocked');
  const published = [
    ...(isDiscoveryElsewhere ? [] : [discoveryName]),
    ...(view === 'inside' && faults.has('dns-internal-to-proxy')
      ? [`lyncdiscoverinternal.${deployment.sipDomain}`]
      : []),
    ...publishedHosts(deployment),
    ...(shown.has('proxy-preauth') ? [signInHost] : []),
  ];
  // The balancer works whoever comes, also by hairpin.
  const affinity = affinityOf(deployment.version, faults);
  const rules = new Map(
    published.map((host) => [host, poolSite(publishedPool(deployment, host), site, applications, affinity)] as const),
  );
  const service = shown.has('proxy-preauth')
    ? preAuthenticating(deployment.version, signInHost)
    : broken(
        deployment,
        [discoveryName],
        shown,
        withUnpublishedPaths(
          deployment.version,
          shown,
          withProxyFaults(deployment.version, discoveryName, shown, withIdleTimeout(shown, reverseProxy(rules))),
        ),
      );
  return {
    role: 'proxy',
    hosts: published,
    http: isHairpinClosed ? null : service,
    https:
      isHairpinClosed || shown.has('https-closed')
        ? null
        : {
            service,
            tls: webTlsOf(deployment.version, shown),
            certificate: {
              keyLabel: 'proxy',
              organization: organizationOf(deployment),
              commonName: deployment.pools[0]?.externalWebFqdn ?? deployment.director.externalWebFqdn,
              names: published.filter((host) => host !== discoveryName || !lacksDiscoveryName(shown)),
              expired: shown.has('tls-expired'),
              revoked: shown.has('tls-revoked'),
              issuer: shown.has('tls-untrusted') ? 'appliance' : 'public',
              leafOnly: shown.has('tls-no-intermediate'),
            },
            ...namelessOf(deployment, 'proxy', shown),
          },
  };
}

/** The Director answers lyncdiscover; simple URLs lead to the first pool. */
function publishedPool(deployment: Deployment, host: string): Pool {
  const own = deployment.pools.find((pool) => pool.externalWebFqdn === host);
  if (own !== undefined) return own;
  const isSimpleUrl = host === `meet.${deployment.sipDomain}` || host === `dialin.${deployment.sipDomain}`;
  return (isSimpleUrl ? deployment.pools[0] : undefined) ?? deployment.director;
}

/** A discovery name that only answers on port 80, and the hoster it sends people to. */
function foreignEndpoints(deployment: Deployment, view: View, applications: WebApplications): Endpoint[] {
  const discoveryName = `${view === 'inside' ? 'lyncdiscoverinternal' : 'lyncdiscover'}.${deployment.sipDomain}`;
  const service = poolSite(deployment.director, 'external', applications);
  return [
    { role: 'discovery', hosts: [discoveryName], http: redirectingTo(hosterHost, deployment.version), https: null },
    {
      role: 'hoster',
      hosts: [hosterHost],
      http: service,
      https: {
        service,
        tls: tlsOf(deployment.version),
        certificate: {
          keyLabel: 'hoster',
          organization: 'Woodgrove Hosting',
          commonName: hosterHost,
          names: [],
          expired: false,
          issuer: 'public',
        },
      },
    },
  ];
}

/** Takes SIP over TLS for clients (443) and for federation (5061), and no HTTP. */
function accessEdge(deployment: Deployment, faults: ReadonlySet<FaultId>): Endpoint {
  const hosts = [
    ...new Set([deployment.accessEdgeFqdn, `sip.${deployment.sipDomain}`, `sipexternal.${deployment.sipDomain}`]),
  ];
  return {
    role: 'edge',
    hosts,
    http: null,
    https: faults.has('edge-is-web-server') ? proxyAtEdge(deployment, hosts, faults) : null,
    ...(faults.has('edge-closed') || faults.has('edge-is-web-server')
      ? {}
      : { sip: edgeListener(deployment, hosts, faults) }),
  };
}

/** The reverse proxy in its place: its certificate names everything, and it has no rule for these hosts. */
function proxyAtEdge(deployment: Deployment, hosts: readonly string[], faults: ReadonlySet<FaultId>): HttpsPlan {
  return {
    service: reverseProxy(new Map()),
    tls: tlsOf(deployment.version, faults),
    certificate: {
      keyLabel: 'edge',
      organization: organizationOf(deployment),
      commonName: deployment.pools[0]?.externalWebFqdn ?? deployment.accessEdgeFqdn,
      names: hosts,
      expired: false,
      issuer: 'public',
    },
  };
}

function edgeListener(deployment: Deployment, hosts: readonly string[], faults: ReadonlySet<FaultId>): SipPlan {
  const isMisnamed = faults.has('edge-wrong-name');
  return {
    entry: { kind: 'edge' },
    ports: [443, 5061],
    tls: { ...tlsOf(deployment.version, faults), alpn: [] },
    certificate: {
      keyLabel: 'edge',
      organization: organizationOf(deployment),
      commonName: isMisnamed ? `edge01.${deployment.sipDomain}` : deployment.accessEdgeFqdn,
      names: isMisnamed ? [] : hosts,
      expired: false,
      issuer: 'public',
      clientAuth: !faults.has('edge-one-way'),
    },
  };
}

/** AD FS behind its proxy, or Entra ID: a web site that has nothing to do with the pools. */
export function identityEndpoint({ host, organization, service }: IdentityHost): Endpoint {
  return {
    role: 'identity',
    hosts: [host],
    http: null,
    https: {
      service,
      tls: { maxVersion: 'TLSv1.3', alpn: ['http/1.1'] },
      certificate: {
        keyLabel: 'identity',
        organization,
        commonName: host,
        names: [host],
        expired: false,
        issuer: 'public',
      },
    },
  };
}

/** The internal name in the public zone leads to a machine without web services. */
function leakedName(deployment: Deployment): Endpoint {
  return { role: 'discovery', hosts: [`lyncdiscoverinternal.${deployment.sipDomain}`], http: null, https: null };
}

function onlineDirectory(
  deployment: Deployment,
  view: View,
  faults: ReadonlySet<FaultId>,
  applications: WebApplications,
): Endpoint {
  const aliased = view === 'outside' && faults.has('dns-to-cloud') ? [`lyncdiscover.${deployment.sipDomain}`] : [];
  const pool = deployment.online === undefined ? onlinePool : tenantOf(deployment).director;
  const service = poolSite(pool, 'external', applications);
  return {
    role: 'online',
    hosts: [...onlineHosts, ...aliased, ...onlineDirectoryAliases(deployment), authorityHost],
    http: withAuthority(faults, service),
    https: {
      service,
      tls: { maxVersion: 'TLSv1.2', alpn: [] },
      certificate: {
        keyLabel: 'online',
        organization: 'Microsoft Corporation',
        commonName: 'online.lync.com',
        names: ['*.online.lync.com', '*.infra.lync.com'],
        expired: false,
        issuer: 'public',
      },
    },
  };
}

/** Up to IIS 7.5 and TMG one certificate is the listener's own; later bindings without a name may be missing. */
function namelessOf(deployment: Deployment, label: string, faults: ReadonlySet<FaultId>): Pick<HttpsPlan, 'nameless'> {
  if (!faults.has('tls-sni-only')) return {};
  if (deployment.version !== '2010' && deployment.version !== '2013') return { nameless: 'refused' };
  const computer = `${label}.${deployment.adDnsDomain}`;
  return {
    nameless: {
      keyLabel: `${label} itself`,
      organization: organizationOf(deployment),
      commonName: computer,
      names: [computer],
      expired: false,
      issuer: 'private',
    },
  };
}

function broken(
  deployment: Deployment,
  discoveryNames: readonly string[],
  faults: ReadonlySet<FaultId>,
  service: Service,
): Service {
  const rootless = faults.has('root-404') ? withoutDiscovery(deployment.version, service) : service;
  const stopped = faults.has('component-stopped') ? withStoppedComponent(rootless) : rootless;
  const uneven = faults.has('bad-front-end')
    ? withBadFrontEnd(deployment, stopped)
    : faults.has('front-end-stopped')
      ? withStoppedFrontEnd(deployment, stopped)
      : stopped;
  const parked = faults.has('html-answer') ? withParkedHosts(discoveryNames, uneven) : uneven;
  return spoiling(faults, parked);
}

/** The web services can be worse than the rest. */
function webTlsOf(version: ServerVersion, faults: ReadonlySet<FaultId>): TlsPlan {
  if (faults.has('tls-old')) return { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', alpn: [] };
  return tlsOf(version, faults);
}

/**
 * Windows Server 2022 is the first with TLS 1.3; IIS negotiates by ALPN since Windows Server 2016. The servers of 2010
 * still take TLS 1.0, as everything did when they were set up; the later ones are hardened as the books say today.
 */
function tlsOf(version: ServerVersion, faults: ReadonlySet<FaultId> = new Set()): TlsPlan {
  const takesOld = version === '2010' && !faults.has('tls-old-off');
  return {
    ...(takesOld ? { minVersion: 'TLSv1' } : {}),
    maxVersion: version === 'se' ? 'TLSv1.3' : 'TLSv1.2',
    alpn: version === 'se' || version === '2019' ? ['http/1.1'] : [],
  };
}

function organizationOf(deployment: Deployment): string {
  return `${deployment.netbiosDomain} Corporation`;
}

function roleOf(pool: Pool): Role {
  return pool.id === 'pool01' || pool.id === 'pool02' ? pool.id : 'director';
}

/** Who follows an alias into another domain meets a certificate for that one. */
function lacksDiscoveryName(faults: ReadonlySet<FaultId>): boolean {
  return faults.has('tls-name') || faults.has('dns-alias-elsewhere');
}
