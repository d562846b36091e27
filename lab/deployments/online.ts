/** The online web directory that hybrid users are sent to, as far as its 401 and MEX (names as seen before its retirement). */
import type { Pool } from '../types.js';

/** The forest a hybrid user's redirect leads to. */
export const onlinePool: Pool = {
  id: 'online',
  fqdn: 'webdir1e.online.lync.com',
  internalWebFqdn: 'webdir1e.online.lync.com',
  externalWebFqdn: 'webdir1e.online.lync.com',
  frontEnds: ['am31e01fes01.infra.lync.com', 'am31e01fes02.infra.lync.com'],
};

/** Host names the online directory answers to. */
export const onlineHosts: readonly string[] = ['webdir.online.lync.com', 'webdir1e.online.lync.com'];
