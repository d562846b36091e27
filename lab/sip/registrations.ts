/** Who is registered from which endpoint: shared by all servers of a deployment, small on purpose. */
import type { SipServices } from './types.js';

export interface Binding {
  readonly address: string;
  readonly epid: string;
  /** UUID without `urn:uuid:`, in lower case. */
  readonly instance: string;
  /** The URI of the Contact as it was sent. */
  readonly contact: string;
  readonly connectionId: string;
  readonly expiresAt: number;
}

const mostEndpoints = 8;
const mostUsers = 1000;

export class Registrations {
  private readonly users = new Map<string, Binding[]>();

  constructor(private readonly services: Pick<SipServices, 'environment'>) {}

  /** Every endpoint of the user that has not run out, the newest last. */
  of(address: string): readonly Binding[] {
    const now = this.services.environment.now();
    return (this.users.get(address) ?? []).filter(({ expiresAt }) => expiresAt > now);
  }

  /** Registers an endpoint, in place of what it had; false when the user has too many. */
  put(binding: Binding): boolean {
    const others = this.of(binding.address).filter(({ epid }) => epid !== binding.epid);
    if (others.length >= mostEndpoints || (this.users.size >= mostUsers && !this.users.has(binding.address)))
      return false;
    this.users.set(binding.address, [...others, binding]);
    return true;
  }

  remove(address: string, epid: string): void {
    this.keep(address, (binding) => binding.epid !== epid);
  }

  /** What a client that announced nothing else leaves when its connection ends. */
  dropConnection(connectionId: string): void {
    for (const address of this.users.keys()) this.keep(address, (binding) => binding.connectionId !== connectionId);
  }

  private keep(address: string, wanted: (binding: Binding) => boolean): void {
    const left = this.of(address).filter(wanted);
    if (left.length === 0) this.users.delete(address);
    else this.users.set(address, [...left]);
  }
}
