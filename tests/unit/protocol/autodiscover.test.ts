/** Autodiscover documents: the published ones, and those that must not count. */
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../../shared/failure.js';
import {
  linkOf,
  parseAutodiscover,
  pickServices,
  pickSipServers,
  type AutodiscoverDocument,
  type DocumentKind,
} from '../../../shared/protocol/autodiscover.js';
import { accepts, mediaTypes } from '../../../shared/protocol/mediaType.js';
import { sampleAnswer, sampleText, valuesOf } from './samples.js';

const xml = (text: string, kind: DocumentKind = 'root'): AutodiscoverDocument =>
  parseAutodiscover(`${mediaTypes.autodiscoverXml}; v=1`, text, kind, accepts.autodiscoverXml);
const json = (text: string, kind: DocumentKind = 'root'): AutodiscoverDocument =>
  parseAutodiscover('application/json; charset=utf-8', text, kind, accepts.json);

function codeOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof FailureError) return `${error.failure.operation}/${error.failure.code}`;
    throw error;
  }
  return 'read';
}

describe('user documents in XML', () => {
  it('reads the published one of Lync Server 2013, stray blanks trimmed', () => {
    const document = xml(sampleText('autodiscover-user-2013.xml'), 'user');
    expect(document.accessLocation).toBe('External');
    expect(document.sipServers).toEqual([
      { name: 'SipServerInternalAccess', host: 'pool01.contoso.com', port: 5061 },
      { name: 'SipClientInternalAccess', host: 'pool01.contoso.com', port: 443 },
      { name: 'SipServerExternalAccess', host: 'sip.contoso.com', port: 5061 },
      { name: 'SipClientExternalAccess', host: 'sip.contoso.com', port: 443 },
    ]);
    expect(document.links).toHaveLength(15);
    expect(linkOf(document, 'external/ucwa')).toBe('https://webexternal.contoso.com/ucwa/v1/applications');
    expect(linkOf(document, 'Self')).toBe(
      'https://webexternal.contoso.net/Autodiscover/AutodiscoverService.svc/root/user',
    );
  });

  it('reads the six links of Lync Server 2010', () => {
    const document = xml(sampleText('autodiscover-user-2010.xml'), 'user');
    expect(document.links.map(({ token }) => token)).toEqual([
      'Internal/Autodiscover',
      'Internal/AuthBroker',
      'External/Autodiscover',
      'External/AuthBroker',
      'Internal/Mcx',
      'External/Mcx',
    ]);
    expect(document.sipServers.map(({ port }) => port)).toEqual([5061, 5061, 5061, 5061]);
  });

  it('picks services and SIP servers by AccessLocation', () => {
    const outside = xml(sampleText('autodiscover-user-2013.xml'), 'user');
    const services = pickServices(outside);
    expect(services.find(({ token }) => token === 'Autodiscover')?.href).toMatch(/^https:\/\/webexternal/);
    expect(services.map(({ token }) => token)).toEqual([
      'Autodiscover',
      'AuthBroker',
      'WebScheduler',
      'Mcx',
      'Ucwa',
      'XFrame',
      'Self',
    ]);
    expect(pickSipServers(outside).map(({ name }) => name)).toEqual(['SipClientExternalAccess']);
    const inside = xml(sampleText('autodiscover-user-2010.xml'), 'user');
    expect(pickServices(inside).map(({ href }) => new URL(href).host)).toEqual([
      'webint.contoso.local',
      'webint.contoso.local',
      'lyncweb.contoso.com',
    ]);
    expect(pickSipServers(inside).map(({ host }) => host)).toEqual(['pool01.contoso.local']);
  });

  it('tries the internal addresses first where AccessLocation is absent', () => {
    const document = xml(sampleText('autodiscover-user-2013.xml').replace(' AccessLocation="External"', ''), 'user');
    expect(document.accessLocation).toBeUndefined();
    expect(pickSipServers(document).map(({ name }) => name)).toEqual([
      'SipClientInternalAccess',
      'SipClientExternalAccess',
    ]);
    expect(pickServices(document)[0]?.href).toMatch(/^https:\/\/webinternal/);
  });
});

describe('root documents', () => {
  it('reads what a browser gets from Lync Server 2013', () => {
    expect(json(sampleText('autodiscover-root-2013-browser.json'))).toEqual({
      form: 'autodiscover-json',
      kind: 'root',
      accessLocation: 'External',
      links: [
        { href: 'https://extweb.contoso.com/Autodiscover/AutodiscoverService.svc/root/domain', token: 'Domain' },
        { href: 'https://extweb.contoso.com/Autodiscover/AutodiscoverService.svc/root/user', token: 'User' },
        { href: 'https://lyncweb.contoso.com/Autodiscover/AutodiscoverService.svc/root/oauth/user', token: 'OAuth' },
      ],
      sipServers: [],
    });
  });

  it('takes keys in any case, and one link without its array', () => {
    const document = json(
      '{"accesslocation":"Internal","ROOT":{"links":{"Token":"Redirect","HREF":" https://w/root "}}}',
    );
    expect(document.accessLocation).toBe('Internal');
    expect(linkOf(document, 'redirect')).toBe('https://w/root');
  });

  it.each(['root-json-200.json', 'online-root-200.json'])('reads the UCWA resource %s', (name) => {
    const document = json(sampleText(name));
    expect(document.form).toBe('ucwa-json');
    expect(linkOf(document, 'user')).toMatch(/root\/oauth\/user$/);
  });

  it.each([
    [
      'root-json-redirect-200.http',
      'root',
      'redirect',
      'https://contoso.com/Autodiscover/AutodiscoverService.svc/root',
    ],
    ['ucwa-ref-root-json-response.http', 'root', 'user', '/autodiscover/autodiscoverservice.svc/root/user'],
    ['ucwa-02-root-response-200.http', 'root', 'xframe', 'https://lyncweb.contoso.com/Autodiscover/XFrame/XFrame.html'],
    [
      'ucwa-08-user-response-200.http',
      'user',
      'applications',
      'https://lyncweb.contoso.com/ucwa/oauth/v1/applications',
    ],
    [
      'ucwa-ref-user-json-response.http',
      'user',
      'redirect',
      '/autodiscover/autodiscoverservice.svc/root/user/redirect',
    ],
  ] as const)('reads the published answer %s', (name, kind, token, href) => {
    const answer = sampleAnswer(name);
    const document = parseAutodiscover(valuesOf(answer, 'Content-Type')[0], answer.body, kind, accepts.json);
    expect(linkOf(document, token)).toBe(href);
  });

  it.each([
    ['ucwa-ref-root-xml-response.http', 'root', 'user'],
    ['ucwa-ref-user-xml-response.http', 'user', 'applications'],
  ] as const)('reads the UCWA XML %s', (name, kind, token) => {
    const answer = sampleAnswer(name);
    const document = parseAutodiscover(valuesOf(answer, 'Content-Type')[0], answer.body, kind, mediaTypes.xml);
    expect(document.form).toBe('ucwa-xml');
    expect(linkOf(document, token)).toBeDefined();
  });

  it('keeps unknown tokens, and lets an empty address be none', () => {
    const document = xml(
      '<AutodiscoverResponse AccessLocation="External"><Root><Link token="Contoso/Help" href="https://help.contoso.com"/>' +
        '<Link token="User" href=""/><Other/></Root></AutodiscoverResponse>',
    );
    expect(document.links).toHaveLength(2);
    expect(linkOf(document, 'User')).toBeUndefined();
  });

  it('resolves character references in addresses', () => {
    const document = xml(
      '<AutodiscoverResponse><Root><Link token="User" href="https://w/user?a=1&amp;b=&#x32;"/></Root></AutodiscoverResponse>',
    );
    expect(linkOf(document, 'User')).toBe('https://w/user?a=1&b=2');
  });
});

describe('answers that do not count', () => {
  const root = '<AutodiscoverResponse><Root><Link token="User" href="https://w/"/></Root></AutodiscoverResponse>';
  const read = (contentType: string | undefined, text: string, accept: string = accepts.autodiscoverXml): string =>
    codeOf(() => parseAutodiscover(contentType, text, 'root', accept));

  it.each([
    ['a web page', 'text/html', '<html><body>Welcome</body></html>', 'parse/unexpected_media_type'],
    ['the right document as plain XML', 'text/xml', root, 'parse/unexpected_media_type'],
    ['no media type', undefined, root, 'parse/unexpected_media_type'],
    [
      'JSON where XML was asked for',
      'application/json',
      '{"_links":{"user":{"href":"/"}}}',
      'parse/unexpected_media_type',
    ],
    [
      'a web page under the right name',
      mediaTypes.autodiscoverXml,
      '<html><body/></html>',
      'parse/unexpected_document',
    ],
    ['another document', mediaTypes.autodiscoverXml, root.replaceAll('Root', 'User'), 'parse/unexpected_document'],
    ['broken XML', mediaTypes.autodiscoverXml, root.slice(0, -10), 'parse/malformed_document'],
    ['nothing', mediaTypes.autodiscoverXml, '', 'parse/malformed_document'],
    [
      'a document type',
      mediaTypes.autodiscoverXml,
      `<!DOCTYPE a [<!ENTITY x "y">]>${root}`,
      'parse/malformed_document',
    ],
    [
      'an unknown entity',
      mediaTypes.autodiscoverXml,
      root.replace('https://w/', '&secret;'),
      'parse/malformed_document',
    ],
    [
      'endless nesting',
      mediaTypes.autodiscoverXml,
      '<a>'.repeat(5000) + '</a>'.repeat(5000),
      'parse/malformed_document',
    ],
    ['too much', mediaTypes.autodiscoverXml, `${root}${' '.repeat(1_000_001)}`, 'limit/too_large'],
  ])('%s', (_name, type, text, code) => {
    expect(read(type, text)).toBe(code);
  });

  it.each([
    ['JSON of another kind', '{"hello":"world"}', 'parse/unexpected_document'],
    ['an array', '[]', 'parse/unexpected_document'],
    ['broken JSON', '{"_links":', 'parse/malformed_document'],
    ['a resource without what matters', '{"_links":{"self":{"href":"/"}}}', 'parse/unexpected_document'],
    ['links that are no links', '{"_links":{"user":"https://w/"}}', 'parse/unexpected_document'],
  ])('%s', (_name, text, code) => {
    expect(read('application/json', text, accepts.json)).toBe(code);
  });
});
