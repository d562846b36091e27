/** SIP as a flow sees it: one connection, requests with their answers, and what the server asks by itself. */
import type { SipText } from '../../../shared/protocol/sip/message.js';
import type { SipMessage } from '../../../shared/session/model.js';
import type { TlsDoubt } from '../../../shared/session/tlsDoubt.js';
import type { StepHandle } from '../api.js';

export interface SipPlace {
  readonly host: string;
  readonly port: number;
}

/** Where the address of a registrar was learned. */
export interface SipLearned {
  /** "SipClientExternalAccess", "SRV _sip._tls.contoso.com", "Contact of the 301". */
  readonly field: string;
  /** Who named it: a host, or "DNS". */
  readonly from: string;
  /** It came over validated TLS. A DNS answer never did. */
  readonly secure: boolean;
  readonly exchangeId?: string;
  /** The user gave it. */
  readonly typed?: boolean;
}

export interface SipSend {
  /** Content-Length is added. */
  readonly message: SipText;
  /** Statuses the protocol allows here; for the record. */
  readonly expect: readonly number[];
  /**
   * It carries a proof of the password: refused (never sent) unless the connection's TLS validated and the host passed
   * the trust check. What looks like one is treated as one, too.
   */
  readonly carriesCredential?: boolean;
  /** The string that its signature was made of. Holds no secret. */
  readonly signed?: string;
}

/** A message of the server, unmasked. Must not be kept in facts, titles or messages. */
export interface SipReceived {
  readonly message: SipText;
  readonly record: SipMessage; // as recorded, masked
  /** Adds to the record what checking its signature gave. */
  noteSignature(signature: NonNullable<SipMessage['signature']>): void;
}

export interface SipReply extends SipReceived {
  readonly status: number;
  readonly reason: string;
  /** 1xx that came before, in order. */
  readonly provisional: readonly SipReceived[];
  /** The connection's TLS validated for its name. */
  readonly secure: boolean;
}

export interface SipChannel {
  readonly place: SipPlace;
  readonly secure: boolean;
  /** Why it is not secure. */
  readonly doubt?: TlsDoubt | undefined;
  /** ADDR:PORT of this end, an IPv6 address in brackets. */
  readonly local: string;
  /** False once either side ended it. */
  readonly alive: boolean;
  /**
   * Sends a request and waits for its final answer, whatever its status.
   * @throws FailureError response/timeout, connection_closed; parse/malformed_answer; limit/too_large;
   *   credential/unvalidated_tls, untrusted_host
   */
  request(step: StepHandle, send: SipSend): Promise<SipReply>;
  /** Answers a request of the server. */
  respond(step: StepHandle, asked: SipReceived, send: SipSend): void;
  /**
   * The next request of the server that fits, also one that came before.
   * @throws FailureError as request()
   */
  nextRequest(step: StepHandle, fits: (message: SipText) => boolean): Promise<SipReceived>;
  /** A request of the server that fits and has come already; nobody waits. */
  received(fits: (message: SipText) => boolean): SipReceived | undefined;
  /** What is sent when the walk is cancelled while this connection stands: a de-registration. */
  lastWords(make: (() => SipSend | undefined) | undefined): void;
  close(): void;
}
