/**
 * The web host: the window's page on 127.0.0.1, for machines without Electron and for tests. It handles passwords, so
 * a foreign page must not reach it: Host and Origin are checked (DNS rebinding), and a socket needs a ticket.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { aboutProgram, programVersion } from '../main/service/about.js';
import { readPageFile } from '../main/service/pageFiles.js';
import { pageHeaders } from '../main/service/pageHeaders.js';
import { createPageService } from '../main/service/pageService.js';
import { realWalks, type Walks } from '../main/service/walkService.js';
import { UsageError } from '../main/usage.js';
import { openBrowser } from './openBrowser.js';
import { servePageSocket } from './pageSocket.js';
import { Tickets } from './tickets.js';

const address = '127.0.0.1';
const socketPath = '/__host/socket';
/** A request holds a form and some PEM certificates. */
const maxMessageBytes = 4 * 1024 * 1024;
/** Cancelled walks get this long to end before the host goes without them. */
const closingMs = 900;

export interface HostOptions {
  /** The built page. */
  readonly rendererDir: string;
  /** Default: a free one. */
  readonly port?: number;
  readonly walks?: Walks;
  readonly greetingMs?: number;
}

export interface Host {
  /** The page's address with its ticket: works once. */
  readonly url: string;
  readonly port: number;
  /** An address with a new ticket; one that was not used is void from now on. */
  freshUrl(): string;
  /** Cancels all walks and frees the port, within a second. */
  close(): Promise<void>;
}

/**
 * Starts the host.
 * @throws UsageError when the port cannot be had
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const about = aboutProgram(await programVersion());
  const tickets = new Tickets();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false });
  const ends = new Set<Promise<void>>();
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  const authority = `${address}:${port}`;
  const origin = `http://${authority}`;
  const headers = pageHeaders([`ws://${authority}`]);

  server.on('request', (request, response) => {
    void answerPageRequest(request, response, { authority, origin, headers, rendererDir: options.rendererDir });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy()); // a peer that goes away in the middle is its own business
    if (request.headers.host !== authority || request.headers.origin !== origin) return refuseUpgrade(socket, 403);
    if (request.url !== socketPath) return refuseUpgrade(socket, 404);
    sockets.handleUpgrade(request, socket, head, (page) => {
      const ended = new Promise<void>((onEnded) => {
        servePageSocket({
          socket: page,
          tickets,
          openService: (push) => createPageService({ about, ...push, walks: options.walks ?? realWalks, openBrowser }),
          greetingMs: options.greetingMs ?? 10_000,
          onEnded,
        });
      });
      ends.add(ended);
      void ended.then(() => ends.delete(ended));
    });
  });

  let given = 0;
  const freshUrl = (): string => {
    given += 1;
    // Pasted over an older address it must load the page anew; a change of the fragment alone loads nothing.
    return `${origin}/${given === 1 ? '' : `?${given}`}#ticket=${tickets.issue()}`;
  };
  return {
    url: freshUrl(),
    port,
    freshUrl,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const page of sockets.clients) page.close(1001, 'the program ends');
      const patience = timer(closingMs);
      await Promise.race([Promise.all(ends), patience.over]);
      patience.stop();
      for (const page of sockets.clients) page.terminate();
      sockets.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface PageSite {
  readonly authority: string;
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rendererDir: string;
}

async function answerPageRequest(request: IncomingMessage, response: ServerResponse, site: PageSite): Promise<void> {
  const send = (status: number, mediaType: string, body: string | Buffer): void => {
    response.writeHead(status, {
      ...site.headers,
      'Content-Type': mediaType,
      'Content-Length': Buffer.byteLength(body),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  const refuse = (status: number, sentence: string): void => send(status, 'text/plain; charset=utf-8', `${sentence}\n`);

  // A name that was made to point here by a foreign page shows in Host.
  if (request.headers.host !== site.authority) return refuse(421, 'This address is not served here.');
  const { origin } = request.headers;
  if (origin !== undefined && origin !== site.origin) return refuse(403, 'Other sites may not read this page.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET is served here.');
  const [pathname = '/'] = (request.url ?? '/').split('?');
  const file = await readPageFile(site.rendererDir, pathname);
  if (file === null) return refuse(404, 'There is no such file.');
  send(200, file.mediaType, file.body);
}

function refuseUpgrade(socket: Duplex, status: 403 | 404): void {
  socket.end(
    `HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : 'Not Found'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new UsageError(portSentence(port, error.code))));
    server.listen(port, address, () => {
      const bound = server.address();
      if (bound === null || typeof bound === 'string') reject(new Error('no port was bound'));
      else resolve(bound.port);
    });
  });
}

function portSentence(port: number, code: string | undefined): string {
  if (code === 'EADDRINUSE') return `Port ${port} on ${address} is in use: choose another, or none for a free one.`;
  if (code === 'EACCES') return `Port ${port} needs more rights than this program has: choose one above 1023.`;
  return `The page cannot be served on ${address}, port ${port} (${code ?? 'unknown error'}).`;
}

function timer(ms: number): { readonly over: Promise<void>; readonly stop: () => void } {
  let stop = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    const timeout = setTimeout(resolve, ms);
    stop = () => {
      clearTimeout(timeout);
      resolve();
    };
  });
  return { over, stop };
}
