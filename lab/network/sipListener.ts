/** The SIP port of a Front End or Access Edge: TLS, and whatever serves the streams above it. */
import { createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { ServerIdentity } from '../ca.js';
import { bindFailure } from './bindFailure.js';
import type { TlsPlan } from './plan.js';
import { serverContext } from './serverContext.js';

// A client that does not get through the handshake is let go, as Lync does.
const handshakeMs = 60_000;
const mostConnections = 200;

/** Opens the port (0 takes any free one). Throws LabError when it cannot be bound. */
export async function openSipListener(options: {
  readonly address: string;
  readonly port: number;
  readonly identity: ServerIdentity;
  readonly plan: TlsPlan;
  /** Takes over a stream whose handshake is done. */
  serve(stream: Duplex, client: { readonly address: string; readonly port: number }): void;
}): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { address, port, identity, plan, serve } = options;
  const sockets = new Set<Socket>();
  const secureContext = serverContext(identity, plan);
  const server = createServer({ noDelay: true }, (raw) => {
    sockets.add(raw);
    raw.on('close', () => sockets.delete(raw));
    raw.on('error', () => raw.destroy());
    raw.setTimeout(handshakeMs, () => raw.destroy());
    const secure = new TLSSocket(raw, { isServer: true, secureContext });
    secure.on('error', () => raw.destroy());
    secure.on('close', () => raw.destroy());
    secure.once('secure', () => {
      raw.setTimeout(0);
      serve(secure, { address: raw.remoteAddress ?? address, port: raw.remotePort ?? 0 });
    });
  });
  server.maxConnections = mostConnections;
  const bound = await new Promise<number>((done, failed) => {
    const onError = (error: Error): void => failed(bindFailure(error, address, port, 'TCP'));
    server.once('error', onError);
    server.listen({ host: address, port, exclusive: true }, () => {
      server.off('error', onError);
      const at = server.address();
      done(typeof at === 'object' && at !== null ? at.port : port);
    });
  });
  return {
    port: bound,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}
