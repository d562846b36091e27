/** Answers of a small deployment, to be changed by each test: lyncdiscover, a Director and two pools of contoso.com. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Asked, Script, ScriptedAnswer } from './scripted.js';

const vectors = z
  .object({ lync2013Challenge: z.object({ challenge: z.string() }) })
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/ntlm/vectors.json', import.meta.url), 'utf8')));
const challengeToken = Buffer.from(vectors.lync2013Challenge.challenge, 'hex').toString('base64');

const xmlType = ['Content-Type', 'application/vnd.microsoft.rtc.autodiscover+xml; v=1'] as const;
const jsonType = ['Content-Type', 'application/json'] as const;

export const xml = (kind: 'Root' | 'Domain' | 'User', links: Readonly<Record<string, string>>): ScriptedAnswer => ({
  status: 200,
  headers: [xmlType],
  body: `<AutodiscoverResponse AccessLocation="External"><${kind}>${Object.entries(links)
    .map(([token, href]) => `<Link token="${token}" href="${href}"/>`)
    .join('')}</${kind}></AutodiscoverResponse>`,
});
export const json = (links: Readonly<Record<string, string>>): ScriptedAnswer => ({
  status: 200,
  headers: [jsonType],
  body: JSON.stringify({ _links: Object.fromEntries(Object.entries(links).map(([rel, href]) => [rel, { href }])) }),
});
export const unauthorized = (...headers: readonly (readonly [string, string])[]): ScriptedAnswer => ({
  status: 401,
  headers: [['Content-Type', 'text/html'], ...headers],
});
export const redirect = (location: string, status = 302): ScriptedAnswer => ({
  status,
  headers: [['Location', location]],
});

const service = '/Autodiscover/AutodiscoverService.svc/root';
export const rootOf = (host: string): string => `https://${host}${service}`;

export const ticketAnswer: ScriptedAnswer = {
  status: 200,
  headers: [['Content-Type', 'text/xml; charset=utf-8']],
  body:
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><RequestSecurityTokenResponse>' +
    '<RequestedSecurityToken><saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:1.0:assertion"/></RequestedSecurityToken>' +
    '</RequestSecurityTokenResponse></s:Body></s:Envelope>',
};

/** WSDL with the named suffixes; '' is Windows sign-in at the base address. */
export function metadata(host: string, suffixes: readonly string[]): ScriptedAnswer {
  const ports = suffixes.map((suffix) => {
    const name = suffix === '' ? 'WebTicketServiceWinNegotiate' : `WebTicketService${suffix}`;
    const location = `https://${host}/WebTicket/WebTicketService.svc${suffix === '' ? '' : `/${suffix}`}`;
    return `<port name="${name}"><address location="${location}"/></port>`;
  });
  return {
    status: 200,
    headers: [['Content-Type', 'text/xml']],
    body: `<definitions><service>${ports.join('')}</service></definitions>`,
  };
}

/** The legs of NTLM; `end` is what the proof gets. */
export function ntlmLegs({ headers }: Asked, end: ScriptedAnswer): ScriptedAnswer {
  const authorization = headers?.find(([name]) => name === 'Authorization')?.[1];
  if (authorization === undefined) return unauthorized(['WWW-Authenticate', 'Negotiate'], ['WWW-Authenticate', 'NTLM']);
  const message = Buffer.from(authorization.split(' ')[1] ?? '', 'base64');
  return message.readUInt32LE(8) === 1 ? unauthorized(['WWW-Authenticate', `NTLM ${challengeToken}`]) : end;
}

export interface Deployment {
  /** Where each pool's user document sends on to; undefined: it is the home pool. */
  readonly next: Readonly<Record<string, string | undefined>>;
  readonly suffixes: readonly string[];
  readonly proof: ScriptedAnswer;
  readonly grants: string;
  readonly token: ScriptedAnswer;
}

export const healthy: Deployment = {
  next: { 'dir.contoso.com': 'pool1.contoso.com' },
  suffixes: ['', 'Auth', 'Anon'],
  proof: ticketAnswer,
  grants: 'urn:microsoft.rtc:windows,urn:microsoft.rtc:anonmeeting,password',
  token: { status: 200, headers: [jsonType], body: '{"access_token":"cwt=AAEB","expires_in":28289}' },
};

/** The deployment as a script; `special` answers first where it has something to say. */
export function contoso(
  changes: Partial<Deployment> = {},
  special: (asked: Asked) => ScriptedAnswer | Promise<ScriptedAnswer> | undefined = () => undefined,
): Script {
  const deployment = { ...healthy, ...changes };
  return (asked) => special(asked) ?? answerOf(deployment, asked);
}

function answerOf(deployment: Deployment, asked: Asked): ScriptedAnswer {
  const url = new URL(asked.url);
  const host = url.hostname.startsWith('lyncdiscover') ? 'dir.contoso.com' : url.hostname;
  const path = url.pathname.toLowerCase();
  const accept = asked.headers?.find(([name]) => name === 'Accept')?.[1] ?? '';
  const signedIn = asked.headers?.some(([name]) => name === 'X-MS-WebTicket' || name === 'Authorization') === true;
  const isJson = accept === 'application/json';
  const root = rootOf(host);

  if (path === '/' || path.endsWith('/root')) {
    if (url.protocol === 'http:') return xml('Root', { Redirect: root });
    if (accept.includes('autodiscover+json')) return { status: 406 };
    return isJson
      ? json({ self: root, user: `${root}/oauth/user` })
      : xml('Root', { Domain: `${root}/domain`, User: `${root}/user`, OAuth: `${root}/oauth/user` });
  }
  if (path.endsWith('/root/domain')) return xml('Domain', {});
  if (path.endsWith('/root/user') && !signedIn) {
    return unauthorized(['X-MS-WebTicketURL', `https://${host}/WebTicket/WebTicketService.svc`]);
  }
  if (path.endsWith('/root/oauth/user') && !signedIn) {
    return unauthorized(
      ['WWW-Authenticate', 'Bearer trusted_issuers="x@contoso.com"'],
      ['WWW-Authenticate', `MsRtcOAuth href="https://${host}/WebTicket/oauthtoken",grant_type="${deployment.grants}"`],
    );
  }
  if (path.endsWith('/user')) {
    const next = deployment.next[host];
    if (isJson)
      return next === undefined
        ? json({ applications: `https://${host}/ucwa/oauth/v1/applications` })
        : json({ redirect: rootOf(next) });
    return xml(
      'User',
      next === undefined ? { 'External/Ucwa': `https://${host}/ucwa/v1/applications` } : { Redirect: rootOf(next) },
    );
  }
  if (path.endsWith('/mex')) return metadata(host, deployment.suffixes);
  if (path.endsWith('/webticketservice.svc')) return ntlmLegs(asked, deployment.proof);
  if (path.endsWith('/auth')) return deployment.proof;
  if (path.endsWith('/oauthtoken'))
    return asked.body?.toString().includes('windows') === true ? ntlmLegs(asked, deployment.token) : deployment.token;
  return { status: 404 };
}
