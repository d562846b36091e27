/** Name lookups as records: raw through a resolver, or through the operating system as programs do. */
import { promises as dns, getServers } from 'node:dns';
import { isIP } from 'node:net';
import { FailureError, type Failure } from '../../shared/failure.js';
import { base64Of } from '../../shared/session/bytes.js';
import type { DnsRecord, Lookup, RecordType } from '../../shared/session/model.js';
import { endpointText, parseResolver, type Endpoint } from './connectTo.js';
import { dnsName, encodeQuestion, readAnswer, type DnsQuestion, type DnsReading } from './dnsMessage.js';
import { askTcp, askUdp, PartialAnswer, type DnsReply } from './dnsTransport.js';
import { cancelledFailure, failureFrom, throwIfCancelled, timeoutFailure } from './failures.js';
import type { Elapsed } from './limits.js';

/** A lookup before the session gives it an id and a step. */
export type LookupRecord = Omit<Lookup, 'id' | 'stepId'>;

export interface LookupContext {
  readonly elapsed: Elapsed;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly randomBytes: (length: number) => Uint8Array;
}

/** The resolvers the system names, in its order. */
export function systemResolvers(): readonly Endpoint[] {
  return getServers().flatMap((text) => parseResolver(text) ?? []);
}

/**
 * Asks `servers` for one record type, over UDP and, where the answer was cut, over TCP.
 * Trouble is in the record's failure; only a cancelled walk throws.
 */
export async function wireLookup(
  name: string,
  type: RecordType,
  servers: readonly Endpoint[],
  context: LookupContext,
): Promise<LookupRecord> {
  const startedMs = context.elapsed();
  const base = { startedMs, via: 'wire', query: { name, type }, answers: [] } as const;
  const ended = (failure: Failure): LookupRecord => ({ ...base, endedMs: context.elapsed(), failure });
  const ascii = dnsName(name);
  if (ascii === undefined) {
    return ended({
      operation: 'lookup',
      code: 'name_not_found',
      message: `"${name}" is not a name DNS can be asked for.`,
    });
  }
  if (servers.length === 0) {
    return ended({ operation: 'lookup', code: 'unknown', message: 'The system names no resolver to ask.' });
  }
  const [high = 0, low = 0] = context.randomBytes(2);
  const question: DnsQuestion = { id: (high << 8) | low, name: ascii, type };
  const query = encodeQuestion(question);
  const what = `${type} ${name}`;
  try {
    const { reply, transport } = await ask(servers, query, question, context);
    return {
      ...base,
      ...answered(question, reply),
      transport,
      queryBytes: base64Of(query),
      endedMs: context.elapsed(),
    };
  } catch (error) {
    throwIfCancelled(context.signal);
    const [first] = servers;
    const resolver = servers.length === 1 && first !== undefined ? { resolver: endpointText(first) } : {};
    return {
      ...ended(failureOfAsking(error, what, context)),
      ...resolver,
      ...whatCame(error),
      queryBytes: base64Of(query),
    };
  }
}

/** Why a question got no whole answer. */
export function failureOfAsking(
  error: unknown,
  what: string,
  { timeoutMs }: Pick<LookupContext, 'timeoutMs'>,
): Failure {
  return isTimeout(error) ? timeoutFailure('lookup', what, timeoutMs) : failureFrom(error, 'lookup', what);
}

/** The part of an answer that came before it broke off. */
export function whatCame(error: unknown): Pick<LookupRecord, 'answerBytes'> {
  if (!(error instanceof PartialAnswer) || error.received.length === 0) return {};
  return { answerBytes: base64Of(error.received) };
}

/** Asks the operating system for a name's addresses, in the order it would try them. Throws only when cancelled. */
export async function systemLookup(name: string, context: LookupContext): Promise<LookupRecord> {
  const startedMs = context.elapsed();
  const base = { startedMs, via: 'system', query: { name, type: 'A' }, answers: [] } as const;
  try {
    const found = await orTimeout(dns.lookup(name, { all: true, verbatim: true }), context);
    const answers: DnsRecord[] = found.map(({ address, family }) => ({
      name,
      type: family === 6 ? 'AAAA' : 'A',
      ttlSeconds: 0, // the system does not tell
      data: address,
    }));
    return { ...base, answers, endedMs: context.elapsed() };
  } catch (error) {
    throwIfCancelled(context.signal);
    return { ...base, failure: failureOfAsking(error, name, context), endedMs: context.elapsed() };
  }
}

/** The addresses of a lookup, whichever owner name they have: a CNAME chain leads there. */
export function addressesOf(lookup: Pick<Lookup, 'answers'>): readonly string[] {
  return lookup.answers.flatMap(({ type, data }) =>
    (type === 'A' || type === 'AAAA') && isIP(data) !== 0 ? [data] : [],
  );
}

async function ask(
  servers: readonly Endpoint[],
  query: Uint8Array,
  question: DnsQuestion,
  context: LookupContext,
): Promise<{ readonly reply: DnsReply; readonly transport: 'udp' | 'tcp' }> {
  const read = (bytes: Uint8Array): DnsReading => readAnswer(bytes, question);
  const before = context.elapsed();
  const reply = await askUdp(servers, query, read, context.timeoutMs, context.signal);
  if (reply.reading.kind !== 'answer' || !reply.reading.truncated) return { reply, transport: 'udp' };
  const left = Math.max(context.timeoutMs - (context.elapsed() - before), 1);
  return { reply: await replyOverTcp(reply.server, query, question, left, context.signal), transport: 'tcp' };
}

/** One answer over TCP. There nobody else can have sent it: one to another question is malformed. */
export async function replyOverTcp(
  server: Endpoint,
  query: Uint8Array,
  question: DnsQuestion,
  waitMs: number,
  signal: AbortSignal,
): Promise<DnsReply> {
  const bytes = await askTcp(server, query, waitMs, signal);
  const reading = readAnswer(bytes, question);
  const sound =
    reading.kind === 'foreign' ? ({ kind: 'malformed', reason: 'it answers another question' } as const) : reading;
  return { server, bytes, reading: sound };
}

/** What the answer says, with the failure it stands for. */
export function answered(
  question: DnsQuestion,
  reply: DnsReply,
): Pick<LookupRecord, 'answers' | 'rcode' | 'failure' | 'resolver' | 'answerBytes'> {
  const { reading } = reply;
  const wire = { resolver: endpointText(reply.server), answerBytes: base64Of(reply.bytes) };
  const what = `${question.type} ${question.name}`;
  if (reading.kind === 'malformed') {
    const message = `${what}: the answer of ${wire.resolver} is malformed (${reading.reason}).`;
    return { ...wire, answers: [], failure: { operation: 'lookup', code: 'malformed_answer', message } };
  }
  const failure = failureOf(reading.rcode, reading.answers, question, wire.resolver);
  return { ...wire, rcode: reading.rcode, answers: reading.answers, ...(failure === undefined ? {} : { failure }) };
}

function failureOf(
  rcode: string,
  answers: readonly DnsRecord[],
  question: DnsQuestion,
  resolver: string,
): Failure | undefined {
  const failure = (code: Failure['code'], words: string): Failure => ({
    operation: 'lookup',
    code,
    message: `${question.type} ${question.name}: ${words}`,
  });
  switch (rcode) {
    case 'NOERROR':
      if (answers.some(({ type }) => type === question.type)) return undefined;
      return failure('no_records', `${resolver} has no such record (NODATA).`);
    case 'NXDOMAIN':
      return failure('name_not_found', `the name does not exist (NXDOMAIN from ${resolver}).`);
    case 'REFUSED':
      return failure('refused_by_resolver', `${resolver} refuses to answer (REFUSED).`);
    default:
      return failure('server_failure', `${resolver} could not answer (${rcode}).`);
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ETIMEDOUT';
}

/** getaddrinfo cannot be stopped; its result is then left unread. */
function orTimeout<T>(work: Promise<T>, { timeoutMs, signal }: LookupContext): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (error: Error): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      reject(error);
    };
    const onAbort = (): void => stop(new FailureError(cancelledFailure));
    const timer = setTimeout(() => stop(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })), timeoutMs);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    work.then(
      (value) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        resolve(value);
      },
      (error: unknown) => stop(error instanceof Error ? error : new Error(String(error))),
    );
  });
}
