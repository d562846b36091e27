/**
 * Where the browser comes back to after a sign-in on a page: an HTTP server on loopback, open for one answer.
 * [RFC 8252 7.3, 8.3]
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface LoopbackRedirect {
  /** http://localhost:PORT/ — the form that Entra ID and AD FS take with any port. */
  readonly redirectUri: string;
  /** Resolves to the query of the first request that carries `state`. Rejects when the signal ends it. */
  query(state: string, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

/** What the person sees in the browser when it has come back. */
const done =
  '<!DOCTYPE html><html lang="en"><title>Lyncscope</title><h1>Lyncscope has the answer</h1><p>You can close this page.</p></html>';

/** Opens it on a free port of 127.0.0.1. Rejects when none can be had. */
export async function openLoopbackRedirect(): Promise<LoopbackRedirect> {
  let heard: (query: URLSearchParams) => boolean = () => false;
  const server = createServer({ maxHeaderSize: 32 * 1024 }, (request, response) => answer(request, response, heard));
  server.headersTimeout = 10_000;
  await new Promise<void>((opened, failed) => {
    server.once('error', failed);
    server.listen({ host: '127.0.0.1', port: 0 }, opened);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    redirectUri: `http://localhost:${port}/`,
    query: (state, signal) =>
      new Promise((came, failed) => {
        const ended = (): void => failed(new Error('the wait for the browser was ended'));
        if (signal.aborted) return ended();
        signal.addEventListener('abort', ended, { once: true });
        heard = (query) => {
          // Any page may send a browser here: what does not carry the state is nobody's answer.
          if (query.get('state') !== state) return false;
          heard = () => false;
          signal.removeEventListener('abort', ended);
          came(query.toString());
          return true;
        };
      }),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        // What was answered is read to its end; what is idle goes at once.
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 500).unref();
      }),
  };
}

function answer(request: IncomingMessage, response: ServerResponse, heard: (query: URLSearchParams) => boolean): void {
  const base = 'http://localhost';
  const url = URL.canParse(request.url ?? '', base) ? new URL(request.url ?? '', base) : undefined;
  const taken = request.method === 'GET' && url?.pathname === '/' && heard(url.searchParams);
  response.writeHead(taken ? 200 : 404, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'",
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    Connection: 'close',
  });
  response.end(taken ? done : '<!DOCTYPE html><title>Lyncscope</title>');
}
