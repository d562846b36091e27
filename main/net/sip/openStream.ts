/** The record and the socket of one TLS connection that carries SIP. */
import type { Socket } from 'node:net';
import { FailureError, type Operation } from '../../../shared/failure.js';
import type { Connection } from '../../../shared/session/model.js';
import type { TlsDoubt } from '../../../shared/session/tlsDoubt.js';
import { endpointText, type Endpoint } from '../connectTo.js';
import { cancelledFailure, failureFrom, throwIfCancelled } from '../failures.js';
import { mayBeTooOld, shakeHands } from '../handshake.js';
import type { Elapsed } from '../limits.js';
import { trustStore } from '../secureContexts.js';
import { doubtOf } from '../tlsDoubt.js';

type Record = Omit<Connection, 'id' | 'stepId'>;

/** A connection that stands. Whoever holds it ends it. */
export interface OpenStream {
  readonly socket: Socket;
  readonly record: Record;
  /** Its certificate validated for this name, with a protocol fit for credentials. */
  readonly secure: boolean;
  /** Why it is not. */
  readonly doubt?: TlsDoubt;
  /** Tells the record's end; once is enough. */
  ended(): void;
}

export interface StreamTools {
  readonly settings: { readonly timeoutMs: number; readonly elapsed: Elapsed; readonly authorities: readonly string[] };
  readonly signal: AbortSignal;
  begin(record: Record): (record: Record) => void;
  dial(tell: (more: Partial<Record>) => void, enter: (phase: Operation) => void): Promise<Socket>;
}

/** Connects and shakes hands. @throws FailureError after the record of the failed connection was told */
export async function openStream(where: Endpoint, tools: StreamTools): Promise<OpenStream> {
  const first = await openOnce(where, tools, 'modern');
  if (!('failure' in first)) return first;
  if (mayBeTooOld(first.failure)) {
    const second = await openOnce(where, tools, 'legacy');
    if (!('failure' in second)) return second;
  }
  throw new FailureError(first.failure);
}

async function openOnce(
  { host, port }: Endpoint,
  { settings, signal, begin, dial }: StreamTools,
  age: 'modern' | 'legacy',
): Promise<OpenStream | { readonly failure: FailureError['failure'] }> {
  const { elapsed, timeoutMs } = settings;
  const what = endpointText({ host, port });
  let record: Record = { startedMs: elapsed(), scheme: 'tls', host, port, addresses: [] };
  const told = begin(record);
  const tell = (more: Partial<Record>): void => {
    record = { ...record, ...more };
    told(record);
  };
  let phase: Operation = 'lookup';
  let raw: Socket | undefined;
  try {
    raw = await dial(tell, (next) => (phase = next));
    phase = 'handshake';
    const store = await trustStore(settings.authorities);
    const shaken = await shakeHands({
      socket: raw,
      host,
      context: age === 'modern' ? store.modern : store.legacy(),
      waitMs: timeoutMs,
      elapsed,
      signal,
      what,
      special: { sni: true, alpn: [], wantsStaple: true },
    });
    record = { ...record, tls: shaken.tls };
    if (shaken.socket === undefined) throw new FailureError(shaken.failure ?? cancelledFailure);
    raw = shaken.socket;
    throwIfCancelled(signal);
    tell({});
    const doubt = doubtOf(age, shaken.tls);
    return {
      socket: shaken.socket,
      record,
      secure: doubt === undefined,
      ...(doubt === undefined ? {} : { doubt }),
      ended: () => {
        if (record.endedMs === undefined) tell({ endedMs: elapsed() });
      },
    };
  } catch (error) {
    raw?.on('error', () => undefined).destroy();
    const failure = signal.aborted ? cancelledFailure : failureFrom(error, phase, what);
    tell({ failure, endedMs: elapsed() });
    throwIfCancelled(signal);
    return { failure };
  }
}
