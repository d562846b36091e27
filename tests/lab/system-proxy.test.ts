/** The system's own choice of a proxy, as Electron hands it on, reaches the connections of a walk. */
import { createServer } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import type { WalkRequest } from '../../shared/ipc.js';
import { walk } from './support/walks.js';

const request: Partial<WalkRequest> = {
  sipAddress: 'anna@contoso.example',
  discoveryUrls: ['https://lyncweb.contoso.example/'],
  resolver: '127.0.0.1:9', // nobody answers there: names must be left to the proxy
  proxy: 'auto',
  timeoutMs: 2000,
};

const opened: { close(): void }[] = [];
afterEach(() => opened.splice(0).forEach((server) => server.close()));

it('asks the system which proxy to take, and records the 407 it gives', async () => {
  const tunnels: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (asked, socket) => {
    tunnels.push(asked.url ?? '');
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n');
  });
  opened.push(proxy);
  const port = await new Promise<number>((resolve) => {
    proxy.listen(0, '127.0.0.1', () => {
      const address = proxy.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });

  const asked: string[] = [];
  const session = await walk(request, {
    resolveProxy: (url) => {
      asked.push(url);
      return Promise.resolve(`http://127.0.0.1:${port}`);
    },
  });

  expect(asked[0]).toContain('https://lyncweb.contoso.example/');
  expect(tunnels[0]).toBe('lyncweb.contoso.example:443');
  const failures = session.connections.map(({ failure }) => failure?.code);
  expect(failures).toContain('proxy_authentication_required');
});
