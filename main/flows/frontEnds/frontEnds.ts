/** Light requests to the home pool, grouped by the server that answers. docs/protocol/front-ends.md. */
import type { Walk } from '../context.js';

/** Runs beside the rest of the walk. Throws nothing but cancellation: trouble is in the record. */
export async function askFrontEnds(walk: Walk): Promise<void> {
  await walk.services.document;
}
