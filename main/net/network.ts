/** The network as a run sees it: lookups and connections, each told as a record while it is made. Judges nothing. */
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { FailureError, type Failure, type Operation } from '../../shared/failure.js';
import { base64Of } from '../../shared/session/bytes.js';
import type { Connection, RecordType } from '../../shared/session/model.js';
import type { TlsDoubt } from '../../shared/session/tlsDoubt.js';
import {
  applyConnectTo,
  endpointText,
  parseConnectTo,
  parseResolver,
  unbracketed,
  type Endpoint,
} from './connectTo.js';
import { cancelledFailure, failureFrom, throwIfCancelled } from './failures.js';
import { endsOf, mayBeTooOld, shakeHands } from './handshake.js';
import { HttpConnection } from './httpConnection.js';
import { limits, type Elapsed } from './limits.js';
import type { LookupRecord } from './lookup.js';
import { nameServersOf, serverLookup, type NameServer, type NameServers, type ServerQuestion } from './nameServers.js';
import { openStream, type OpenStream } from './sip/openStream.js';
import { chooseProxy, openTunnel, throwIfRefused, type Proxy, type ResolveProxy } from './proxy.js';
import { Resolver } from './resolver.js';
import { trustStore, type TrustStore } from './secureContexts.js';
import { doubtOf } from './tlsDoubt.js';
import { connectTcp, interleaved } from './tcp.js';
import { anchors, type Anchors } from './tls/anchors.js';
import { visitEndpoint, type Located, type Visited, type VisitSpec } from './tls/visit.js';

export interface NetworkSettings {
  readonly resolver?: string; // ADDR:PORT
  readonly publicResolver?: string; // ADDR:PORT
  readonly connectTo: readonly string[];
  readonly proxy: string; // 'auto' | 'none' | URL
  readonly authorities: readonly string[]; // PEM
  readonly timeoutMs: number;
  readonly elapsed: Elapsed;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly resolveProxy?: ResolveProxy;
}

/** A connection before the session gives it an id and a step. */
export type ConnectionRecord = Omit<Connection, 'id' | 'stepId'>;

/** Hears of the records while a connection is made. */
export interface ConnectionSink {
  lookup(record: LookupRecord): void;
  /** A connection begins; the function it gives back hears how it gets on. */
  connection(record: ConnectionRecord): (record: ConnectionRecord) => void;
}

/** An open connection with what is needed to use it. */
export interface OpenConnection {
  readonly http: HttpConnection;
  readonly record: ConnectionRecord;
  /** HTTPS whose certificate validated for this name, with a protocol fit for credentials. */
  readonly secure: boolean;
  /** Why it is HTTPS and not secure. */
  readonly doubt?: TlsDoubt;
  /** DER of the server's certificate. */
  readonly leaf?: Uint8Array;
  /** Ends it; the record is told. */
  close(): Promise<void>;
}

export interface Network {
  lookup(name: string, type: RecordType, signal: AbortSignal): Promise<LookupRecord>;
  systemLookup(name: string, signal: AbortSignal): Promise<LookupRecord>;
  /** The name servers that may be asked by themselves. */
  readonly nameServers: NameServers;
  /** One question to one of them; the last record is the one to go by. Throws only when cancelled. */
  lookupAt(server: NameServer, question: ServerQuestion, signal: AbortSignal): Promise<readonly LookupRecord[]>;
  /**
   * Opens a connection to the origin of `url`.
   * @param only the one address to connect to, of those that locate() gives
   * @throws FailureError, after the record of the failed connection was told
   */
  open(url: URL, sink: ConnectionSink, signal: AbortSignal, only?: string): Promise<OpenConnection>;
  /** Where connections to a host would go, in their order. Throws only when the walk was cancelled. */
  locate(where: Endpoint, sink: ConnectionSink, signal: AbortSignal): Promise<Located>;
  /** One TLS connection for its own sake, closed again. Trouble is in the record; throws only when cancelled. */
  visit(spec: VisitSpec, sink: ConnectionSink, signal: AbortSignal): Promise<Visited>;
  /**
   * A TLS connection for something else than HTTP (SIP), never through a proxy.
   * @throws FailureError, after the record of the failed connection was told
   */
  openTls(where: Endpoint, sink: ConnectionSink, signal: AbortSignal): Promise<OpenStream>;
  /** The trust store as certificates, for chains built by hand. */
  anchors(): Promise<Anchors>;
  /** What was found out about the system's certificate store; loads it. */
  systemStore(): Promise<TrustStore['store']>;
}

export function systemNetwork(settings: NetworkSettings): Network {
  const server = settings.resolver === undefined ? undefined : parseResolver(settings.resolver);
  const resolver = new Resolver(server === undefined ? undefined : [server], settings);
  return {
    lookup: (name, type, signal) => resolver.lookup(name, type, signal),
    systemLookup: (name, signal) => resolver.systemLookup(name, signal),
    nameServers: nameServersOf(settings),
    lookupAt: (server, question, signal) => serverLookup(server, question, { ...settings, signal }),
    open: async (url, sink, signal, only) => {
      const opening = { url, sink, signal, settings, resolver, ...(only === undefined ? {} : { only }) };
      const first = await openOnce(opening, 'modern');
      if (!('failure' in first)) return first;
      // One more connection shows a server that speaks nothing newer than TLS 1.1, which is worth knowing.
      if (mayBeTooOld(first.failure)) {
        const second = await openOnce(opening, 'legacy');
        if (!('failure' in second)) return second;
      }
      throw new FailureError(first.failure);
    },
    locate: async (where, sink, signal) => {
      const target = targetOf(settings, where);
      const proxy = await proxyFor(settings, `https://${endpointText(where)}/`, target);
      if (proxy !== undefined) return { addresses: [], proxy: proxy.url, port: target.port };
      const found = await resolver.addresses(target.host, signal, (record) => sink.lookup(record));
      return { ...found, addresses: interleaved(found.addresses), port: target.port };
    },
    visit: (spec, sink, signal) => {
      const url = new URL(`https://${endpointText(spec)}/`);
      const opening = {
        url,
        sink,
        signal,
        // Nobody's sign-in depends on a visit.
        settings: { ...settings, timeoutMs: Math.min(settings.timeoutMs, limits.visitMs) },
        resolver,
        ...(spec.address === undefined ? {} : { only: spec.address }),
      };
      return visitEndpoint(spec, {
        settings,
        signal,
        begin: (record) => sink.connection(record),
        dial: (tell, enter) => openWay(opening, spec, tell, enter),
      });
    },
    openTls: (where, sink, signal) => {
      const url = new URL(`https://${endpointText(where)}/`);
      const opening = { url, sink, signal, settings: { ...settings, proxy: 'none' }, resolver };
      return openStream(where, {
        settings,
        signal,
        begin: (record) => sink.connection(record),
        dial: (tell, enter) => openWay(opening, where, tell, enter),
      });
    },
    anchors: () => anchors(settings.authorities),
    systemStore: async () => (await trustStore(settings.authorities)).store,
  };
}

interface Opening {
  readonly url: URL;
  readonly sink: ConnectionSink;
  readonly signal: AbortSignal;
  readonly settings: NetworkSettings;
  readonly resolver: Resolver;
  /** The one address to connect to, of several. */
  readonly only?: string;
}

type Age = 'modern' | 'legacy';

async function openOnce(opening: Opening, age: Age): Promise<OpenConnection | { readonly failure: Failure }> {
  const { url, sink, settings, signal } = opening;
  const { elapsed } = settings;
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const host = unbracketed(url.hostname);
  const port = url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port);
  let record: ConnectionRecord = { startedMs: elapsed(), scheme, host, port, addresses: [] };
  let told = sink.connection(record);
  const tell = (more: Partial<ConnectionRecord>): void => {
    record = { ...record, ...more };
    told(record);
  };
  let phase: Operation = 'lookup';
  let socket: Socket | undefined;
  try {
    const way = await openWay(opening, { host, port }, tell, (next) => (phase = next));
    socket = way;
    let leaf: Uint8Array | undefined;
    if (scheme === 'https') {
      phase = 'handshake';
      const store = await trustStore(settings.authorities);
      const context = age === 'modern' ? store.modern : store.legacy();
      const what = endpointText({ host, port });
      const result = await shakeHands({
        socket: way,
        host,
        context,
        waitMs: settings.timeoutMs,
        elapsed,
        signal,
        what,
      });
      record = { ...record, tls: result.tls };
      if (result.socket === undefined) throw new FailureError(result.failure ?? cancelledFailure);
      socket = result.socket;
      leaf = result.leaf;
    }
    throwIfCancelled(signal);
    const onClosed = (): void => {
      if (record.endedMs === undefined) tell({ endedMs: elapsed() });
    };
    const http = new HttpConnection(socket, url.origin, elapsed, onClosed);
    tell({});
    const doubt = record.tls === undefined ? undefined : doubtOf(age, record.tls);
    const secure = record.tls !== undefined && doubt === undefined;
    const close = async (): Promise<void> => {
      await http.close();
      onClosed();
    };
    return {
      http,
      record,
      secure,
      close,
      ...(doubt === undefined ? {} : { doubt }),
      ...(leaf === undefined ? {} : { leaf }),
    };
  } catch (error) {
    socket?.on('error', () => undefined).destroy();
    const failure = signal.aborted ? cancelledFailure : failureFrom(error, phase, endpointText({ host, port }));
    tell({ failure, endedMs: elapsed() });
    told = () => undefined;
    throwIfCancelled(signal);
    return { failure };
  }
}

/** The way to the server, ready for TLS or HTTP: TCP, through a proxy where there is one. */
async function openWay(
  opening: Opening,
  wanted: Endpoint,
  tell: (more: Partial<ConnectionRecord>) => void,
  enter: (phase: Operation) => void,
): Promise<Socket> {
  const { settings, signal } = opening;
  const target = targetOf(settings, wanted);
  enter('proxy');
  const proxy = await proxyFor(settings, opening.url.href, target);
  if (proxy !== undefined) tell({ proxy: { url: proxy.url } });
  enter('lookup');
  const next = proxy ?? target;
  const found = await opening.resolver.addresses(next.host, signal, (record) => opening.sink.lookup(record));
  const addresses = opening.only === undefined ? interleaved(found.addresses) : [opening.only];
  tell({ resolvedMs: settings.elapsed(), addresses });
  if (found.failure !== undefined) {
    throw new FailureError(proxy === undefined ? found.failure : proxyUnknown(proxy, found.failure));
  }
  enter(proxy === undefined ? 'connect' : 'proxy');
  const connecting = connectTcp(addresses, next.port, settings.timeoutMs, signal);
  if (proxy === undefined) {
    const socket = await connecting;
    tell({ connectedMs: settings.elapsed(), ...endsOf(socket) });
    return socket;
  }
  const socket = await connecting.catch((error: unknown) => {
    throw new FailureError(failureFrom(error, 'proxy', proxy.url));
  });
  tell(endsOf(socket));
  return throughProxy(opening, socket, proxy, endpointText(target), tell);
}

/** The proxy's own name has no address: nothing was asked of the proxy, and nothing is said about the server. */
function proxyUnknown(proxy: Proxy, { code, message }: Failure): Failure {
  return { operation: 'proxy', code, message: `The proxy ${proxy.url} has no address here: ${message}` };
}

function targetOf(settings: NetworkSettings, wanted: Endpoint): Endpoint {
  return applyConnectTo(
    settings.connectTo.flatMap((text) => parseConnectTo(text) ?? []),
    wanted,
  );
}

async function proxyFor(settings: NetworkSettings, url: string, target: Endpoint): Promise<Proxy | undefined> {
  if (isLoopback(target.host) && settings.proxy === 'auto') return undefined;
  return chooseProxy(url, settings.proxy, settings.resolveProxy);
}

async function throughProxy(
  { settings, signal }: Opening,
  socket: Socket,
  proxy: Proxy,
  authority: string,
  tell: (more: Partial<ConnectionRecord>) => void,
): Promise<Socket> {
  const way: Socket = proxy.tls ? await proxyTls(socket, proxy, settings) : socket;
  const tunnel = await openTunnel(way, authority, settings.timeoutMs, signal);
  tell({
    proxy: {
      url: proxy.url,
      ...(tunnel.status === undefined ? {} : { status: tunnel.status }),
      request: base64Of(tunnel.request),
      response: base64Of(tunnel.response),
    },
    ...(tunnel.status !== undefined && tunnel.status >= 200 && tunnel.status < 300
      ? { connectedMs: settings.elapsed() }
      : {}),
  });
  try {
    if (tunnel.error !== undefined) throw new FailureError(failureFrom(tunnel.error, 'proxy', proxy.url));
    throwIfRefused(tunnel, proxy.url);
  } catch (error) {
    way.on('error', () => undefined).destroy();
    throw error;
  }
  return way;
}

/** TLS to the proxy itself. It gets no secret, so it is not verified; the TLS inside the tunnel is. */
async function proxyTls(socket: Socket, proxy: Proxy, settings: NetworkSettings): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const tls = connectTls({ socket, host: proxy.host, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
    const timer = setTimeout(
      () => tls.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
      settings.timeoutMs,
    );
    tls.on('error', reject);
    tls.once('secureConnect', () => {
      clearTimeout(timer);
      tls.off('error', reject);
      resolve(tls);
    });
    tls.once('close', () => {
      clearTimeout(timer);
      reject(Object.assign(new Error('closed during the handshake'), { code: 'UND_ERR_CLOSED' }));
    });
  });
}

function isLoopback(host: string): boolean {
  return /^127\./.test(host) || host === '::1' || host.toLowerCase() === 'localhost';
}
