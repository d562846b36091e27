/** Where documents name Mcx, and what its metadata say: published samples, and hostile ones. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../../shared/failure.js';
import { parseAutodiscover } from '../../../shared/protocol/autodiscover.js';
import { parseTicketPorts } from '../../../shared/protocol/certProvMetadata.js';
import { mcxLinkFor, mcxLinksOf } from '../../../shared/protocol/mcxLinks.js';
import { accepts } from '../../../shared/protocol/mediaType.js';
import { sampleText } from './samples.js';

const outer = 'https://web.contoso.com';
const inner = 'https://pool.contoso.local';
const mcx = '/Mcx/McxService.svc';
const others = [
  { token: 'Internal/Autodiscover', href: `${inner}/Autodiscover/AutodiscoverService.svc/root` },
  { token: 'External/Autodiscover', href: `${outer}/Autodiscover/AutodiscoverService.svc/root` },
];

describe('the links', () => {
  it('of the published document of Lync Server 2013 carry the address for outside', () => {
    const text = sampleText('autodiscover-user-2013.xml');
    const document = parseAutodiscover(
      'application/vnd.microsoft.rtc.autodiscover+xml',
      text,
      'user',
      accepts.autodiscoverXml,
    );
    const links = mcxLinksOf(document.links);
    expect(links).toMatchObject({ external: `https://webexternal.contoso.com${mcx}`, exposed: 'external' });
    expect(links && mcxLinkFor(links, 'external')?.token).toBe('External/Mcx');
    expect(links && mcxLinkFor(links, 'internal')?.token).toBe('Internal/Mcx');
  });

  it('that lie on the host of the internal services are exposed inside only', () => {
    const links = [
      ...others,
      { token: 'internal/MCX', href: inner + mcx },
      { token: 'External/Mcx', href: inner + mcx },
    ];
    expect(mcxLinksOf(links)?.exposed).toBe('internal');
  });

  it('on a host of their own say nothing about where they lead', () => {
    expect(mcxLinksOf([...others, { token: 'External/Mcx', href: `https://mcx.contoso.com${mcx}` }])?.exposed).toBe(
      'unknown',
    );
    expect(mcxLinksOf([{ token: 'External/Mcx', href: 'nonsense' }])?.exposed).toBe('unknown');
  });

  it('where both sides share one host are exposed outside', () => {
    const shared = others.map(({ token }) => ({ token, href: `${outer}/x` }));
    expect(mcxLinksOf([...shared, { token: 'External/Mcx', href: outer + mcx }])?.exposed).toBe('external');
  });

  it('with one side missing lead both sides to the other', () => {
    const links = mcxLinksOf([...others, { token: 'External/Mcx', href: outer + mcx }]);
    expect(links && mcxLinkFor(links, 'internal')).toEqual({ token: 'External/Mcx', href: outer + mcx });
  });

  it('are none where the document names none, or an empty one', () => {
    expect(mcxLinksOf(others)).toBeUndefined();
    expect(mcxLinksOf([...others, { token: 'External/Mcx', href: '' }])).toBeUndefined();
  });

  it('are read from any list without a crash', () => {
    const token = fc.constantFrom('Internal/Mcx', 'external/mcx', 'External/', 'Internal/Ucwa', '/Mcx', '__proto__');
    const href = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.constantFrom(outer + mcx, inner + mcx, 'https://[', 'mailto:a@b'),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ token, href })), (links) => {
        const found = mcxLinksOf(links);
        if (found === undefined) return;
        for (const side of ['internal', 'external'] as const) {
          expect(links.map((link) => link.href)).toContain(mcxLinkFor(found, side)?.href);
        }
      }),
    );
  });
});

/** WSDL of a service that takes tickets, its prefixes other than the product's. */
function wsdlOf(tokens: string, issuer: string): string {
  return (
    '<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:p="http://schemas.xmlsoap.org/ws/2004/09/policy"' +
    ' xmlns:u="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"' +
    ' xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:sp="http://schemas.xmlsoap.org/ws/2005/07/securitypolicy"' +
    ' xmlns:a="http://www.w3.org/2005/08/addressing">' +
    `<p:Policy u:Id="Any_policy"><p:ExactlyOne><p:All><sp:${tokens}><p:Policy><sp:IssuedToken>${issuer}</sp:IssuedToken></p:Policy></sp:${tokens}></p:All></p:ExactlyOne></p:Policy>` +
    '<w:binding name="Any" type="x"><p:PolicyReference URI="#Any_policy"/></w:binding>' +
    `<w:service name="McxService"><w:port name="Any" binding="x:Any"><s:address location="${outer}${mcx}"/></w:port></w:service>` +
    '</w:definitions>'
  );
}

const issued = `<sp:Issuer><a:Address>${outer}/WebTicket/WebTicketService.svc</a:Address></sp:Issuer>`;

describe('the metadata', () => {
  it.each([
    ['SignedSupportingTokens', 'bearer'],
    ['EndorsingSupportingTokens', 'proof'],
  ])('with %s take a ticket as %s, and say who issues it', (tokens, ticket) => {
    expect(parseTicketPorts(wsdlOf(tokens, issued), 'mobility service')).toEqual([
      { name: 'Any', location: outer + mcx, ticket, issuer: `${outer}/WebTicket/WebTicketService.svc` },
    ]);
  });

  it('without an issuer leave it open', () => {
    expect(parseTicketPorts(wsdlOf('SignedSupportingTokens', ''), 'mobility service')[0]?.issuer).toBeUndefined();
  });

  it('that are none are named by what was asked', () => {
    expect(() => parseTicketPorts('<html/>', 'mobility service')).toThrow(/mobility service/);
  });

  it('cut and mangled give ports or a failure, never a crash', () => {
    const whole = wsdlOf('SignedSupportingTokens', issued);
    const piece = fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      '<!DOCTYPE a [<!ENTITY b "c">]>',
      '<![CDATA[',
      '#',
      '__proto__',
      '\u0000',
      '&#x110000;',
      '',
    );
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(60), piece, fc.nat(whole.length), (at, cut, put, end) => {
        const text = (whole.slice(0, at) + put + whole.slice(at + cut)).slice(0, Math.max(end, whole.length - 200));
        try {
          for (const port of parseTicketPorts(text, 'mobility service')) {
            expect(['proof', 'bearer', 'none']).toContain(port.ticket);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(FailureError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
