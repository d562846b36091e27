/** Name servers that are asked by themselves, to compare what they say; and which of them may be asked at all. */
import { isIP } from 'node:net';
import { base64Of } from '../../shared/session/bytes.js';
import type { RecordType, ResolverKind } from '../../shared/session/model.js';
import { applyConnectTo, endpointText, parseConnectTo, parseResolver, type Endpoint } from './connectTo.js';
import { dnsName, encodeQuestion, readAnswer, type DnsQuestion } from './dnsMessage.js';
import { askUdp, type DnsReply } from './dnsTransport.js';
import { throwIfCancelled } from './failures.js';
import { limits } from './limits.js';
import {
  answered,
  failureOfAsking,
  replyOverTcp,
  systemResolvers,
  whatCame,
  type LookupContext,
  type LookupRecord,
} from './lookup.js';

/** One that can be asked. */
export interface NameServer {
  readonly kind: ResolverKind;
  /** Host name of a server of the zone. */
  readonly name?: string;
  /** ADDR:PORT for people; of the first where there are several. */
  readonly address: string;
  /** Tried in turn. */
  readonly endpoints: readonly Endpoint[];
}

export interface ServerQuestion {
  readonly name: string;
  readonly type: RecordType;
  /** UDP unless given; a cut answer over UDP is asked again over TCP. */
  readonly transport?: 'tcp';
  /** Longest wait for each answer, ms; never longer than the limits. */
  readonly waitMs?: number;
}

/** Which servers a walk may ask. */
export interface NameServers {
  /** Those that lookups go to: the given one, and the system's. */
  readonly inUse: readonly NameServer[];
  readonly public: NameServer | undefined;
  /** A server of the zone by its name and address, or why it is not asked, as a clause. */
  authoritative(name: string, address: string): NameServer | { readonly refused: string };
}

interface Settings {
  readonly resolver?: string;
  readonly publicResolver?: string;
  readonly connectTo: readonly string[];
}

/**
 * Chooses the servers. A walk whose resolver stands on this computer asks nobody beyond it: what such a resolver names
 * is a laboratory's business. A rule of --connect-to for port 53 goes before everything else.
 */
export function nameServersOf(settings: Settings, system: () => readonly Endpoint[] = systemResolvers): NameServers {
  const given = settings.resolver === undefined ? undefined : parseResolver(settings.resolver);
  const staysHere = given !== undefined && isLoopback(given.host);
  const systems = staysHere ? [] : system();
  const local = [given, ...systems].find((server) => server !== undefined && isLoopback(server.host));
  const rules = settings.connectTo.flatMap((text) => parseConnectTo(text) ?? []);
  const chosen = settings.publicResolver === undefined ? undefined : parseResolver(settings.publicResolver);
  return {
    inUse: [
      ...(given === undefined ? [] : [serverAt('given', [given])]),
      ...(systems.length === 0 ? [] : [serverAt('system', systems)]),
    ],
    public: chosen === undefined ? undefined : serverAt('public', [chosen]),
    authoritative: (name, address) => {
      const wanted = { host: name, port: 53 };
      const ruled = applyConnectTo(rules, wanted);
      if (ruled !== wanted && isIP(ruled.host) !== 0) return { ...serverAt('authoritative', [ruled]), name };
      if (isLoopback(address)) {
        if (local === undefined) return { refused: 'its address is that of every computer itself' };
        return { ...serverAt('authoritative', [{ host: address, port: local.port }]), name };
      }
      if (staysHere) return { refused: 'the resolver stands on this computer, and nothing beyond it is asked' };
      return { ...serverAt('authoritative', [{ host: address, port: 53 }]), name };
    },
  };
}

/**
 * Asks one server for one record type. A cut answer over UDP and the whole one over TCP are records of their own; the
 * last record is the one to go by. Trouble is in the record's failure; only a cancelled walk throws.
 */
export async function serverLookup(
  server: NameServer,
  asked: ServerQuestion,
  context: LookupContext,
): Promise<readonly LookupRecord[]> {
  const timeoutMs = Math.max(1, Math.min(context.timeoutMs, asked.waitMs ?? Infinity, limits.dnsCompareMs));
  const limited = { ...context, timeoutMs };
  const first = await one(server, asked, asked.transport ?? 'udp', limited);
  if (!first.truncated || first.record.transport === 'tcp') return [first.record];
  return [first.record, (await one(server, asked, 'tcp', limited)).record];
}

async function one(
  server: NameServer,
  { name, type }: ServerQuestion,
  transport: 'udp' | 'tcp',
  context: LookupContext,
): Promise<{ readonly record: LookupRecord; readonly truncated: boolean }> {
  const base = {
    startedMs: context.elapsed(),
    via: 'wire',
    resolver: server.address,
    resolverKind: server.kind,
    transport,
    query: { name, type },
    answers: [],
  } as const;
  const ascii = dnsName(name);
  const [high = 0, low = 0] = context.randomBytes(2);
  const recursive = server.kind !== 'authoritative';
  const question: DnsQuestion = { id: (high << 8) | low, name: ascii ?? '', type, recursive };
  if (ascii === undefined) {
    const message = `"${name}" is not a name DNS can be asked for.`;
    const failure = { operation: 'lookup', code: 'name_not_found', message } as const;
    return { record: { ...base, endedMs: context.elapsed(), failure }, truncated: false };
  }
  const query = encodeQuestion(question);
  const sent = { queryBytes: base64Of(query) };
  try {
    const reply = await ask(server, query, question, transport, context);
    const truncated = reply.reading.kind === 'answer' && reply.reading.truncated;
    const { failure, ...said } = answered(question, reply);
    // Cut, it says nothing yet: that there is no record in it is no answer.
    const trouble = failure === undefined || (truncated && failure.code === 'no_records') ? {} : { failure };
    return { record: { ...base, ...said, ...trouble, ...sent, endedMs: context.elapsed() }, truncated };
  } catch (error) {
    throwIfCancelled(context.signal);
    const failure = failureOfAsking(error, `${type} ${name}`, context);
    return { record: { ...base, failure, ...whatCame(error), ...sent, endedMs: context.elapsed() }, truncated: false };
  }
}

function ask(
  { endpoints }: NameServer,
  query: Uint8Array,
  question: DnsQuestion,
  transport: 'udp' | 'tcp',
  { timeoutMs, signal }: LookupContext,
): Promise<DnsReply> {
  if (transport === 'udp') return askUdp(endpoints, query, (bytes) => readAnswer(bytes, question), timeoutMs, signal);
  const [first] = endpoints;
  if (first === undefined) return Promise.reject(new Error('no server'));
  return replyOverTcp(first, query, question, timeoutMs, signal);
}

function serverAt(kind: ResolverKind, endpoints: readonly Endpoint[]): NameServer {
  return { kind, address: endpoints[0] === undefined ? '' : endpointText(endpoints[0]), endpoints };
}

/** This computer's own addresses (RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3), mapped ones too. */
export function isLoopback(host: string): boolean {
  return /^(::ffff:)?127\./i.test(host) || host === '::1';
}
