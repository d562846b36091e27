/**
 * Platform errors as Failures. OpenSSL and BoringSSL spell the same trouble differently, so codes are sorted by what
 * they mean to a person, and the platform's own words are kept beside.
 */
import { FailureError, type Failure, type FailureCode, type Operation } from '../../shared/failure.js';

/** What undici, net, tls and dgram errors have in common. */
interface NativeError {
  readonly name?: string;
  readonly code?: string;
  readonly message: string;
  readonly library?: string;
  readonly reason?: string;
}

const byCode: Readonly<Record<string, FailureCode>> = {
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  ECONNABORTED: 'connection_reset',
  ETIMEDOUT: 'timeout',
  ETIMEOUT: 'timeout',
  EHOSTUNREACH: 'host_unreachable',
  EHOSTDOWN: 'host_unreachable',
  ENETUNREACH: 'host_unreachable',
  ENETDOWN: 'host_unreachable',
  EADDRNOTAVAIL: 'host_unreachable',
  EACCES: 'host_unreachable',
  EPERM: 'host_unreachable',
  ENOTFOUND: 'name_not_found',
  ENODATA: 'no_records',
  EAI_AGAIN: 'server_failure',
  EAI_NODATA: 'no_records',
  EAI_FAIL: 'server_failure',
  UND_ERR_SOCKET: 'connection_closed',
  UND_ERR_CLOSED: 'connection_closed',
  UND_ERR_DESTROYED: 'connection_closed',
  UND_ERR_HEADERS_OVERFLOW: 'too_large',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'too_large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'malformed_http',
};

const words: Readonly<Partial<Record<FailureCode, string>>> = {
  connection_refused: 'the connection was refused',
  connection_reset: 'the connection was reset',
  connection_closed: 'the connection was closed',
  timeout: 'there was no answer in time',
  host_unreachable: 'the address cannot be reached from here',
  name_not_found: 'the name does not exist',
  no_records: 'the name has no address',
  server_failure: 'the resolver could not answer',
  too_large: 'the answer is longer than we take',
  tls_alert: 'the other side ended the TLS handshake with an alert',
  tls_failed: 'the TLS handshake failed',
  malformed_http: 'the answer is not HTTP',
};

/** The failure of `operation` at `what` ("lyncdiscover.contoso.com:443"), from whatever was thrown. */
export function failureFrom(error: unknown, operation: Operation, what: string): Failure {
  if (error instanceof FailureError) return error.failure;
  const native = nativeOf(error);
  const code = codeOf(native, operation);
  return {
    operation,
    code,
    message: `${what}: ${words[code] ?? 'an unexpected error'}.`,
    native: { ...(native.code === undefined ? {} : { code: native.code }), message: native.message },
  };
}

/** A wait that ended without result. */
export function timeoutFailure(operation: Operation, what: string, waitedMs: number): Failure {
  return { operation, code: 'timeout', message: `${what}: no answer within ${Math.round(waitedMs)} ms.` };
}

export const cancelledFailure: Failure = { operation: 'cancel', code: 'cancelled', message: 'The walk was cancelled.' };

/** Throws when the walk was cancelled. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new FailureError(cancelledFailure);
}

function codeOf(native: NativeError, operation: Operation): FailureCode {
  const code = native.code ?? '';
  if (operation === 'handshake') {
    if (/alert/i.test(native.reason ?? native.message) && code !== 'ECONNRESET') return 'tls_alert';
    // "disconnected before secure TLS connection was established": a plain close, told as ECONNRESET.
    if (code === 'ECONNRESET' && /before secure/i.test(native.message)) return 'connection_closed';
    return byCode[code] ?? 'tls_failed';
  }
  if (native.name === 'HTTPParserError') return 'malformed_http';
  if (code === 'UND_ERR_SOCKET' && /ECONNRESET/.test(native.message)) return 'connection_reset';
  if (code.startsWith('ERR_SSL_') || /SSL routines/i.test(native.library ?? '')) {
    return /alert/i.test(native.reason ?? native.message) ? 'tls_alert' : 'tls_failed';
  }
  return byCode[code] ?? 'unknown';
}

function nativeOf(error: unknown): NativeError {
  if (error instanceof AggregateError && error.errors.length > 0) return nativeOf(error.errors[0]);
  if (!(error instanceof Error)) return { message: String(error) };
  const field = (name: string): string | undefined => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === 'string' ? value : undefined;
  };
  const code = field('code');
  const library = field('library');
  const reason = field('reason');
  return {
    name: error.name,
    message: error.message.slice(0, 500),
    ...(code === undefined ? {} : { code }),
    ...(library === undefined ? {} : { library }),
    ...(reason === undefined ? {} : { reason }),
  };
}
