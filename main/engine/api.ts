/**
 * What a flow may do: ask through its step, and nothing else. Flows import this file, shared/protocol and
 * shared/session; sockets, clocks and recording stay behind it.
 */
import type { Failure } from '../../shared/failure.js';
import type { FactName } from '../../shared/session/facts.js';
import type { TlsDoubt } from '../../shared/session/tlsDoubt.js';
import type {
  BuiltChain,
  CertificateRecord,
  Connection,
  Exchange,
  Lookup,
  RecordType,
  SecretKind,
  Side,
  StepKind,
  Target,
  TlsHandshake,
} from '../../shared/session/model.js';
import type { Kerberos } from '../net/kerberos.js';
import type { NameServer, NameServers, ServerQuestion } from '../net/nameServers.js';
import type { RevocationAnswer } from '../net/tls/revocation.js';
import type { HelloAnswer } from '../net/tls/serverHello.js';
import type { Located, VisitSpec } from '../net/tls/visit.js';
import type { PassivePage } from './passivePage.js';
import type { SipChannel, SipLearned, SipPlace } from './sip/api.js';

export interface StepSpec {
  readonly kind: StepKind;
  readonly side?: Side;
  readonly title: string;
  readonly spec?: { readonly doc: string; readonly section: string };
}

/** How a step went, for callers that go on either way. */
export type Attempt<T> =
  | { readonly ok: true; readonly value: T; readonly stepId: string }
  | { readonly ok: false; readonly failure: Failure; readonly stepId: string };

export interface StepHandle {
  readonly id: string;
  readonly target: Target;
  readonly signal: AbortSignal;
  readonly credentials: CredentialGuard;

  /** Runs a child step. A FailureError thrown inside becomes its outcome and is thrown on. */
  step<T>(spec: StepSpec, body: (step: StepHandle) => Promise<T>): Promise<T>;
  /** As step(), but a failure is a value. Cancellation is still thrown. */
  attempt<T>(spec: StepSpec, body: (step: StepHandle) => Promise<T>): Promise<Attempt<T>>;
  /** Records a child step that is not run, with its reason ("no password", "password refused at step 14"). */
  skip(spec: StepSpec, reason: string): void;

  fact(name: FactName, value: string): void;
  /** Short value for the step's row, in wire words. */
  value(text: string): void;
  /** What came back means this: one or two sentences. */
  meaning(text: string): void;

  /** Asks the resolver in use, raw. Network trouble is in the Lookup, never thrown. */
  lookup(name: string, type: RecordType): Promise<Lookup>;
  /** Asks the operating system as programs do (hosts file, VPN rules). A and AAAA in one Lookup. */
  systemLookup(name: string): Promise<Lookup>;
  /** The name servers that may be asked by themselves, to compare them. */
  readonly nameServers: NameServers;
  /**
   * Asks one of them. A cut answer and the whole one over TCP are both recorded; the last lookup is the one to go by.
   * Network trouble is in it, never thrown.
   */
  lookupAt(server: NameServer, question: ServerQuestion): Promise<Lookup>;

  /**
   * One HTTP exchange, recorded whole. Resolves when a complete answer with an expected status came; throws
   * FailureError otherwise (the record is made in any case). Never follows redirects.
   */
  exchange(request: RequestSpec): Promise<Reply>;
  /** A connection of its own, kept for several exchanges: NTLM authenticates connections. Close it in finally. */
  pin(url: string, way?: PinnedWay): PinnedConnection;

  /**
   * Trust check (redirect trust rules) for a learned address, before it is used. Resolves to the parsed URL when it
   * may be used; throws FailureError('trust', 'untrusted_host') otherwise. Asks the user where one can be asked.
   */
  trust(url: string, learned: LearnedFrom | SipLearned): Promise<URL>;
  /** Marks an address the user typed as known. */
  trustTyped(url: string): URL;

  /** As trust(), for the address of a registrar. */
  trustSip(place: SipPlace, learned: SipLearned): Promise<void>;
  /** A TLS connection for SIP, recorded with its certificates. Close it in finally. Throws FailureError. */
  sip(place: SipPlace): Promise<SipChannel>;

  /** Where connections to a host would go, in their order. Lookups are recorded; trouble is in the answer. */
  locate(host: string, port: number): Promise<Located>;
  /**
   * One TLS connection for its own sake, recorded and closed: a handshake, or one ClientHello for a version. Trouble is
   * in the record. No request is made over it.
   */
  visit(spec: VisitSpec): Promise<Visit>;
  /** Adds to the record of a handshake what was found out about its certificates. */
  amend(connection: Connection, found: Pick<TlsHandshake, 'built' | 'revocation'>): void;
  readonly certificates: CertificateTools;
  /** Sign-in pages, which only a person can fill in. */
  readonly pages: SignInPages;
  /** Ms since the session's start, as in the records. */
  elapsed(): number;

  /**
   * Tells the recorder a secret that no structure shows (a key computed from others), so that it is masked wherever it
   * turns up. Passwords, tickets, tokens and cookies are found without it.
   */
  secret(kind: SecretKind, secret: string | Uint8Array): void;
}

export type { PassivePage } from './passivePage.js';
export type { NoTicket, Ticket } from '../net/kerberos.js';
export type { HelloAnswer, Located, NameServer, VisitSpec };
export type { SipChannel, SipLearned, SipPlace, SipReceived, SipReply, SipSend } from './sip/api.js';

/** What a flow may do with the browser of the user. Nothing is opened that was not shown and agreed to. */
export interface SignInPages {
  /** Shows whose page it is and asks. 'nobody': there is nobody to ask. */
  choose(page: {
    readonly url: string;
    /** The host that named it. */
    readonly from: string;
    readonly hasDeviceCode: boolean;
    /** It is to be opened in a window of this program, not in the browser. */
    readonly ownWindow?: true;
  }): Promise<'browser' | 'device-code' | 'declined' | 'nobody'>;
  /**
   * A loopback address that takes the browser back (RFC 8252, section 7.3). Close it in finally.
   * @throws FailureError when none can be had
   */
  listen(): Promise<RedirectListener>;
  /** Opens an https page in the browser. @throws FailureError where that cannot be done */
  open(url: string): Promise<void>;
  /** Whether a page can be shown in a window of this program's own: the desktop app alone can. */
  readonly hasOwnWindow: boolean;
  /**
   * Shows an https page in such a window, until somebody has signed in there. The walk's clock stands still meanwhile.
   * @returns value of the Cookie header that a browser would then send to `cookiesFor`; a secret
   * @throws FailureError credential/no_credential when the window was closed or the wait stopped; connect/unknown when
   *   the page could not be shown
   */
  cookiesFrom(page: PassivePage): Promise<string>;
  /**
   * Tells the user what is waited for, and lets them stop it. The walk's clock stands still meanwhile.
   * @throws FailureError credential/no_credential when they stop it; what `work` throws
   */
  whileWaiting<T>(
    shown: {
      readonly host: string;
      readonly ownWindow?: true;
      readonly device?: { readonly url: string; readonly code: string };
    },
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /** @throws FailureError when the signal ends it */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

export interface RedirectListener {
  readonly redirectUri: string;
  /** The query the browser came back with, once it carries this state. */
  query(state: string, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

/** A visit as recorded. */
export interface Visit {
  readonly connection: Connection;
  /** The answer to a ClientHello. */
  readonly answer?: HelloAnswer;
}

/** What can be found out about certificates without a connection. Bytes are DER. Nothing here throws. */
export interface CertificateTools {
  /** The chain that can be built; undefined when the leaf cannot be read. */
  build(sent: readonly CertificateRecord[], fetched: readonly Uint8Array[]): Promise<BuiltChain | undefined>;
  /** The certificates an AIA address gave (DER, PEM or a PKCS #7 bundle). */
  issuersIn(body: Uint8Array): readonly Uint8Array[];
  /** undefined where the certificate or its issuer cannot be read. */
  ocspRequest(certificate: CertificateRecord, issuer: CertificateRecord): Promise<Uint8Array | undefined>;
  readOcsp(body: Uint8Array, certificate: CertificateRecord, issuer: CertificateRecord): Promise<RevocationAnswer>;
  readCrl(body: Uint8Array, certificate: CertificateRecord, issuer: CertificateRecord): RevocationAnswer;
}

export interface LearnedFrom {
  /** The reply that carried the address. */
  readonly reply: Reply;
  /** "Link Redirect", "Location", "X-MS-WebTicketURL", "MsRtcOAuth href", "soap:address". */
  readonly field: string;
}

export interface RequestSpec {
  readonly method: 'GET' | 'POST' | 'HEAD' | 'OPTIONS' | 'DELETE';
  readonly url: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Sent with Content-Length, never chunked. */
  readonly body?: string | Uint8Array;
  /** Statuses the protocol allows here. Any other is FailureError('protocol', 'unexpected_status'). Empty: all. */
  readonly expect: readonly number[];
  /**
   * Statuses that are a failure here, but whose answer the flow reads to say why (403 with X-Ms-diagnostics, 404):
   * exchange() resolves with them, the record still counts them as unexpected. 'any': whatever comes.
   */
  readonly understood?: readonly number[] | 'any';
  /**
   * The request carries a password, ticket, token or NTLM response: it is refused (never sent) unless the
   * connection's TLS validated and the host passed the trust check.
   */
  readonly carriesCredential?: boolean;
  /**
   * Much waits for this answer: where no connection stands idle, the first that gets free is taken, if it comes before a
   * new one is open.
   */
  readonly urgent?: boolean;
  /** Longest wait for bytes of this answer, ms, where it is another than the walk's own; no repeat follows. */
  readonly waitMs?: number;
  /**
   * A cancel does not end this request: it is given the time that the run has to wind down. For what leaves something
   * at the server, and for what takes it away again.
   */
  readonly outlastsCancel?: boolean;
}

/** An answer as the flow needs it: unmasked. Must not be kept in facts, titles or messages. */
export interface Reply {
  readonly exchange: Exchange; // as recorded, masked
  readonly url: string;
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Decoded body. */
  readonly body: Uint8Array;
  readonly text: string; // body as UTF-8
  /** HTTPS whose certificate validated for this name, with a protocol fit for credentials. */
  readonly secure: boolean;
  /** Why it is HTTPS and not secure. */
  readonly doubt?: TlsDoubt;
}

/** How a connection of one's own is had. */
export interface PinnedWay {
  /** Never one that stood already: whoever deals out connections behind the name deals anew. */
  readonly isNew?: boolean;
  /** The one address to connect to, of those that locate() gives. */
  readonly address?: string;
}

export interface PinnedConnection {
  exchange(step: StepHandle, request: RequestSpec): Promise<Reply>;
  /** DER of the server's certificate, for channel binding; undefined before the first exchange and on HTTP. */
  readonly serverCertificate: Uint8Array | undefined;
  /** False once the peer closed it: an NTLM dialogue cannot go on. */
  readonly alive: boolean;
  close(): Promise<void>;
}

/** The password's only holder. One refused use ends all further use in the run (lock-out guard). */
export interface CredentialGuard {
  /** 'given', 'ask' (the user is asked when it is first needed), 'none', or the current user's tickets instead of one. */
  readonly mode: 'given' | 'ask' | 'none' | 'current-user';
  /**
   * Takes the credential for one use at `url` and counts it (fact 'credential-use'). Throws FailureError
   * ('credential', 'no_credential' | 'credential_use_ended') when there is none or its use has ended.
   */
  take(step: StepHandle, url: string): Promise<Credential>;
  /** The server refused it: every later take() throws. Call exactly when a refusal was seen. */
  refused(step: StepHandle): void;
  /** Why take() would throw now ("no password", "password refused at step 14"), or undefined. */
  readonly unavailable: string | undefined;
}

export interface Credential {
  /** As typed, or the sign-in address: DOMAIN\user or user@domain. */
  readonly userName: string;
  readonly password: string;
}

/** Randomness, injected so that vectors can be run through the real code. */
export interface RandomSource {
  bytes(length: number): Uint8Array;
  uuid(): string;
}

export interface Run {
  readonly root: StepHandle;
  readonly random: RandomSource;
  /** Tickets of the current user. A flow asks only where the user chose that for this run. */
  readonly kerberos: Kerberos;
  /** Wall clock, ms since 1970. */
  now(): number;
}

/** A flow runs to its end; network and protocol trouble is recorded, only cancellation and bugs are thrown. */
export type Flow = (run: Run) => Promise<void>;
