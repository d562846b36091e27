/** Which loopback address each role of the simulated network has: one address a computer, as outside the lab. */
import { isIPv4 } from 'node:net';
import { LabError } from './labError.js';

const roles = [
  ...(['resolver', 'director', 'pool01', 'pool02', 'proxy', 'discovery', 'edge', 'online', 'hoster'] as const),
  ...(['onlineEdge', 'orgId', 'sts', 'identity'] as const),
] as const;

/**
 * A computer (or load-balanced pool) with an address of its own. `discovery` stands alone only when a fault
 * gives the lyncdiscover name another listener than the web services; `hoster` only when a fault redirects to it;
 * `onlineEdge`, `orgId` and `sts` only where the online service has users of the organisation; `identity` only with
 * modern authentication.
 */
export type Role = (typeof roles)[number];

export type AddressPlan = Readonly<Record<Role, string>>;

/**
 * Gives every role an address: `base`, then the ones that follow it.
 * Throws LabError when `base` is no IPv4 loopback address or the last one would leave 127.0.0.0/8.
 */
export function planAddresses(base: string): AddressPlan {
  if (!isIPv4(base) || !base.startsWith('127.')) {
    throw new LabError(`"${base}" is not an IPv4 loopback address: choose one that starts with 127.`);
  }
  const first = toNumber(base);
  const last = first + roles.length - 1;
  // 127.0.0.0 and 127.255.255.255 are the network's own and its broadcast address.
  if (first === toNumber('127.0.0.0') || last >= toNumber('127.255.255.255')) {
    throw new LabError(`${roles.length} addresses from ${base} on do not fit into 127.0.0.1 to 127.255.255.254.`);
  }
  const at = (role: Role): string => toAddress(first + roles.indexOf(role));
  return {
    resolver: at('resolver'),
    director: at('director'),
    pool01: at('pool01'),
    pool02: at('pool02'),
    proxy: at('proxy'),
    discovery: at('discovery'),
    edge: at('edge'),
    online: at('online'),
    hoster: at('hoster'),
    onlineEdge: at('onlineEdge'),
    orgId: at('orgId'),
    sts: at('sts'),
    identity: at('identity'),
  };
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
