/** Paths that the reverse proxy does not publish: it answers for them itself, and no server hears of the request. */
import type { FaultId } from '../faults.js';
import type { LabResponse, ServerVersion } from '../types.js';
import { whole, type Service } from './exchange.js';
import { unknownHost } from './pages.js';

const paths: readonly (readonly [fault: FaultId, path: RegExp])[] = [
  ['certprov-unpublished', /^\/certprov(\/|$)/i],
  ['path-unpublished', /^\/reach(\/|$)/i],
  ['xframe-unpublished', /(^|\/)xframe(\/|$)/i],
];

// How Forefront TMG refuses a path that no rule allows; it was the usual proxy of these server versions.
const deniedUrl: LabResponse = {
  status: 403,
  reason:
    'Forbidden ( The server denied the specified Uniform Resource Locator (URL). Contact the server administrator.  )',
  headers: [
    ['Connection', 'close'],
    ['Pragma', 'no-cache'],
    ['Cache-Control', 'no-cache'],
    ['Content-Type', 'text/html'],
  ],
  body: Buffer.from(
    '<html><head><title>The page cannot be displayed</title></head><body><h1>The page cannot be displayed</h1>\r\n' +
      '<p>Error Code: 403 Forbidden. The server denied the specified Uniform Resource Locator (URL). Contact the server administrator. (12202)</p>\r\n' +
      '</body></html>\r\n',
    'latin1',
  ),
};

/** Wraps the reverse proxy: 403 from the proxies of 2010 and 2013, 404 from later ones. */
export function withUnpublishedPaths(version: ServerVersion, faults: ReadonlySet<FaultId>, service: Service): Service {
  const missing = paths.filter(([fault]) => faults.has(fault)).map(([, path]) => path);
  if (missing.length === 0) return service;
  const refusal = version === '2010' || version === '2013' ? deniedUrl : unknownHost;
  return async (request) =>
    missing.some((path) => path.test(request.url.pathname)) ? whole(refusal) : service(request);
}
