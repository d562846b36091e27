/** What a row says: kind, what was asked (the host bright), the answer with its meaning, size and time. */
import { byteLengthOf } from '../../shared/session/bytes.js';
import { headerValues } from '../../shared/session/headers.js';
import type { Exchange, Session, Step, StepKind } from '../../shared/session/model.js';
import { serverOf } from '../services/learned.js';
import { extentOf, phasesOf } from '../state/phases.js';
import { sipAnswer, sipAsked, sipKind } from '../sip/sipRowText.js';
import { failureWords, type Asked } from './words.js';
import type { Row } from '../state/rows.js';
import { carriesSip } from '../state/sipTransactions.js';
import { probeAnswer, tlsWords } from './probeText.js';
import type { Status } from '../state/status.js';

export function kindText(row: Row): string {
  switch (row.kind) {
    case 'lookup':
      return row.lookup.via === 'system' ? 'DNS system' : `DNS ${row.lookup.query.type}`;
    case 'connection':
      return row.connection.scheme !== 'http' && row.connection.connectedMs !== undefined ? 'TLS' : 'TCP';
    case 'exchange':
      return row.exchange.request.method;
    case 'sip':
      return sipKind(row);
  }
}

/** Splits an address so that the host stands out; the scheme is always spelt. */
export function askedOf(row: Row): Asked {
  switch (row.kind) {
    case 'lookup':
      return { before: '', bright: row.lookup.query.name, after: '' };
    case 'connection':
      return { before: '', bright: row.connection.host, after: `:${row.connection.port}` };
    case 'exchange': {
      const [, scheme = '', host = '', rest = ''] =
        /^([a-z][\w+.-]*:\/\/)?([^/?#]*)(.*)$/is.exec(row.exchange.request.url) ?? [];
      return { before: scheme, bright: host, after: rest };
    }
    case 'sip':
      return sipAsked(row);
  }
}

/** "401 NTLM, Negotiate": what a challenge offers. */
function schemesOf(exchange: Exchange): string {
  const offered = headerValues(exchange.response ?? { headers: [] }, 'www-authenticate').map(
    (value) => value.split(/[\s,]/)[0] ?? '',
  );
  return [...new Set(offered)].join(', ');
}

function exchangeAnswer(exchange: Exchange, step: Step | undefined, running: boolean): string {
  const { response, failure } = exchange;
  if (response === undefined) {
    if (failure !== undefined) return failureWords(failure.code);
    return running ? 'Waiting for answer' : 'No answer';
  }
  const status = String(response.status);
  if (response.status === 401) return `${status} ${schemesOf(exchange) || response.reason}`;
  // The step's value is what its last answer means.
  if (step?.value !== undefined && failure === undefined) {
    if (step.value === status) return `${status} ${response.reason}`;
    return step.value.startsWith(status) ? step.value : `${status} ${step.value}`;
  }
  return `${status} ${response.reason}`;
}

/** Steps that ask the same several times: what differs is who answers. */
const repeated: ReadonlySet<StepKind> = new Set(['front-ends.ask', 'mcx.session']);

function repeatedAnswer(exchange: Exchange, session: Session): string {
  const answer = exchangeAnswer(exchange, undefined, session.outcome === 'running');
  const server = serverOf(exchange)?.split('.')[0];
  return server === undefined ? answer : `${server}: ${answer}`;
}

/** What came back, with its meaning. `lastOfStep`: the exchange whose answer the step speaks of. */
export function answerOf(
  row: Row,
  session: Session,
  step: Step | undefined,
  status: Status,
  lastOfStep: boolean,
): string {
  const expected = status === 'expected' ? ', expected' : '';
  switch (row.kind) {
    case 'lookup': {
      const { lookup } = row;
      if (lookup.endedMs === undefined) return 'Waiting for answer';
      if (lookup.rcode !== undefined && lookup.rcode !== 'NOERROR') return `${lookup.rcode}${expected}`;
      if (lookup.failure !== undefined) return `${failureWords(lookup.failure.code)}${expected}`;
      const wanted = lookup.answers.filter((answer) => answer.type === lookup.query.type);
      const shown = wanted.length > 0 ? wanted : lookup.answers;
      return shown.map((answer) => answer.data).join(', ') || 'No record';
    }
    case 'connection': {
      const { connection } = row;
      const probe = probeAnswer(connection, session, step);
      if (probe !== undefined) return probe;
      if (connection.failure !== undefined) return `${failureWords(connection.failure.code)}${expected}`;
      const tls = connection.tls;
      if (tls?.verification === undefined)
        return (
          (tls?.protocol === undefined ? undefined : tlsWords(tls.protocol)) ??
          (status === 'running' ? 'Connecting' : 'Connected')
        );
      if (!tls.verification.nameMatches) return 'Name not in certificate';
      if (!tls.verification.trusted) return verificationWords(tls.verification.code);
      return `${tlsWords(tls.protocol)}, trusted${carriesSip(session, connection.id) ? ', carries SIP' : ''}`;
    }
    case 'exchange':
      if (step !== undefined && repeated.has(step.kind)) return repeatedAnswer(row.exchange, session);
      return exchangeAnswer(row.exchange, lastOfStep ? step : undefined, session.outcome === 'running');
    case 'sip':
      return sipAnswer(row, status);
  }
}

export { tlsWords } from './probeText.js';
export { failureWords, type Asked } from './words.js';

/** The verifier's code in words. */
export function verificationWords(code: string | undefined): string {
  const words: Readonly<Record<string, string>> = {
    CERT_HAS_EXPIRED: 'Certificate has expired',
    CERT_NOT_YET_VALID: 'Certificate is not valid yet',
    SELF_SIGNED_CERT_IN_CHAIN: 'Root not trusted here',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'Self-signed certificate',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'Issuer not sent, not known here',
    UNABLE_TO_GET_ISSUER_CERT: 'Issuer not sent, not known here',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'Issuer not sent, not known here',
    CERT_REVOKED: 'Certificate is revoked',
    CERT_UNTRUSTED: 'Root not trusted here',
  };
  return (
    (code === undefined ? undefined : words[code]) ?? (code === undefined ? 'Not trusted' : `Not trusted: ${code}`)
  );
}

/** Bytes that came back; undefined where nothing did. */
export function sizeOf(row: Row): number | undefined {
  switch (row.kind) {
    case 'lookup':
      return row.lookup.answerBytes === undefined ? undefined : byteLengthOf(row.lookup.answerBytes);
    case 'connection':
      // A version that was only asked for shows no certificate: there is nothing to weigh.
      if (row.connection.tls?.chain.length === 0) return undefined;
      return row.connection.tls?.chain.reduce((sum, certificate) => sum + byteLengthOf(certificate.der), 0);
    case 'exchange':
      return row.exchange.response === undefined ? undefined : byteLengthOf(row.exchange.response.wire);
    case 'sip':
      return row.answers.length === 0
        ? undefined
        : row.answers.reduce((sum, answer) => sum + byteLengthOf(answer.wire), 0);
  }
}

/** How long a row took, ms. */
export function timeOf(row: Row, nowMs: number): number {
  const { from, to } = extentOf(phasesOf(row, nowMs));
  return to - from;
}
