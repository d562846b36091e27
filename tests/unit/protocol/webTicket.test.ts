/** Metadata, the request for a ticket and its answer. */
import { createHmac } from 'node:crypto';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { parseTicketMetadata, transferGet } from '../../../shared/protocol/metadataExchange.js';
import { pSha1, type Hmac } from '../../../shared/protocol/proofKey.js';
import {
  requestSecurityToken,
  requestSecurityTokenWithPassword,
} from '../../../shared/protocol/requestSecurityToken.js';
import { parseTokenResponse, sliceElement } from '../../../shared/protocol/tokenResponse.js';
import { allOf, attributeOf, firstOf, parseXml } from '../../../shared/protocol/xml.js';
import { sampleText } from './samples.js';

const base = 'https://web.contoso.com/WebTicket/WebTicketService.svc';

/** Laid out as [MS-OCAUTHWS] and its clients describe it; no real document was ever published. */
const wsdl = `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy"
 xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
 xmlns:tns="http://tempuri.org/" xmlns:af="urn:component:Microsoft.Rtc.WebAuthentication.2010" xmlns:sp="http://schemas.xmlsoap.org/ws/2005/07/securitypolicy">
 <wsp:Policy wsu:Id="first"><wsp:ExactlyOne><wsp:All><http:NtlmAuthentication xmlns:http="http://schemas.microsoft.com/ws/06/2004/policy/http"/></wsp:All></wsp:ExactlyOne></wsp:Policy>
 <wsp:Policy wsu:Id="Tok_policy"><sp:SignedSupportingTokens><wsp:Policy><sp:UsernameToken/></wsp:Policy></sp:SignedSupportingTokens></wsp:Policy>
 <wsp:Policy wsu:Id="WsFedBearer_policy"><af:MSWebAuthentication><wsp:Policy><af:LiveIdEnvironment> PRODUCTION </af:LiveIdEnvironment></wsp:Policy></af:MSWebAuthentication>
 <af:OAuth af:authorizationUri="https://login.windows.net/common/oauth2/authorize"/></wsp:Policy>
 <wsdl:binding name="B1" type="tns:x"><wsp:PolicyReference URI="#first"/></wsdl:binding>
 <wsdl:service name="WebTicketService">
 <wsdl:port name="Odd" binding="tns:B1"><soap:address location="${base}"/></wsdl:port>
 <wsdl:port name="Tok" binding="tns:none"><soap:address location="${base}/Auth"/></wsdl:port>
 <wsdl:port name="WsFedBearer" binding="tns:none"><soap:address location="${base}/WsFed_bearer"/></wsdl:port>
 <wsdl:port name="WebTicketServiceWinNegotiate" binding="tns:none"><soap:address location="${base}"/></wsdl:port>
 <wsdl:port name="WebTicketServiceCert" binding="tns:none"><soap:address location="${base}/cert"/></wsdl:port>
 <wsdl:port name="WebTicketServiceAnon" binding="tns:none"><soap:address location="${base}/Anon"/></wsdl:port>
 <wsdl:port name="Nowhere" binding="tns:none"/>
 </wsdl:service></wsdl:definitions>`;

describe('metadata', () => {
  const expected = [
    ['Odd', base, 'windows'],
    ['Tok', `${base}/Auth`, 'username'],
    ['WsFedBearer', `${base}/WsFed_bearer`, 'federated'],
    ['WebTicketServiceWinNegotiate', base, 'windows'],
    ['WebTicketServiceCert', `${base}/cert`, 'certificate'],
    ['WebTicketServiceAnon', `${base}/Anon`, 'anonymous'],
  ];

  it.each([
    ['plain', wsdl],
    [
      'in wsx:Metadata',
      `<wsx:Metadata xmlns:wsx="http://schemas.xmlsoap.org/ws/2004/09/mex"><wsx:MetadataSection>${wsdl}</wsx:MetadataSection></wsx:Metadata>`,
    ],
    [
      'in SOAP 1.2',
      `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><Metadata xmlns="http://schemas.xmlsoap.org/ws/2004/09/mex"><MetadataSection>${wsdl}</MetadataSection></Metadata></s:Body></s:Envelope>`,
    ],
  ])('%s names the ways to sign in', (_name, text) => {
    const metadata = parseTicketMetadata(text);
    expect(metadata.bindings.map(({ port, location, kind }) => [port, location, kind])).toEqual(expected);
    expect(metadata.authorizationUri).toBe('https://login.windows.net/common/oauth2/authorize');
    expect(metadata.liveIdEnvironment).toBe('PRODUCTION');
  });

  it('fails on anything else', () => {
    expect(() => parseTicketMetadata('<html/>')).toThrow(/holds no WSDL/);
    expect(() => parseTicketMetadata('<definitions><service/></definitions>')).toThrow(/no port with an address/);
  });

  it('is asked for as the mobile client of Microsoft does', () => {
    expect(transferGet('https://webpoolblu2a05.infra.lync.com/WebTicket/WebTicketService.svc')).toBe(
      sampleText('webticket-mex-request.xml').trim(),
    );
  });
});

describe('the request for a ticket', () => {
  const request = {
    context: '4b1682a8-f968-4701-83fc-7c6741dc6697',
    appliesTo: 'https://web.contoso.com/root/user?a=1&b=<2>',
    sipAddress: "o'neil&co@contoso.com",
    entropy: new Uint8Array(32).fill(9),
  };

  it('holds what the service reads, in the order that is known to work', () => {
    const rst = firstOf(parseXml(requestSecurityToken(request), 'request'), 'RequestSecurityToken');
    expect(rst?.children.map(({ name }) => name)).toEqual([
      'TokenType',
      'RequestType',
      'AppliesTo',
      'Claims',
      'Entropy',
      'KeyType',
    ]);
    expect(rst && attributeOf(rst, 'Context')).toBe(request.context);
    expect(rst && firstOf(rst, 'Address')?.text).toBe(request.appliesTo);
    expect(rst && firstOf(rst, 'Value')?.text).toBe(`sip:${request.sipAddress}`);
    expect(rst && firstOf(rst, 'BinarySecret')?.text).toBe(Buffer.from(request.entropy).toString('base64'));
  });

  it('carries name and password in Base64 where the message itself signs in', () => {
    const text = requestSecurityTokenWithPassword(request, {
      endpoint: `${base}/Auth`,
      messageId: 'c0ffee00-0000-4000-8000-000000000000',
      userName: 'CONTOSO\\lenea',
      password: 'pä<ss',
    });
    expect(XMLValidator.validate(text)).toBe(true);
    const envelope = parseXml(text, 'request');
    const values = ['Username', 'Password'].map((name) =>
      Buffer.from(firstOf(envelope, name)?.text ?? '', 'base64').toString('utf8'),
    );
    expect(values).toEqual(['CONTOSO\\lenea', 'pä<ss']);
    expect(firstOf(envelope, 'To')?.text).toBe(`${base}/Auth`);
    expect(allOf(envelope, 'RequestSecurityToken')).toHaveLength(1);
  });
});

describe('the answer', () => {
  const assertion =
    '<saml:Assertion MajorVersion="1"  MinorVersion=\'1\' AssertionID="SamlSecurityToken-1" Issuer="https://web.contoso.com/" IssueInstant="2026-11-20T12:00:00Z" xmlns:saml="urn:oasis:names:tc:SAML:1.0:assertion">\r\n' +
    ' <saml:Conditions NotBefore="2026-11-20T11:55:00Z" NotOnOrAfter="2026-11-20T20:00:00Z"><saml:AudienceRestrictionCondition>' +
    '<saml:Audience>https://web.contoso.com/root/user</saml:Audience></saml:AudienceRestrictionCondition></saml:Conditions>' +
    '<!-- </saml:Assertion> --><x a="</saml:Assertion>"/><saml:Assertion/>é &amp; ü</saml:Assertion>';
  const answer =
    '<?xml version="1.0"?><!-- <saml:Assertion> --><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
    '<wst:RequestSecurityTokenResponseCollection xmlns:wst="http://docs.oasis-open.org/ws-sx/ws-trust/200512">' +
    `<wst:RequestSecurityTokenResponse Context="ctx"><wst:RequestedSecurityToken>${assertion}</wst:RequestedSecurityToken>` +
    '<wst:RequestedProofToken><wst:ComputedKey>http://docs.oasis-open.org/ws-sx/ws-trust/200512/CK/PSHA1</wst:ComputedKey></wst:RequestedProofToken>' +
    '<wst:Entropy><wst:BinarySecret>AQID\n BAU=</wst:BinarySecret></wst:Entropy>' +
    '<wst:Lifetime xmlns:u="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"><u:Created>2026-11-20T12:00:00Z</u:Created><u:Expires>2026-11-20T20:00:00Z</u:Expires></wst:Lifetime>' +
    '</wst:RequestSecurityTokenResponse></wst:RequestSecurityTokenResponseCollection></s:Body></s:Envelope>';

  it('keeps the assertion byte for byte', () => {
    const response = parseTokenResponse(answer);
    expect(response.assertion).toBe(assertion);
    expect({ ...response, assertion: '' }).toEqual({
      assertion: '',
      assertionId: 'SamlSecurityToken-1',
      issuer: 'https://web.contoso.com/',
      notBefore: '2026-11-20T12:00:00Z',
      notAfter: '2026-11-20T20:00:00Z',
      audiences: ['https://web.contoso.com/root/user'],
      binarySecret: Uint8Array.of(1, 2, 3, 4, 5),
      computedKey: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/CK/PSHA1',
      context: 'ctx',
    });
  });

  it('goes by the conditions where no lifetime is given', () => {
    const { notBefore, notAfter } = parseTokenResponse(answer.replace(/<wst:Lifetime.*<\/wst:Lifetime>/, ''));
    expect([notBefore, notAfter]).toEqual(['2026-11-20T11:55:00Z', '2026-11-20T20:00:00Z']);
  });

  it('fails without an assertion and with a secret that is none', () => {
    expect(() => parseTokenResponse(answer.replaceAll('Assertion', 'Other'))).toThrow(/no SAML assertion/);
    expect(() => parseTokenResponse(answer.replace('AQID', '****'))).toThrow(/not Base64/);
  });

  it('finds an element without children', () => {
    expect(sliceElement('<a><b:Assertion x=">"/></a>', 'Assertion')).toBe('<b:Assertion x=">"/>');
    expect(sliceElement('<a/>', 'Assertion')).toBeUndefined();
  });
});

describe('P_SHA1', () => {
  const hmac: Hmac = (key, data) => new Uint8Array(createHmac('sha1', key).update(data).digest());

  it('chains as RFC 5246 defines it', () => {
    // A(i) = HMAC(secret, A(i-1)), output = HMAC(secret, A(i) + seed).
    const secret = new Uint8Array(20).fill(0x0b);
    const seed = new TextEncoder().encode('seed');
    const a1 = hmac(secret, seed);
    const a2 = hmac(secret, a1);
    const expected = Buffer.concat([hmac(secret, Buffer.concat([a1, seed])), hmac(secret, Buffer.concat([a2, seed]))]);
    expect(Buffer.from(pSha1(secret, seed, 32, hmac)).toString('hex')).toBe(expected.subarray(0, 32).toString('hex'));
  });

  it('gives as many bytes as wanted, the longer beginning with the shorter', () => {
    const secret = Uint8Array.of(1);
    const long = pSha1(secret, secret, 100, hmac);
    expect(long).toHaveLength(100);
    expect(pSha1(secret, secret, 0, hmac)).toHaveLength(0);
    expect([...pSha1(secret, secret, 33, hmac)]).toEqual([...long.slice(0, 33)]);
  });
});
