/** Reads one event of a session file into the record's types: the model of model.ts, checked member by member. */
import type { Failure, FailureCode, Operation } from '../failure.js';
import { byteLengthOf } from './bytes.js';
import type { SessionEvent, SessionHead } from './events.js';
import type {
  Body,
  BuiltChain,
  CertificateFields,
  CertificateRecord,
  ClientChoice,
  Connection,
  DnsRecord,
  Exchange,
  Fact,
  Location,
  Lookup,
  MaskedRange,
  MeetingTarget,
  Message,
  RecordType,
  RequestMessage,
  ResolverKind,
  ResponseMessage,
  RevocationCheck,
  SecretKind,
  Side,
  SignInMethod,
  SipAuth,
  SipMessage,
  Step,
  StepKind,
  StepOutcome,
  Target,
  TlsHandshake,
  TrustDecision,
} from './model.js';
import {
  base64,
  count,
  Damaged,
  flag,
  list,
  literal,
  matching,
  number,
  oneOf,
  pair,
  record,
  text,
  type Reader,
} from './readers.js';

const id = (letter: string): Reader<string> => matching(new RegExp(`^${letter}[1-9]\\d{0,8}$`));

const failure = record<Failure>(
  {
    operation: oneOf<Operation>({
      lookup: true,
      connect: true,
      proxy: true,
      handshake: true,
      request: true,
      response: true,
      parse: true,
      trust: true,
      credential: true,
      protocol: true,
      limit: true,
      cancel: true,
    }),
    code: oneOf<FailureCode>({
      name_not_found: true,
      no_records: true,
      server_failure: true,
      refused_by_resolver: true,
      malformed_answer: true,
      no_address: true,
      connection_refused: true,
      host_unreachable: true,
      connection_reset: true,
      connection_closed: true,
      timeout: true,
      tls_alert: true,
      tls_failed: true,
      proxy_authentication_required: true,
      proxy_refused: true,
      malformed_http: true,
      truncated_body: true,
      too_large: true,
      unexpected_status: true,
      unexpected_media_type: true,
      malformed_document: true,
      unexpected_document: true,
      missing_header: true,
      missing_link: true,
      insecure_link: true,
      untrusted_host: true,
      unvalidated_tls: true,
      redirect_loop: true,
      too_many_redirects: true,
      no_common_binding: true,
      credential_refused: true,
      not_enabled: true,
      account_not_here: true,
      grant_not_allowed: true,
      no_credential: true,
      credential_use_ended: true,
      homed_online: true,
      cancelled: true,
      unknown: true,
    }),
    message: text,
    native: record<NonNullable<Failure['native']>>({ code: text, message: text }, ['code', 'message']),
  },
  ['native'],
);

const target = record<Target>(
  {
    sipAddress: text,
    domain: text,
    userName: text,
    hasPassword: flag,
    currentUser: flag,
    location: oneOf<Location>({ inside: true, outside: true, unknown: true }),
    signIn: oneOf<SignInMethod>({ auto: true, 'web-ticket': true, oauth: true, modern: true, online: true }),
    discoveryUrls: list(text),
    resolver: text,
    connectTo: list(text),
    proxy: text,
    extraAuthorities: count,
    trustedHosts: list(text),
    timeoutMs: number,
    plannedCredentialUses: count,
    endpoints: oneOf<NonNullable<Target['endpoints']>>({ none: true, learned: true }),
    dnsDepth: oneOf<NonNullable<Target['dnsDepth']>>({ none: true, full: true }),
    publicResolver: text,
    sip: oneOf<NonNullable<Target['sip']>>({ none: true, auto: true }),
    sipServer: text,
    sipAuth: oneOf<SipAuth>({ auto: true, ntlm: true, kerberos: true, 'tls-dsk': true }),
    services: oneOf<NonNullable<Target['services']>>({ none: true, reachability: true, full: true }),
    client: oneOf<ClientChoice>({
      desktop: true,
      'mobile-2010': true,
      'mobile-2013': true,
      'store-app': true,
      mac: true,
      web: true,
      phone: true,
      all: true,
    }),
    meeting: record<MeetingTarget>({ address: text, name: text }),
  },
  [
    'userName',
    'currentUser',
    'resolver',
    'endpoints',
    'dnsDepth',
    'publicResolver',
    'sip',
    'sipServer',
    'sipAuth',
    'services',
    'client',
    'meeting',
  ],
);

const head = record<SessionHead>({
  format: literal('lyncscope-session'),
  formatVersion: literal(1),
  id: text,
  startedAt: matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/),
  tool: record<SessionHead['tool']>({ version: text, platform: text, runtime: text }),
  target,
  keepsSecrets: flag,
});

const stepKind = oneOf<StepKind>({
  walk: true,
  dns: true,
  'dns.discovery-name': true,
  'dns.srv': true,
  'dns.sip-name': true,
  side: true,
  root: true,
  'root.http': true,
  'root.https': true,
  'root.json': true,
  'root.redirect': true,
  trust: true,
  domain: true,
  'web-ticket': true,
  'web-ticket.challenge': true,
  'web-ticket.mex': true,
  'web-ticket.request': true,
  'web-ticket.user': true,
  online: true,
  'online.realm': true,
  'online.sts': true,
  'online.token': true,
  oauth: true,
  'oauth.challenge': true,
  'oauth.token': true,
  'oauth.user': true,
  'modern.metadata': true,
  'modern.sign-in': true,
  'modern.token': true,
  'ntlm.probe': true,
  'home-pool': true,
  services: true,
  endpoints: true,
  'tls.endpoint': true,
  'tls.handshake': true,
  'tls.probe': true,
  'tls.issuer': true,
  'tls.revocation': true,
  names: true,
  'dns.zone': true,
  'dns.resolver': true,
  'dns.wildcard': true,
  registrar: true,
  'sip.locate': true,
  'sip.connect': true,
  'sip.options': true,
  'sip.probe': true,
  'sip.compression': true,
  'cert-prov': true,
  'cert-prov.mex': true,
  'cert-prov.ticket': true,
  'cert-prov.publish': true,
  'sip.register': true,
  'sip.leg': true,
  'sip.provisioning': true,
  'sip.contacts': true,
  'sip.deregister': true,
  'service-tests': true,
  'service.test': true,
  'service.ticket': true,
  'service.query': true,
  'front-ends': true,
  'front-ends.ask': true,
  mcx: true,
  'mcx.page': true,
  'mcx.mex': true,
  'mcx.ticket': true,
  'mcx.session': true,
  'mcx.push': true,
  passive: true,
  'passive.page': true,
  'passive.token': true,
  ucwa: true,
  'ucwa.root': true,
  'ucwa.user': true,
  'ucwa.token': true,
  'ucwa.create': true,
  'ucwa.read': true,
  'ucwa.events': true,
  'ucwa.delete': true,
  meeting: true,
  'meeting.locate': true,
  'meeting.token': true,
  'meeting.join': true,
  'meeting.outcome': true,
  'meeting.leave': true,
});

const outcome = oneOf<StepOutcome>({ running: true, ok: true, failed: true, skipped: true, cancelled: true });

const anyStep = record<Step>(
  {
    id: id('s'),
    parentId: id('s'),
    kind: stepKind,
    side: oneOf<Side>({ internal: true, external: true }),
    title: text,
    spec: record<NonNullable<Step['spec']>>({ doc: text, section: text }),
    outcome,
    failure,
    value: text,
    meaning: text,
    facts: list(record<Fact>({ name: text, value: text })),
    startedMs: number,
    endedMs: number,
  },
  ['parentId', 'side', 'spec', 'failure', 'value', 'meaning', 'endedMs'],
);

/** A step hangs below an earlier one; anything else could be a ring. */
const step: Reader<Step> = (value) => {
  const read = anyStep(value);
  if (read.parentId !== undefined && Number(read.parentId.slice(1)) >= Number(read.id.slice(1))) throw new Damaged();
  return read;
};

const lookup = record<Lookup>(
  {
    id: id('l'),
    stepId: id('s'),
    via: oneOf<Lookup['via']>({ wire: true, system: true }),
    resolver: text,
    resolverKind: oneOf<ResolverKind>({ system: true, given: true, authoritative: true, public: true }),
    transport: oneOf<NonNullable<Lookup['transport']>>({ udp: true, tcp: true }),
    query: record<Lookup['query']>({
      name: text,
      type: oneOf<RecordType>({ A: true, AAAA: true, CNAME: true, SRV: true, SOA: true, NS: true }),
    }),
    rcode: text,
    answers: list(record<DnsRecord>({ name: text, type: text, ttlSeconds: number, data: text })),
    queryBytes: base64,
    answerBytes: base64,
    failure,
    startedMs: number,
    endedMs: number,
  },
  ['resolver', 'resolverKind', 'transport', 'rcode', 'queryBytes', 'answerBytes', 'failure', 'endedMs'],
);

const certificate = record<CertificateRecord>(
  {
    der: base64,
    fields: record<CertificateFields>(
      {
        subject: text,
        issuer: text,
        serialNumber: text,
        notBefore: text,
        notAfter: text,
        subjectAltNames: list(text),
        publicKey: text,
        signatureAlgorithm: text,
        sha1: text,
        sha256: text,
        isCa: flag,
        keyUsages: list(text),
        extendedKeyUsages: list(text),
        subjectKeyId: text,
        authorityKeyId: text,
        issuerUrls: list(text),
        ocspUrls: list(text),
        crlUrls: list(text),
      },
      ['subjectKeyId', 'authorityKeyId', 'issuerUrls', 'ocspUrls', 'crlUrls'],
    ),
  },
  ['fields'],
);

const built = record<BuiltChain>(
  {
    path: list(
      record<BuiltChain['path'][number]>({
        origin: oneOf<BuiltChain['path'][number]['origin']>({ sent: true, store: true, fetched: true }),
        certificate,
      }),
    ),
    end: oneOf<BuiltChain['end']>({ 'trusted-root': true, 'untrusted-root': true, 'self-signed': true, open: true }),
    anchor: oneOf<NonNullable<BuiltChain['anchor']>>({ bundled: true, system: true, given: true }),
  },
  ['anchor'],
);

const revocation = record<RevocationCheck>(
  {
    index: count,
    via: oneOf<RevocationCheck['via']>({ stapled: true, ocsp: true, crl: true }),
    url: text,
    exchangeId: id('x'),
    status: oneOf<RevocationCheck['status']>({
      good: true,
      revoked: true,
      unknown: true,
      unreachable: true,
      unusable: true,
    }),
    revokedAt: text,
    thisUpdate: text,
    nextUpdate: text,
    tookMs: number,
    note: text,
  },
  ['url', 'exchangeId', 'revokedAt', 'thisUpdate', 'nextUpdate', 'tookMs', 'note'],
);

const tls = record<TlsHandshake>(
  {
    serverName: text,
    protocol: text,
    cipher: text,
    alpn: text,
    chain: list(certificate),
    verification: record<NonNullable<TlsHandshake['verification']>>({ trusted: flag, code: text, nameMatches: flag }, [
      'code',
    ]),
    stapled: base64,
    built,
    revocation: list(revocation),
    startedMs: number,
    endedMs: number,
  },
  ['protocol', 'cipher', 'alpn', 'verification', 'stapled', 'built', 'revocation', 'endedMs'],
);

const end = record<NonNullable<Connection['remote']>>({ address: text, port: count });

const connection = record<Connection>(
  {
    id: id('c'),
    stepId: id('s'),
    scheme: oneOf<Connection['scheme']>({ http: true, https: true, tls: true }),
    host: text,
    port: count,
    addresses: list(text),
    remote: end,
    local: end,
    proxy: record<NonNullable<Connection['proxy']>>({ url: text, status: count, request: base64, response: base64 }, [
      'status',
      'request',
      'response',
    ]),
    resolvedMs: number,
    connectedMs: number,
    tls,
    failure,
    startedMs: number,
    endedMs: number,
  },
  ['remote', 'local', 'proxy', 'resolvedMs', 'connectedMs', 'tls', 'failure', 'endedMs'],
);

const ranges: Reader<readonly MaskedRange[]> = list(
  record<MaskedRange>({
    offset: count,
    length: count,
    kind: oneOf<SecretKind>({
      password: true,
      'ntlm-response': true,
      'web-ticket': true,
      'proof-key': true,
      'access-token': true,
      cookie: true,
      authorization: true,
      other: true,
    }),
  }),
);

const fits = (masked: readonly MaskedRange[], bytes: string): boolean => {
  const length = byteLengthOf(bytes);
  return masked.every((range) => range.offset + range.length <= length);
};

const anyBody = record<Body>(
  {
    decoded: base64,
    state: oneOf<Body['state']>({ none: true, complete: true, truncated: true, cut: true }),
    note: text,
    codings: list(text),
    masked: ranges,
  },
  ['note'],
);

const body: Reader<Body> = (value) => {
  const read = anyBody(value);
  if (!fits(read.masked, read.decoded)) throw new Damaged();
  return read;
};

const messageReaders = { wire: base64, headLength: count, headers: list(pair), body, masked: ranges };

/** Offsets point into the bytes they are of. */
function checked<T extends Message>(reader: Reader<T>): Reader<T> {
  return (value) => {
    const read = reader(value);
    if (read.headLength > byteLengthOf(read.wire) || !fits(read.masked, read.wire)) throw new Damaged();
    return read;
  };
}

const exchange = record<Exchange>(
  {
    id: id('x'),
    stepId: id('s'),
    connectionId: id('c'),
    request: checked(record<RequestMessage>({ ...messageReaders, method: text, url: text })),
    response: checked(record<ResponseMessage>({ ...messageReaders, status: count, reason: text, httpVersion: text })),
    sentMs: number,
    firstByteMs: number,
    expectedStatuses: list(count),
    failure,
    startedMs: number,
    endedMs: number,
  },
  ['connectionId', 'response', 'sentMs', 'firstByteMs', 'failure', 'endedMs'],
);

type SipStart = SipMessage['start'];

const startKinds: { readonly [K in SipStart['kind']]: Reader<Extract<SipStart, { readonly kind: K }>> } = {
  request: record<Extract<SipStart, { readonly kind: 'request' }>>({
    kind: literal('request'),
    method: text,
    uri: text,
  }),
  response: record<Extract<SipStart, { readonly kind: 'response' }>>({
    kind: literal('response'),
    status: count,
    reason: text,
  }),
};

const sipStart: Reader<SipStart> = (value) => {
  const isResponse = typeof value === 'object' && value !== null && Reflect.get(value, 'kind') === 'response';
  return isResponse ? startKinds.response(value) : startKinds.request(value);
};

const sipMessage = checked(
  record<SipMessage>(
    {
      ...messageReaders,
      id: id('m'),
      stepId: id('s'),
      connectionId: id('c'),
      direction: oneOf<SipMessage['direction']>({ sent: true, received: true }),
      atMs: number,
      start: sipStart,
      answersId: id('m'),
      expectedStatuses: list(count),
      signature: record<NonNullable<SipMessage['signature']>>({
        text,
        state: oneOf<NonNullable<SipMessage['signature']>['state']>({
          made: true,
          verified: true,
          wrong: true,
          missing: true,
        }),
      }),
      failure,
    },
    ['answersId', 'expectedStatuses', 'signature', 'failure'],
  ),
);

const decision = record<TrustDecision>({
  id: id('t'),
  stepId: id('s'),
  atMs: number,
  url: text,
  host: text,
  learnedFrom: record<TrustDecision['learnedFrom']>({ exchangeId: id('x'), field: text }, ['exchangeId']),
  basis: oneOf<TrustDecision['basis']>({
    'secure-source': true,
    'in-domain': true,
    'trusted-list': true,
    'user-option': true,
    'user-answer': true,
    typed: true,
    none: true,
  }),
  allowed: flag,
});

type OfType<K extends SessionEvent['type']> = Extract<SessionEvent, { readonly type: K }>;

const events: { readonly [K in SessionEvent['type']]: Reader<OfType<K>> } = {
  'session-started': record<OfType<'session-started'>>({ type: literal('session-started'), session: head }),
  'step-started': record<OfType<'step-started'>>({ type: literal('step-started'), step }),
  'step-ended': record<OfType<'step-ended'>>({ type: literal('step-ended'), step }),
  lookup: record<OfType<'lookup'>>({ type: literal('lookup'), lookup }),
  connection: record<OfType<'connection'>>({ type: literal('connection'), connection }),
  'exchange-started': record<OfType<'exchange-started'>>({ type: literal('exchange-started'), exchange }),
  'exchange-ended': record<OfType<'exchange-ended'>>({ type: literal('exchange-ended'), exchange }),
  'sip-message': record<OfType<'sip-message'>>({ type: literal('sip-message'), message: sipMessage }),
  trust: record<OfType<'trust'>>({ type: literal('trust'), decision }),
  'session-ended': record<OfType<'session-ended'>>({
    type: literal('session-ended'),
    outcome: oneOf<OfType<'session-ended'>['outcome']>({ completed: true, cancelled: true }),
    endedMs: number,
  }),
};

/** The event, or undefined when it is damaged or not one of ours. Never throws. */
export function readEvent(value: unknown): SessionEvent | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'type')) return undefined;
  const type: unknown = Reflect.get(value, 'type');
  const reader: Reader<SessionEvent> | undefined = isEventType(type) ? events[type] : undefined;
  if (reader === undefined) return undefined;
  try {
    return reader(value);
  } catch (error) {
    if (error instanceof Damaged) return undefined;
    throw error;
  }
}

function isEventType(type: unknown): type is SessionEvent['type'] {
  return typeof type === 'string' && Object.hasOwn(events, type);
}
