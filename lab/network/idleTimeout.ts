/** A reverse proxy that gives up on a request that the server holds open: its idle timeout is below the hold time. */
import type { FaultId } from '../faults.js';
import type { Answer, Service } from './exchange.js';

// Proxies in the field wait 30 to 120 seconds; nobody is to wait as long in a lab.
const idleMs = 1_500;

/** Wraps the reverse proxy: a GET for events that has no answer by then loses its connection. */
export function withIdleTimeout(faults: ReadonlySet<FaultId>, service: Service): Service {
  if (!faults.has('event-channel-cut')) return service;
  return async (request) => {
    if (!/^\/ucwa\/.*\/events$/i.test(request.url.pathname)) return service(request);
    let timer: NodeJS.Timeout | undefined;
    const cut = new Promise<Answer>((done) => {
      timer = setTimeout(() => done({ kind: 'reset' }), idleMs);
      timer.unref();
    });
    try {
      return await Promise.race([service(request), cut]);
    } finally {
      clearTimeout(timer);
    }
  };
}
