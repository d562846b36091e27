/** The one list of all that crossed the wire: lookups, connections that carry TLS or failed, exchanges, SIP; in start order. */
import type { Connection, Exchange, Lookup, Session, SipMessage } from '../../shared/session/model.js';
import { memoLast } from '../common/memo.js';
import { firstOf, transactionsOf } from './sipTransactions.js';
import type { RowFilter } from './viewStore.js';

export type Row =
  | { readonly kind: 'lookup'; readonly id: string; readonly number: number; readonly lookup: Lookup }
  | { readonly kind: 'connection'; readonly id: string; readonly number: number; readonly connection: Connection }
  | {
      readonly kind: 'exchange';
      readonly id: string;
      readonly number: number;
      readonly exchange: Exchange;
      readonly connection?: Connection;
      /** True when the connection was opened for this exchange and has no row of its own. */
      readonly opensConnection: boolean;
    }
  | SipRow;

/** A SIP request of either side with what answers it. */
export interface SipRow {
  readonly kind: 'sip';
  /** Of the first message. */
  readonly id: string;
  readonly number: number;
  /** Absent where an answer came that nobody asked for. */
  readonly request?: SipMessage;
  /** In the order they came: provisional ones, then the final one. */
  readonly answers: readonly SipMessage[];
  readonly connection?: Connection;
}

/**
 * Plain HTTP connections that stood are told by their exchanges, and so are those whose name gave no address; all
 * others are rows of their own.
 */
export function hasOwnRow(connection: Connection): boolean {
  if (connection.failure !== undefined) return connection.failure.operation !== 'lookup';
  return connection.scheme !== 'http';
}

type Draft = { readonly order: number; readonly tie: number; readonly make: (number: number) => Row };

function build(
  lookups: Session['lookups'],
  connections: Session['connections'],
  exchanges: Session['exchanges'],
  sipMessages: Session['sipMessages'],
): readonly Row[] {
  const drafts: Draft[] = [];
  for (const lookup of lookups) {
    drafts.push({
      order: lookup.startedMs,
      tie: 0,
      make: (number) => ({ kind: 'lookup', id: lookup.id, number, lookup }),
    });
  }
  const byId = new Map<string, Connection>();
  for (const connection of connections) {
    byId.set(connection.id, connection);
    if (!hasOwnRow(connection)) continue;
    drafts.push({
      order: connection.startedMs,
      tie: 1,
      make: (number) => ({ kind: 'connection', id: connection.id, number, connection }),
    });
  }
  const opened = new Set<string>();
  for (const exchange of exchanges) {
    const connection = exchange.connectionId === undefined ? undefined : byId.get(exchange.connectionId);
    const first = connection !== undefined && !opened.has(connection.id);
    if (connection !== undefined) opened.add(connection.id);
    drafts.push({
      // A request waits for its connection: the handshake comes before what went over it.
      order: first ? Math.max(exchange.startedMs, connection.startedMs) : exchange.startedMs,
      tie: 2,
      make: (number) => ({
        kind: 'exchange',
        id: exchange.id,
        number,
        exchange,
        ...(connection === undefined ? {} : { connection }),
        opensConnection: first && !hasOwnRow(connection),
      }),
    });
  }
  for (const transaction of transactionsOf(sipMessages)) {
    const first = firstOf(transaction);
    const connection = byId.get(first.connectionId);
    drafts.push({
      order: first.atMs,
      tie: 3,
      make: (number) => ({
        kind: 'sip',
        id: first.id,
        number,
        ...transaction,
        ...(connection === undefined ? {} : { connection }),
      }),
    });
  }
  drafts.sort((a, b) => a.order - b.order || a.tie - b.tie);
  return drafts.map((draft, index) => draft.make(index + 1));
}

const builtRows = memoLast(build);

/** All rows of a session. Stable while its records are. */
export function rowsOf(session: Session): readonly Row[] {
  return builtRows(session.lookups, session.connections, session.exchanges, session.sipMessages);
}

/** The records a row shows: one, or the messages of a SIP request and its answers. */
export function recordIdsOf(row: Row): readonly string[] {
  if (row.kind !== 'sip') return [row.id];
  return [...(row.request === undefined ? [] : [row.request.id]), ...row.answers.map(({ id }) => id)];
}

/** The row of a record: lookup, connection, exchange or SIP message. */
export function rowOfRecord(rows: readonly Row[], id: string | undefined): Row | undefined {
  return id === undefined ? undefined : rows.find((row) => recordIdsOf(row).includes(id));
}

/** The step a row belongs to. */
export function stepIdOf(row: Row): string {
  switch (row.kind) {
    case 'lookup':
      return row.lookup.stepId;
    case 'connection':
      return row.connection.stepId;
    case 'exchange':
      return row.exchange.stepId;
    case 'sip':
      return firstOf(row).stepId;
  }
}

/** What the text filter looks at: names, addresses, codes and headers. */
function searchText(row: Row): string {
  switch (row.kind) {
    case 'lookup':
      return [
        `dns ${row.lookup.query.type} ${row.lookup.query.name} ${row.lookup.rcode ?? ''}`,
        ...row.lookup.answers.map((answer) => answer.data),
        row.lookup.failure?.message ?? '',
      ].join('\n');
    case 'connection':
      return [
        `${row.connection.scheme} ${row.connection.host}:${row.connection.port} ${row.connection.remote?.address ?? ''}`,
        row.connection.tls?.protocol ?? '',
        ...(row.connection.tls?.chain ?? []).map((certificate) => certificate.fields?.subject ?? ''),
        row.connection.failure?.message ?? '',
      ].join('\n');
    case 'exchange': {
      const { request, response, failure } = row.exchange;
      const headers = [...request.headers, ...(response?.headers ?? [])].map(([name, value]) => `${name}: ${value}`);
      return [
        `${request.method} ${request.url}`,
        response === undefined ? '' : `${response.status} ${response.reason}`,
        ...headers,
        failure?.message ?? '',
      ].join('\n');
    }
    case 'sip':
      return `sip\n${sipText(row)}`;
  }
}

function sipText({ request, answers }: SipRow): string {
  return [...(request === undefined ? [] : [request]), ...answers]
    .flatMap(({ start, headers, failure }) => [
      start.kind === 'request' ? `${start.method} ${start.uri}` : `${start.status} ${start.reason}`,
      ...headers.map(([name, value]) => `${name}: ${value}`),
      failure?.message ?? '',
    ])
    .join('\n');
}

const searchTexts = new WeakMap<Row, string>();

function lowerText(row: Row): string {
  const known = searchTexts.get(row);
  if (known !== undefined) return known;
  const text = searchText(row).toLowerCase();
  searchTexts.set(row, text);
  return text;
}

function ofKind(row: Row, filter: RowFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'dns':
      return row.kind === 'lookup';
    case 'tls':
      return row.kind === 'connection';
    case 'http':
      return row.kind === 'exchange';
    case 'sip':
      return row.kind === 'sip';
  }
}

/** Rows of a kind that contain every word of the text, case apart. The only thing that hides rows. */
export const filterRows = memoLast((rows: readonly Row[], filter: RowFilter, text: string): readonly Row[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (filter === 'all' && words.length === 0) return rows;
  return rows.filter((row) => ofKind(row, filter) && words.every((word) => lowerText(row).includes(word)));
});
