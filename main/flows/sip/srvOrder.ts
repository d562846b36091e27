/** In which order the servers of SRV records are tried. [RFC 2782, "Usage rules"] */
import type { RandomSource, SipPlace } from '../../engine/api.js';

/** One SRV record's data. */
export interface SrvRecord {
  readonly priority: number;
  readonly weight: number;
  readonly place: SipPlace;
}

/** Reads "0 0 443 sip.contoso.com."; undefined for "." (the service is not offered) and what is no SRV data. */
export function parseSrv(data: string): SrvRecord | undefined {
  const [priority = '', weight = '', port = '', target = ''] = data.trim().split(/\s+/);
  const host = target.replace(/\.$/, '');
  if (host === '' || ![priority, weight, port].every((text) => /^\d{1,5}$/.test(text))) return undefined;
  if (Number(port) < 1) return undefined;
  return { priority: Number(priority), weight: Number(weight), place: { host, port: Number(port) } };
}

/**
 * The lowest priority first; among equals by lot, where a weight is the share of the lots. Weight 0 has a chance that
 * is small, not none.
 */
export function inSrvOrder(records: readonly SrvRecord[], random: RandomSource): readonly SrvRecord[] {
  const priorities = [...new Set(records.map(({ priority }) => priority))].sort((a, b) => a - b);
  return priorities.flatMap((wanted) =>
    byWeight(
      records.filter(({ priority }) => priority === wanted),
      random,
    ),
  );
}

function byWeight(equals: readonly SrvRecord[], random: RandomSource): readonly SrvRecord[] {
  // Those of weight 0 stand first: the lot 0 is theirs.
  const left = [...equals].sort((a, b) => Number(a.weight > 0) - Number(b.weight > 0));
  const chosen: SrvRecord[] = [];
  while (left.length > 1) {
    const all = left.reduce((sum, { weight }) => sum + weight, 0);
    const lot = lotUpTo(all, random);
    let running = 0;
    const at = left.findIndex(({ weight }) => (running += weight) >= lot);
    chosen.push(...left.splice(at, 1));
  }
  return [...chosen, ...left];
}

/** A whole number from 0 to `most`, both included. */
function lotUpTo(most: number, random: RandomSource): number {
  const share = random.bytes(6).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 48;
  return Math.floor(share * (most + 1));
}
