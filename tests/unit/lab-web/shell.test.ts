/** What IIS itself adds or refuses, by product version. */
import { describe, expect, it } from 'vitest';
import type { LabResponse, ServerVersion } from '../../../lab/types.js';
import { accept, header, headers, service, startLab, text } from './harness.js';

const root = `https://web1.contoso.com${service}/root`;

const names = (response: LabResponse): string[] => response.headers.map(([name]) => name).sort();

describe('response headers', () => {
  const always = ['Cache-Control', 'Content-Length', 'Content-Type', 'Date', 'Expires', 'Pragma', 'Server'];
  const product = ['X-AspNet-Version', 'X-MS-Server-Fqdn', 'X-Powered-By'];
  const later = ['Strict-Transport-Security', 'X-MS-Correlation-Id', 'client-request-id'];
  it.each<[ServerVersion, string, string, readonly string[]]>([
    ['2010', 'Microsoft-IIS/7.5', '2.0.50727', []],
    ['2013', 'Microsoft-IIS/7.5', '4.0.30319', ['X-Content-Type-Options']],
    ['2015', 'Microsoft-IIS/8.5', '4.0.30319', ['X-Content-Type-Options', ...later]],
    ['2019', 'Microsoft-IIS/10.0', '4.0.30319', ['X-Content-Type-Options', ...later]],
    ['se', 'Microsoft-IIS/10.0', '4.0.30319', ['X-Content-Type-Options', ...later]],
  ])('of %s', async (version, server, aspNet, more) => {
    const response = await startLab(version).send(root, { headers: [accept.xml] });
    expect(names(response)).toEqual([...always, ...product, ...more].sort());
    expect([header(response, 'Server'), header(response, 'X-AspNet-Version')]).toEqual([server, aspNet]);
    expect(header(response, 'X-MS-Server-Fqdn')).toBe('web1-fe1.corp.contoso.net');
    expect(header(response, 'Date')).toBe('Mon, 01 Feb 2016 12:00:00 GMT');
    expect(header(response, 'Content-Length')).toBe(String(response.body.length));
  });

  it('keep HSTS off plain HTTP, and hand a client its own request id back', async () => {
    const id = '8b5f0c3e-7a52-4f0e-9a37-2f3d3c5a1b00';
    const response = await startLab().send(root.replace('https', 'http'), { headers: [['client-request-id', id]] });
    expect(headers(response, 'Strict-Transport-Security')).toEqual([]);
    expect(header(response, 'client-request-id')).toBe(id);
  });
});

describe('requests that IIS refuses by itself', () => {
  it.each([
    ['GET', '/nothing/here', 404, 1245],
    ['GET', `${service}/root/nothing`, 404, 1245],
    ['GET', '/WebTicket/Other.svc', 404, 1245],
    ['PUT', `${service}/root`, 405, 1293],
    ['GET', '/%E0%A4%A', 404, 1245],
  ])('%s %s', async (method, path, status, length) => {
    const response = await startLab().send(`https://web1.contoso.com${path}`, { method });
    expect([response.status, response.body.length, header(response, 'Content-Type')]).toEqual([
      status,
      length,
      'text/html',
    ]);
    expect(headers(response, 'X-AspNet-Version')).toEqual([]);
  });

  it('a POST without a length is told 411, one in chunks is taken', async () => {
    const lab = startLab();
    const url = 'https://web1.contoso.com/WebTicket/oauthtoken';
    expect((await lab.send(url, { body: 'grant_type=x', announced: 'nothing' })).status).toBe(411);
    expect((await lab.send(url, { body: 'grant_type=x', announced: 'chunks' })).status).toBe(400);
  });

  it('the ticket service refuses plain HTTP', async () => {
    const response = await startLab().send('http://web1.contoso.com/WebTicket/WebTicketService.svc', { body: '' });
    expect(response.status).toBe(403);
  });
});

describe('paths and methods', () => {
  it('do not care about case, and HEAD answers with the headers of GET alone', async () => {
    const lab = startLab();
    const shouted = await lab.send('https://web1.contoso.com/AUTODISCOVER/autodiscoverSERVICE.svc/ROOT', {
      headers: [accept.xml],
    });
    const plain = await lab.send(root, { headers: [accept.xml] });
    expect(text(shouted)).toBe(text(plain));
    const head = await lab.send(root, { method: 'HEAD', headers: [accept.xml] });
    expect([head.status, head.body.length, header(head, 'Content-Length')]).toEqual([
      200,
      0,
      String(plain.body.length),
    ]);
    const refused = await lab.send(`${root}/user`, { method: 'HEAD' });
    expect([refused.status, refused.body.length, header(refused, 'Content-Length')]).toEqual([401, 0, '1293']);
    expect(header(refused, 'X-MS-WebTicketURL')).toBe('https://web1.contoso.com/WebTicket/WebTicketService.svc');
  });

  it('lead the simple URLs to their pages and every other host name to the root', async () => {
    const lab = startLab();
    expect(text(await lab.send('https://meet.contoso.com/'))).toContain('Join a meeting');
    expect(text(await lab.send('https://lyncdiscover.contoso.com/', { headers: [accept.xml] }))).toContain('<Root>');
    for (const path of ['/xframe', '/Autodiscover/XFrame/XFrame.html']) {
      const page = await lab.send(`https://lyncdiscover.contoso.com${path}`);
      expect([page.status, header(page, 'Content-Type')]).toEqual([200, 'text/html']);
      expect(text(page)).toContain('postMessage');
    }
  });
});
