/**
 * The DNS zones of a deployment as seen from inside and from outside: split-brain for the SIP domain, with the
 * discovery records where Microsoft's DNS requirements put them (lyncdiscoverinternal inside, lyncdiscover outside).
 */
import { authorityHost } from './ca.js';
import { onlineEdgeHosts, onlineHosts, orgIdHost, stsHostOf } from './deployments/online.js';
import type { FaultId } from './faults.js';
import { entraHost } from './identity/types.js';
import { identityProductOf } from './modernFaults.js';
import type { AddressPlan } from './network/addresses.js';
import type { Deployment, View } from './types.js';

/** A resource record; the owner is relative to nothing (always complete) and in lower case. */
export type ZoneRecord =
  | { readonly owner: string; readonly ttl: number; readonly type: 'A'; readonly data: string }
  | { readonly owner: string; readonly ttl: number; readonly type: 'CNAME'; readonly data: string }
  | { readonly owner: string; readonly ttl: number; readonly type: 'NS'; readonly data: string }
  | { readonly owner: string; readonly ttl: number; readonly type: 'TXT'; readonly data: string }
  | {
      readonly owner: string;
      readonly ttl: number;
      readonly type: 'MX';
      readonly preference: number;
      readonly data: string;
    }
  | {
      readonly owner: string;
      readonly ttl: number;
      readonly type: 'SRV';
      readonly port: number;
      readonly data: string;
    };

export interface Zone {
  /** Without a trailing dot; '' is the root zone, known to a resolver that found a name under it missing. */
  readonly origin: string;
  /** Whether this server is the zone's own; a resolver outside passes on what it looked up. */
  readonly authoritative: boolean;
  /** The resolver cannot get at the zone's servers, or may not believe them. */
  readonly unreachable?: boolean;
  readonly soa: {
    readonly mname: string;
    readonly rname: string;
    readonly serial: number;
    readonly refresh: number;
    readonly retry: number;
    readonly expire: number;
    readonly minimum: number;
  };
  readonly soaTtl: number;
  readonly records: readonly ZoneRecord[];
}

const onlineDirectoryName = 'webdir.online.lync.com';

/** Inside, lyncdiscover is not published as a rule; these mistakes need it. */
function seesProxyInside(faults: ReadonlySet<FaultId>): boolean {
  return (['dns-only-external', 'dns-external-missing', 'hairpin-blocked'] as const).some((id) => faults.has(id));
}

/** A foreign domain that a fault sends clients to, and that the lab therefore answers for. */
export const hosterDomain = 'woodgrove.example';
export const hosterHost = `web.${hosterDomain}`;

/** The AD FS sign-in page that a pre-authenticating proxy sends people to. */
export function signInPageHost(deployment: Deployment): string {
  return `sts.${deployment.sipDomain}`;
}

/** All zones that the resolver of this view answers for; names elsewhere are refused. */
export function zonesOf(
  deployment: Deployment,
  view: View,
  faults: ReadonlySet<FaultId>,
  addresses: AddressPlan,
): readonly Zone[] {
  // Without servers on premises there is one view of the names.
  const zones =
    view === 'inside' && deployment.online !== 'all'
      ? insideZones(deployment, faults, addresses)
      : outsideZones(deployment, faults, addresses);
  return [
    ...zones,
    onlineZone(deployment, addresses),
    ...(deployment.online === undefined ? [] : [orgIdZone(addresses)]),
    authorityZone(addresses),
    ...(identityProductOf(faults) === 'entra' ? [entraZone(addresses)] : []),
    ...(faults.has('foreign-redirect') ? [hosterZone(addresses, addresses.hoster)] : []),
    ...(view === 'outside' && faults.has('dns-alias-elsewhere') ? [hosterZone(addresses, addresses.proxy)] : []),
  ];
}

/** The public zone as its own servers hold it, behind the resolver. */
export function ownZoneOf(deployment: Deployment, faults: ReadonlySet<FaultId>, addresses: AddressPlan): Zone {
  const published = new Set(faults);
  published.delete('dns-stale'); // there the change is known
  published.delete('dns-servfail');
  const zone = outsideZones(deployment, published, addresses).find(({ origin }) => origin === deployment.sipDomain);
  if (zone === undefined) throw new Error(`there is no zone of ${deployment.sipDomain}`);
  return { ...zone, authoritative: true };
}

function insideZones(deployment: Deployment, faults: ReadonlySet<FaultId>, addresses: AddressPlan): Zone[] {
  const { sipDomain, adDnsDomain } = deployment;
  const domainController = `dc01.${adDnsDomain}`;
  // Active Directory integrated zones: one hour for static records, twenty minutes for the machines' own.
  const a = (owner: string, data: string, ttl = 3600): ZoneRecord => ({ owner, ttl, type: 'A', data });
  const discoveryAddress = faults.has('foreign-redirect')
    ? addresses.discovery
    : faults.has('dns-internal-to-proxy')
      ? addresses.proxy
      : addresses.director;
  const registrar = faults.has('srv-foreign') ? deployment.director.fqdn : `sip.${sipDomain}`;
  const discovery: ZoneRecord[] = [
    ...(faults.has('dns-only-external') ? [] : [a(`lyncdiscoverinternal.${sipDomain}`, discoveryAddress)]),
    ...(seesProxyInside(faults) ? [a(`lyncdiscover.${sipDomain}`, addresses.proxy)] : []),
    { owner: `_sipinternaltls._tcp.${sipDomain}`, ttl: 3600, type: 'SRV', port: 5061, data: registrar },
    { owner: `_sipinternal._tcp.${sipDomain}`, ttl: 3600, type: 'SRV', port: 5060, data: registrar },
    a(`sipinternal.${sipDomain}`, addresses.director),
    a(`sip.${sipDomain}`, addresses.director),
  ];
  return [
    {
      ...directoryZone(sipDomain, domainController),
      unreachable: faults.has('dns-servfail'),
      records: [
        { owner: sipDomain, ttl: 3600, type: 'NS', data: domainController },
        ...(identityProductOf(faults) === 'adfs' ? [a(signInPageHost(deployment), addresses.identity)] : []),
        ...(faults.has('dns-none') ? [] : discovery),
        ...stsRecords(deployment, addresses),
        // Internal users reach the external web services through the reverse proxy as well (hairpin).
        ...(faults.has('dns-external-missing')
          ? []
          : publishedHosts(deployment).map((host) => a(host, addresses.proxy))),
      ],
    },
    {
      ...directoryZone(adDnsDomain, domainController),
      records: [
        { owner: adDnsDomain, ttl: 3600, type: 'NS', data: domainController },
        a(adDnsDomain, addresses.resolver, 600),
        a(domainController, addresses.resolver, 1200),
        ...[deployment.director, ...deployment.pools].flatMap((pool) => {
          const address = addressOfPool(pool.id, addresses);
          return [
            a(pool.internalWebFqdn, address),
            a(pool.fqdn, address),
            ...pool.frontEnds.map((name) => a(name, address, 1200)),
          ];
        }),
      ],
    },
  ];
}

function outsideZones(deployment: Deployment, faults: ReadonlySet<FaultId>, addresses: AddressPlan): Zone[] {
  const { sipDomain } = deployment;
  const a = (owner: string, data: string): ZoneRecord => ({ owner, ttl: 3600, type: 'A', data });
  const lyncdiscover = `lyncdiscover.${sipDomain}`;
  const isOnlineOnly = deployment.online === 'all';
  const discovery: readonly ZoneRecord[] = isOnlineOnly
    ? onlineRecords(sipDomain)
    : [
        ...(faults.has('dns-no-lyncdiscover') ? [] : lyncdiscoverRecords(deployment, lyncdiscover, faults, addresses)),
        ...(faults.has('dns-internal-public') ? [a(`lyncdiscoverinternal.${sipDomain}`, addresses.discovery)] : []),
        {
          owner: `_sip._tls.${sipDomain}`,
          ttl: 3600,
          type: 'SRV',
          port: faults.has('srv-wrong-port') ? 5061 : 443,
          data: publicSipServer(sipDomain, faults),
        },
        ...(faults.has('mcx-push-no-srv') ? [] : [federationRecord(sipDomain, faults)]),
        a(`sip.${sipDomain}`, addresses.edge),
        a(`sipexternal.${sipDomain}`, addresses.edge),
      ];
  return [
    {
      origin: sipDomain,
      authoritative: false,
      unreachable: faults.has('dns-servfail'),
      soa: {
        mname: `ns1.${sipDomain}`,
        rname: `hostmaster.${sipDomain}`,
        serial: 2014031207,
        refresh: 7200,
        retry: 3600,
        expire: 1209600,
        minimum: 900,
      },
      soaTtl: 3600,
      records: [
        { owner: sipDomain, ttl: 86400, type: 'NS', data: `ns1.${sipDomain}` },
        { owner: sipDomain, ttl: 86400, type: 'NS', data: `ns2.${sipDomain}` },
        { owner: sipDomain, ttl: 3600, type: 'MX', preference: 10, data: `mail.${sipDomain}` },
        ...apexTexts(sipDomain),
        a(`ns1.${sipDomain}`, addresses.resolver),
        a(`ns2.${sipDomain}`, addresses.resolver),
        a(`mail.${sipDomain}`, addresses.edge),
        a(`rproxy.${sipDomain}`, addresses.proxy),
        ...(faults.has('proxy-preauth') ? [a(signInPageHost(deployment), addresses.proxy)] : []),
        ...(identityProductOf(faults) === 'adfs' ? [a(signInPageHost(deployment), addresses.identity)] : []),
        ...(faults.has('dns-none') ? [] : discovery),
        ...stsRecords(deployment, addresses),
        ...(isOnlineOnly ? [] : publishedHosts(deployment).map((host) => a(host, addresses.proxy))),
        // The company's web site, which a wildcard record is made for.
        ...(faults.has('dns-wildcard') ? [a(`*.${sipDomain}`, addresses.discovery)] : []),
      ],
    },
    rootZone,
  ];
}

function federationRecord(sipDomain: string, faults: ReadonlySet<FaultId>): ZoneRecord {
  return {
    owner: `_sipfederationtls._tcp.${sipDomain}`,
    ttl: 3600,
    type: 'SRV',
    port: faults.has('srv-federation-port') ? 5269 : 5061,
    data: `sip.${sipDomain}`,
  };
}

/** What the service tells its customers to publish. */
function onlineRecords(sipDomain: string): readonly ZoneRecord[] {
  const alias = (name: string, data: string): ZoneRecord => ({
    owner: `${name}.${sipDomain}`,
    ttl: 3600,
    type: 'CNAME',
    data,
  });
  const service = (name: string, port: number, data: string): ZoneRecord => ({
    owner: `${name}.${sipDomain}`,
    ttl: 3600,
    type: 'SRV',
    port,
    data,
  });
  return [
    alias('lyncdiscover', onlineDirectoryName),
    alias('sip', 'sipdir.online.lync.com'),
    service('_sip._tls', 443, 'sipdir.online.lync.com'),
    service('_sipfederationtls._tcp', 5061, 'sipfed.online.lync.com'),
  ];
}

function stsRecords(deployment: Deployment, addresses: AddressPlan): readonly ZoneRecord[] {
  if (deployment.online === undefined) return [];
  return [{ owner: stsHostOf(deployment), ttl: 3600, type: 'A', data: addresses.sts }];
}

function publicSipServer(sipDomain: string, faults: ReadonlySet<FaultId>): string {
  if (faults.has('srv-foreign')) return `edge.${hosterDomain}`;
  return faults.has('srv-no-address') ? `edge01.${sipDomain}` : `sip.${sipDomain}`;
}

/** A record or alias, as both are found in the field; an alias stays in the zone, else HTTPS would break. */
function lyncdiscoverRecords(
  deployment: Deployment,
  owner: string,
  faults: ReadonlySet<FaultId>,
  addresses: AddressPlan,
): ZoneRecord[] {
  if (faults.has('dns-alias-elsewhere')) return [{ owner, ttl: 3600, type: 'CNAME', data: hosterHost }];
  // What a resolver kept from before the move, with what is left of its time.
  if (faults.has('dns-stale')) return [{ owner, ttl: 1740, type: 'A', data: addresses.discovery }];
  if (faults.has('dns-to-cloud')) return [{ owner, ttl: 3600, type: 'CNAME', data: onlineDirectoryName }];
  if (faults.has('foreign-redirect')) return [{ owner, ttl: 3600, type: 'A', data: addresses.discovery }];
  if (deployment.version === '2010' || deployment.version === '2015') {
    return [{ owner, ttl: 3600, type: 'A', data: addresses.proxy }];
  }
  return [{ owner, ttl: 3600, type: 'CNAME', data: `rproxy.${deployment.sipDomain}` }];
}

/** What the reverse proxy publishes besides lyncdiscover: every pool's external web FQDN and the simple URLs. */
export function publishedHosts(deployment: Deployment): string[] {
  return [
    deployment.director.externalWebFqdn,
    ...deployment.pools.map((pool) => pool.externalWebFqdn),
    `meet.${deployment.sipDomain}`,
    `dialin.${deployment.sipDomain}`,
  ];
}

/** The address of a pool's internal web site. */
export function addressOfPool(poolId: string, addresses: AddressPlan): string {
  if (poolId === 'pool01') return addresses.pool01;
  if (poolId === 'pool02') return addresses.pool02;
  return addresses.director;
}

const onlineZoneHead = {
  authoritative: false,
  soa: {
    mname: 'ns1-05.azure-dns.com',
    rname: 'azuredns-hostmaster.microsoft.com',
    serial: 1,
    refresh: 3600,
    retry: 300,
    expire: 2419200,
    minimum: 300,
  },
  soaTtl: 3600,
} as const;

function onlineZone(deployment: Deployment, addresses: AddressPlan): Zone {
  const edges = deployment.online === undefined ? onlineEdgeHosts.slice(1) : onlineEdgeHosts;
  const edgeAddress = deployment.online === undefined ? addresses.online : addresses.onlineEdge;
  const a = (owner: string, data: string): ZoneRecord => ({ owner, ttl: 300, type: 'A', data });
  return {
    ...onlineZoneHead,
    origin: 'lync.com',
    records: [
      ...onlineHosts.map((owner) => a(owner, addresses.online)),
      ...edges.map((owner) => a(owner, edgeAddress)),
    ],
  };
}

function orgIdZone(addresses: AddressPlan): Zone {
  return {
    ...onlineZoneHead,
    origin: orgIdHost.slice(orgIdHost.indexOf('.') + 1),
    records: [{ owner: orgIdHost, ttl: 300, type: 'A', data: addresses.orgId }],
  };
}

/** Where certificates say that their issuer is. */
function authorityZone(addresses: AddressPlan): Zone {
  const origin = authorityHost.slice(authorityHost.indexOf('.') + 1);
  return {
    origin,
    authoritative: false,
    soa: {
      mname: `ns1.${origin}`,
      rname: `hostmaster.${origin}`,
      serial: 2024010101,
      refresh: 7200,
      retry: 3600,
      expire: 1209600,
      minimum: 900,
    },
    soaTtl: 3600,
    records: [{ owner: authorityHost, ttl: 300, type: 'A', data: addresses.online }],
  };
}

/** Where Entra ID answers. */
function entraZone(addresses: AddressPlan): Zone {
  const origin = entraHost.slice(entraHost.indexOf('.') + 1);
  return {
    ...authorityZone(addresses),
    origin,
    records: [{ owner: entraHost, ttl: 300, type: 'A', data: addresses.identity }],
  };
}

function hosterZone(addresses: AddressPlan, web: string): Zone {
  const name = `ns1.${hosterDomain}`;
  return {
    origin: hosterDomain,
    authoritative: false,
    soa: {
      mname: name,
      rname: `hostmaster.${hosterDomain}`,
      serial: 2013052201,
      refresh: 7200,
      retry: 3600,
      expire: 1209600,
      minimum: 900,
    },
    soaTtl: 3600,
    records: [
      { owner: hosterDomain, ttl: 86400, type: 'NS', data: name },
      { owner: name, ttl: 86400, type: 'A', data: addresses.resolver },
      { owner: hosterHost, ttl: 3600, type: 'A', data: web },
    ],
  };
}

// The defaults of a Windows DNS zone.
function directoryZone(origin: string, domainController: string): Omit<Zone, 'records'> {
  return {
    origin,
    authoritative: true,
    soa: {
      mname: domainController,
      rname: `hostmaster.${domainController.slice(domainController.indexOf('.') + 1)}`,
      serial: 1187,
      refresh: 900,
      retry: 600,
      expire: 86400,
      minimum: 3600,
    },
    soaTtl: 3600,
  };
}

/** Names under .internal do not exist on the Internet: the root zone itself says so. */
const rootZone: Zone = {
  origin: '',
  authoritative: false,
  soa: {
    mname: 'a.root-servers.net',
    rname: 'nstld.verisign-grs.com',
    serial: 2024060100,
    refresh: 1800,
    retry: 900,
    expire: 604800,
    minimum: 86400,
  },
  soaTtl: 86400,
  records: [],
};

/** What collects at the top of a company's domain over the years; together too long for 512 bytes. */
function apexTexts(sipDomain: string): ZoneRecord[] {
  const selector = 'v=spf1 ip4:198.51.100.0/28 ip4:203.0.113.16/29 include:spf.protection.outlook.com -all';
  return [
    selector,
    'MS=ms47013359',
    `google-site-verification=Zb3kq0oXJ8vTn5bQm2cYw7dRz1eHs6uGf9aLp4iVxKE`,
    'globalsign-domain-verification=4Tq9sVb1nMxkR7cLp2wYzHd8aEo5uGf3iJ6vKr0tQX',
    `apple-domain-verification=uN3gXb7LqT2vKmZ5`,
    `facebook-domain-verification=h8w2k5q9z1x7c3v6b4n0m`,
    `status-page-domain-verification=2hq7vw5d0s3k (${sipDomain})`,
  ].map((data) => ({ owner: sipDomain, ttl: 3600, type: 'TXT', data }));
}
