/** The name servers of a deployment: the resolver that clients ask, and the zone's own ones behind it. */
import { startDnsServer, type DnsServer } from '../dnsServer.js';
import { ownZoneOf, zonesOf } from '../dnsZones.js';
import type { FaultId } from '../faults.js';
import type { Deployment, View } from '../types.js';
import type { AddressPlan } from './addresses.js';

export interface NameServersOptions {
  readonly deployment: Deployment;
  readonly view: View;
  readonly faults: ReadonlySet<FaultId>;
  readonly addresses: AddressPlan;
  readonly standardPorts: boolean;
  readonly delayMs: number;
}

export interface RunningNameServers {
  readonly resolver: DnsServer;
  /** curl's --connect-to entries for port 53 of the zone's servers. */
  readonly connectTo: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts them. Inside, the domain controller is resolver and server of its zones in one. Outside, the zone's servers
 * stand apart; on standard ports, which have one address for both, the resolver answers for them.
 * Throws LabError when a port cannot be had.
 */
export async function startNameServers(options: NameServersOptions): Promise<RunningNameServers> {
  const { deployment, view, faults, addresses, standardPorts, delayMs } = options;
  const open: DnsServer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  };
  const start = async (settings: {
    readonly zones: ReturnType<typeof zonesOf>;
    readonly recursive: boolean;
  }): Promise<DnsServer> => {
    const port = standardPorts ? 53 : 0;
    const server = await startDnsServer({ address: addresses.resolver, port, delayMs, ...settings });
    open.push(server);
    return server;
  };
  try {
    const resolver = await start({ zones: zonesOf(deployment, view, faults, addresses), recursive: true });
    const at = (name: string, server: DnsServer): string => `${name}:53:${server.address}:${server.port}`;
    if (view === 'inside' && deployment.online !== 'all') {
      return { resolver, close, connectTo: [at(`dc01.${deployment.adDnsDomain}`, resolver)] };
    }
    const zones = [ownZoneOf(deployment, faults, addresses)];
    const own = standardPorts ? resolver : await start({ zones, recursive: false });
    const second = faults.has('dns-lame-server') && !standardPorts ? await start({ zones: [], recursive: false }) : own;
    const names = [`ns1.${deployment.sipDomain}`, `ns2.${deployment.sipDomain}`] as const;
    return { resolver, close, connectTo: [at(names[0], own), at(names[1], second)] };
  } catch (error) {
    await close();
    throw error;
  }
}
