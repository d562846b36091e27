/** The SIP servers of one deployment: what a listener hands its streams to. */
import type { Duplex } from 'node:stream';
import { serveSip } from './connection.js';
import { Registrations } from './registrations.js';
import type { SipEntry, SipServices } from './types.js';

export type { SipEntry, SipPolicy, SipServices } from './types.js';

/** Takes over a stream of a client that came in at an entry. */
export type SipServers = (
  entry: SipEntry,
  stream: Duplex,
  client: { readonly address: string; readonly port: number },
) => void;

/** Registrar and Edge with a registration store of their own; connections are spread over the Front Ends of a pool. */
export function createSipServers(services: SipServices): SipServers {
  const registrations = new Registrations(services);
  let connections = 0;
  return (entry, stream, client) => {
    const turn = connections;
    connections += 1;
    serveSip(stream, {
      services,
      registrations,
      entry,
      client,
      frontEndOf: ({ frontEnds, fqdn }) => frontEnds[turn % frontEnds.length] ?? fqdn,
    });
  };
}
