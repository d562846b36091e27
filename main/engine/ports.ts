/** What a run needs of the world outside: network, clocks, randomness. Tests bring their own. */
import type { Kerberos } from '../net/kerberos.js';
import type { Network, NetworkSettings } from '../net/network.js';
import type { RandomSource } from './api.js';

export interface Clock {
  /** Wall clock, ms since 1970. */
  now(): number;
  /** Monotonic, ms since whenever. */
  monotonic(): number;
}

export interface Ports {
  /** A network for one run: what it asked is known to what follows. */
  network(settings: Pick<NetworkSettings, 'elapsed' | 'randomBytes'>): Network;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Tickets of the current user; absent: there are none. */
  readonly kerberos?: Kerberos;
  readonly tool: { readonly version: string; readonly platform: string; readonly runtime: string };
}
