/** Root, Domain and User documents: forms, links, redirects. */
import { readFileSync } from 'node:fs';
import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import type { LabResponse, ServerVersion } from '../../../lab/types.js';
import { negotiate } from '../../../lab/web/autodiscover/negotiate.js';
import {
  accept,
  disabled,
  header,
  lena,
  lost,
  online,
  pool1,
  pool2,
  service,
  startLab,
  text,
  tom,
  type Lab,
} from './harness.js';
import { assertionOf, opaque, postWithNtlm, rst, ticketUrl, userUrl } from './ticketClient.js';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8';
const xmlType = 'application/vnd.microsoft.rtc.autodiscover+xml; v=1';
const jsonType = 'application/vnd.microsoft.rtc.autodiscover+json; v=1';

describe('the form of an answer', () => {
  it.each<[ServerVersion, string | undefined, string | null]>([
    ['2015', 'application/vnd.microsoft.rtc.autodiscover+xml;v=1', xmlType],
    ['2015', 'application/vnd.microsoft.rtc.autodiscover+json;v=1', jsonType],
    ['2015', 'Application/JSON', 'application/json'],
    ['2015', 'application/xml', 'application/xml'],
    ['2015', 'application/vnd.microsoft.com.ucwa+xml', 'application/vnd.microsoft.com.ucwa+xml'],
    ['2015', browser, 'application/xml'],
    ['2013', browser, jsonType],
    ['2013', '*/*', jsonType],
    ['2019', undefined, 'application/json'],
    ['2015', '*/*', 'application/json'],
    ['2019', 'image/png', null],
    ['2019', 'application/json;q=0', null],
    ['2019', 'application/json;q=0.5, application/vnd.microsoft.rtc.autodiscover+xml;v=1', xmlType],
    ['2019', 'application/vnd.microsoft.rtc.autodiscover+xml;v=2', null],
    ['2010', 'application/vnd.microsoft.rtc.autodiscover+xml;v=1', xmlType],
    ['2010', 'application/json', null],
    ['2010', 'application/vnd.microsoft.rtc.autodiscover+json;v=1', null],
    ['2010', browser, xmlType],
    ['2010', undefined, xmlType],
  ])('%s, Accept %s', (version, sent, contentType) => {
    expect(negotiate(sent, version)?.contentType ?? null).toBe(contentType);
  });

  it('is 406 on Lync Server 2010 for JSON', async () => {
    const answer = await startLab('2010').send('https://lyncdiscover.contoso.com/', { headers: [accept.ucwaJson] });
    expect(answer.status).toBe(406);
  });
});

const parse = (answer: LabResponse) => new DOMParser().parseFromString(text(answer), 'text/xml').documentElement;
const links = (answer: LabResponse): Record<string, string> =>
  Object.fromEntries(
    [...(parse(answer)?.getElementsByTagName('Link') ?? [])].map((link) => [
      link.getAttribute('token') ?? '',
      link.getAttribute('href') ?? '',
    ]),
  );

describe('root', () => {
  it('links to domain, user and OAuth on the web FQDN of the site that was asked', async () => {
    const lab = startLab();
    const outside = await lab.send('https://lyncdiscover.contoso.com/?sipuri=lena@contoso.com', {
      headers: [accept.xml],
    });
    expect(header(outside, 'Content-Type')).toBe(xmlType);
    expect(text(outside)).toBe(
      '<AutodiscoverResponse xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" AccessLocation="External"><Root>' +
        `<Link token="Domain" href="https://dir.contoso.com${service}/root/domain?originalDomain=contoso.com"/>` +
        `<Link token="User" href="https://dir.contoso.com${service}/root/user?originalDomain=contoso.com"/>` +
        `<Link token="OAuth" href="https://dir.contoso.com${service}/root/oauth/user?originalDomain=contoso.com"/>` +
        '</Root></AutodiscoverResponse>',
    );
    const inside = await lab.send('https://lyncdiscoverinternal.contoso.com/', {
      headers: [accept.xml],
      site: 'internal',
    });
    expect(text(inside)).toContain('AccessLocation="Internal"');
    expect(links(inside)['User']).toBe(`https://dir-int.contoso.net${service}/root/user?originalDomain=contoso.com`);
  });

  it('knows no OAuth on Lync Server 2010', async () => {
    const lab = startLab('2010');
    const answer = await lab.send('https://lyncdiscover.contoso.com/', { headers: [accept.xml] });
    expect(Object.keys(links(answer))).toEqual(['Domain', 'User']);
    expect((await lab.send(`https://web1.contoso.com${service}/root/oauth/user`)).status).toBe(404);
    expect((await lab.send('https://web1.contoso.com/WebTicket/oauthtoken', { body: '' })).status).toBe(404);
  });

  it.each([
    ['sipuri=sip:lena@contoso.com', 'contoso.com'],
    ['sipuri=lena%40fabrikam.com', 'fabrikam.com'],
    ['SIPURI=lena@contoso.com', 'contoso.com'],
    ['originalDomain=adatum.com', 'adatum.com'],
    ['originalDomain=%22%3Cscript%3E', undefined],
    ['', undefined],
  ])('takes the domain from ?%s', async (query, domain) => {
    const answer = await startLab().send(`https://web1.contoso.com${service}/root?${query}`, { headers: [accept.xml] });
    expect(new URL(links(answer)['User'] ?? '').searchParams.get('originalDomain') ?? undefined).toBe(domain);
  });

  it('spells the same content as JSON, UCWA JSON and UCWA XML', async () => {
    const lab = startLab('2013');
    const url = 'https://lyncdiscover.contoso.com/';
    const json = await lab.send(url, { headers: [accept.json] });
    expect(text(json)).toContain('"href":"https:\\/\\/dir.contoso.com\\/Autodiscover');
    const query = '?originalDomain=contoso.com';
    const href = `https://dir.contoso.com${service}/root`;
    expect(JSON.parse(text(json))).toEqual({
      AccessLocation: 'External',
      Root: {
        Links: [
          { href: `${href}/domain${query}`, token: 'Domain' },
          { href: `${href}/user${query}`, token: 'User' },
          { href: `${href}/oauth/user${query}`, token: 'OAuth' },
        ],
      },
    });
    expect(JSON.parse(text(await lab.send(url, { headers: [accept.ucwaJson] })))).toEqual({
      _links: {
        self: { href: `${href}${query}` },
        user: { href: `${href}/oauth/user${query}` },
        xframe: { href: 'https://dir.contoso.com/Autodiscover/XFrame/XFrame.html' },
      },
    });
    const xml = parse(await lab.send(url, { headers: [accept.ucwaXml] }));
    expect([xml?.namespaceURI, xml?.getAttribute('rel'), xml?.getAttribute('href')]).toEqual([
      'http://schemas.microsoft.com/rtc/2012/03/ucwa',
      'root',
      `${href}${query}`,
    ]);
    expect([...(xml?.getElementsByTagName('link') ?? [])].map((link) => link.getAttribute('rel'))).toEqual([
      'user',
      'xframe',
    ]);
  });

  it('over plain HTTP is one link to the secure root, in every form', async () => {
    const lab = startLab();
    const url = 'http://lyncdiscover.contoso.com/?sipuri=lena@contoso.com';
    const target = `https://dir.contoso.com${service}/root?originalDomain=contoso.com`;
    expect(links(await lab.send(url, { headers: [accept.xml] }))).toEqual({ Redirect: target });
    expect(JSON.parse(text(await lab.send(url, { headers: [accept.json] })))).toEqual({
      AccessLocation: 'External',
      Root: { Links: [{ href: target, token: 'Redirect' }] },
    });
    expect(JSON.parse(text(await lab.send(url, { headers: [accept.ucwaJson] })))).toEqual({
      _links: { redirect: { href: target } },
    });
    const user = await lab.send(`http://web1.contoso.com${service}/root/user`, { headers: [accept.xml] });
    expect([user.status, Object.keys(links(user))]).toEqual([200, ['Redirect']]);
  });
});

describe('domain', () => {
  it('is anonymous and names the pool', async () => {
    const answer = await startLab().send(`https://web1.contoso.com${service}/root/domain`, { headers: [accept.xml] });
    expect(text(answer)).toContain('<SipClientInternalAccess fqdn="web1.corp.contoso.net" port="5061"/>');
    expect(text(answer)).toContain('<SipClientExternalAccess fqdn="sip.contoso.com" port="443"/>');
    expect(Object.keys(links(answer))).toEqual([
      'Internal/Autodiscover',
      'External/Autodiscover',
      'Internal/AuthBroker',
      'External/AuthBroker',
      'Internal/Ucwa',
      'External/Ucwa',
    ]);
  });
});

/** A ticket for this user URL from the pool that the URL names. */
async function ticketFor(lab: Lab, user: typeof lena, url = userUrl): Promise<string> {
  const origin = new URL(url).origin;
  return assertionOf(
    await postWithNtlm(lab, user, {
      url: `${origin}/WebTicket/WebTicketService.svc`,
      body: rst({ appliesTo: url, claim: `sip:${user.sipAddress}` }),
    }),
  );
}

describe('user, by web ticket', () => {
  it('says where tickets come from and names no scheme', async () => {
    const answer = await startLab().send(userUrl, { headers: [accept.xml] });
    expect(answer.status).toBe(401);
    expect(header(answer, 'X-MS-WebTicketURL')).toBe(ticketUrl);
    expect(header(answer, 'X-MS-WebTicketSupported')).toBe('cwt,saml');
    expect(header(answer, 'WWW-Authenticate')).toBeUndefined();
    expect(answer.body).toHaveLength(1293);
  });

  it('has the tokens of the published document, and CertProvisioning', async () => {
    const lab = startLab('2013');
    const answer = await lab.send(userUrl, { headers: [accept.xml, opaque(await ticketFor(lab, lena))] });
    expect([answer.status, header(answer, 'Content-Type')]).toEqual([200, xmlType]);
    const sample = new DOMParser().parseFromString(
      readFileSync(new URL('../../fixtures/lab/autodiscover-user-2013.xml', import.meta.url), 'utf8'),
      'text/xml',
    );
    const tokens = [...sample.getElementsByTagName('Link')].map((link) => link.getAttribute('token') ?? '');
    const ours = Object.keys(links(answer));
    expect(ours.filter((token) => !token.endsWith('/CertProvisioning'))).toEqual(tokens);
    expect(ours).toContain('Internal/CertProvisioning');
    expect(links(answer)).toMatchObject({
      'Internal/Autodiscover': `https://web1-int.contoso.net${service}/root`,
      'Internal/Mcx': 'https://web1.contoso.com/Mcx/McxService.svc',
      Ucwa: 'https://web1.contoso.com/ucwa/v1/applications',
      Self: userUrl,
    });
  });

  it('is the short document of Lync Server 2010, and has no Mcx from 2019 on', async () => {
    const old = startLab('2010');
    const answer = await old.send(userUrl, { headers: [accept.xml, opaque(await ticketFor(old, lena))] });
    expect(text(answer).match(/ port="5061"/g)).toHaveLength(4);
    expect(Object.keys(links(answer))).toEqual([
      'Internal/Autodiscover',
      'Internal/AuthBroker',
      'External/Autodiscover',
      'External/AuthBroker',
      'Internal/Mcx',
      'External/Mcx',
    ]);
    const lab = startLab('2019');
    const later = await lab.send(userUrl, { headers: [accept.xml, opaque(await ticketFor(lab, lena))] });
    expect(Object.keys(links(later)).some((token) => token.endsWith('/Mcx'))).toBe(false);
  });

  it('takes the ticket for its address only: any query, any case, no other host or path', async () => {
    const lab = startLab();
    const ticket = await ticketFor(lab, lena, `${userUrl}?originalDomain=contoso.com`);
    const status = async (url: string): Promise<number> =>
      (await lab.send(url, { headers: [accept.xml, opaque(ticket)] })).status;
    expect(await status(userUrl)).toBe(200);
    expect(await status(userUrl.toUpperCase())).toBe(200);
    expect(await status(userUrl.replace('web1.', 'web2.'))).toBe(401);
    expect(await status(userUrl.replace('web1.contoso.com', 'web1-int.contoso.net'))).toBe(401);
    expect(await status('https://web1.contoso.com/ucwa/v1/applications')).toBe(401);
    const refused = await lab.send(userUrl.replace('web1.', 'web2.'), { headers: [opaque(ticket)] });
    expect(header(refused, 'X-Ms-diagnostics')).toMatch(/^28077;source="web2-fe1/);
    expect(header(refused, 'X-MS-WebTicketURL')).toBe('https://web2.contoso.com/WebTicket/WebTicketService.svc');
  });

  it('refuses tickets that are altered, expired, of another deployment, or no tickets at all', async () => {
    const lab = startLab();
    const ticket = await ticketFor(lab, lena);
    const code = async (ticketText: string): Promise<string> => {
      const answer = await lab.send(userUrl, { headers: [accept.xml, opaque(ticketText)] });
      expect(answer.status).toBe(401);
      return (header(answer, 'X-Ms-diagnostics') ?? '').slice(0, 5);
    };
    expect(await code(ticket.replace('lena@', 'tom@'))).toBe('28072');
    expect(await code(ticket.replace(/<saml:Audience>[^<]*/, `<saml:Audience>${userUrl}/x`))).toBe('28072');
    expect(await code(await ticketFor(startLab(), lena))).toBe('28072');
    expect(await code(ticket.replace(/<(ds:)?Signature .*<\/(ds:)?Signature>/s, ''))).toBe('28072');
    expect(await code('<saml:Assertion/>')).toBe('28032');
    lab.clock.now += 8 * 3_600_000 + 1;
    expect(await code(ticket)).toBe('28033');
    const raw = await lab.send(userUrl, { headers: [['X-MS-WebTicket', 'opaque=@@@']] });
    expect([raw.status, (header(raw, 'X-Ms-diagnostics') ?? '').slice(0, 5)]).toEqual([401, '28032']);
  });

  it('sends users homed elsewhere to their pool, by site, and online users to the online directory', async () => {
    const lab = startLab();
    const redirectOf = async (user: typeof lena, url = userUrl): Promise<Record<string, string>> =>
      links(await lab.send(url, { headers: [accept.xml, opaque(await ticketFor(lab, user, url))] }));
    const query = '?originalDomain=contoso.com';
    expect(await redirectOf(tom)).toEqual({ Redirect: `https://web2.contoso.com${service}/root${query}` });
    expect(await redirectOf(lena, `https://dir-int.contoso.net${service}/root/user`)).toEqual({
      Redirect: `https://${pool1.internalWebFqdn}${service}/root${query}`,
    });
    expect(await redirectOf(online)).toEqual({ Redirect: `https://webdir.online.lync.com${service}/root${query}` });
    expect(Object.keys(await redirectOf(tom, `https://${pool2.externalWebFqdn}${service}/root/user`))).toContain(
      'Self',
    );
  });

  it('is an empty 404 when the home server is unknown', async () => {
    const lab = startLab();
    const answer = await lab.send(userUrl, { headers: [accept.xml, opaque(await ticketFor(lab, lost))] });
    expect([answer.status, answer.body.length]).toEqual([404, 0]);
    expect(assertionOf(await postWithNtlm(lab, disabled))).toBe('');
  });
});

describe('policy faults', () => {
  it('all links over http', async () => {
    const lab = startLab('2015', { linksScheme: 'http' });
    const root = await lab.send('https://lyncdiscover.contoso.com/', { headers: [accept.xml] });
    expect(Object.values(links(root)).every((href) => href.startsWith('http://'))).toBe(true);
    const user = await lab.send(userUrl);
    expect(header(user, 'X-MS-WebTicketURL')).toBe(ticketUrl.replace('https', 'http'));
    const plain = await lab.send('http://lyncdiscover.contoso.com/', { headers: [accept.xml] });
    expect(links(plain)['Redirect']).toMatch(/^https:/);
  });

  it('a loop between Director and pool', async () => {
    const lab = startLab('2015', { redirectLoop: true });
    const seen: string[] = [];
    let url = 'https://lyncdiscover.contoso.com/?sipuri=lena@contoso.com';
    for (let hop = 0; hop < 4; hop++) {
      url = links(await lab.send(url, { headers: [accept.xml] }))['Redirect'] ?? '';
      seen.push(new URL(url).hostname);
    }
    expect(seen).toEqual(['web1.contoso.com', 'dir.contoso.com', 'web1.contoso.com', 'dir.contoso.com']);
  });
});
