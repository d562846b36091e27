/** One TLS connection for its own sake: a handshake with or without the host's name, or a single ClientHello. */
import { isIP, type Socket } from 'node:net';
import { FailureError, type Failure, type Operation } from '../../../shared/failure.js';
import type { Connection } from '../../../shared/session/model.js';
import { endpointText } from '../connectTo.js';
import { cancelledFailure, failureFrom, throwIfCancelled } from '../failures.js';
import { mayBeTooOld, shakeHands } from '../handshake.js';
import { limits, type Elapsed } from '../limits.js';
import { trustStore } from '../secureContexts.js';
import { askHello } from './askHello.js';
import { clientHello, type ProbedVersion } from './clientHello.js';
import type { HelloAnswer } from './serverHello.js';

/** Where connections to a host go. */
export interface Located {
  readonly addresses: readonly string[];
  readonly port: number;
  /** Everything goes through this proxy, which looks names up itself. */
  readonly proxy?: string;
  readonly failure?: Failure;
}

export interface VisitSpec {
  readonly host: string;
  readonly port: number;
  /** What would be spoken above TLS. */
  readonly scheme: 'https' | 'tls';
  /** The one address to connect to, of several. */
  readonly address?: string;
  /** Whether the host's name is sent. */
  readonly sni: boolean;
  /** Ask with one ClientHello for this version, and no more. */
  readonly version?: ProbedVersion;
}

type Record = Omit<Connection, 'id' | 'stepId'>;

export interface Visited {
  readonly record: Record;
  /** The answer to a ClientHello. */
  readonly answer?: HelloAnswer;
}

export interface VisitTools {
  readonly settings: {
    readonly timeoutMs: number;
    readonly elapsed: Elapsed;
    readonly authorities: readonly string[];
    readonly randomBytes: (length: number) => Uint8Array;
  };
  readonly signal: AbortSignal;
  /** A connection begins; the function given back hears how it gets on. */
  begin(record: Record): (record: Record) => void;
  dial(tell: (more: Partial<Record>) => void, enter: (phase: Operation) => void): Promise<Socket>;
}

/** Makes the visit. Trouble is in the record; @throws FailureError only when the walk was cancelled */
export async function visitEndpoint(spec: VisitSpec, tools: VisitTools): Promise<Visited> {
  const first = await visitOnce(spec, tools, 'modern');
  const { failure } = first.record;
  if (spec.version !== undefined || failure === undefined || !mayBeTooOld(failure)) return first;
  const second = await visitOnce(spec, tools, 'legacy');
  return second.record.failure === undefined ? second : first;
}

async function visitOnce(spec: VisitSpec, tools: VisitTools, age: 'modern' | 'legacy'): Promise<Visited> {
  const { settings, signal } = tools;
  const { elapsed } = settings;
  const { host, port, scheme } = spec;
  const what = endpointText({ host, port });
  let record: Record = { startedMs: elapsed(), scheme, host, port, addresses: [] };
  const told = tools.begin(record);
  const tell = (more: Partial<Record>): void => {
    record = { ...record, ...more };
    told(record);
  };
  let phase: Operation = 'lookup';
  let answer: HelloAnswer | undefined;
  try {
    const socket = await tools.dial(tell, (next) => (phase = next));
    phase = 'handshake';
    const waitMs = Math.min(settings.timeoutMs, limits.visitMs);
    if (spec.version !== undefined) {
      const startedMs = elapsed();
      const hello = clientHello({
        version: spec.version,
        ...(spec.sni && isIP(host) === 0 ? { serverName: host } : {}),
        alpn: scheme === 'https' ? ['h2', 'http/1.1'] : [],
        random: settings.randomBytes(96),
      });
      const asked = await askHello({ socket, hello, waitMs, signal, what });
      const tls = { serverName: spec.sni ? host : '', chain: [], startedMs, endedMs: elapsed() };
      record = { ...record, tls };
      if ('failure' in asked) throw new FailureError(asked.failure);
      answer = asked.answer;
      if (answer.kind === 'hello') {
        const { version: protocol, cipher, alpn } = answer;
        record = { ...record, tls: { ...tls, protocol, cipher, ...(alpn === undefined ? {} : { alpn }) } };
      }
    } else {
      const store = await trustStore(settings.authorities);
      const context = age === 'modern' ? store.modern : store.legacy();
      const special = { sni: spec.sni, alpn: scheme === 'https' ? ['http/1.1'] : [], wantsStaple: true };
      const shaken = await shakeHands({ socket, host, context, waitMs, elapsed, signal, what, special });
      record = { ...record, tls: shaken.tls };
      shaken.socket?.on('error', () => undefined).destroy();
      if (shaken.failure !== undefined) throw new FailureError(shaken.failure);
    }
    throwIfCancelled(signal);
    tell({ endedMs: elapsed() });
  } catch (error) {
    tell({ failure: signal.aborted ? cancelledFailure : failureFrom(error, phase, what), endedMs: elapsed() });
    throwIfCancelled(signal);
  }
  return { record, ...(answer === undefined ? {} : { answer }) };
}
