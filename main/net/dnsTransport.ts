/** One DNS question put to resolvers over UDP, repeated and moved on as RFC 1035 4.2.1 and 7.2 say, or over TCP. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { endpointText, type Endpoint } from './connectTo.js';
import type { DnsReading } from './dnsMessage.js';
import { limits } from './limits.js';

export interface DnsReply {
  readonly server: Endpoint;
  readonly bytes: Uint8Array;
  readonly reading: Exclude<DnsReading, { kind: 'foreign' }>;
}

type Read = (bytes: Uint8Array) => DnsReading;

/** An answer over TCP that broke off or was not whole in time, with the bytes that came. */
export class PartialAnswer extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly received: Uint8Array,
  ) {
    super(message);
  }
}

/**
 * Asks the servers in turn; the first sound answer wins, whichever server it is from. A server that cannot answer
 * (SERVFAIL, REFUSED, port closed) passes the question on at once.
 * @throws the last socket error, or undefined as a rejection when nothing answered in `waitMs`
 */
export function askUdp(
  servers: readonly Endpoint[],
  query: Uint8Array,
  read: Read,
  waitMs: number,
  signal: AbortSignal,
): Promise<DnsReply> {
  return new Promise((resolve, reject) => {
    const sockets = new Map<number, UdpSocket>();
    const out = new Set<number>(); // servers that cannot answer
    let last: DnsReply | undefined;
    let lastError: unknown;
    let position = 0;
    let asks = 0;
    let repeat: NodeJS.Timeout | undefined;
    const finish = (settle: () => void): void => {
      clearTimeout(deadline);
      clearTimeout(repeat);
      signal.removeEventListener('abort', onAbort);
      for (const socket of sockets.values()) socket.close();
      sockets.clear();
      settle();
    };
    const giveUp = (): void => finish(() => (last === undefined ? reject(asError(lastError)) : resolve(last)));
    const onAbort = (): void => finish(() => reject(new Error('cancelled')));
    const drop = (index: number): void => {
      out.add(index);
      if (out.size === servers.length) giveUp();
      else ask();
    };
    const onMessage = (index: number, server: Endpoint, bytes: Uint8Array): void => {
      const reading = read(bytes);
      if (reading.kind === 'foreign' || out.has(index)) return;
      const reply = { server, bytes, reading };
      const passes = reading.kind === 'malformed' || reading.rcode === 'SERVFAIL' || reading.rcode === 'REFUSED';
      if (!passes) return finish(() => resolve(reply));
      last = reply;
      drop(index);
    };
    const ask = (): void => {
      clearTimeout(repeat);
      const index = nextServer(position, servers.length, out);
      const server = servers[index];
      if (server === undefined) return giveUp();
      position = index + 1;
      const round = Math.floor(asks / servers.length);
      asks += 1;
      // An error of a socket that was closed meanwhile concerns nobody.
      const failed = (error: unknown): void => {
        if (!sockets.has(index) || out.has(index)) return;
        lastError = error;
        drop(index);
      };
      const known = sockets.get(index);
      if (known === undefined)
        sockets.set(
          index,
          openUdp(server, query, (bytes) => onMessage(index, server, bytes), failed),
        );
      else known.send(query);
      repeat = setTimeout(ask, limits.dnsRepeatMs * 2 ** Math.min(round, 5));
    };
    const deadline = setTimeout(giveUp, waitMs);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else ask();
  });
}

/**
 * Asks one server over TCP, with the two length bytes of RFC 1035 4.2.2, which are not given back. What comes after the
 * announced length is not read.
 * @throws PartialAnswer, or the socket's error
 */
export function askTcp(server: Endpoint, query: Uint8Array, waitMs: number, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: server.host, port: server.port });
    const chunks: Buffer[] = [];
    let length = 0;
    let wanted: number | undefined;
    const finish = (settle: () => void): void => {
      clearTimeout(deadline);
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      settle();
    };
    const onAbort = (): void => finish(() => reject(new Error('cancelled')));
    const partial = (message: string, code: string): PartialAnswer =>
      new PartialAnswer(message, code, Buffer.concat(chunks, length).subarray(2));
    const late = (): PartialAnswer => partial(`no whole answer from ${endpointText(server)}`, 'ETIMEDOUT');
    const deadline = setTimeout(() => finish(() => reject(late())), waitMs);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    socket.on('connect', () =>
      socket.write(Buffer.concat([Buffer.from([query.length >> 8, query.length & 255]), query])),
    );
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      // A peer that trickles is joined once, not once a byte.
      if (length >= 2) wanted ??= Buffer.concat(chunks.slice(0, 2)).readUInt16BE(0) + 2;
      if (wanted === undefined || length < wanted) return;
      const end = wanted;
      finish(() => resolve(Buffer.concat(chunks, length).subarray(2, end)));
    });
    socket.on('error', (error) => finish(() => reject(error)));
    socket.on('close', () => finish(() => reject(partial('closed before the whole answer came', 'UND_ERR_CLOSED'))));
  });
}

/** A connected socket takes packets of this server alone, and hears that its port is closed. */
function openUdp(
  server: Endpoint,
  query: Uint8Array,
  onMessage: (bytes: Uint8Array) => void,
  onError: (error: unknown) => void,
): UdpSocket {
  const socket = createSocket(isIPv6(server.host.split('%')[0] ?? '') ? 'udp6' : 'udp4');
  socket.on('message', (bytes) => onMessage(bytes));
  socket.on('error', onError);
  socket.on('connect', () => socket.send(query));
  socket.connect(server.port, server.host);
  return socket;
}

/** The next server from `position` on that has not dropped out, or -1. */
function nextServer(position: number, count: number, out: ReadonlySet<number>): number {
  for (let i = 0; i < count; i += 1) {
    const index = (position + i) % count;
    if (!out.has(index)) return index;
  }
  return -1;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : Object.assign(new Error('no resolver answered'), { code: 'ETIMEDOUT' });
}
