/** Serves the built page on loopback with the product's own policy, for tests of the page alone. */
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pageHeaders } from '../../../main/service/pageHeaders.js';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json',
};

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

/** @param folder the built page, out/renderer unless PAGE_DIR says otherwise */
export async function servePage(folder = process.env['PAGE_DIR'] ?? path.resolve('out/renderer')): Promise<PageServer> {
  const server = http.createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://x').pathname;
    const file = path.join(folder, path.normalize(name === '/' ? '/index.html' : name));
    const origin = `http://${request.headers.host ?? ''}`;
    readFile(file).then(
      (bytes) => {
        response.writeHead(200, {
          'Content-Type': types[path.extname(file)] ?? 'application/octet-stream',
          ...pageHeaders([origin.replace(/^http/, 'ws')]),
        });
        response.end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
