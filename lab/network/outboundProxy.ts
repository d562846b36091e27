/** An outbound proxy that connects nobody, as a company network may have it (RFC 9110, sections 9.3.6, 15.5.4 and 15.5.8). */
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What it says to every request. */
interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly page: string;
}

const page = (title: string, text: string): string =>
  `<html><head><title>${title}</title></head><body>${text}</body></html>`;

const refusals = {
  /** It serves nobody without a sign-in of its own. */
  'sign-in': {
    status: 407,
    reason: 'Proxy Authentication Required',
    headers: [
      ['Proxy-Authenticate', 'Negotiate'],
      ['Proxy-Authenticate', 'NTLM'],
    ],
    page: page('Proxy authentication required', 'Access denied.'),
  },
  /** Its rules know nothing of these servers. */
  rules: {
    status: 403,
    reason: 'Forbidden',
    headers: [['Cache-Control', 'no-cache']],
    page: page('Access denied', 'Your request was denied because of its content categorization: "Uncategorized".'),
  },
} as const satisfies Readonly<Record<string, Refusal>>;

export type ProxyMood = keyof typeof refusals;

/** Opens it on a free port. */
export async function openOutboundProxy(
  address: string,
  mood: ProxyMood,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { status, reason, page: text, headers: own } = refusals[mood];
  const headers = [...own, ['Content-Type', 'text/html'], ['Connection', 'close']] as const;
  const sockets = new Set<Socket>();
  const server: Server = createServer((_request, response) => {
    response.writeHead(status, reason, headers.flat());
    response.end(text);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.on('connect', (_request, socket) => {
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.end(`HTTP/1.1 ${status} ${reason}\r\n${lines}Content-Length: ${text.length}\r\n\r\n${text}`);
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
