/**
 * One listening port: TCP, TLS by hand (so that a fault can reset the TCP connection below it) and HTTP/1.1 above,
 * with the answers put on the wire as http.sys does (header order and case kept, Date and Content-Length added).
 */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket, type TLSSocketOptions } from 'node:tls';
import type { ServerIdentity } from '../ca.js';
import type { LabConnection, LabResponse, Pool } from '../types.js';
import { bindFailure } from './bindFailure.js';
import type { Answer, ClientConnection, FrontRequest, Service } from './exchange.js';
import { FlightDelay } from './flightDelay.js';
import { httpSysError, invalidHost, tooLarge } from './pages.js';
import type { TlsPlan } from './plan.js';
import { serverContext } from './serverContext.js';

// No request of these protocols is near this; IIS itself would stop at 30 million bytes.
const bodyLimit = 1024 * 1024;
// http.sys: 16 KB of header, 120 s of idle connection.
const headerLimit = 16 * 1024;
const idleMs = 120_000;

export interface FrontOptions {
  readonly address: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly service: Service;
  readonly tls?: {
    readonly identity: ServerIdentity;
    readonly plan: TlsPlan;
    /** For a client that does not name the host; absent: the same certificate. */
    readonly nameless?: ServerIdentity | 'refused';
  };
  readonly delays: { readonly tlsFlight: number; readonly http: number };
  /** The server's clock, for the Date header. */
  now(): number;
  /** Gives the next connection to a pool its number and Front End: the wanted one, or the next in turn. */
  connect(pool: Pool, wanted?: string): { readonly id: number; readonly frontEnd: string };
}

export interface Front {
  readonly port: number;
  close(): Promise<void>;
}

/** Opens the port. Throws LabError when it cannot be bound. */
export async function openFront(options: FrontOptions): Promise<Front> {
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  const clients = new WeakMap<Duplex, Client>();
  const http = createHttpServer({ maxHeaderSize: headerLimit, keepAliveTimeout: idleMs, requestTimeout: 0 });
  http.on('request', (request, response) => {
    const client = clients.get(request.socket);
    if (client === undefined) throw new Error('a request came over a connection that was never accepted');
    serve(request, response, client, options, timers).catch((error: unknown) => {
      // A bug of the lab, not of the simulated server: say so where a developer looks, and do not pretend.
      process.emitWarning(error instanceof Error ? error : new Error(String(error)));
      client.raw.destroy();
    });
  });
  http.on('clientError', (_error, stream) => refuseMalformed(stream, options));
  const tls = options.tls === undefined ? undefined : tlsSocketOptions(options.tls);
  const server = createServer({ noDelay: true }, (raw) => {
    sockets.add(raw);
    raw.on('close', () => sockets.delete(raw));
    // Clients reset and vanish; the close event that follows cleans up.
    raw.on('error', () => raw.destroy());
    accept(raw, tls, options, http, clients);
  });
  const port = await listen(server, options);
  return {
    port,
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      http.close();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

interface Client {
  readonly raw: Socket;
  readonly scheme: 'http' | 'https';
  readonly connection: ClientConnection;
}

function tlsSocketOptions({ identity, plan, nameless }: NonNullable<FrontOptions['tls']>): TLSSocketOptions {
  const secureContext = serverContext(identity, plan);
  return {
    isServer: true,
    ...(nameless === undefined
      ? { secureContext }
      : {
          // Without a certificate no cipher fits, and the handshake ends with an alert.
          secureContext: serverContext(nameless === 'refused' ? undefined : nameless, plan),
          SNICallback: (_name, done) => done(null, secureContext),
        }),
    ...(plan.alpn.length === 0 ? {} : { ALPNProtocols: [...plan.alpn] }),
  };
}

function accept(
  raw: Socket,
  tls: TLSSocketOptions | undefined,
  options: FrontOptions,
  http: HttpServer,
  clients: WeakMap<Duplex, Client>,
): void {
  const connection = clientConnection(options);
  if (tls === undefined) {
    clients.set(raw, { raw, scheme: 'http', connection });
    http.emit('connection', raw);
    return;
  }
  const { tlsFlight } = options.delays;
  const below: Duplex =
    tlsFlight === 0
      ? raw
      : new FlightDelay(raw, tlsFlight, (flight) =>
          // TLS 1.3 ends with the client's flight; what the server writes second are tickets, nobody waits for them.
          flight === 1 ? true : flight === 2 && secure.getProtocol() !== 'TLSv1.3',
        );
  const secure = new TLSSocket(below, tls);
  clients.set(secure, { raw, scheme: 'https', connection });
  // A client that dislikes the certificate leaves with an alert; that is the client's finding, not an error here.
  secure.on('error', () => raw.destroy());
  secure.on('close', () => raw.destroy());
  secure.once('secure', () => http.emit('connection', secure));
}

function clientConnection(options: FrontOptions): ClientConnection {
  const behind = new Map<string, { connection: LabConnection; frontEnd: string }>();
  return {
    behind: (pool, wanted) => {
      const known = behind.get(pool.id);
      if (known !== undefined) return known;
      const { id, frontEnd } = options.connect(pool, wanted);
      const state = new Map<string, unknown>();
      const certificate = options.tls?.identity.leaf;
      const made = {
        connection: certificate === undefined ? { id, state } : { id, state, serverCertificate: certificate },
        frontEnd,
      };
      behind.set(pool.id, made);
      return made;
    },
  };
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  client: Client,
  options: FrontOptions,
  timers: Set<NodeJS.Timeout>,
): Promise<void> {
  const pause = (ms: number): Promise<void> =>
    new Promise((done) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        done();
      }, ms);
      timers.add(timer);
    });
  const url = targetOf(message, client.scheme);
  const body = await readBody(message);
  let answer: Answer;
  if (body === 'aborted') return;
  if (url === undefined) answer = { kind: 'whole', response: invalidHost };
  else if (body === 'too large') answer = { kind: 'whole', response: tooLarge };
  else {
    const request: FrontRequest = {
      method: message.method ?? 'GET',
      url,
      headers: headerPairs(message.rawHeaders),
      body,
      client: client.connection,
    };
    answer = await options.service(request);
  }
  if (options.delays.http > 0) await pause(options.delays.http);
  if (answer.kind === 'late') await pause(answer.afterMs);
  if (client.raw.destroyed) return;
  if (answer.kind === 'reset') {
    client.raw.resetAndDestroy();
    return;
  }
  writeHead(response, answer.response, options.now());
  if (answer.kind === 'cut') {
    response.write(answer.response.body.subarray(0, answer.sentBytes), () => response.socket?.end());
    return;
  }
  response.end(answer.response.body);
}

/** The address as the client meant it: absolute form, or the Host header with the path; undefined when there is none. */
function targetOf(message: IncomingMessage, scheme: 'http' | 'https'): URL | undefined {
  const target = message.url ?? '/';
  const host = message.headers.host ?? '';
  const text = /^https?:\/\//i.test(target) ? target : `${scheme}://${host}${target.startsWith('/') ? target : '/'}`;
  if (host === '' || /[\s/?#@\\]/.test(host) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  url.protocol = `${scheme}:`;
  // A name may be written with the root's dot; sites and rules know it without.
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  return url;
}

function readBody(message: IncomingMessage): Promise<Buffer | 'too large' | 'aborted'> {
  return new Promise((done) => {
    const chunks: Buffer[] = [];
    let length = 0;
    message.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > bodyLimit) done('too large');
      else chunks.push(chunk);
    });
    message.on('end', () => done(Buffer.concat(chunks)));
    message.on('error', () => done('aborted'));
    message.on('close', () => done('aborted'));
  });
}

function headerPairs(raw: readonly string[]): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return pairs;
}

/** http.sys adds Date and Content-Length, and names the connection only when it closes it. */
function writeHead(response: ServerResponse, answer: LabResponse, now: number): void {
  const has = (wanted: string): boolean => answer.headers.some(([name]) => name.toLowerCase() === wanted);
  const bodiless = answer.status === 204 || answer.status === 304;
  // A client that wants the connection closed gets it closed, whatever the application says.
  const kept = answer.headers.filter(([name]) => response.shouldKeepAlive || name.toLowerCase() !== 'connection');
  const head: string[] = kept.flat();
  if (!has('date')) head.push('Date', new Date(now).toUTCString());
  if (!has('content-length') && !has('transfer-encoding') && !bodiless) {
    head.push('Content-Length', String(answer.body.length));
  }
  response.sendDate = false;
  // HTTP/1.1 keeps connections without saying so; a client of 1.0 needs to be told.
  if (response.shouldKeepAlive && response.req.httpVersion !== '1.0') response.removeHeader('Connection');
  if (answer.reason === undefined) response.writeHead(answer.status, head);
  else response.writeHead(answer.status, answer.reason, head);
}

/** What http.sys says to bytes that are no HTTP, before it hangs up. */
function refuseMalformed(stream: Duplex, options: FrontOptions): void {
  if (!stream.writable) {
    stream.destroy();
    return;
  }
  const refusal = httpSysError(400, 'Bad Request', 'Bad Request', 'The request is badly formed.');
  const head = [
    `HTTP/1.1 400 Bad Request`,
    ...refusal.headers.map(([name, value]) => `${name}: ${value}`),
    `Date: ${new Date(options.now()).toUTCString()}`,
    `Content-Length: ${refusal.body.length}`,
  ];
  stream.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), refusal.body]));
}

function listen(server: Server, options: FrontOptions): Promise<number> {
  return new Promise((done, failed) => {
    const onError = (error: Error): void => failed(bindFailure(error, options.address, options.port, 'TCP'));
    server.once('error', onError);
    server.listen({ host: options.address, port: options.port, exclusive: true }, () => {
      server.off('error', onError);
      const bound = server.address();
      done(typeof bound === 'object' && bound !== null ? bound.port : options.port);
    });
  });
}
