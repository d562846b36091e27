/**
 * The one record of a walk: what the engine asked and saw. Nothing in here is an opinion; judgements are made
 * from it by shared/audits. Live, saved and reopened sessions are the same value, and it is plain JSON.
 */
import type { Failure } from '../failure.js';

/** Bytes as standard Base64 with padding. Masked secrets are filled with '*' (0x2A) of the same length. */
export type Base64 = string;

/** Times in ms, monotonic, counted from the session's start. */
export interface Span {
  readonly startedMs: number;
  readonly endedMs?: number;
}

export interface Session {
  readonly format: 'lyncscope-session';
  readonly formatVersion: 1;
  readonly id: string;
  /** ISO 8601 with Z. */
  readonly startedAt: string;
  readonly endedMs?: number;
  readonly tool: { readonly version: string; readonly platform: string; readonly runtime: string };
  readonly target: Target;
  /** True when the user chose before the run to keep passwords, tickets and tokens readable. */
  readonly keepsSecrets: boolean;
  /** 'running' also in a file whose program was killed. */
  readonly outcome: 'running' | 'completed' | 'cancelled';
  /** Flat, in start order; the tree is read from parentId. */
  readonly steps: readonly Step[];
  readonly lookups: readonly Lookup[];
  readonly connections: readonly Connection[];
  readonly exchanges: readonly Exchange[];
  readonly sipMessages: readonly SipMessage[];
  readonly trustDecisions: readonly TrustDecision[];
}

export type Location = 'inside' | 'outside' | 'unknown';
export type SignInMethod = 'auto' | 'web-ticket' | 'oauth' | 'modern' | 'online';

/** What the user asked for. Never a password. */
export interface Target {
  /** user@domain without scheme, lower-cased domain. */
  readonly sipAddress: string;
  /** The sign-in (SIP) domain, lower case. */
  readonly domain: string;
  /** As typed; absent when the sign-in address is used. */
  readonly userName?: string;
  readonly hasPassword: boolean;
  /** Windows sign-in as the user of this computer, by Kerberos: chosen for this run. Absent: no. */
  readonly currentUser?: boolean;
  readonly location: Location;
  readonly signIn: SignInMethod;
  /** Manual discovery addresses; replace the DNS names. */
  readonly discoveryUrls: readonly string[];
  readonly resolver?: string; // ADDR:PORT, else the system's
  readonly connectTo: readonly string[]; // HOST:PORT:ADDR:PORT as in curl
  readonly proxy: string; // 'auto' | 'none' | URL without credentials
  readonly extraAuthorities: number; // how many certificates came by --ca
  readonly trustedHosts: readonly string[];
  readonly timeoutMs: number;
  /** Most password uses this walk may make, as shown before it started; 0 without a password. */
  readonly plannedCredentialUses: number;
  /** Whether the TLS endpoints that the walk learns of are looked at one by one; absent in older sessions: 'none'. */
  readonly endpoints?: 'none' | 'learned';
  /** Whether names are also asked of the zone's own servers and compared; absent in older sessions: 'none'. */
  readonly dnsDepth?: 'none' | 'full';
  /** A resolver of the public internet that may be asked, too. ADDR:PORT; absent: none may. */
  readonly publicResolver?: string;
  /** Whether the registrar is asked; absent in older sessions: 'none'. */
  readonly sip?: 'none' | 'auto';
  readonly sipServer?: string; // HOST:PORT instead of what discovery gives
  readonly sipAuth?: SipAuth;
  /** How far the services behind the user document are tested; absent in older sessions: 'none'. */
  readonly services?: 'none' | 'reachability' | 'full';
  /** Whose way is walked; absent: that of every client. */
  readonly client?: ClientChoice;
  /** The meeting to join without an account, in place of a sign-in; absent: none. */
  readonly meeting?: MeetingTarget;
}

/** The clients whose ways differ (docs/protocol/clients.md). */
export type ClientKind = 'desktop' | 'mobile-2010' | 'mobile-2013' | 'store-app' | 'mac' | 'web' | 'phone';
export type ClientChoice = ClientKind | 'all';

export interface MeetingTarget {
  /** As typed: "https://meet.contoso.com/anna/ABC123" or "sip:anna@contoso.com;gruu;opaque=app:conf:focus:id:ABC123". */
  readonly address: string;
  /** Name shown to the others. */
  readonly name: string;
}

export type SipAuth = 'auto' | 'ntlm' | 'kerberos' | 'tls-dsk';

/** Which set of addresses a step belongs to: the one for inside the company network or the published one. */
export type Side = 'internal' | 'external';

export type StepKind =
  | 'walk'
  | 'dns' // group
  | 'dns.discovery-name' // lyncdiscoverinternal / lyncdiscover
  | 'dns.srv'
  | 'dns.sip-name'
  | 'side' // group: everything on one side
  | 'root' // group: the root document of one name
  | 'root.http'
  | 'root.https'
  | 'root.json' // the JSON forms, asked of the winning root
  | 'root.redirect' // one followed hop
  | 'trust'
  | 'domain'
  | 'web-ticket' // group
  | 'web-ticket.challenge' // root/user without ticket, expecting 401
  | 'web-ticket.mex'
  | 'web-ticket.request' // RST
  | 'web-ticket.user' // root/user with ticket
  | 'online' // group: who the user is, told by OrgID
  | 'online.realm' // GetUserRealm: where the account signs in
  | 'online.sts' // a token of the organisation's AD FS
  | 'online.token' // a token of OrgID
  | 'oauth' // group
  | 'oauth.challenge'
  | 'oauth.token'
  | 'oauth.user'
  | 'modern.metadata' // modern authentication: what the issuer of tokens says of itself
  | 'modern.sign-in' // on a page in the browser, or with a code on another device
  | 'modern.token'
  | 'ntlm.probe' // challenge asked for without a password
  | 'home-pool' // group: after a user redirect
  | 'services' // what the user document lists
  | 'endpoints' // group: every TLS endpoint that was learned
  | 'tls.endpoint' // group: one host and port
  | 'tls.handshake' // one address, with or without the host's name (SNI)
  | 'tls.probe' // which protocol versions are offered
  | 'tls.issuer' // an issuer's certificate that was not sent, fetched (AIA)
  | 'tls.revocation' // OCSP and CRL
  | 'names' // group: the names asked of several resolvers and compared
  | 'dns.zone' // SOA and NS, and the addresses of the zone's servers
  | 'dns.resolver' // group: what one resolver says of the names
  | 'dns.wildcard' // a name nobody made
  | 'registrar' // group: SIP sign-in on one side
  | 'sip.locate' // where to register
  | 'sip.connect' // TCP and TLS to the registrar or Edge
  | 'sip.options'
  | 'sip.probe' // REGISTER without credentials
  | 'sip.compression' // NEGOTIATE, on a connection of its own
  | 'cert-prov' // group: a client certificate is asked for
  | 'cert-prov.mex'
  | 'cert-prov.ticket'
  | 'cert-prov.publish' // GetAndPublishCert
  | 'sip.register' // group: REGISTER with one scheme, to its end
  | 'sip.leg' // one REGISTER and its answer
  | 'sip.provisioning' // in-band provisioning: SUBSCRIBE and what comes back
  | 'sip.contacts'
  | 'sip.deregister'
  | 'service-tests' // group: each link of the user document
  | 'service.test'
  | 'ucwa' // group: the application of a UCWA client
  | 'ucwa.root'
  | 'ucwa.user'
  | 'ucwa.token'
  | 'ucwa.create'
  | 'ucwa.read'
  | 'ucwa.events'
  | 'ucwa.delete'
  | 'service.ticket' // a web ticket for the services that want one
  | 'service.query' // a question put to a service with it
  | 'front-ends' // group: which server of the pool answers, and how
  | 'front-ends.ask'
  | 'mcx' // group: the mobility service of Lync 2010 clients
  | 'mcx.page'
  | 'mcx.mex'
  | 'mcx.ticket'
  | 'mcx.session' // several requests of one session: do they reach one server
  | 'mcx.push' // where notifications for phones would be sent
  | 'passive' // group: the token of a sign-in page of the server
  | 'passive.page'
  | 'passive.token'
  | 'meeting' // group: anonymous join
  | 'meeting.locate'
  | 'meeting.token'
  | 'meeting.join'
  | 'meeting.outcome' // what the event channel says of the invitation
  | 'meeting.leave';

export type StepOutcome = 'running' | 'ok' | 'failed' | 'skipped' | 'cancelled';

export interface Step extends Span {
  readonly id: string; // 's1', 's2', …
  readonly parentId?: string;
  readonly kind: StepKind;
  readonly side?: Side;
  /** What is asked, in plain words: "Ask https://lyncdiscover.contoso.com for the root document". */
  readonly title: string;
  readonly spec?: { readonly doc: string; readonly section: string };
  /** Mechanical: did the procedure get what it needs. Severity is the audits' business. */
  readonly outcome: StepOutcome;
  readonly failure?: Failure;
  /** Short value for the row: "401", "203.0.113.24", "skipped: no password". In wire words. */
  readonly value?: string;
  /** One or two sentences: what came back means this. */
  readonly meaning?: string;
  readonly facts: readonly Fact[];
}

/** A named value read from an answer, kept because views and audits need it (also where its bytes are masked). */
export interface Fact {
  readonly name: string; // FactName in shared/session/facts.ts
  readonly value: string;
}

export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'SRV' | 'SOA' | 'NS';

export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  readonly ttlSeconds: number;
  /** As in a zone file: address, target name, or "priority weight port target". */
  readonly data: string;
}

/** The system's, the one the user gave, a server of the zone itself, or one of the public internet. */
export type ResolverKind = 'system' | 'given' | 'authoritative' | 'public';

/** One DNS question, raw ('wire') or through the operating system as programs see it ('system': hosts file, VPN rules). */
export interface Lookup extends Span {
  readonly id: string; // 'l1', …
  readonly stepId: string;
  readonly via: 'wire' | 'system';
  readonly resolver?: string; // ADDR:PORT that answered
  /** Whose resolver; absent in older sessions and with via 'system'. */
  readonly resolverKind?: ResolverKind;
  readonly transport?: 'udp' | 'tcp';
  readonly query: { readonly name: string; readonly type: RecordType };
  readonly rcode?: string; // NOERROR, NXDOMAIN, …
  readonly answers: readonly DnsRecord[];
  readonly queryBytes?: Base64;
  readonly answerBytes?: Base64;
  readonly failure?: Failure;
}

/** One TCP connection, with its TLS handshake where there is one. Failed connections are records like any other. */
export interface Connection extends Span {
  readonly id: string; // 'c1', …
  readonly stepId: string; // the step that opened it
  /** 'tls': TLS with something else than HTTP above it (SIP). */
  readonly scheme: 'http' | 'https' | 'tls';
  readonly host: string;
  readonly port: number;
  /** Addresses the name gave, in the order tried. */
  readonly addresses: readonly string[];
  readonly remote?: { readonly address: string; readonly port: number };
  readonly local?: { readonly address: string; readonly port: number };
  readonly proxy?: {
    readonly url: string;
    readonly status?: number;
    readonly request?: Base64;
    readonly response?: Base64;
  };
  readonly resolvedMs?: number; // when the name was resolved
  readonly connectedMs?: number; // when TCP (and a proxy's CONNECT) stood
  readonly tls?: TlsHandshake;
  readonly failure?: Failure;
}

export interface TlsHandshake extends Span {
  /** The name sent (SNI), or that would have been where the host is an address; empty: deliberately none. */
  readonly serverName: string;
  readonly protocol?: string; // 'TLSv1.3'
  readonly cipher?: string;
  readonly alpn?: string;
  /** Leaf first, exactly as sent. */
  readonly chain: readonly CertificateRecord[];
  /** Recorded, never enforced at this level; a credential is only sent where both are true. */
  readonly verification?: {
    readonly trusted: boolean;
    /** Why not: the verifier's code, e.g. CERT_HAS_EXPIRED, SELF_SIGNED_CERT_IN_CHAIN. */
    readonly code?: string;
    readonly nameMatches: boolean;
  };
  /** OCSP response that came with the handshake (RFC 6066, section 8), DER. */
  readonly stapled?: Base64;
  /** The chain that can be built from what was sent. Absent where nobody tried. */
  readonly built?: BuiltChain;
  /** What the authorities say about the certificates of the built chain. Absent where nobody asked. */
  readonly revocation?: readonly RevocationCheck[];
}

/** A chain as far as issuers were found (RFC 5280, section 6): among those sent, in the trust store, by AIA. */
export interface BuiltChain {
  /** Leaf first. */
  readonly path: readonly {
    readonly origin: 'sent' | 'store' | 'fetched';
    readonly certificate: CertificateRecord;
  }[];
  /** 'self-signed': the leaf is its own issuer and not trusted. 'open': no issuer was found for the last one. */
  readonly end: 'trusted-root' | 'untrusted-root' | 'self-signed' | 'open';
  /** Where the trust in the root comes from: the bundled public roots, the system's store or the user. */
  readonly anchor?: 'bundled' | 'system' | 'given';
}

export interface RevocationCheck {
  /** Place of the certificate in the built chain. */
  readonly index: number;
  readonly via: 'stapled' | 'ocsp' | 'crl';
  readonly url?: string;
  readonly exchangeId?: string;
  /** 'unknown': the responder says so. 'unusable': an answer that proves nothing (unsigned, stale, for another one). */
  readonly status: 'good' | 'revoked' | 'unknown' | 'unreachable' | 'unusable';
  readonly revokedAt?: string; // ISO 8601
  readonly thisUpdate?: string;
  readonly nextUpdate?: string;
  readonly tookMs?: number;
  /** Why, in a sentence. */
  readonly note?: string;
}

export interface CertificateRecord {
  readonly der: Base64;
  /** Absent when the DER cannot be read. */
  readonly fields?: CertificateFields;
}

export interface CertificateFields {
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly notBefore: string; // ISO 8601
  readonly notAfter: string;
  readonly subjectAltNames: readonly string[]; // "DNS:name", "IP:addr", …
  readonly publicKey: string; // "RSA 2048"
  readonly signatureAlgorithm: string;
  readonly sha1: string; // hex, colon-separated, upper case
  readonly sha256: string;
  readonly isCa: boolean;
  readonly keyUsages: readonly string[];
  readonly extendedKeyUsages: readonly string[];
  /** Hex; absent where the extension is, and in older sessions. */
  readonly subjectKeyId?: string;
  readonly authorityKeyId?: string;
  /** Where the issuer's certificate, its OCSP responder and its CRL are (AIA, CRL distribution points). */
  readonly issuerUrls?: readonly string[];
  readonly ocspUrls?: readonly string[];
  readonly crlUrls?: readonly string[];
}

/** One HTTP request and what became of it. Failures are records of this kind too, with whatever bytes came. */
export interface Exchange extends Span {
  readonly id: string; // 'x1', …
  readonly stepId: string;
  /** Shared by exchanges that used one connection: NTLM legs show it. Absent when no connection stood. */
  readonly connectionId?: string;
  readonly request: RequestMessage;
  readonly response?: ResponseMessage;
  readonly sentMs?: number; // last request byte handed to the socket
  readonly firstByteMs?: number;
  /** Statuses the protocol allows here, so a wanted challenge is not red. */
  readonly expectedStatuses: readonly number[];
  readonly failure?: Failure;
}

export interface Message {
  /** Everything as on the wire: head and body framing in one piece. */
  readonly wire: Base64;
  /** Length of the head (start line and headers with the blank line) inside `wire`. */
  readonly headLength: number;
  /** Order, case and repeats kept. Secret values are masked. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Body;
  /** What was masked in `wire`, in bytes from its start. */
  readonly masked: readonly MaskedRange[];
}

export interface Body {
  /** After removing transfer and content coding; masked like the wire. */
  readonly decoded: Base64;
  readonly state: 'none' | 'complete' | 'truncated' | 'cut';
  /** For 'cut' (our limit) and 'truncated' (the peer stopped early): a sentence. */
  readonly note?: string;
  /** Content codings undone, e.g. ['chunked', 'gzip']. */
  readonly codings: readonly string[];
  readonly masked: readonly MaskedRange[]; // in `decoded`
}

/**
 * One SIP message as it went over its connection. Requests and answers of both ways are records of their own: a server
 * asks, too (NOTIFY).
 */
export interface SipMessage extends Message {
  readonly id: string; // 'm1', …
  readonly stepId: string;
  readonly connectionId: string;
  readonly direction: 'sent' | 'received';
  readonly atMs: number; // last byte handed over, or read
  readonly start:
    | { readonly kind: 'request'; readonly method: string; readonly uri: string }
    | { readonly kind: 'response'; readonly status: number; readonly reason: string };
  /** The request it answers. */
  readonly answersId?: string;
  /** Statuses the protocol allows here, so a wanted challenge is not red. Of requests. */
  readonly expectedStatuses?: readonly number[];
  /** The string that was signed, or whose signature was checked (MS-SIPAE 3.1), and what came of it. */
  readonly signature?: {
    readonly text: string;
    readonly state: 'made' | 'verified' | 'wrong' | 'missing';
  };
  /** Bytes that are no sound message, or one over our limits: kept with why. */
  readonly failure?: Failure;
}

export type SecretKind =
  'password' | 'ntlm-response' | 'web-ticket' | 'proof-key' | 'access-token' | 'cookie' | 'authorization' | 'other';

export interface MaskedRange {
  readonly offset: number;
  readonly length: number;
  readonly kind: SecretKind;
}

export interface RequestMessage extends Message {
  readonly method: string;
  readonly url: string; // masked like the rest
}

export interface ResponseMessage extends Message {
  readonly status: number;
  readonly reason: string;
  readonly httpVersion: string; // '1.1'
}

/** One answer of the trust check: may this learned address be used. */
export interface TrustDecision {
  readonly id: string; // 't1', …
  readonly stepId: string;
  readonly atMs: number;
  readonly url: string;
  readonly host: string;
  /** Where the address was learned: exchange and which field of it. */
  readonly learnedFrom: { readonly exchangeId?: string; readonly field: string };
  readonly basis: 'secure-source' | 'in-domain' | 'trusted-list' | 'user-option' | 'user-answer' | 'typed' | 'none';
  readonly allowed: boolean;
}
