/** Where the time of a row went: the phases of the waterfall, from the marks the recorder set. */
import type { Row, SipRow } from './rows.js';
import { finalAnswer, firstOf, wantsAnswer } from './sipTransactions.js';

export type PhaseKind = 'dns' | 'connect' | 'tls' | 'wait' | 'body';

export interface Phase {
  readonly kind: PhaseKind;
  /** ms since the session's start. */
  readonly from: number;
  readonly to: number;
}

export const phaseNames: Readonly<Record<PhaseKind, string>> = {
  dns: 'DNS lookup',
  connect: 'TCP connect',
  tls: 'TLS handshake',
  wait: 'Waiting',
  body: 'Answer body',
};

function phase(kind: PhaseKind, from: number, to: number): readonly Phase[] {
  return to > from || (to === from && kind !== 'dns') ? [{ kind, from, to }] : [];
}

/** Phases up to `nowMs` (the session's clock) for what is not finished. */
export function phasesOf(row: Row, nowMs: number): readonly Phase[] {
  switch (row.kind) {
    case 'lookup':
      return [{ kind: 'dns', from: row.lookup.startedMs, to: row.lookup.endedMs ?? nowMs }];
    case 'connection':
      return connectionPhases(row.connection, nowMs);
    case 'exchange': {
      const { exchange, connection } = row;
      const end = exchange.endedMs ?? nowMs;
      const opening = row.opensConnection && connection !== undefined ? connectionPhases(connection, nowMs) : [];
      const stood = connection === undefined ? undefined : (connection.tls?.endedMs ?? connection.connectedMs);
      // Waiting begins when the connection could carry the request.
      const from = Math.min(end, Math.max(exchange.startedMs, stood ?? exchange.startedMs));
      const first = exchange.firstByteMs === undefined ? end : Math.min(end, exchange.firstByteMs);
      return [
        ...opening.filter((each) => each.from < end),
        ...phase('wait', from, first),
        ...(exchange.firstByteMs === undefined ? [] : phase('body', first, end)),
      ];
    }
    case 'sip':
      return sipPhases(row, nowMs);
  }
}

/** From the last byte of the request to the last byte of the answer; the record has no other marks. */
function sipPhases(row: SipRow, nowMs: number): readonly Phase[] {
  const { atMs } = firstOf(row);
  const end = finalAnswer(row)?.atMs ?? row.answers.at(-1)?.atMs;
  if (end !== undefined) return [{ kind: 'wait', from: atMs, to: Math.max(atMs, end) }];
  // What is not answered takes no time; what should have been was waited for as long as the connection stood.
  if (row.request === undefined || row.request.direction === 'received' || !wantsAnswer(row.request)) {
    return [{ kind: 'wait', from: atMs, to: atMs }];
  }
  return [{ kind: 'wait', from: atMs, to: Math.max(atMs, row.connection?.endedMs ?? nowMs) }];
}

function connectionPhases(
  connection: Extract<Row, { kind: 'connection' }>['connection'],
  nowMs: number,
): readonly Phase[] {
  const { startedMs, resolvedMs, connectedMs, tls } = connection;
  // An open connection ends for the list when it stands; what follows belongs to its exchanges.
  const tcpEnd = connectedMs ?? (connection.failure === undefined ? nowMs : (connection.endedMs ?? nowMs));
  return [
    ...(resolvedMs === undefined ? [] : phase('dns', startedMs, resolvedMs)),
    ...phase('connect', resolvedMs ?? startedMs, tcpEnd),
    ...(tls === undefined ? [] : phase('tls', tls.startedMs, tls.endedMs ?? connection.endedMs ?? nowMs)),
  ];
}

/** First and last moment of a row. */
export function extentOf(phases: readonly Phase[]): { readonly from: number; readonly to: number } {
  return { from: phases[0]?.from ?? 0, to: phases.at(-1)?.to ?? 0 };
}

const stepsMs = [600, 1200, 3000, 6000, 12_000, 30_000];

export interface Axis {
  readonly spanMs: number;
  readonly tickMs: number;
  readonly unit: 'ms' | 's';
}

/** An axis for all rows. It grows only in steps, so that bars stand still while a walk runs. */
export function axisFor(lastMs: number): Axis {
  const spanMs = stepsMs.find((step) => lastMs <= step) ?? Math.ceil(lastMs / 30_000) * 30_000;
  return { spanMs, tickMs: spanMs / 6, unit: spanMs <= 1200 ? 'ms' : 's' };
}

/** "100" on an axis in ms, "0.5" on one in s. */
export function tickLabel(axis: Axis, index: number): string {
  const value = (axis.tickMs * index) / (axis.unit === 's' ? 1000 : 1);
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
