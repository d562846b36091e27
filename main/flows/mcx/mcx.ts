/** The mobility service of Lync 2010 clients (Mcx). docs/protocol/mcx.md. */
import type { Walk } from '../context.js';

/** Runs beside the rest of the walk. Throws nothing but cancellation: trouble is in the record. */
export async function useMcx(walk: Walk): Promise<void> {
  await walk.services.document;
}
