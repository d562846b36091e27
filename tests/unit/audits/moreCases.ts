/** Cases of the audits that came with the knowledge base; same shape as in cases.ts. */
import type { ClientKind, Session } from '../../../shared/session/model.js';
import { Builder, domain, failure, type AnswerOptions } from './build.js';
import { walk, type WalkOptions } from './walks.js';

const healthy = walk();
const empty = new Builder().session();
const web = `webext.${domain}`;
const refused = failure('connect', 'connection_refused', 'Nothing listens there.');
const noName = failure('lookup', 'name_not_found', 'No such name.');
const inside = { target: { location: 'inside' } } as const;
const skippedOAuth = {
  token: { step: { outcome: 'skipped' } },
  oauthUser: { step: { outcome: 'skipped', facts: [] } },
} as const;
const noTicket = {
  ticket: { step: { outcome: 'skipped' }, answers: [] },
  ticketUser: { step: { outcome: 'skipped', facts: [] } },
} as const;

/** A walk with one more exchange in its last step's place. */
function asking(url: string, answer: AnswerOptions, options: WalkOptions = {}): Session {
  return walk({
    ...options,
    then: (builder) => builder.ask(builder.step('services', { side: 'external' }), url, answer),
  });
}

const coded = (status: number, value: string): Session =>
  asking(`https://${web}/x`, { status, headers: [['ms-diagnostics', value]] });

/** Inside, the published side is walked too. */
function published(state: 'fine' | 'nameless' | 'closed'): Session {
  return walk({
    ...inside,
    then: (builder) => {
      const domainStep = builder.step('domain', {
        side: 'internal',
        facts: [['link', `External/Autodiscover https://${web}/Autodiscover/AutodiscoverService.svc/root`]],
      });
      const step = builder.step('root.redirect', { side: 'external' });
      const url = `https://${web}/`;
      if (state === 'nameless') {
        builder.lookup(domainStep, web, 'A', noName);
        builder.connection(step, url, { failure: noName, addresses: [] });
      } else builder.connection(step, url, state === 'closed' ? { failure: refused } : {});
    },
  });
}

function withSrv(data: string, options: { readonly edge?: boolean; readonly uses?: readonly string[] } = {}): Session {
  return walk({
    then: (builder) => {
      builder.lookup(builder.step('dns.srv'), `_sip._tls.${domain}`, 'SRV', [data]);
      const step = builder.step('domain', { facts: [['sip-server', `SipClientExternalAccess sip.${domain}:443`]] });
      if (options.edge === true)
        builder.connection(step, `https://sip.${domain}`, {
          certificate: { extendedKeyUsages: options.uses ?? ['serverAuth', 'clientAuth'] },
        });
    },
  });
}

const modernOnly: WalkOptions = {
  mex: { facts: [['binding', `WsFedBearer https://${web}/x`]], failure: failure('protocol', 'no_common_binding') },
  oauth: {
    facts: [
      ['oauth-grant', 'urn:microsoft.rtc:anonmeeting'],
      ['authorization-uri', 'https://login.example.com/authorize'],
    ],
  },
  ...noTicket,
  ...skippedOAuth,
};

/** The current user was chosen: how the tickets went. */
export const withTicket = (states: readonly string[]): Session => {
  const facts = states.map((state) => ['kerberos-ticket', `HTTP/${web} ${state}`] as const);
  if (states.every((state) => state === 'granted'))
    return walk({ target: { currentUser: true }, ticket: { step: { facts } } });
  const why =
    states.at(-1) === 'refused' ? failure('protocol', 'unexpected_status') : failure('credential', 'no_credential');
  const offer = { status: 401, headers: [['WWW-Authenticate', 'Negotiate']] } as const;
  return walk({
    target: { currentUser: true },
    ticket: { step: { facts, failure: why }, answers: states.length > 1 ? [offer, offer] : [offer] },
    ticketUser: { step: { outcome: 'skipped', facts: [] } },
    ...skippedOAuth,
  });
};

const ticketOf = (issuer: string, user: string, accepted: boolean): Session =>
  walk({
    ...skippedOAuth,
    ticket: { answers: [{ status: 200, headers: [['X-MS-Server-Fqdn', issuer]], body: '<ok/>' }] },
    ticketUser: {
      ...(accepted ? {} : { step: { failure: failure('protocol', 'unexpected_status'), facts: [] } }),
      answer: accepted
        ? { status: 200, headers: [['X-MS-Server-Fqdn', user]] }
        : {
            status: 401,
            headers: [
              ['X-MS-Server-Fqdn', user],
              ['X-Ms-diagnostics', '28072;source="fe";reason="The web ticket could not be verified."'],
            ],
          },
    },
  });

function servers(second: number): Session {
  return walk({
    then: (builder) => {
      const step = builder.step('services', { side: 'external' });
      builder.ask(step, `https://${web}/a`, { status: 200, headers: [['X-MS-Server-Fqdn', 'fe1.contoso.local']] });
      builder.ask(step, `https://${web}/b`, { status: second, headers: [['X-MS-Server-Fqdn', 'fe2.contoso.local']] });
    },
  });
}

function mobile(links: readonly string[]): Session {
  const facts = [['document', 'user'] as const, ...links.map((link) => ['link', link] as const)];
  return walk({ ticketUser: { step: { facts } }, oauthUser: { step: { facts } } });
}

const lost = [
  { status: 411, requestHeaders: [['Content-Length', '812']] as const, reason: 'Length Required' },
] as const;
const failedTicket = { step: { failure: failure('protocol', 'unexpected_status') } };

/** A walk as one kind of client, of a user whose document names UCWA and no Mcx. */
function asClient(client: ClientKind): Session {
  const session = mobile([`External/Ucwa https://${web}/ucwa/v1/applications`]);
  return { ...session, target: { ...session.target, client } };
}

export const moreCases = {
  'dns-split-brain-external-fqdn-inside': {
    pass: published('fine'),
    fail: published('nameless'),
    told: [`warning dns-split-brain-external-fqdn-inside | Inside, ${web} cannot be resolved | l5 answer, c10 lookup`],
    notApplicable: healthy,
  },
  'net-hairpin-blocked': {
    pass: published('fine'),
    fail: published('closed'),
    told: [`warning net-hairpin-blocked | From inside, ${web} cannot be reached | c10 connect`],
    notApplicable: healthy,
  },
  'dns-srv-domain-mismatch': {
    pass: withSrv(`0 0 443 sip.${domain}`),
    fail: withSrv('0 0 443 edge.fabrikam.example'),
    told: [
      `warning dns-srv-domain-mismatch | The SRV record _sip._tls.${domain} points to edge.fabrikam.example | l5 answer`,
    ],
    notApplicable: healthy,
  },
  'net-access-edge-blocked': {
    pass: withSrv(`0 0 443 sip.${domain}`, { edge: true }),
    fail: withSrv(`0 0 5061 sip.${domain}`),
    told: [
      `warning net-access-edge-blocked | _sip._tls.${domain} names port 5061, the servers name 443 | l5 answer, s19 outcome`,
    ],
    notApplicable: healthy,
  },
  'edge-cert-no-clientauth': {
    pass: withSrv(`0 0 443 sip.${domain}`, { edge: true }),
    fail: withSrv(`0 0 443 sip.${domain}`, { edge: true, uses: ['serverAuth'] }),
    told: ['info edge-cert-no-clientauth | The certificate of the Access Edge is for servers only | c10 tls.chain.0'],
    notApplicable: healthy,
  },
  'rp-host-header': {
    pass: healthy,
    fail: walk({
      https: {
        answer: { status: 404, headers: [], body: '' },
        step: { failure: failure('protocol', 'unexpected_status'), facts: [] },
      },
      then: (builder) => {
        const step = builder.step('root.redirect', {
          side: 'external',
          facts: [['document', 'xml-root']],
        });
        builder.ask(step, `https://${web}/Autodiscover/AutodiscoverService.svc/root`, {
          status: 200,
          headers: [['Content-Type', 'application/vnd.microsoft.rtc.autodiscover+xml; v=1']],
          body: '<AutodiscoverResponse/>',
        });
      },
    }),
    told: [
      `warning rp-host-header | lyncdiscover.${domain} does not lead to discovery, its full path does | x2 response.status, x12 response.status`,
    ],
    notApplicable: empty,
  },
  'rp-breaks-post': {
    pass: healthy,
    fail: walk({
      ticket: { ...failedTicket, answers: lost },
      ticketUser: { step: { outcome: 'skipped', facts: [] } },
      ...skippedOAuth,
    }),
    told: [
      'error rp-breaks-post | The length of the ticket request is lost on the way | x5 response.status, x5 request.headers.Content-Length',
    ],
    notApplicable: empty,
  },
  'ems-mitigation': {
    pass: healthy,
    fail: asking(`https://${web}/abs/handler`, { status: 503, reason: 'Service Unavailable' }),
    told: [`warning ems-mitigation | Everything under ${web}/abs is answered with 503 | x12 response.status`],
    notApplicable: empty,
  },
  'one-bad-front-end': {
    pass: servers(200),
    fail: servers(500),
    told: [
      'warning one-bad-front-end | fe2.contoso.local answers with errors, other servers of the pool do not | x13 response.status, x13 response.headers.X-MS-Server-Fqdn',
      'info server-name-disclosed | Answers show an internal server name to the Internet | x12 response.headers.X-MS-Server-Fqdn, x13 response.headers.X-MS-Server-Fqdn',
    ],
    notApplicable: healthy,
  },
  'ucwa-500-after-recycle': {
    pass: asking(`https://${web}/ucwa/v1/applications`, { method: 'POST', status: 201 }),
    fail: asking(`https://${web}/ucwa/v1/applications`, { method: 'POST', status: 500 }),
    told: ['warning ucwa-500-after-recycle | UCWA answers with an internal error | x12 response.status'],
    notApplicable: empty,
  },
  'mobility-policy-off': {
    pass: asking(`https://${web}/ucwa/v1/applications`, { method: 'POST', status: 201 }),
    fail: asking(`https://${web}/ucwa/v1/applications`, { method: 'POST', status: 403 }),
    told: ['warning mobility-policy-off | Mobile clients are not allowed for this user | x12 response.status'],
    notApplicable: walk({ target: { hasPassword: false } }),
  },
  'certprov-fails': {
    pass: asking(`https://${web}/CertProv/CertProvisioningService.svc`, { method: 'POST', status: 200 }),
    fail: asking(`https://${web}/CertProv/CertProvisioningService.svc`, { method: 'POST', status: 500 }),
    told: ['warning certprov-fails | A client certificate cannot be had | x12 response.status'],
    notApplicable: empty,
  },
  'cors-origin-refused': {
    pass: asking(`https://${web}/ucwa/x`, { status: 200, requestHeaders: [['Origin', 'https://page.example']] }),
    fail: asking(`https://${web}/ucwa/x`, {
      status: 403,
      reason: 'Service does not allow a cross domain request from this origin',
      requestHeaders: [['Origin', 'https://page.example']],
    }),
    told: [
      'warning cors-origin-refused | The servers refuse calls from this web application | x12 response.status, x12 request.headers.Origin',
    ],
    notApplicable: healthy,
  },
  'client-version-blocked': {
    pass: null,
    fail: asking(`https://${web}/ucwa/v1/applications`, { status: 403, body: '{"subcode":"UserAgentNotAllowed"}' }),
    told: [
      'warning client-version-blocked | The server refuses the client name and version that Lyncscope gives | x12 response.body:UserAgentNotAllowed, x12 response.status',
    ],
    notApplicable: empty,
  },
  'edge-next-hop': {
    pass: null,
    fail: coded(504, '1010;reason="Certificate trust with next-hop server could not be established";source="edge"'),
    told: [
      'warning edge-next-hop | The Edge cannot reach or does not trust the next server | x12 response.headers.ms-diagnostics, x12 response.status',
    ],
    notApplicable: walk(inside),
  },
  'registrar-no-quorum': {
    pass: null,
    fail: coded(503, '1;reason="Service unavailable"'),
    told: [
      'warning registrar-no-quorum | The registrar of the pool does not serve this user | x12 response.headers.ms-diagnostics, x12 response.status',
    ],
    notApplicable: empty,
  },
  'auth-remote-access-disabled': {
    pass: null,
    fail: coded(403, '4003;reason="From URI not enabled for remote access"'),
    told: [
      'warning auth-remote-access-disabled | The user may not sign in from outside | x12 response.headers.ms-diagnostics, x12 response.status',
    ],
    notApplicable: walk(inside),
  },
  'auth-identity-mismatch': {
    pass: null,
    fail: coded(403, '4004'),
    told: [
      'warning auth-identity-mismatch | The account may not act as this sign-in address | x12 response.headers.ms-diagnostics, x12 response.status',
    ],
    notApplicable: walk({ target: { hasPassword: false } }),
  },
  'auth-legacy-blocked': {
    pass: healthy,
    fail: walk(modernOnly),
    told: [
      `error auth-legacy-blocked | ${web} takes no password, only modern authentication | x5 response.headers.WWW-Authenticate`,
    ],
    notApplicable: empty,
  },
  'auth-modern-token-rejected': {
    pass: healthy,
    fail: walk({
      ...noTicket,
      oauthUser: {
        step: { failure: failure('protocol', 'unexpected_status'), facts: [] },
        answer: { status: 403, headers: [['X-Ms-diagnostics', '28055;source="fe"']] },
      },
    }),
    told: [
      `error auth-modern-token-rejected | ${web} does not accept the OAuth token | x7 response.headers.X-Ms-diagnostics`,
    ],
    notApplicable: empty,
  },
  'webticket-invalid-across-servers': {
    pass: ticketOf('fe1.contoso.local', 'fe2.contoso.local', true),
    fail: ticketOf('fe1.contoso.local', 'fe2.contoso.local', false),
    told: [
      'error webticket-invalid-across-servers | fe2.contoso.local refuses the ticket of fe1.contoso.local | x6 response.headers.X-Ms-diagnostics, x6 response.headers.X-MS-Server-Fqdn, x5 response.headers.X-MS-Server-Fqdn',
      'info server-name-disclosed | Answers show an internal server name to the Internet | x5 response.headers.X-MS-Server-Fqdn, x6 response.headers.X-MS-Server-Fqdn',
    ],
    notApplicable: empty,
  },
  'ucwa-mcx-missing': {
    pass: mobile([`External/Ucwa https://${web}/ucwa/v1/applications`]),
    fail: mobile([`External/Mcx https://${web}/Mcx/McxService.svc`]),
    told: [
      'warning ucwa-mcx-missing | The user document names no service for mobile clients | x8 response.body, s13 outcome, x11 response.body, s17 outcome',
    ],
    notApplicable: empty,
  },
  'client-kept-out': {
    pass: asClient('mobile-2013'),
    fail: asClient('mobile-2010'),
    told: ['error client-kept-out | Lync 2010 phone app: not offered by these servers | x8 response.status'],
    notApplicable: empty,
  },
  'auth-kerberos-spn': {
    pass: withTicket(['granted']),
    fail: withTicket(['granted', 'refused']),
    told: [`error auth-kerberos-spn | The server does not take the Kerberos ticket for HTTP/${web} | s12 failure`],
    notApplicable: empty,
  },
  'server-unpatched': {
    pass: asking(`https://${web}/x`, { status: 200, headers: [['X-Build', '6.0.9319.886']] }),
    fail: asking(`https://${web}/x`, { status: 200, headers: [['X-Build', '6.0.9319.259']] }),
    told: [
      'warning server-unpatched | The server is older than the current security update | x12 response.headers.X-Build',
    ],
    notApplicable: empty,
  },
} as const;

/** What no session of this version can decide: always "could not tell", or not applicable. */
export const undecidable = ['client-stale-cache', 'hybrid-app-missing'] as const;
