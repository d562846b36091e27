/**
 * Who takes a request at each address: a pool's internal web site, the reverse proxy with its publishing rules,
 * and what stands in the way when something is broken (web.md 1.3, 2.5 describe the same from the client's side).
 */
import type { Pool, ServerVersion, Site, WebApplications } from '../types.js';
import { byConnection, type Affinity } from './balancer.js';
import { whole, type FrontRequest, type Service } from './exchange.js';
import {
  iisNotFound,
  iisRedirect,
  parkedPage,
  proxyChallenge,
  signInPage,
  signInRedirect,
  unknownHost,
} from './pages.js';

/** A pool's IIS site. Its bindings name no host, so it answers whatever name led here. */
export function poolSite(
  pool: Pool,
  site: Site,
  applications: WebApplications,
  affinity: Affinity = byConnection,
): Service {
  return async ({ client, ...request }) => {
    const server = client.behind(pool, affinity.wanted(pool, site, request));
    const response = await applications({ ...request, ...server, pool, site });
    return whole(affinity.marked(server.frontEnd, site, request, response));
  };
}

/** One publishing rule for each host; the external web site listens on 8080/4443 behind it, so the port says the site. */
export function reverseProxy(rules: ReadonlyMap<string, Service>): Service {
  return async (request) => {
    const rule = rules.get(request.url.hostname);
    return rule === undefined ? whole(unknownHost) : rule(request);
  };
}

/** A proxy listener that wants to know who is there before it forwards: HTTP authentication (TMG) or AD FS (WAP). */
export function preAuthenticating(version: ServerVersion, signInHost: string): Service {
  return async (request) => {
    if (request.url.hostname === signInHost) return whole(signInPage);
    return whole(
      version === '2010' || version === '2013'
        ? proxyChallenge(request.url.hostname)
        : signInRedirect(signInHost, request.url),
    );
  };
}

/** Answers these hosts with a parked page, as a wildcard record or a default virtual host does. */
export function withParkedHosts(hosts: readonly string[], service: Service): Service {
  return async (request) =>
    hosts.includes(request.url.hostname) ? whole(parkedPage(request.url.hostname)) : service(request);
}

/** A site whose autodiscover application is missing. */
export function withoutDiscovery(version: ServerVersion, service: Service): Service {
  return async (request) => (isDiscovery(request) ? whole(iisNotFound(version)) : service(request));
}

/** Sends every client to the same path on another host, the query kept. */
export function redirectingTo(host: string, version: ServerVersion): Service {
  return async (request) => {
    const target = new URL('https://host.invalid/Autodiscover/AutodiscoverService.svc/root');
    target.hostname = host;
    target.search = request.url.search;
    return whole(iisRedirect(target.href, version));
  };
}

/** The root and everything under Autodiscover; IIS paths ignore case. */
export function isDiscovery(request: FrontRequest): boolean {
  const path = request.url.pathname.toLowerCase();
  return path === '/' || path.startsWith('/autodiscover/');
}
