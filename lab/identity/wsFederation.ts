/**
 * The AD FS that users of the sign-in page (passive) are sent to: WS-Federation's browser profile, a form for name and
 * password, and a page that posts the signed token back. [WS-Federation 1.2, section 13; web.md 5.1 and 6.3]
 */
import { randomBytes } from 'node:crypto';
import { XMLSerializer } from '@xmldom/xmldom';
import { signInPageHost } from '../dnsZones.js';
import { whole, type FrontRequest, type Service } from '../network/exchange.js';
import type { Deployment, LabEnvironment, LabResponse, LabUser } from '../types.js';
import { allPools, findAccount, splitAccount } from '../web/topology.js';
import { createTicketIssuer } from '../web/webTicket/assertion.js';
import { ns } from '../web/webTicket/namespaces.js';
import { descend, parseXml, xmlAttribute } from '../web/xml.js';
import { formFields, messagePage, signInPage } from './pages.js';

/** What the web services know of it. */
export interface PassiveAuthority {
  /** Where a browser is sent for a sign-in that this relying party takes. */
  signInUri(realm: string): string;
  /** SIP address of whom the posted token names to this relying party; undefined for any other token. */
  verify(wresult: string, realm: string): Promise<string | undefined>;
}

export interface WsFederation extends PassiveAuthority {
  readonly host: string;
  readonly organization: string;
  readonly service: Service;
}

/** Path of the page of the web services, and the name they go by at their AD FS with it. */
export const passivePage = '/PassiveAuth/PassiveAuth.aspx';

const trust = 'http://schemas.xmlsoap.org/ws/2005/02/trust';
const hour = 60 * 60 * 1000;

/** Draws fresh keys. */
export function createWsFederation(deployment: Deployment, environment: LabEnvironment): WsFederation {
  const host = signInPageHost(deployment);
  const issuer = createTicketIssuer(`http://${host}/adfs/services/trust`, environment, hour);
  const realms = allPools(deployment).flatMap((pool) =>
    [pool.internalWebFqdn, pool.externalWebFqdn].map((name) => `https://${name}${passivePage}`),
  );
  const tokenFor = async (user: LabUser, realm: string): Promise<string> => {
    const { xml } = await issuer.issue({
      sipAddress: user.sipAddress,
      audience: realm,
      method: 'password',
      proofKey: undefined,
    });
    return `<t:RequestSecurityTokenResponse xmlns:t="${trust}"><t:RequestedSecurityToken>${xml}</t:RequestedSecurityToken></t:RequestSecurityTokenResponse>`;
  };
  return {
    host,
    organization: `${deployment.netbiosDomain} Corporation`,
    signInUri: (realm) =>
      `https://${host}/adfs/ls/?wa=wsignin1.0&wtrealm=${encodeURIComponent(realm)}&wctx=${encodeURIComponent('rm=0&id=passive')}`,
    verify: async (wresult, realm) => {
      const response = parseXml(wresult);
      const assertion = descend(response ?? undefined, [trust, 'RequestedSecurityToken'], [ns.saml, 'Assertion']);
      if (assertion === undefined) return undefined;
      const verdict = await issuer.verify(new XMLSerializer().serializeToString(assertion));
      return verdict.ok && verdict.audience === realm ? verdict.sipAddress : undefined;
    },
    service: async (request) => whole(await answer(request)),
  };

  async function answer({ method, url, body }: FrontRequest): Promise<LabResponse> {
    if (!/^\/adfs\/ls\/?$/i.test(url.pathname)) return page(404, messagePage('Not found', 'There is nothing here.'));
    const realm = realms.find((known) => known.toLowerCase() === url.searchParams.get('wtrealm')?.toLowerCase());
    if (url.searchParams.get('wa') !== 'wsignin1.0' || realm === undefined) {
      return page(200, messagePage('An error occurred', 'MSIS7007: The requested relying party trust is unknown.'));
    }
    const action = `${url.pathname}${url.search}`;
    if (method !== 'POST') return page(200, signInPage('adfs', action, undefined));
    const form = new URLSearchParams(body.toString('utf8'));
    const { domain, name } = splitAccount(form.get(formFields.adfs.user) ?? '');
    const user = findAccount(deployment, domain, name);
    if (user?.password !== form.get(formFields.adfs.password)) {
      return page(
        200,
        signInPage('adfs', action, 'Incorrect user ID or password. Type the correct one, and try again.'),
      );
    }
    return page(200, postingPage(realm, await tokenFor(user, realm), url.searchParams.get('wctx') ?? ''), [
      ['Set-Cookie', `MSISAuth=${randomBytes(48).toString('base64')}; path=/adfs; HttpOnly; Secure; SameSite=None`],
    ]);
  }
}

/** Posts itself, as the one of AD FS does; with a button for browsers without scripts. */
function postingPage(realm: string, wresult: string, wctx: string): string {
  const field = (name: string, value: string): string =>
    `<input type="hidden" name="${name}" value="${xmlAttribute(value)}">`;
  return [
    '<!DOCTYPE html>',
    '<title>Working...</title>',
    `<form method="POST" name="hiddenform" action="${xmlAttribute(realm)}">`,
    field('wa', 'wsignin1.0') + field('wresult', wresult) + field('wctx', wctx),
    '<noscript><p>Script is disabled. Click Submit to continue.</p><input type="submit" value="Submit"></noscript></form>',
    '<script>window.setTimeout("document.forms[0].submit()", 0);</script>',
  ].join('\n');
}

function page(status: number, text: string, headers: readonly (readonly [string, string])[] = []): LabResponse {
  return {
    status,
    headers: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Cache-Control', 'no-cache,no-store'],
      ['Server', 'Microsoft-HTTPAPI/2.0'],
      ...headers,
    ],
    body: Buffer.from(text, 'utf8'),
  };
}
