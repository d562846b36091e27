/** Signing in on a page of the server: AD FS or a smart card page (passive). docs/protocol/passive.md. */
import type { Walk } from '../context.js';

/** Runs beside the rest of the walk. Throws nothing but cancellation: trouble is in the record. */
export async function usePassive(walk: Walk): Promise<void> {
  await walk.services.document;
}
