/** For every audit a session where it passes, one where it fails (with what it then says) and one where it does not apply. */
import type { FindingId } from '../../../shared/audits/explain.js';
import type { Session } from '../../../shared/session/model.js';
import { mcxCases } from './mcxCases.js';
import { modernCases } from './modernCases.js';
import { moreCases, type undecidable } from './moreCases.js';
import { Builder, domain, failure, type Facts } from './build.js';
import { dnsCases } from './dnsCases.js';
import { onlineCases } from './onlineCases.js';
import { serviceCases } from './serviceCases.js';
import { sipCases } from './sipCases.js';
import { tlsCases } from './tlsCases.js';
import { frontEndCases } from './frontEndCases.js';
import { meetingCases } from './meetingCases.js';
import { ucwaCases } from './ucwaCases.js';
import { nothing, rootDocument, walk, xmlType } from './walks.js';

export interface Case {
  /** null: that all is well can only be said by a walk that goes further. */
  readonly pass: Session | null;
  readonly fail: Session;
  /** All findings of judging `fail`. */
  readonly told: readonly string[];
  /** null: the audit applies to every session. */
  readonly notApplicable: Session | null;
}

const healthy = walk();
const empty = new Builder().session();
const inside = { location: 'inside' } as const;
const refused = failure('connect', 'connection_refused', 'Nothing listens there.');
const dead = { failure: refused };
const deadRoot = {
  answer: { failure: refused, status: undefined },
  connect: dead,
  step: { failure: refused, facts: [] },
};

/** Both root requests answered alike. */
function bothRoots(
  status: number,
  headers: readonly (readonly [string, string])[],
  body: string,
  code: 'unexpected_status' | 'unexpected_media_type' | 'malformed_document',
) {
  const step = { failure: failure('protocol', code, 'Not what was asked for.'), facts: [] };
  const root = { answer: { status, headers, body }, step };
  return { http: root, https: root, onlyRoot: true };
}

function broken(answer: { readonly failure: ReturnType<typeof failure>; readonly bodyState?: 'truncated' }) {
  const { failure: why } = answer;
  const root = {
    answer:
      answer.bodyState === undefined
        ? { ...answer, status: undefined }
        : {
            ...answer,
            status: 200,
            headers: [
              ['Content-Type', xmlType],
              ['Content-Length', '900'],
            ] as const,
            body: '<Autodisc',
          },
    step: { failure: why, facts: [] as Facts },
  };
  return { http: root, https: root, onlyRoot: true };
}

const untrusted = { trusted: false, code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', nameMatches: true };
const noCredential = { failure: failure('credential', 'unvalidated_tls'), facts: [] };

export const cases: Readonly<Record<Exclude<FindingId, (typeof undecidable)[number]>, Case>> = {
  ...modernCases,
  ...moreCases,
  ...tlsCases,
  ...dnsCases,
  ...sipCases,
  ...onlineCases,
  ...frontEndCases,
  ...ucwaCases,
  ...serviceCases,
  ...mcxCases,
  ...meetingCases,
  'dns-resolver-no-answer': {
    pass: healthy,
    ...noDns(failure('lookup', 'timeout', '192.0.2.53:53 did not answer.')),
    told: ['error dns-resolver-no-answer | The DNS resolver gave no answer | l1 answer, l2 answer'],
    notApplicable: empty,
  },
  'dns-no-discovery-records': {
    pass: healthy,
    ...noDns(nothing),
    told: ['error dns-no-discovery-records | No discovery record exists for contoso.com | l2 answer, l1 answer'],
    notApplicable: empty,
  },
  'dns-lyncdiscover-missing-srv-ok': {
    pass: healthy,
    ...noDns(nothing, (builder) => {
      const step = builder.step('dns.srv');
      builder.lookup(step, `_sip._tls.${domain}`, 'SRV', ['0 0 443 sip.contoso.com']);
    }),
    told: [
      'error dns-lyncdiscover-missing-srv-ok | Only SIP records exist: lyncdiscover is missing | l2 answer, l1 answer, l3 answer',
    ],
    notApplicable: empty,
  },
  'dns-internal-record-missing': {
    pass: walk({ target: inside }),
    fail: insideWithoutInternalName(),
    told: [
      'error dns-internal-record-missing | lyncdiscoverinternal is missing inside the network | l1 answer, x1 response.body:AccessLocation="External", l2 answer',
    ],
    notApplicable: healthy,
  },
  'dns-internal-record-public': {
    pass: healthy,
    fail: walk({ internalAddresses: ['10.1.1.5'] }),
    told: ['warning dns-internal-record-public | lyncdiscoverinternal can be resolved outside | l1 answer'],
    notApplicable: walk({ target: inside }),
  },
  'dns-internal-record-points-outside': {
    pass: walk({ target: inside }),
    fail: walk({
      target: inside,
      https: {
        answer: {
          status: 200,
          headers: [['Content-Type', xmlType]],
          body: rootDocument('External', 'webext.contoso.com'),
        },
        step: {
          facts: [
            ['document', 'xml-root'],
            ['access-location', 'External'],
          ],
        },
      },
    }),
    told: [
      'warning dns-internal-record-points-outside | lyncdiscoverinternal leads to the external web site | x2 response.body:AccessLocation="External", l1 answer',
    ],
    notApplicable: healthy,
  },
  'hybrid-dns-points-to-cloud': {
    pass: healthy,
    fail: pointsToCloud(),
    told: ['error hybrid-dns-points-to-cloud | DNS sends discovery to Microsoft 365 | l1 answer'],
    notApplicable: walk({ target: inside }),
  },
  'dns-web-host-missing': {
    pass: healthy,
    fail: webHostMissing(),
    told: ['error dns-web-host-missing | No such name: webext.contoso.com | c3 lookup, x3 request'],
    notApplicable: empty,
  },
  'net-443-web-closed': {
    pass: healthy,
    fail: walk({ http: deadRoot, https: deadRoot, onlyRoot: true }),
    told: ['error net-443-web-closed | lyncdiscover.contoso.com:443 cannot be reached | c2 connect'],
    notApplicable: empty,
  },
  'net-slow-answer': {
    pass: healthy,
    fail: walk(broken({ failure: failure('response', 'timeout', 'No answer within 10 s.') })),
    told: [
      'error net-slow-answer | lyncdiscover.contoso.com accepts the connection but does not answer in time | x2 timing, x1 timing',
    ],
    notApplicable: empty,
  },
  'net-connection-reset': {
    pass: healthy,
    fail: walk(broken({ failure: failure('response', 'connection_reset', 'The connection was reset.') })),
    told: [
      'error net-connection-reset | The connection to lyncdiscover.contoso.com is cut before an answer comes | x2 timing, x1 timing',
    ],
    notApplicable: empty,
  },
  'proxy-auth-required': {
    pass: walk({ https: { connect: { proxy: { url: 'http://proxy:8080', status: 200 } } } }),
    fail: behindProxy(),
    told: ['error proxy-auth-required | The outbound proxy asks for a sign-in of its own | c1 proxy'],
    notApplicable: healthy,
  },
  'proxy-connection-failed': {
    pass: walk({ https: { connect: { proxy: { url: 'http://proxy:8080', status: 200 } } } }),
    fail: proxyIsGone(),
    told: ['error proxy-connection-failed | The proxy http://proxy:8080 cannot be reached | c1 proxy'],
    notApplicable: healthy,
  },
  'tls-version-mismatch': {
    pass: healthy,
    fail: handshakeFails(failure('handshake', 'tls_alert', 'Alert 70, protocol_version.')),
    told: ['error tls-version-mismatch | lyncdiscover.contoso.com: TLS negotiation is refused | c2 tls'],
    notApplicable: empty,
  },
  'tls-handshake-failed': {
    pass: healthy,
    fail: handshakeFails(failure('handshake', 'tls_failed', 'What came is not TLS.')),
    told: ['error tls-handshake-failed | lyncdiscover.contoso.com: the TLS handshake fails | c2 tls'],
    notApplicable: empty,
  },
  'tls-name-mismatch': {
    pass: healthy,
    fail: walk({
      https: {
        connect: {
          verification: { trusted: true, nameMatches: false },
          certificate: { subjectAltNames: ['DNS:webext.contoso.com'] },
        },
      },
    }),
    told: ['error tls-name-mismatch | The certificate does not contain lyncdiscover.contoso.com | c2 tls.chain.0'],
    notApplicable: empty,
  },
  'tls-expired': {
    pass: healthy,
    fail: walk({
      https: {
        connect: {
          verification: { trusted: false, code: 'CERT_HAS_EXPIRED', nameMatches: true },
          certificate: { notAfter: '2026-11-19T00:00:00.000Z' },
        },
      },
    }),
    told: [
      'error tls-expired | The certificate of lyncdiscover.contoso.com has expired | c2 tls.chain.0, x2 response.headers.Date',
    ],
    notApplicable: empty,
  },
  'tls-expires-soon': {
    pass: healthy,
    fail: walk({ https: { connect: { certificate: { notAfter: '2026-12-11T14:32:07.000Z' } } } }),
    told: ['warning tls-expires-soon | The certificate of lyncdiscover.contoso.com ends in 21 days | c2 tls.chain.0'],
    notApplicable: empty,
  },
  'tls-untrusted-root': {
    pass: healthy,
    fail: walk({
      https: { connect: { verification: untrusted } },
      web: { verification: untrusted },
      mex: noCredential,
      ticket: { step: noCredential, answers: [] },
      ticketUser: { step: noCredential },
      token: { step: noCredential },
      oauthUser: { step: noCredential },
    }),
    told: [
      'error tls-untrusted-root | The certificate of lyncdiscover.contoso.com comes from an authority this computer does not trust | c2 tls.chain.0',
      'error tls-untrusted-root | The certificate of webext.contoso.com comes from an authority this computer does not trust | c3 tls.chain.0',
    ],
    notApplicable: empty,
  },
  'tls-missing-intermediate': {
    pass: healthy,
    fail: walk({
      https: { connect: { verification: untrusted, certificate: { issuer: "CN=R11,O=Let's Encrypt,C=US" } } },
    }),
    told: [
      'error tls-missing-intermediate | lyncdiscover.contoso.com does not send the intermediate certificate | c2 tls.chain.0',
    ],
    notApplicable: empty,
  },
  'rp-wrong-port-bridging': {
    pass: healthy,
    fail: bridged(),
    told: [
      'error rp-wrong-port-bridging | The reverse proxy sends outside clients to the internal web site | x2 response.body:AccessLocation="Internal", x1 response.body:AccessLocation="Internal", c3 connect',
    ],
    notApplicable: walk({ target: inside }),
  },
  'rp-preauth': {
    pass: healthy,
    fail: walk(bothRoots(401, [['WWW-Authenticate', 'Basic realm="proxy"']], '', 'unexpected_status')),
    told: [
      'error rp-preauth | lyncdiscover.contoso.com asks for a sign-in before discovery | x2 response.headers.WWW-Authenticate, x1 response.headers.WWW-Authenticate',
    ],
    notApplicable: empty,
  },
  'discovery-root-missing': {
    pass: healthy,
    fail: walk(bothRoots(404, [], 'Not Found', 'unexpected_status')),
    told: [
      'error discovery-root-missing | lyncdiscover.contoso.com has no root document (404) | x2 response.status, x1 response.status',
    ],
    notApplicable: empty,
  },
  'discovery-unexpected-status': {
    pass: healthy,
    fail: walk(bothRoots(503, [], 'Service Unavailable', 'unexpected_status')),
    told: [
      'error discovery-unexpected-status | lyncdiscover.contoso.com answers the request for the root document with 503 | x2 response.status, x1 response.status',
    ],
    notApplicable: empty,
  },
  'discovery-html-answer': {
    pass: healthy,
    fail: walk(
      bothRoots(200, [['Content-Type', 'text/html']], '<html><title>Parked</title></html>', 'unexpected_media_type'),
    ),
    told: [
      'error discovery-html-answer | lyncdiscover.contoso.com answers with a web page instead of the root document | x2 response.headers.Content-Type, x2 response.body:<title>Parked</title>, x1 response.headers.Content-Type, x1 response.body:<title>Parked</title>',
    ],
    notApplicable: empty,
  },
  'discovery-malformed-document': {
    pass: healthy,
    fail: walk(bothRoots(200, [['Content-Type', xmlType]], '<AutodiscoverResponse><Root>', 'malformed_document')),
    told: [
      'error discovery-malformed-document | The answer of lyncdiscover.contoso.com cannot be read as a document | x2 response.body, x1 response.body',
    ],
    notApplicable: empty,
  },
  'http-answer-too-large': {
    pass: healthy,
    fail: walk(broken({ failure: failure('limit', 'too_large', 'It was cut.'), bodyState: 'truncated' })),
    told: [
      'error http-answer-too-large | The answer of lyncdiscover.contoso.com is longer than Lyncscope reads | x2 response.body, x1 response.body',
    ],
    notApplicable: empty,
  },
  'http-malformed-answer': {
    pass: healthy,
    fail: walk(broken({ failure: failure('parse', 'malformed_http', 'It is not HTTP.'), bodyState: 'truncated' })),
    told: [
      'error http-malformed-answer | lyncdiscover.contoso.com does not answer in HTTP | x2 response.body, x1 response.body',
    ],
    notApplicable: empty,
  },
  'http-truncated-body': {
    pass: healthy,
    fail: walk(
      broken({ failure: failure('response', 'truncated_body', 'The body ended early.'), bodyState: 'truncated' }),
    ),
    told: [
      'error http-truncated-body | The answer of lyncdiscover.contoso.com breaks off in the middle | x2 response.body, x2 response.headers.Content-Length, x1 response.body, x1 response.headers.Content-Length',
    ],
    notApplicable: empty,
  },
  'discovery-redirect-loop': {
    pass: healthy,
    fail: loop(),
    told: [
      'error discovery-redirect-loop | Redirects go round in a circle | x4 response.body:"Redirect", x3 response.body:"Redirect", x1 response.body:"Redirect", s10 failure',
    ],
    notApplicable: empty,
  },
  'discovery-http-links': {
    pass: healthy,
    fail: walk({
      onlyRoot: true,
      https: {
        answer: {
          status: 200,
          headers: [['Content-Type', xmlType]],
          body: rootDocument('External', 'webext.contoso.com', 'http'),
        },
        step: {
          failure: failure('trust', 'insecure_link', 'The User link is http://.'),
          facts: [['link', 'User http://webext.contoso.com/Autodiscover/AutodiscoverService.svc/root/user']],
        },
      },
    }),
    told: [
      'error discovery-http-links | lyncdiscover.contoso.com hands out http:// links for the sign-in | x2 response.body:http://webext.contoso.com/Autodiscover/AutodiscoverService.svc/root/user',
    ],
    notApplicable: empty,
  },
  'trust-model-prompt': {
    pass: walk({ then: (builder) => builder.trust('s9', 'https://webext.contoso.com/', 'x1', 'Link Redirect', true) }),
    fail: foreignRedirect(),
    told: [
      'error trust-model-prompt | The servers point to web.hoster.example, outside contoso.com | x1 response.body:web.hoster.example',
      'warning net-443-web-closed | lyncdiscover.contoso.com:443 cannot be reached | c2 connect',
    ],
    notApplicable: healthy,
  },
  'time-skew': {
    pass: healthy,
    fail: skewed(),
    told: [
      "error time-skew | The clock of lyncdiscover.contoso.com is 37 minutes ahead of this computer's | x1 response.headers.Date",
    ],
    notApplicable: empty,
  },
  'auth-webticket-no-windows-auth': {
    pass: healthy,
    fail: walk({
      target: { signIn: 'web-ticket' },
      mex: {
        failure: failure('protocol', 'no_common_binding'),
        facts: [['binding', 'WsFedBearer https://webext.contoso.com/x']],
      },
      ticket: { step: { outcome: 'skipped' }, answers: [] },
      ticketUser: { step: { outcome: 'skipped', facts: [] } },
      token: { step: { outcome: 'skipped' } },
      oauthUser: { step: { outcome: 'skipped', facts: [] } },
    }),
    told: [
      'error auth-webticket-no-windows-auth | The web ticket service of webext.contoso.com does not offer NTLM or Negotiate | x4 response.body',
    ],
    notApplicable: empty,
  },
  'auth-bad-credentials': {
    pass: healthy,
    fail: walk({
      ticket: {
        step: { failure: failure('credential', 'credential_refused', 'Refused.') },
        answers: [
          { status: 401, headers: [['WWW-Authenticate', 'NTLM']] },
          { status: 401, headers: [['WWW-Authenticate', 'NTLM TlRMTVNTUAAC']] },
          { status: 401, headers: [['WWW-Authenticate', 'NTLM']] },
        ],
      },
      ...afterRefusal(),
    }),
    told: [
      'error auth-bad-credentials | The server refused the user name or password | x7 response.headers.WWW-Authenticate',
    ],
    notApplicable: walk({ target: { hasPassword: false } }),
  },
  'auth-user-not-sip-enabled': {
    pass: healthy,
    fail: walk({
      target: { userName: 'CONTOSO\\lenea' },
      ticket: {
        step: { failure: failure('credential', 'not_enabled', 'Not enabled.') },
        answers: [
          {
            status: 403,
            headers: [['X-Ms-diagnostics', '28000;source="fe.contoso.com";reason="User is not SIP enabled."']],
          },
        ],
      },
      ...afterRefusal(),
    }),
    told: [
      'error auth-user-not-sip-enabled | CONTOSO\\lenea is not enabled for Lync or Skype for Business | x5 response.headers.X-Ms-diagnostics',
    ],
    notApplicable: walk({ target: { hasPassword: false } }),
  },
  'auth-grant-not-allowed': {
    pass: healthy,
    fail: walk({
      target: { signIn: 'oauth' },
      token: {
        step: { failure: failure('protocol', 'grant_not_allowed') },
        answer: { status: 400, body: '{"error":"unsupported_grant_type"}' },
      },
      ticket: { step: { outcome: 'skipped' }, answers: [] },
      ticketUser: { step: { outcome: 'skipped', facts: [] } },
      oauthUser: { step: { outcome: 'skipped', facts: [] } },
    }),
    told: [
      'error auth-grant-not-allowed | The server does not allow this kind of OAuth sign-in | x6 response.body:"error":"unsupported_grant_type", s16 failure',
    ],
    notApplicable: empty,
  },
  'auth-passive-required': {
    pass: healthy,
    fail: walk({
      token: {
        step: { failure: failure('credential', 'no_credential') },
        answer: { status: 400, body: '{"error":"invalid_grant","ms_rtc_passiveauthuri":"https:\\/\\/x"}' },
      },
      ticket: { step: { outcome: 'skipped' }, answers: [] },
      ticketUser: { step: { outcome: 'skipped', facts: [] } },
      oauthUser: { step: { outcome: 'skipped', facts: [] } },
    }),
    told: [
      'error auth-passive-required | The server asks for a sign-in in the browser | x6 response.body:"ms_rtc_passiveauthuri"',
    ],
    notApplicable: empty,
  },
  'hybrid-user-homed-online': {
    pass: healthy,
    fail: homedOnline(),
    told: [
      'error hybrid-user-homed-online | lenea@contoso.com is homed online | x8 response.body:webdir.online.lync.com, s13 outcome',
    ],
    notApplicable: walk({ target: { hasPassword: false } }),
  },
  'pool-2010-json-406': {
    pass: jsonAsked(200),
    fail: jsonAsked(406),
    told: ['info pool-2010-json-406 | The pool is Lync Server 2010: no JSON, no OAuth | x12 response.status'],
    notApplicable: healthy,
  },
  'server-name-disclosed': {
    pass: healthy,
    fail: walk({
      web: {},
      ticketUser: { answer: { status: 200, headers: [['X-MS-Server-Fqdn', 'fe01.contoso.local']] } },
    }),
    told: [
      'info server-name-disclosed | Answers show an internal server name to the Internet | x8 response.headers.X-MS-Server-Fqdn',
    ],
    notApplicable: walk({ target: inside }),
  },
  'step-unexplained': {
    pass: healthy,
    fail: walk({
      then: (builder) => {
        const step = builder.step('domain', {
          side: 'external',
          title: 'Ask for the domain document',
          failure: failure('protocol', 'unexpected_status', 'The answer is 500.'),
        });
        builder.ask(step, 'https://webext.contoso.com/domain', { status: 500 });
      },
    }),
    told: [
      'warning step-unexplained | A step failed without stopping the sign-in: "Ask for the domain document" | x12 response.status, s18 outcome',
    ],
    notApplicable: walk({ outcome: 'cancelled' }),
  },
  'walk-unfinished': {
    pass: healthy,
    fail: walk({ outcome: 'cancelled' }),
    told: ['warning walk-unfinished | The walk was stopped before its end | s17 outcome'],
    notApplicable: null,
  },
  'sign-in-incomplete': {
    pass: healthy,
    fail: walk({
      ticketUser: {
        step: {
          title: 'Ask for the user document',
          failure: failure('protocol', 'unexpected_status', 'The answer is 500.'),
          facts: [],
        },
        answer: { status: 500, reason: 'Internal Server Error' },
      },
      token: { step: { outcome: 'skipped' } },
      oauthUser: { step: { outcome: 'skipped', facts: [] } },
    }),
    told: [
      'error sign-in-incomplete | The sign-in stopped at the step "Ask for the user document" | x8 response.status, s13 outcome',
    ],
    notApplicable: walk({ outcome: 'running' }),
  },
};

/** After the first refusal nothing more is sent. */
function afterRefusal() {
  const skipped = { step: { outcome: 'skipped', facts: [] } } as const;
  return { ticketUser: skipped, token: skipped, oauthUser: skipped };
}

function noDns(answer: ReturnType<typeof failure>, then?: (builder: Builder) => void): { readonly fail: Session } {
  const builder = new Builder({ hasPassword: true });
  const step = builder.step('dns.discovery-name', { failure: answer });
  builder.lookup(step, `lyncdiscoverinternal.${domain}`, 'A', answer);
  builder.lookup(step, `lyncdiscover.${domain}`, 'A', answer);
  then?.(builder);
  return { fail: builder.session() };
}

function insideWithoutInternalName(): Session {
  const builder = new Builder({ ...inside });
  const dns = builder.step('dns.discovery-name', { failure: nothing });
  builder.lookup(dns, `lyncdiscoverinternal.${domain}`, 'A', nothing);
  builder.lookup(dns, `lyncdiscover.${domain}`, 'A', ['203.0.113.24']);
  const root = builder.step('root.https', {
    side: 'external',
    facts: [
      ['document', 'xml-root'],
      ['access-location', 'External'],
    ],
  });
  builder.ask(root, `https://lyncdiscover.${domain}/`, {
    status: 200,
    headers: [['Content-Type', xmlType]],
    body: rootDocument('External', 'webext.contoso.com'),
  });
  const challenge = builder.step('web-ticket.challenge', { side: 'external' });
  builder.ask(challenge, 'https://webext.contoso.com/user', { status: 401 });
  return builder.session();
}

function pointsToCloud(): Session {
  const builder = new Builder({ hasPassword: true });
  const step = builder.step('dns.discovery-name');
  builder.lookup(step, `lyncdiscover.${domain}`, 'A', ['webdir.online.lync.com'], 'CNAME');
  builder.lookup(step, `lyncdiscover.${domain}`, 'A', ['52.112.0.1']);
  return builder.session();
}

function webHostMissing(): Session {
  return walk({
    onlyRoot: true,
    then: (builder) => {
      const step = builder.step('web-ticket.challenge', { side: 'external', failure: nothing });
      const connection = builder.connection(step, 'https://webext.contoso.com/', { failure: nothing, addresses: [] });
      builder.exchange(step, 'https://webext.contoso.com/user', { failure: nothing, connection });
    },
  });
}

function behindProxy(): Session {
  const builder = new Builder({ hasPassword: true, proxy: 'http://proxy:8080' });
  const wants = failure('proxy', 'proxy_authentication_required', 'The proxy answered 407.');
  const step = builder.step('root.https', { side: 'external', failure: wants });
  builder.connection(step, `https://lyncdiscover.${domain}/`, {
    failure: wants,
    proxy: { url: 'http://proxy:8080', status: 407 },
  });
  return builder.session();
}

function proxyIsGone(): Session {
  const builder = new Builder({ hasPassword: true, proxy: 'http://proxy:8080' });
  const gone = failure('proxy', 'connection_refused', 'The proxy refused the connection.');
  const step = builder.step('root.https', { side: 'external', failure: gone });
  builder.connection(step, `https://lyncdiscover.${domain}/`, { failure: gone, proxy: { url: 'http://proxy:8080' } });
  return builder.session();
}

function handshakeFails(why: ReturnType<typeof failure>): Session {
  return walk({
    http: deadRoot,
    https: {
      answer: { failure: why, status: undefined },
      connect: { failure: why, tls: null },
      step: { failure: why, facts: [] },
    },
    onlyRoot: true,
  });
}

function bridged(): Session {
  const answer = {
    status: 200,
    headers: [['Content-Type', xmlType]] as const,
    body: rootDocument('Internal', 'webint.contoso.local'),
  };
  const step = {
    facts: [
      ['document', 'xml-root'],
      ['access-location', 'Internal'],
    ] as Facts,
  };
  return walk({
    http: { answer, step },
    https: { answer, step },
    onlyRoot: true,
    then: (builder) => {
      const next = builder.step('web-ticket.challenge', { side: 'external', failure: nothing });
      builder.connection(next, 'https://webint.contoso.local/', { failure: nothing });
      builder.trust(next, 'https://webint.contoso.local/', 'x1', 'Link User', false);
    },
  });
}

function loop(): Session {
  return walk({
    onlyRoot: true,
    https: { step: { facts: [] }, answer: { status: 200, headers: [['Content-Type', xmlType]], body: '' } },
    then: (builder) => {
      for (const host of ['webext', 'dir']) {
        const hop = builder.step('root.redirect', {
          side: 'external',
          facts: [['redirect-to', `https://${host === 'dir' ? 'webext' : 'dir'}.contoso.com/root`]],
          ...(host === 'dir'
            ? { failure: failure('limit', 'redirect_loop', 'https://webext.contoso.com/root came twice.') }
            : {}),
        });
        builder.ask(hop, `https://${host}.contoso.com/root`, {
          status: 200,
          headers: [['Content-Type', xmlType]],
          body: '<Root><Link token="Redirect" href="x"/></Root>',
        });
      }
    },
  });
}

function foreignRedirect(): Session {
  const target = 'https://web.hoster.example/Autodiscover/AutodiscoverService.svc/root';
  const stopped = failure('trust', 'untrusted_host', 'web.hoster.example is not known.');
  return walk({
    onlyRoot: true,
    http: {
      answer: {
        status: 200,
        headers: [['Content-Type', xmlType]],
        body: `<Root><Link token="Redirect" href="${target}"/></Root>`,
      },
      step: { facts: [['redirect-to', target]] },
    },
    https: deadRoot,
    then: (builder) => {
      const trust = builder.step('trust', { side: 'external', failure: stopped });
      builder.trust(trust, target, 'x1', 'Link Redirect', false);
    },
  });
}

function skewed(): Session {
  return walk({
    http: { answer: { status: 200, headers: [['Content-Type', xmlType]], body: '<x/>', skew: 2220 } },
    https: {
      answer: {
        status: 200,
        headers: [['Content-Type', xmlType]],
        body: rootDocument('External', 'webext.contoso.com'),
        skew: 2220,
      },
    },
    onlyRoot: true,
  });
}

function homedOnline(): Session {
  const target = 'https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root';
  return walk({
    ticketUser: {
      step: {
        facts: [
          ['document', 'redirect'],
          ['redirect-to', target],
        ],
      },
      answer: { status: 200, body: `<User><Link token="Redirect" href="${target}"/></User>` },
    },
    token: { step: { outcome: 'skipped' } },
    oauthUser: { step: { outcome: 'skipped', facts: [] } },
  });
}

function jsonAsked(status: number): Session {
  return walk({
    then: (builder) => {
      const step = builder.step('root.json', {
        side: 'external',
        ...(status === 200 ? {} : { failure: failure('protocol', 'unexpected_status') }),
      });
      builder.ask(step, 'https://webext.contoso.com/', { requestHeaders: [['Accept', 'application/json']], status });
    },
  });
}
