/**
 * Where a user document says that the mobility service of Lync 2010 clients (Mcx) is: Internal/Mcx and External/Mcx,
 * which by default carry the external address both. [MS-OCDISCWS 2.2.5.5; Set-CsMcxConfiguration, ExposedWebURL]
 */
import type { Side } from '../session/model.js';

export interface McxLinks {
  /** Addresses as sent; undefined where the link is missing. */
  readonly internal: string | undefined;
  readonly external: string | undefined;
  /**
   * Which name the link for outside carries, told by the other links of its document: 'external' as it should be,
   * 'internal' where only clients inside can use it, 'unknown' where no other link tells.
   */
  readonly exposed: 'external' | 'internal' | 'unknown';
}

interface Named {
  readonly token: string;
  readonly href: string;
}

/** The Mcx links among the links of a document; undefined when there are none. */
export function mcxLinksOf(links: readonly Named[]): McxLinks | undefined {
  const internal = hrefOf(links, 'internal/mcx');
  const external = hrefOf(links, 'external/mcx');
  if (internal === undefined && external === undefined) return undefined;
  return { internal, external, exposed: exposureOf(links, external ?? internal ?? '') };
}

/** The link that a client takes which the server takes to be on this side; the other one where that is missing. */
export function mcxLinkFor(links: McxLinks, side: Side): { readonly token: string; readonly href: string } | undefined {
  const order: readonly Side[] = side === 'internal' ? ['internal', 'external'] : ['external', 'internal'];
  for (const one of order) {
    const href = links[one];
    if (href !== undefined) return { token: one === 'internal' ? 'Internal/Mcx' : 'External/Mcx', href };
  }
  return undefined;
}

function hrefOf(links: readonly Named[], token: string): string | undefined {
  return links.find((link) => link.token.toLowerCase() === token && link.href !== '')?.href;
}

function exposureOf(links: readonly Named[], href: string): McxLinks['exposed'] {
  const host = hostOf(href);
  if (host === '') return 'unknown';
  if (hostsOf(links, 'external').has(host)) return 'external';
  return hostsOf(links, 'internal').has(host) ? 'internal' : 'unknown';
}

/** Hosts of the other services of a side. */
function hostsOf(links: readonly Named[], side: Side): ReadonlySet<string> {
  const own = links.filter(
    ({ token }) => token.toLowerCase().startsWith(`${side}/`) && !token.toLowerCase().endsWith('/mcx'),
  );
  return new Set(own.map(({ href }) => hostOf(href)).filter((host) => host !== ''));
}

function hostOf(href: string): string {
  return URL.canParse(href) ? new URL(href).hostname.toLowerCase() : '';
}
