/** What went wrong on the network or in an answer, as data: a small closed set of codes and the operation that failed. */

export type Operation =
  | 'lookup' // DNS question
  | 'connect' // TCP connection
  | 'proxy' // CONNECT through a proxy
  | 'handshake' // TLS
  | 'request' // sending
  | 'response' // waiting for and reading the answer
  | 'parse' // reading a document, header or message
  | 'trust' // the address is not known to belong to the user's organisation
  | 'credential' // a credential may not be sent, or was refused
  | 'protocol' // well-formed, but not what the protocol allows here
  | 'limit' // more bytes, hops or levels than we take
  | 'cancel'; // the user stopped the walk

export type FailureCode =
  | 'name_not_found' // NXDOMAIN
  | 'no_records' // NODATA
  | 'server_failure' // SERVFAIL
  | 'refused_by_resolver'
  | 'malformed_answer'
  | 'no_address'
  | 'connection_refused'
  | 'host_unreachable'
  | 'connection_reset'
  | 'connection_closed'
  | 'timeout'
  | 'tls_alert'
  | 'tls_failed'
  | 'proxy_authentication_required'
  | 'proxy_refused'
  | 'malformed_http'
  | 'truncated_body'
  | 'too_large'
  | 'unexpected_status'
  | 'unexpected_media_type'
  | 'malformed_document'
  | 'unexpected_document'
  | 'missing_header'
  | 'missing_link'
  | 'insecure_link'
  | 'untrusted_host'
  | 'unvalidated_tls' // the certificate did not validate, or TLS is too old: no credential goes there
  | 'redirect_loop'
  | 'too_many_redirects'
  | 'no_common_binding' // the server offers no way to sign in that we speak
  | 'credential_refused'
  | 'not_enabled' // the account is good but not enabled for this service
  | 'account_not_here' // the server does not know the user's home
  | 'grant_not_allowed'
  | 'no_credential'
  | 'credential_use_ended' // a refused credential ended every further use in this run
  | 'homed_online'
  | 'cancelled'
  | 'unknown';

export interface Failure {
  readonly operation: Operation;
  readonly code: FailureCode;
  /** One sentence for a person: what was asked, what came back. Holds no secret. */
  readonly message: string;
  /** The platform's own words, for the raw view; audits never match on them. */
  readonly native?: { readonly code?: string; readonly message?: string };
}

/** A Failure on its way up to the step that records it. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

export function failed(operation: Operation, code: FailureCode, message: string): FailureError {
  return new FailureError({ operation, code, message });
}
