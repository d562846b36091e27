/** An outbound proxy that serves nobody without a sign-in of its own (RFC 9110 15.5.8), as a company network has it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

const headers = [
  ['Proxy-Authenticate', 'Negotiate'],
  ['Proxy-Authenticate', 'NTLM'],
  ['Content-Type', 'text/html'],
  ['Connection', 'close'],
] as const;
const page = '<html><head><title>Proxy authentication required</title></head><body>Access denied.</body></html>';

/** Opens it on a free port. */
export async function openOutboundProxy(address: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((_request, response) => {
    response.writeHead(407, 'Proxy Authentication Required', headers.flat());
    response.end(page);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.on('connect', (_request, socket) => {
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.end(`HTTP/1.1 407 Proxy Authentication Required\r\n${lines}Content-Length: ${page.length}\r\n\r\n${page}`);
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen({ host: address, port: 0, exclusive: true }, done);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${address}:${port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}
