// What the Root, Domain and User documents of a pool say, by version and site (web.md 2.2, 3 and 4.3).
import type { Deployment, Pool, Site, WebPolicy } from '../../types.js';
import { hasMcx, hasOAuth, webOrigin } from '../topology.js';
import type { AutodiscoverDocument, Link, SipAccess } from './documents.js';

const service = '/Autodiscover/AutodiscoverService.svc';
const xframe = '/Autodiscover/XFrame/XFrame.html';

export interface View {
  readonly deployment: Deployment;
  readonly policy: WebPolicy;
  readonly pool: Pool;
  readonly site: Site;
  /** The SIP domain that the client came with; it travels on in every link's query. */
  readonly originalDomain: string | undefined;
}

/** The query that a server adds to the links it hands out. */
export function originalDomainQuery(domain: string | undefined): string {
  return domain === undefined ? '' : `?originalDomain=${encodeURIComponent(domain)}`;
}

/** The Autodiscover root of a pool's site. */
export function rootUrl(origin: string, originalDomain: string | undefined): string {
  return `${origin}${service}/root${originalDomainQuery(originalDomain)}`;
}

/** The Root document of a server that can serve the user. */
export function rootDocument(view: View): AutodiscoverDocument {
  const origin = webOrigin(view.pool, view.site, view.policy);
  const query = originalDomainQuery(view.originalDomain);
  const links: Link[] = [
    { token: 'Domain', href: `${origin}${service}/root/domain${query}` },
    { token: 'User', href: `${origin}${service}/root/user${query}` },
  ];
  if (hasOAuth(view.deployment.version)) {
    links.push({ token: 'OAuth', href: `${origin}${service}/root/oauth/user${query}` });
  }
  return {
    kind: 'Root',
    site: view.site,
    access: [],
    links,
    relations: [
      { rel: 'self', href: rootUrl(origin, view.originalDomain) },
      { rel: 'user', href: `${origin}${service}/root/oauth/user${query}` },
      { rel: 'xframe', href: `${origin}${xframe}` },
    ],
  };
}

/** The Domain document: anonymous, names the pool and its other addresses. */
export function domainDocument(view: View): AutodiscoverDocument {
  const internal = webOrigin(view.pool, 'internal', view.policy);
  const external = webOrigin(view.pool, 'external', view.policy);
  const links = (name: string, path: string): Link[] => [
    { token: `Internal/${name}`, href: `${internal}${path}` },
    { token: `External/${name}`, href: `${external}${path}` },
  ];
  return {
    kind: 'Domain',
    site: view.site,
    access: sipAccess(view),
    links: [
      ...links('Autodiscover', `${service}/root`),
      ...links('AuthBroker', '/Reach/sip.svc'),
      ...(hasOAuth(view.deployment.version) ? links('Ucwa', '/ucwa/v1/applications') : []),
    ],
    relations: [{ rel: 'self', href: `${webOrigin(view.pool, view.site, view.policy)}${service}/root/domain` }],
  };
}

/**
 * The User document of a user homed in this pool. `ucwaPath` is what the hypermedia forms link to: the address
 * under /ucwa/oauth for a token, under /ucwa for a web ticket.
 */
export function userDocument(
  view: View,
  ucwaPath: '/ucwa/oauth/v1/applications' | '/ucwa/v1/applications',
): AutodiscoverDocument {
  const own = webOrigin(view.pool, view.site, view.policy);
  return {
    kind: 'User',
    site: view.site,
    access: sipAccess(view),
    links: (hasOAuth(view.deployment.version) ? userLinks(view) : userLinks2010(view)).filter(
      ({ token }) => view.policy.mobility || !/(^|\/)(Ucwa|Mcx)$/.test(token),
    ),
    relations: [
      { rel: 'self', href: `${own}${service}/root/user` },
      { rel: 'applications', href: `${own}${ucwaPath}` },
      { rel: 'xframe', href: `${own}${xframe}` },
    ],
  };
}

// Lync Server 2010 lists six links in this order. Mcx is exposed on the external name for both sides by default.
function userLinks2010(view: View): readonly Link[] {
  const internal = webOrigin(view.pool, 'internal', view.policy);
  const external = webOrigin(view.pool, 'external', view.policy);
  const exposed = view.policy.mcx === 'internal-only' ? internal : external;
  return [
    { token: 'Internal/Autodiscover', href: `${internal}${service}/root` },
    { token: 'Internal/AuthBroker', href: `${internal}/Reach/sip.svc` },
    { token: 'External/Autodiscover', href: `${external}${service}/root` },
    { token: 'External/AuthBroker', href: `${external}/Reach/sip.svc` },
    { token: 'Internal/Mcx', href: `${exposed}/Mcx/McxService.svc` },
    { token: 'External/Mcx', href: `${exposed}/Mcx/McxService.svc` },
  ];
}

function userLinks(view: View): readonly Link[] {
  const internal = webOrigin(view.pool, 'internal', view.policy);
  const external = webOrigin(view.pool, 'external', view.policy);
  const both = (name: string, path: string): Link[] => [
    { token: `External/${name}`, href: `${external}${path}` },
    { token: `Internal/${name}`, href: `${internal}${path}` },
  ];
  return [
    ...both('Autodiscover', `${service}/root`),
    ...both('AuthBroker', '/Reach/sip.svc'),
    ...both('WebScheduler', '/Scheduler'),
    ...both('CertProvisioning', '/CertProv/CertProvisioningService.svc'),
    ...mcxLinks(view),
    ...both('Ucwa', '/ucwa/v1/applications'),
    { token: 'Ucwa', href: `${external}/ucwa/v1/applications` },
    ...both('XFrame', xframe),
    { token: 'XFrame', href: `${external}${xframe}` },
    { token: 'Self', href: `${webOrigin(view.pool, view.site, view.policy)}${service}/root/user` },
  ];
}

function mcxLinks(view: View): readonly Link[] {
  const { mcx } = view.policy;
  if (!hasMcx(view.deployment.version) || mcx === 'missing') return [];
  const site = mcx === 'internal-only' ? 'internal' : 'external';
  const href = `${webOrigin(view.pool, site, view.policy)}/Mcx/McxService.svc`;
  return [
    { token: 'External/Mcx', href },
    { token: 'Internal/Mcx', href },
  ];
}

// The Lync Server 2010 document carries 5061 everywhere; later ones give external clients the Access Edge on 443.
function sipAccess(view: View): readonly SipAccess[] {
  const { deployment, pool } = view;
  const edgePort = hasOAuth(deployment.version) ? 443 : 5061;
  return [
    { element: 'SipServerInternalAccess', fqdn: pool.fqdn, port: 5061 },
    { element: 'SipClientInternalAccess', fqdn: pool.fqdn, port: 5061 },
    { element: 'SipServerExternalAccess', fqdn: deployment.accessEdgeFqdn, port: 5061 },
    { element: 'SipClientExternalAccess', fqdn: deployment.accessEdgeFqdn, port: edgePort },
  ];
}
