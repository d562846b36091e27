/**
 * How the load balancer in front of a pool's web sites keeps a client at one Front End: by connection, and by a cookie
 * where Lync wants one. [Lync Server 2010 and 2013, "Hardware load balancer requirements": external web services of 2010
 * and the mobility service Mcx need a cookie named MS-WSMAN, in every answer, without expiry and not HttpOnly]
 */
import { createHash } from 'node:crypto';
import type { FaultId } from '../faults.js';
import type { LabResponse, Pool, ServerVersion, Site } from '../types.js';
import type { FrontRequest } from './exchange.js';

export interface Affinity {
  /** The Front End that the request asks to be brought back to; undefined for the next one in turn. */
  wanted(pool: Pool, site: Site, request: Pick<FrontRequest, 'url' | 'headers'>): string | undefined;
  /** The answer with the mark of the Front End that gave it. */
  marked(frontEnd: string, site: Site, request: Pick<FrontRequest, 'url'>, response: LabResponse): LabResponse;
}

const cookieName = 'MS-WSMAN';

/** A connection stays at its Front End, and that is all. */
export const byConnection: Affinity = {
  wanted: () => undefined,
  marked: (_frontEnd, _site, _request, response) => response,
};

export function affinityOf(version: ServerVersion, faults: ReadonlySet<FaultId>): Affinity {
  if (version === '2019' || version === 'se') return byConnection;
  // Mcx keeps its sessions in one server. For the rest clients inside are kept by their address in the field, while who
  // comes from outside may share one with many.
  const isKept = (site: Site, url: URL): boolean =>
    /^\/mcx(\/|$)/i.test(url.pathname) || (site === 'external' && version === '2010');
  return {
    wanted: (pool, site, { url, headers }) => {
      if (faults.has('no-cookie-affinity') || !isKept(site, url)) return undefined;
      const marks = cookiesOf(headers);
      return pool.frontEnds.find((frontEnd) => marks.includes(markOf(frontEnd)));
    },
    marked: (frontEnd, site, { url }, response) => {
      if (!isKept(site, url)) return response;
      const cookie = ['Set-Cookie', `${cookieName}=${markOf(frontEnd)}; path=/`] as const;
      return { ...response, headers: [...response.headers, cookie] };
    },
  };
}

/** What the balancer calls a server: its name is nobody's business outside. */
function markOf(frontEnd: string): string {
  return createHash('sha256').update(`balanced ${frontEnd}`).digest('hex').slice(0, 32);
}

function cookiesOf(headers: FrontRequest['headers']): readonly string[] {
  return headers
    .filter(([name]) => name.toLowerCase() === 'cookie')
    .flatMap(([, value]) => value.split(';'))
    .flatMap((pair) => {
      const [name = '', ...rest] = pair.split('=');
      return name.trim() === cookieName ? [rest.join('=').trim()] : [];
    });
}
