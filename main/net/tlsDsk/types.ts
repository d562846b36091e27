/**
 * TLS-DSK: a TLS handshake with a client certificate that travels inside SIP headers, so without a socket. Only its
 * keys are wanted: they sign every later message. [MS-SIPAE 3.2.5.1; RFC 5216 2.3]
 */
import type { KeyObject } from 'node:crypto';

/** What the client proves itself with. The key lives in memory only. */
export interface ClientCertificate {
  readonly key: KeyObject;
  /** DER. */
  readonly certificateDer: Uint8Array;
  /** DER of its issuers, where the service gave them; sent along with it. */
  readonly chain: readonly Uint8Array[];
}

export type MacHash = 'md5' | 'sha1' | 'sha256' | 'sha384';

/** What a finished handshake leaves behind. The keys are secrets: tell step.secret('other', key) before they are used. */
export interface DskKeys {
  /** 32 bytes: signs what the client sends. */
  readonly clientKey: Uint8Array;
  /** 32 bytes: signs what the server sends. */
  readonly serverKey: Uint8Array;
  /** Standard name: 'TLS_RSA_WITH_AES_256_CBC_SHA'. */
  readonly suite: string;
  /** 'TLSv1', 'TLSv1.1' or 'TLSv1.2'. */
  readonly protocol: string;
  /** Hash of the signatures, by the suite. */
  readonly macHash: MacHash;
  /** DER, leaf first, as the server sent it. Its trust is not judged here. */
  readonly serverCertificates: readonly Uint8Array[];
}

/** One more flight to send, or the end. `out` is then empty: nothing more is sent, no close_notify either. */
export type DskStep =
  { readonly out: Uint8Array; readonly done?: undefined } | { readonly out: Uint8Array; readonly done: DskKeys };

/**
 * One handshake, in lock-step: start() gives the first flight, every flight of the other side goes to answer(). Flights
 * are TLS records back to back, as gssapi-data holds them after Base64.
 */
export interface DskHandshake {
  /** The ClientHello. */
  start(): Promise<Uint8Array>;
  /**
   * @param flight all records of one answer
   * @throws FailureError protocol/malformed_answer for bytes that are no sound flight or too many;
   *   handshake/tls_alert, tls_failed or timeout where the handshake ends
   */
  answer(flight: Uint8Array): Promise<DskStep>;
  /** Lets go of everything; safe at any time and more than once. */
  destroy(): void;
}

export interface DskOptions {
  readonly certificate: ClientCertificate;
  /**
   * 'wide': what the TLS library offers. 'cbc-sha': only suites whose signatures are HMAC-SHA1 for certain; the second
   * try where the server refuses the signature. Default 'wide'.
   */
  readonly suites?: 'wide' | 'cbc-sha';
  /** 'runtime': node:tls. 'own': our handshake, AES-CBC-SHA only. 'auto' (default): what a test at first use chooses. */
  readonly way?: 'auto' | 'runtime' | 'own';
  /** Longest wait for one flight, ms. Default 5000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}
