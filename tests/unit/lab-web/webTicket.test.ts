/** IssueToken: what is granted, what is refused and how. */
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pSha1 } from '../../../lab/web/webTicket/psha1.js';
import { readTokenRequest } from '../../../lab/web/webTicket/requestSecurityToken.js';
import { accept, disabled, header, headers, lena, startLab, text, tom, type Lab } from './harness.js';
import {
  assertionOf,
  clientEntropy,
  issueAction,
  opaque,
  postWithNtlm,
  rst,
  soapHeaders,
  ticketUrl,
  userUrl,
  usernameToken,
} from './ticketClient.js';

const wsu = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const cwtType = 'urn:component:Microsoft.Rtc.WebAuthentication.2010:user-cwt-1';
const between = (document: string, tag: string): string =>
  new RegExp(`<${tag}(?: [^>]*)?>(.*?)</${tag}>`, 's').exec(document)?.[1] ?? '';
const faultCode = (document: string): string => between(document, 'faultcode').replace(/^\w+:/, '');

describe('a granted ticket', () => {
  it('comes in a response collection with lifetime, entropy, computed key and the context', async () => {
    const answer = await postWithNtlm(startLab(), lena, {
      body: rst({ claim: 'sip:lena@contoso.com', context: 'c&lt;1' }),
    });
    expect([answer.status, header(answer, 'Content-Type')]).toEqual([200, 'text/xml; charset=utf-8']);
    const xml = text(answer);
    expect(between(xml, 'Lifetime')).toBe(
      `<Created xmlns="${wsu}">2016-02-01T12:00:00.000Z</Created><Expires xmlns="${wsu}">2016-02-01T20:00:00.000Z</Expires>`,
    );
    expect(Buffer.from(between(xml, 'BinarySecret'), 'base64')).toHaveLength(32);
    expect(between(xml, 'ComputedKey')).toBe('http://docs.oasis-open.org/ws-sx/ws-trust/200512/CK/PSHA1');
    expect(between(xml, 'KeySize')).toBe('256');
    expect(xml).toContain(' Context="c&lt;1"');
    const assertion = assertionOf(answer);
    expect(between(assertion, 'saml:Audience')).toBe(userUrl);
    expect(assertion).toContain('NotBefore="2016-02-01T12:00:00.000Z" NotOnOrAfter="2016-02-01T20:00:00.000Z"');
    expect(assertion).toContain('>sip:lena@contoso.com</saml:NameIdentifier>');
  });

  it('lets a client prove possession with the text of Lifetime, as some do', async () => {
    const xml = text(await postWithNtlm(startLab(), lena));
    const timestamp = `<wsu:Timestamp xmlns:wsu="${wsu}" wsu:Id="timestamp">${between(xml, 'Lifetime')}</wsu:Timestamp>`;
    // The text is its own exclusive canonical form, so hashing it as text gives the digest a verifier computes.
    const { ExclusiveCanonicalization } = await import('xml-crypto');
    const { DOMParser } = await import('@xmldom/xmldom');
    const root = new DOMParser().parseFromString(timestamp, 'text/xml').documentElement;
    const canonical = new ExclusiveCanonicalization().process(root, {}).toString();
    expect(createHash('sha1').update(canonical).digest('hex')).toBe(createHash('sha1').update(timestamp).digest('hex'));
  });

  it('opens the user document when it is cut out as text and sent back', async () => {
    const lab = startLab();
    const ticket = assertionOf(await postWithNtlm(lab, lena));
    expect((await lab.send(userUrl, { headers: [accept.xml, opaque(ticket)] })).status).toBe(200);
  });

  it('gives the whole proof key when the client sends no entropy, and none for a bearer', async () => {
    const lab = startLab();
    const own = text(await postWithNtlm(lab, lena, { body: rst({ entropy: null }) }));
    expect(Buffer.from(between(between(own, 'RequestedProofToken'), 'BinarySecret'), 'base64')).toHaveLength(32);
    const bearer = text(
      await postWithNtlm(lab, lena, {
        body: rst({ entropy: null, keyType: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/Bearer' }),
      }),
    );
    expect(bearer).not.toContain('RequestedProofToken');
    expect(bearer).toContain('cm:bearer');
  });

  it('can be a compact ticket, presented after opaque= as it is', async () => {
    const lab = startLab();
    const xml = text(await postWithNtlm(lab, lena, { body: rst({ tokenType: cwtType }) }));
    const token = /cwt=[A-Za-z0-9_-]+/.exec(xml)?.[0] ?? '';
    expect(token).toMatch(/^cwt=AAEB/);
    const answer = await lab.send(userUrl, { headers: [accept.xml, ['X-MS-WebTicket', `opaque=${token}`]] });
    expect(answer.status).toBe(200);
  });
});

describe('P_SHA1', () => {
  it('is the PRF of WS-Trust: one HMAC for the chain, one for each block', () => {
    const seed = Buffer.alloc(32, 3);
    const hmac = (data: Buffer): Buffer => createHmac('sha1', clientEntropy).update(data).digest();
    const a1 = hmac(seed);
    const a2 = hmac(a1);
    const expected = Buffer.concat([hmac(Buffer.concat([a1, seed])), hmac(Buffer.concat([a2, seed]))]).subarray(0, 32);
    expect(pSha1(clientEntropy, seed, 32)).toEqual(expected);
  });
});

describe('refusals behind Windows authentication', () => {
  const denied = async (user: typeof lena, claim?: string): Promise<[number, string | undefined]> => {
    const answer = await postWithNtlm(startLab(), user, { body: rst(claim === undefined ? {} : { claim }) });
    return [answer.status, header(answer, 'X-Ms-diagnostics')];
  };
  const notEnabled =
    '28000;source="web1-fe1.corp.contoso.net";reason="User is not SIP enabled.";faultcode="wsse:FailedAuthentication"';

  it("an account that is not enabled, and an address that is another user's", async () => {
    expect(await denied(disabled)).toEqual([403, notEnabled]);
    expect(await denied(lena, 'sip:tom@contoso.com')).toEqual([403, notEnabled]);
    expect(await denied(lena, 'sip:LENA@contoso.com')).toEqual([200, undefined]);
    expect(await denied(lena, 'lena@contoso.com')).toEqual([200, undefined]);
  });

  it.each([
    [
      'another RequestType',
      rst({ requestType: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/Renew' }),
      'InvalidRequest',
    ],
    ['an unknown TokenType', rst({ tokenType: 'urn:other' }), 'BadRequest'],
    ['an address of somebody else', rst({ appliesTo: 'https://www.fabrikam.com/' }), 'InvalidScope'],
    ['an address over http', rst({ appliesTo: userUrl.replace('https', 'http') }), 'InvalidScope'],
    ['an address with the inner port', rst({ appliesTo: userUrl.replace('.com/', '.com:4443/') }), 'InvalidScope'],
    ['no address', rst({ appliesTo: '' }), 'InvalidScope'],
    ['another dialect of claims', rst({ claim: 'sip:lena@contoso.com', dialect: 'urn:x' }), 'InvalidRequest'],
    ['an empty claim', rst({ claim: ' ' }), 'InvalidRequest'],
    ['entropy that is no Base64', rst({ entropy: '!!' }), 'InvalidRequest'],
    ['too little entropy', rst({ entropy: 'AAAA' }), 'InvalidRequest'],
    ['an unknown KeyType', rst({ keyType: 'urn:x' }), 'InvalidRequest'],
    ['a body without an RST', rst().replaceAll('RequestSecurityToken', 'Other'), 'BadRequest'],
  ])('%s', async (_, body, code) => {
    const answer = await postWithNtlm(startLab(), lena, { body });
    expect([answer.status, faultCode(text(answer))]).toEqual([500, code]);
  });

  it('what is no SOAP, another action, another media type', async () => {
    const lab = startLab();
    for (const body of ['', 'hello', '<a>', '<!DOCTYPE a><a/>', rst().replace('soap/envelope', 'soap/x')]) {
      expect((await postWithNtlm(lab, lena, { body })).status, body.slice(0, 20)).toBe(400);
    }
    const action = await postWithNtlm(lab, lena, {
      headers: [
        ['Content-Type', 'text/xml'],
        ['SOAPAction', '"urn:x"'],
      ],
    });
    expect([action.status, faultCode(text(action))]).toEqual([500, 'ActionNotSupported']);
    const media = await postWithNtlm(lab, lena, {
      headers: [
        ['Content-Type', 'application/soap+xml; charset=utf-8'],
        ['SOAPAction', `"${issueAction}"`],
      ],
    });
    expect([media.status, media.reason]).toEqual([
      415,
      "Cannot process the message because the content type 'application/soap+xml; charset=utf-8' was not the expected type 'text/xml; charset=utf-8'.",
    ]);
  });
});

describe('/Auth', () => {
  const post = async (lab: Lab, securityHeader: string, parts: Parameters<typeof rst>[0] = {}) =>
    lab.send(`${ticketUrl}/Auth`, { headers: soapHeaders, body: rst({ header: securityHeader, ...parts }) });

  it('takes Base64 of DOMAIN\\user or UPN and of the password', async () => {
    const lab = startLab();
    for (const name of ['CONTOSO\\lenae', 'lena@contoso.com']) {
      const answer = await post(lab, usernameToken(name, lena.password));
      expect(answer.status).toBe(200);
      const ticket = assertionOf(answer);
      expect((await lab.send(userUrl, { headers: [accept.xml, opaque(ticket)] })).status).toBe(200);
    }
    expect(
      (await post(lab, usernameToken('CONTOSO\\tomk', tom.password), { entropy: null, tokenType: cwtType })).status,
    ).toBe(200);
  });

  it('answers a wrong password with the published fault', async () => {
    const answer = await post(startLab(), usernameToken('CONTOSO\\lenae', 'wrong'));
    expect([answer.status, header(answer, 'Cache-Control')]).toEqual([500, 'private']);
    const published = readFileSync(new URL('../../fixtures/lab/webticket-auth-500-28020.xml', import.meta.url), 'utf8');
    expect(text(answer)).toBe(published.trim());
  });

  it('answers the same for clear text, an unknown user and no token; and 28000 for an account that is not enabled', async () => {
    const lab = startLab();
    const errorId = async (securityHeader: string): Promise<string> =>
      between(text(await post(lab, securityHeader)), 'ErrorId');
    expect(await errorId(usernameToken('CONTOSO\\lenae', lena.password, (value) => value))).toBe('28020');
    expect(await errorId(usernameToken('CONTOSO\\nobody', lena.password))).toBe('28020');
    expect(await errorId('')).toBe('28020');
    expect(await errorId(usernameToken('CONTOSO\\dan', disabled.password))).toBe('28000');
  });

  it('does without SOAPAction, and answers a GET with 400 and no page', async () => {
    const lab = startLab();
    const answer = await lab.send(`${ticketUrl}/Auth`, {
      headers: [['Content-Type', 'text/xml; charset=utf-8']],
      body: rst({ header: usernameToken('CONTOSO\\lenae', lena.password) }),
    });
    expect(answer.status).toBe(200);
    const get = await lab.send(`${ticketUrl}/Auth`);
    expect([get.status, header(get, 'Content-Length')]).toEqual([400, '0']);
  });

  it('is gone when switched off', async () => {
    const lab = startLab('2015', { usernameTokenAuth: false });
    expect((await post(lab, usernameToken('CONTOSO\\lenae', lena.password))).status).toBe(404);
  });
});

describe('metadata', () => {
  const ports = (xml: string): Record<string, string> =>
    Object.fromEntries(
      [...xml.matchAll(/<wsdl:port name="([^"]+)"[^>]*><soap:address location="([^"]+)"/g)].map(
        (match) => [match[1] ?? '', match[2] ?? ''] as const,
      ),
    );
  const published = readFileSync(new URL('../../fixtures/lab/webticket-mex-request.xml', import.meta.url), 'utf8')
    .trim()
    .replaceAll('webpoolblu2a05.infra.lync.com', 'web1.contoso.com');
  const soap12: readonly (readonly [string, string])[] = [['Content-Type', 'application/soap+xml; charset=utf-8']];

  it('is plain WSDL for GET, with a port and a policy for each way in', async () => {
    const answer = await startLab().send(`${ticketUrl}/mex`, { headers: [['X-User-Identity', 'lena@contoso.com']] });
    expect([answer.status, header(answer, 'Content-Type')]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(text(answer)).toMatch(/^<wsdl:definitions /);
    expect(ports(text(answer))).toEqual({
      WebTicketServiceWinNegotiate: ticketUrl,
      WebTicketServiceCert: `${ticketUrl}/cert`,
      WebTicketServiceAuth: `${ticketUrl}/Auth`,
      WebTicketServiceAnon: `${ticketUrl}/Anon`,
    });
    for (const name of Object.keys(ports(text(answer)))) expect(text(answer)).toContain(`wsu:Id="${name}_policy"`);
  });

  it('leaves out what policy or version lacks', async () => {
    const names = async (lab: Lab): Promise<string[]> => Object.keys(ports(text(await lab.send(`${ticketUrl}/mex`))));
    expect(await names(startLab('2015', { windowsAuth: 'none', usernameTokenAuth: false }))).toEqual([
      'WebTicketServiceCert',
      'WebTicketServiceAnon',
    ]);
    expect(await names(startLab('2010'))).not.toContain('WebTicketServiceAnon');
  });

  it("answers the mobile client's WS-Transfer Get in an envelope", async () => {
    const answer = await startLab().send(`${ticketUrl}/mex`, { headers: soap12, body: published });
    expect([answer.status, header(answer, 'Content-Type')]).toEqual([200, 'application/soap+xml; charset=utf-8']);
    expect(text(answer)).toContain('http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse</a:Action>');
    expect(text(answer)).toMatch(/<s:Body><wsx:Metadata .*<wsdl:definitions /);
    expect(Object.keys(ports(text(answer)))).toHaveLength(4);
  });

  it('refuses another action, another destination, another envelope', async () => {
    const lab = startLab();
    const send = async (body: string, headersSent = soap12) =>
      lab.send(`${ticketUrl}/mex`, { headers: headersSent, body });
    expect(text(await send(published.replace('transfer/Get', 'transfer/Put')))).toContain('a:ActionNotSupported');
    const elsewhere = await send(published.replace('web1.contoso.com', 'web2.contoso.com'));
    expect([elsewhere.status, /a:DestinationUnreachable/.test(text(elsewhere))]).toEqual([500, true]);
    expect((await send(published, [['Content-Type', 'text/xml']])).status).toBe(415);
    expect((await send('<x/>')).status).toBe(400);
  });
});

describe('reading an RST', () => {
  it('never throws', () => {
    const whole = rst({ claim: 'sip:lena@contoso.com', header: usernameToken('a', 'b') });
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), fc.string({ maxLength: 5 }), (from, length, filling) => {
        readTokenRequest(Buffer.from(whole.slice(0, from) + filling + whole.slice(from + (length % 40))));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the other services', () => {
  it('answer a probe without credentials as the product does', async () => {
    const lab = startLab();
    const probe = async (path: string): Promise<readonly [number, string[]]> => {
      const answer = await lab.send(`https://web1.contoso.com${path}`);
      return [answer.status, [...headers(answer, 'WWW-Authenticate'), ...headers(answer, 'X-MS-WebTicketURL')]];
    };
    expect(await probe('/Mcx/McxService.svc')).toEqual([200, []]);
    expect(await probe('/Reach/sip.svc')).toEqual([200, []]);
    expect(await probe('/Scheduler')).toEqual([200, []]);
    expect(await probe('/abs/handler')).toEqual([401, ['Negotiate', 'NTLM']]);
    expect(await probe('/groupexpansion/service.svc')).toEqual([401, ['Negotiate', 'NTLM']]);
    expect(await probe('/ucwa/v1/applications')).toEqual([401, [ticketUrl]]);
    expect((await probe('/ucwa/oauth/v1/applications'))[1]).toHaveLength(2);
    expect(await probe('/cscp')).toEqual([404, []]);
    const certProv = await lab.send('https://web1.contoso.com/CertProv/CertProvisioningService.svc/mex');
    expect(text(certProv)).toContain('CertProvisioningServiceWebTicketProof_SHA1_policy');
    expect(text(certProv)).toMatch(
      new RegExp(`EndorsingSupportingTokens.*<wsa10:Address>${ticketUrl}</wsa10:Address>`),
    );
  });
});
