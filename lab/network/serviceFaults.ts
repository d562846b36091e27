/** Mistakes of single components: a reverse proxy that changes requests, a stopped application pool, one bad server. */
import type { FaultId } from '../faults.js';
import type { Deployment, LabResponse, ServerVersion } from '../types.js';
import { whole, type Service } from './exchange.js';
import { httpSysError, iisNotFound } from './pages.js';

const serviceUnavailable = httpSysError(
  503,
  'Service Unavailable',
  'Service Unavailable',
  'The service is unavailable.',
);

const lengthRequired = httpSysError(
  411,
  'Length Required',
  'Length Required',
  'The request must be chunked or have a content length.',
);

/** What the reverse proxy does to requests before a server sees them. */
export function withProxyFaults(
  version: ServerVersion,
  discoveryName: string,
  faults: ReadonlySet<FaultId>,
  service: Service,
): Service {
  return async (request) => {
    // Under the server's own name the rewrite rule for the empty path does not know the request.
    const isBare = request.url.hostname === discoveryName && request.url.pathname === '/';
    if (faults.has('host-header') && isBare && request.url.protocol === 'https:') return whole(iisNotFound(version));
    if (faults.has('rechunked-post') && request.method === 'POST') return whole(lengthRequired);
    return service(request);
  };
}

/** http.sys answers for an application pool that is stopped. */
export function withStoppedComponent(service: Service): Service {
  return async (request) =>
    request.url.pathname.toLowerCase().startsWith('/webticket/') ? whole(serviceUnavailable) : service(request);
}

/** The second Front End of every pool fails each request; the load balancer does not notice. */
export function withBadFrontEnd(deployment: Deployment, service: Service): Service {
  const kept = new Set(['Server', 'X-MS-Server-Fqdn', 'X-Powered-By', 'Date']);
  const body = Buffer.from('<html><head><title>Runtime Error</title></head><body><h1>Server Error</h1></body></html>');
  return replacing(deployment, service, ({ headers }) => ({
    status: 500,
    reason: 'Internal Server Error',
    headers: [['Content-Type', 'text/html; charset=utf-8'], ...headers.filter(([name]) => kept.has(name))],
    body,
  }));
}

/** There http.sys answers in place of the application pools, which are stopped; it names no server. */
export function withStoppedFrontEnd(deployment: Deployment, service: Service): Service {
  return replacing(deployment, service, () => serviceUnavailable);
}

function replacing(deployment: Deployment, service: Service, replaced: (answer: LabResponse) => LabResponse): Service {
  const bad = new Set(deployment.pools.flatMap(({ frontEnds }) => frontEnds.slice(1, 2)));
  return async (request) => {
    const answer = await service(request);
    if (answer.kind !== 'whole') return answer;
    const server = answer.response.headers.find(([name]) => name === 'X-MS-Server-Fqdn')?.[1];
    return server !== undefined && bad.has(server) ? whole(replaced(answer.response)) : answer;
  };
}
