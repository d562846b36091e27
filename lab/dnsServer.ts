/** The name server's sockets: UDP and TCP on one port (RFC 1035 4.2, RFC 7766), EDNS sizes (RFC 6891), truncation. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import packet from 'dns-packet';
import type { Answer, DecodedPacket, OptAnswer, Packet } from 'dns-packet';
import { resolve, type Resolution } from './dnsAnswer.js';
import type { Zone } from './dnsZones.js';
import { bindFailure } from './network/bindFailure.js';

/** Response codes dns-packet has no constant for (RFC 1035 4.1.1). */
const codes = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
const plainUdpLimit = 512;
const ednsUdpLimit = 4096;
const tcpIdleMs = 30_000;

export interface DnsServer {
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface DnsServerOptions {
  readonly address: string;
  /** 0 takes any port that is free for both UDP and TCP. */
  readonly port: number;
  readonly zones: readonly Zone[];
  /** Whether it looks names up for others, as a resolver does; true unless given. */
  readonly recursive?: boolean;
  /** Milliseconds before each answer. */
  readonly delayMs: number;
}

/** Starts the name server. Throws LabError when the port cannot be bound. */
export async function startDnsServer(options: DnsServerOptions): Promise<DnsServer> {
  const timers = new Set<NodeJS.Timeout>();
  const later = (send: () => void): void => {
    if (options.delayMs === 0) {
      send();
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      send();
    }, options.delayMs);
    timers.add(timer);
  };
  const connections = new Set<Socket>();
  const tcp = createServer({ noDelay: true }, (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    serveTcp(socket, options, later);
  });
  const { udp, port } = await bindBoth(tcp, options);
  udp.on('message', (message, from) => {
    const answer = answerMessage(message, options.zones, 'udp', options.recursive);
    if (answer !== undefined) later(() => udp.send(answer, from.port, from.address, ignoreSendFailure));
  });
  // An ICMP error of an earlier answer shows up here on some systems; the server goes on.
  udp.on('error', ignoreSendFailure);
  return {
    address: options.address,
    port,
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      for (const socket of connections) socket.destroy();
      await Promise.all([
        new Promise<void>((done) => udp.close(() => done())),
        new Promise<void>((done) => tcp.close(() => done())),
      ]);
    },
  };
}

/** The client may have gone before its answer; that is its business. */
function ignoreSendFailure(): void {}

/**
 * Answers one message; undefined where a name server stays silent (no header, or itself a response).
 * The answer is cut to what the transport and the client's EDNS size allow, with TC set.
 */
export function answerMessage(
  message: Buffer,
  zones: readonly Zone[],
  transport: 'udp' | 'tcp',
  recursive = true,
): Buffer | undefined {
  if (message.length < 12) return undefined;
  const isResponse = (message.readUInt16BE(2) & 0x8000) !== 0;
  if (isResponse) return undefined;
  const opcode = (message.readUInt16BE(2) >> 11) & 0xf;
  const query = decode(message);
  if (query === undefined) return headerOnly(message, codes.FORMERR);
  if (opcode !== 0) return headerOnly(message, codes.NOTIMP);
  const question = query.questions?.[0];
  if (question === undefined || query.questions?.length !== 1) return headerOnly(message, codes.FORMERR);
  // No name of ours has other characters, and what is no UTF-8 could not be repeated byte for byte.
  if (/[^\x21-\x7e]/.test(question.name)) return headerOnly(message, codes.REFUSED);
  const edns = query.additionals?.find((record): record is OptAnswer => record.type === 'OPT');
  const resolution: Resolution =
    question.class === undefined || question.class === 'IN'
      ? resolve(zones, question.name, question.type)
      : { code: 'REFUSED', authoritative: false, answers: [], authorities: [], additionals: [] };
  const flags =
    ((query.flags ?? 0) & packet.RECURSION_DESIRED) |
    (recursive ? packet.RECURSION_AVAILABLE : 0) |
    (resolution.authoritative ? packet.AUTHORITATIVE_ANSWER : 0) |
    codes[resolution.code];
  const opt: Answer[] = edns === undefined ? [] : [ednsAnswer];
  const whole: Packet = {
    type: 'response',
    id: message.readUInt16BE(0),
    flags,
    questions: [question],
    answers: [...resolution.answers],
    authorities: [...resolution.authorities],
    additionals: [...resolution.additionals, ...opt],
  };
  const bytes = packet.encode(whole);
  const limit =
    transport === 'tcp'
      ? 0xffff
      : Math.max(plainUdpLimit, Math.min(edns?.udpPayloadSize ?? plainUdpLimit, ednsUdpLimit));
  if (bytes.length <= limit) return bytes;
  // Nothing but the question: clients must not use a cut answer anyway (RFC 2181 9).
  return packet.encode({
    ...whole,
    flags: flags | packet.TRUNCATED_RESPONSE,
    answers: [],
    authorities: [],
    additionals: opt,
  });
}

const ednsAnswer: OptAnswer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: ednsUdpLimit,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};

function decode(message: Buffer): DecodedPacket | undefined {
  try {
    return packet.decode(message);
  } catch {
    // dns-packet throws on every kind of malformed message; the caller answers FORMERR.
    return undefined;
  }
}

function headerOnly(message: Buffer, code: number): Buffer {
  const header = Buffer.alloc(12);
  message.copy(header, 0, 0, 2);
  // Opcode and RD come back as they were sent.
  header.writeUInt16BE(0x8000 | (message.readUInt16BE(2) & 0x7900) | code, 2);
  return header;
}

/** Messages on TCP carry their length in two bytes before them; one connection may ask many. */
function serveTcp(
  socket: Socket,
  { zones, recursive }: Pick<DnsServerOptions, 'zones' | 'recursive'>,
  later: (send: () => void) => void,
): void {
  let pending = Buffer.alloc(0);
  socket.setTimeout(tcpIdleMs, () => socket.destroy());
  // A client that resets its connection is no trouble of the server's.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const end = 2 + pending.readUInt16BE(0);
      const answer = answerMessage(pending.subarray(2, end), zones, 'tcp', recursive);
      pending = pending.subarray(end);
      if (answer === undefined) {
        socket.destroy();
        return;
      }
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      later(() => {
        if (socket.writable) socket.write(Buffer.concat([length, answer]));
      });
    }
  });
}

/** Binds TCP first, then UDP to the same number; a number that UDP has taken already is given up for another. */
async function bindBoth(tcp: Server, options: DnsServerOptions): Promise<{ udp: UdpSocket; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await listenTcp(tcp, options);
    const udp = createSocket('udp4');
    try {
      await bindUdp(udp, options.address, port);
      return { udp, port };
    } catch (error) {
      udp.close();
      await new Promise<void>((done) => tcp.close(() => done()));
      if (options.port !== 0 || attempt === 10) throw bindFailure(error, options.address, port, 'UDP');
    }
  }
}

function listenTcp(tcp: Server, options: DnsServerOptions): Promise<number> {
  return new Promise((done, failed) => {
    const onError = (error: Error): void => failed(bindFailure(error, options.address, options.port, 'TCP'));
    tcp.once('error', onError);
    tcp.listen(options.port, options.address, () => {
      tcp.off('error', onError);
      const bound = tcp.address();
      done(typeof bound === 'object' && bound !== null ? bound.port : options.port);
    });
  });
}

function bindUdp(udp: UdpSocket, address: string, port: number): Promise<void> {
  return new Promise((done, failed) => {
    udp.once('error', failed);
    udp.bind({ port, address, exclusive: true }, () => {
      udp.off('error', failed);
      done();
    });
  });
}
