/** A port that refuses connections for as long as the lab runs: in use, so nobody else gets it, but not listened on. */
import { createServer, connect, type Server, type Socket } from 'node:net';

export interface ClosedPort {
  readonly port: number;
  close(): Promise<void>;
}

/** Holds a port as the local end of a connection to ourselves; a SYN to it is answered with RST. */
export async function holdClosedPort(address: string): Promise<ClosedPort> {
  const server = createServer();
  const accepted = new Promise<Socket>((done) => server.once('connection', done));
  const target = await listening(server, address);
  const holder = connect({ host: address, port: target, localAddress: address });
  const [peer] = await Promise.all([
    accepted,
    new Promise<void>((done, failed) => {
      holder.once('connect', done);
      holder.once('error', failed);
    }),
  ]);
  const { localPort } = holder;
  if (localPort === undefined) throw new Error('a connected socket has a local port');
  return {
    port: localPort,
    close: async () => {
      holder.destroy();
      peer.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

function listening(server: Server, address: string): Promise<number> {
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(0, address, () => {
      const bound = server.address();
      if (typeof bound === 'object' && bound !== null) done(bound.port);
      else failed(new Error('a listening TCP server has a port'));
    });
  });
}
