/**
 * The SIP port of a Front End or Access Edge as far as TLS goes: it shakes hands, holds the connection and says nothing,
 * as a registrar does before the first request.
 */
import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { ServerIdentity } from '../ca.js';
import { bindFailure } from './bindFailure.js';
import type { TlsPlan } from './plan.js';

// A client that never speaks is let go, as Lync does.
const idleMs = 60_000;

/** Opens the port (0 takes any free one). Throws LabError when it cannot be bound. */
export async function openSipListener(options: {
  readonly address: string;
  readonly port: number;
  readonly identity: ServerIdentity;
  readonly plan: TlsPlan;
}): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { address, port, identity, plan } = options;
  const sockets = new Set<Socket>();
  const secureContext = createSecureContext({
    cert: identity.certificateChain,
    key: identity.privateKey,
    minVersion: 'TLSv1.2',
    maxVersion: plan.maxVersion,
  });
  const server = createServer({ noDelay: true }, (raw) => {
    sockets.add(raw);
    raw.on('close', () => sockets.delete(raw));
    raw.on('error', () => raw.destroy());
    raw.setTimeout(idleMs, () => raw.destroy());
    const secure = new TLSSocket(raw, { isServer: true, secureContext });
    secure.on('error', () => raw.destroy());
    secure.on('close', () => raw.destroy());
    secure.resume();
  });
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
