// Where things are in a deployment: web FQDNs by pool and site, the service addresses, accounts and homes.
import type { Deployment, LabUser, Pool, ServerVersion, Site, WebPolicy } from '../types.js';

/** The Autodiscover address of the online directory that a user homed in the cloud is sent to. */
export const onlineDirectoryHost = 'webdir.online.lync.com';

/** OAuth, JSON, UCWA and the newer tokens exist from Lync Server 2013 on (web.md 13). */
export function hasOAuth(version: ServerVersion): boolean {
  return version !== '2010';
}

/** The Mobility Service for Lync 2010 Mobile was not carried on into 2019. */
export function hasMcx(version: ServerVersion): boolean {
  return version === '2010' || version === '2013' || version === '2015';
}

/** Scheme, host and no slash at the end: the origin that links of this pool and site start with. */
export function webOrigin(pool: Pool, site: Site, policy: WebPolicy): string {
  const host = site === 'internal' ? pool.internalWebFqdn : pool.externalWebFqdn;
  return `${policy.linksScheme}://${host}`;
}

/** Every pool with web services, the Director first. */
export function allPools(deployment: Deployment): readonly Pool[] {
  return [deployment.director, ...deployment.pools];
}

/** True for the web FQDNs of this deployment: a ticket is issued for no other host. */
export function isOwnWebHost(deployment: Deployment, host: string): boolean {
  return allPools(deployment).some((pool) =>
    [pool.internalWebFqdn, pool.externalWebFqdn].some((own) => own.toLowerCase() === host.toLowerCase()),
  );
}

export type Home =
  { readonly kind: 'pool'; readonly pool: Pool } | { readonly kind: 'online' } | { readonly kind: 'unknown' };

/** Where a user is homed, by SIP address without scheme. */
export function homeOf(deployment: Deployment, sipAddress: string): Home {
  const user = deployment.users.find((candidate) => candidate.sipAddress.toLowerCase() === sipAddress.toLowerCase());
  if (user === undefined || user.home === null) return { kind: 'unknown' };
  if (user.home === 'online') return { kind: 'online' };
  const pool = allPools(deployment).find((candidate) => candidate.id === user.home);
  return pool === undefined ? { kind: 'unknown' } : { kind: 'pool', pool };
}

/**
 * The account that Active Directory finds for a name: DOMAIN and sAMAccountName, a UPN (explicit, or account@AD domain),
 * or a bare sAMAccountName.
 */
export function findAccount(deployment: Deployment, domain: string, name: string): LabUser | undefined {
  const wantedDomain = domain.toLowerCase();
  const wanted = name.toLowerCase();
  const ownDomain =
    wantedDomain === '' ||
    wantedDomain === deployment.netbiosDomain.toLowerCase() ||
    wantedDomain === deployment.adDnsDomain.toLowerCase();
  return deployment.users.find((user) => {
    if (wanted.includes('@')) {
      const implicit = `${accountName(user)}@${deployment.adDnsDomain}`.toLowerCase();
      return wanted === user.upn.toLowerCase() || wanted === implicit;
    }
    return ownDomain && wanted === accountName(user);
  });
}

/** Splits what a person types, DOMAIN\name, into its two parts; a UPN or a bare name has no domain. */
export function splitAccount(typed: string): { readonly domain: string; readonly name: string } {
  const slash = typed.indexOf('\\');
  return slash < 0 ? { domain: '', name: typed } : { domain: typed.slice(0, slash), name: typed.slice(slash + 1) };
}

function accountName(user: LabUser): string {
  return splitAccount(user.userName).name.toLowerCase();
}

/** The SIP address in a sip: URI or without its scheme; undefined when it is not of the form user@domain. */
export function sipAddressOf(uri: string): string | undefined {
  const address = uri.trim().replace(/^sips?:/i, '');
  return /^[^\s@<>"]+@[^\s@<>"]+$/.test(address) ? address : undefined;
}
