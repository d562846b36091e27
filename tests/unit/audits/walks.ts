/** A walk as it goes when nothing is wrong, in parts that a test can replace. */
import {
  Builder,
  domain,
  failure,
  user,
  type AnswerOptions,
  type ConnectionOptions,
  type Facts,
  type StepOptions,
} from './build.js';
import type { Session, Side, Target } from '../../../shared/session/model.js';

export const xmlType = 'application/vnd.microsoft.rtc.autodiscover+xml; v=1';

export interface RootOptions {
  readonly answer?: AnswerOptions;
  readonly connect?: ConnectionOptions;
  readonly step?: StepOptions;
}

export interface WalkOptions {
  readonly target?: Partial<Target>;
  readonly internalAddresses?: readonly string[];
  readonly externalAddresses?: readonly string[];
  /** The walked side; the external one unless the user is inside. */
  readonly https?: RootOptions;
  readonly http?: RootOptions;
  /** Stops after the root documents. */
  readonly onlyRoot?: boolean;
  readonly web?: ConnectionOptions;
  readonly mex?: StepOptions;
  readonly ticket?: { readonly step?: StepOptions; readonly answers?: readonly AnswerOptions[] };
  readonly ticketUser?: { readonly step?: StepOptions; readonly answer?: AnswerOptions };
  readonly oauth?: StepOptions;
  readonly token?: { readonly step?: StepOptions; readonly answer?: AnswerOptions };
  readonly oauthUser?: { readonly step?: StepOptions; readonly answer?: AnswerOptions };
  readonly then?: (builder: Builder) => void;
  readonly outcome?: Session['outcome'];
}

export function rootDocument(location: 'Internal' | 'External', web: string, scheme = 'https'): string {
  const base = `${scheme}://${web}/Autodiscover/AutodiscoverService.svc/root`;
  return `<AutodiscoverResponse AccessLocation="${location}"><Root><Link token="Domain" href="${base}/domain"/><Link token="User" href="${base}/user"/><Link token="OAuth" href="${base}/oauth/user"/></Root></AutodiscoverResponse>`;
}

export const nothing = failure('lookup', 'name_not_found', 'No such name.');

/** A whole walk: DNS, root over HTTP and HTTPS, challenges, and with a password the sign-in. */
export function walk(options: WalkOptions = {}): Session {
  const target: Partial<Target> = { hasPassword: true, ...options.target };
  const inside = target.location === 'inside';
  const side: Side = inside ? 'internal' : 'external';
  const builder = new Builder(target);
  const top = builder.step('walk');
  dns(builder, top, options, inside);
  const group = builder.step('side', { parent: top, side });
  const name = `${inside ? 'lyncdiscoverinternal' : 'lyncdiscover'}.${domain}`;
  const web = inside ? `webint.${domain}` : `webext.${domain}`;
  roots(builder, group, side, name, web, options);
  if (options.onlyRoot !== true) signIn(builder, group, side, web, options, target.hasPassword === true);
  options.then?.(builder);
  return builder.session(options.outcome);
}

function dns(builder: Builder, top: string, options: WalkOptions, inside: boolean): void {
  const names = builder.step('dns', { parent: top });
  const internal = options.internalAddresses ?? (inside ? ['10.1.1.5'] : []);
  const external = options.externalAddresses ?? (inside ? [] : ['203.0.113.24']);
  for (const [label, addresses] of [
    ['lyncdiscoverinternal', internal],
    ['lyncdiscover', external],
  ] as const) {
    const found = addresses.length > 0;
    const step = builder.step('dns.discovery-name', { parent: names, ...(found ? {} : { failure: nothing }) });
    builder.lookup(step, `${label}.${domain}`, 'A', found ? addresses : nothing);
    builder.lookup(step, `${label}.${domain}`, 'AAAA', found ? [] : nothing);
  }
}

function roots(builder: Builder, group: string, side: Side, name: string, web: string, options: WalkOptions): void {
  const root = builder.step('root', { parent: group, side });
  const location = side === 'internal' ? 'Internal' : 'External';
  const read: Facts = [
    ['document', 'xml-root'],
    ['access-location', location],
    ['link', `User https://${web}/Autodiscover/AutodiscoverService.svc/root/user`],
  ];
  const pointing: Facts = [['redirect-to', `https://${web}/Autodiscover/AutodiscoverService.svc/root`]];
  const plain = builder.step('root.http', { parent: root, facts: pointing, ...options.http?.step });
  builder.ask(plain, `http://${name}/?sipuri=${user}`, {
    status: 200,
    headers: [['Content-Type', xmlType]],
    body: `<AutodiscoverResponse><Root><Link token="Redirect" href="https://${web}/Autodiscover/AutodiscoverService.svc/root"/></Root></AutodiscoverResponse>`,
    ...options.http?.answer,
    connect: options.http?.connect ?? {},
  });
  const secure = builder.step('root.https', { parent: root, facts: read, ...options.https?.step });
  builder.ask(secure, `https://${name}/?sipuri=${user}`, {
    status: 200,
    headers: [['Content-Type', xmlType]],
    body: rootDocument(location, web),
    ...options.https?.answer,
    connect: options.https?.connect ?? {},
  });
}

function signIn(
  builder: Builder,
  group: string,
  side: Side,
  web: string,
  options: WalkOptions,
  withPassword: boolean,
): void {
  const base = `https://${web}/Autodiscover/AutodiscoverService.svc/root`;
  const service = `https://${web}/WebTicket/WebTicketService.svc`;
  const tickets = builder.step('web-ticket', { parent: group, side });
  const challenge = builder.step('web-ticket.challenge', { parent: tickets, facts: [['web-ticket-url', service]] });
  builder.ask(challenge, `${base}/user`, {
    status: 401,
    headers: [['X-MS-WebTicketURL', service]],
    connect: options.web ?? {},
  });
  const mex = builder.step('web-ticket.mex', {
    parent: tickets,
    facts: [['binding', `WebTicketServiceWinNegotiate ${service}`]],
    ...options.mex,
  });
  builder.ask(mex, `${service}/mex`, {
    status: 200,
    headers: [['Content-Type', 'text/xml']],
    body: '<wsdl/>',
    connect: options.web ?? {},
  });
  if (!withPassword) {
    const probe = builder.step('ntlm.probe', { parent: tickets });
    builder.ask(probe, service, {
      method: 'POST',
      status: 401,
      headers: [['WWW-Authenticate', 'NTLM']],
      connect: options.web ?? {},
    });
  } else {
    const request = builder.step('web-ticket.request', { parent: tickets, ...options.ticket?.step });
    const legs: readonly AnswerOptions[] = options.ticket?.answers ?? [
      { status: 401, headers: [['WWW-Authenticate', 'NTLM']] },
      { status: 401, headers: [['WWW-Authenticate', 'NTLM TlRMTVNTUAAC']] },
      { status: 200, body: '<RequestSecurityTokenResponseCollection/>' },
    ];
    const connection = legs.length === 0 ? '' : builder.connection(request, service, options.web);
    for (const leg of legs) builder.exchange(request, service, { method: 'POST', connection, ...leg });
    const document = builder.step('web-ticket.user', {
      parent: tickets,
      facts: [['document', 'user']],
      ...options.ticketUser?.step,
    });
    builder.ask(document, `${base}/user`, {
      status: 200,
      body: '<AutodiscoverResponse/>',
      ...options.ticketUser?.answer,
      connect: options.web ?? {},
    });
  }
  oauth(builder, group, side, web, options, withPassword);
}

function oauth(
  builder: Builder,
  group: string,
  side: Side,
  web: string,
  options: WalkOptions,
  withPassword: boolean,
): void {
  const base = `https://${web}/Autodiscover/AutodiscoverService.svc/root/oauth/user`;
  const href = `https://${web}/WebTicket/oauthtoken`;
  const grants = 'urn:microsoft.rtc:windows,urn:microsoft.rtc:anonmeeting,password';
  const top = builder.step('oauth', { parent: group, side });
  const challenge = builder.step('oauth.challenge', {
    parent: top,
    facts: grants.split(',').map((grant) => ['oauth-grant', grant] as const),
    ...options.oauth,
  });
  builder.ask(challenge, base, {
    status: 401,
    headers: [['WWW-Authenticate', `MsRtcOAuth href="${href}",grant_type="${grants}"`]],
    connect: options.web ?? {},
  });
  if (!withPassword) return;
  const token = builder.step('oauth.token', { parent: top, ...options.token?.step });
  builder.ask(token, href, {
    method: 'POST',
    status: 200,
    body: '{"access_token":"***"}',
    ...options.token?.answer,
    connect: options.web ?? {},
  });
  const document = builder.step('oauth.user', {
    parent: top,
    facts: [['document', 'ucwa-user']],
    ...options.oauthUser?.step,
  });
  builder.ask(document, base, { status: 200, body: '{}', ...options.oauthUser?.answer, connect: options.web ?? {} });
}
