/** Signing in online: where an account signs in, requests for tokens, and what comes back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../../shared/failure.js';
import { parseTokenAnswer } from '../../../shared/protocol/orgIdAnswer.js';
import { parseUserRealm, realmUrl } from '../../../shared/protocol/orgIdRealm.js';
import { orgIdRequest, stsRequest, trustVersionOf } from '../../../shared/protocol/orgIdRequest.js';
import { allOf, firstOf, parseXml } from '../../../shared/protocol/xml.js';
import { sampleText } from './samples.js';

const failure = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof FailureError ? error.failure.code : error;
  }
};

describe('the realm of an account', () => {
  it.each(['realm-managed.xml', 'realm-managed.json'])('is managed in the published answer %s', (name) => {
    expect(parseUserRealm(sampleText(name))).toEqual({
      kind: 'managed',
      domain: 'example.com',
      brand: 'Example Corp',
      stsUrl: undefined,
    });
  });

  it('is unknown in the published answer for a domain that nobody has', () => {
    expect(parseUserRealm(sampleText('realm-unknown.xml'))).toMatchObject({ kind: 'unknown', domain: undefined });
  });

  it('names the sign-in server where it is federated, in both forms', () => {
    const stsUrl = 'https://sts.example.com/adfs/services/trust/2005/usernamemixed';
    const xml = `\uFEFF<RealmInfo Success="true"><NameSpaceType>Federated</NameSpaceType><STSAuthURL>${stsUrl}</STSAuthURL></RealmInfo>`;
    const json = JSON.stringify({ NameSpaceType: 'Federated', STSAuthURL: stsUrl });
    for (const text of [xml, json]) expect(parseUserRealm(text)).toMatchObject({ kind: 'federated', stsUrl });
  });

  it('is not guessed from anything else', () => {
    expect(failure(() => parseUserRealm('<html/>'))).toBe('unexpected_document');
    expect(failure(() => parseUserRealm('{"NameSpaceType":7}'))).toBe('unexpected_document');
    expect(failure(() => parseUserRealm('<RealmInfo>'))).toBe('malformed_document');
    expect(failure(() => parseUserRealm(''))).toBe('malformed_document');
  });

  it('is asked with the name alone, whatever is in it', () => {
    const url = new URL(realmUrl('login.microsoftonline.com', 'a&xml=0#b@example.com'));
    expect([...url.searchParams]).toEqual([
      ['login', 'a&xml=0#b@example.com'],
      ['xml', '1'],
    ]);
    expect(url.host).toBe('login.microsoftonline.com');
  });
});

describe('the request for a token', () => {
  const request = {
    endpoint: 'https://sts.example.com/adfs/services/trust/2005/usernamemixed',
    messageId: '6c7b1f0e-0000-4000-8000-000000000001',
    appliesTo: 'urn:federation:MicrosoftOnline',
    created: '2026-01-02T03:04:05Z',
    expires: '2026-01-02T03:09:05Z',
  } as const;

  it('carries name and password as they are, escaped', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~äЖ]{1,40}$/), (password) => {
        const text = stsRequest({
          ...request,
          version: '2005',
          proof: { kind: 'password', userName: 'a<b@example.com', password: `x${password}x` },
        });
        const envelope = parseXml(text, 'request');
        expect(firstOf(envelope, 'Password')?.text).toBe(`x${password}x`);
        expect(firstOf(envelope, 'Username')?.text).toBe('a<b@example.com');
      }),
    );
  });

  it('speaks the version of WS-Trust that the address stands for', () => {
    expect(trustVersionOf(request.endpoint)).toBe('2005');
    expect(trustVersionOf('https://sts.example.com/adfs/services/trust/13/usernamemixed')).toBe('1.3');
    const proof = { kind: 'password', userName: 'a@b', password: 'p' } as const;
    const older = parseXml(stsRequest({ ...request, version: '2005', proof }), 'request');
    const newer = parseXml(stsRequest({ ...request, version: '1.3', proof }), 'request');
    const trust = 'http://docs.oasis-open.org/ws-sx/ws-trust/200512';
    expect(firstOf(older, 'KeyType')?.text).toBe('http://schemas.xmlsoap.org/ws/2005/05/identity/NoProofKey');
    expect(firstOf(older, 'Action')?.text).toBe('http://schemas.xmlsoap.org/ws/2005/02/trust/RST/Issue');
    expect(firstOf(newer, 'KeyType')?.text).toBe(`${trust}/Bearer`);
    expect([firstOf(newer, 'Action')?.text, firstOf(newer, 'RequestSecurityToken')?.namespace]).toEqual([
      `${trust}/RST/Issue`,
      trust,
    ]);
  });

  it('sends a token of the organisation on byte for byte, and no password beside it', () => {
    const token = '<saml:Assertion xmlns:saml="urn:x"  AssertionID=\'a\'><saml:X/></saml:Assertion>';
    const text = orgIdRequest({ ...request, version: '2005', proof: { kind: 'token', token } });
    expect(text).toContain(token);
    expect(allOf(parseXml(text, 'request'), 'UsernameToken')).toEqual([]);
    expect(firstOf(parseXml(text, 'request'), 'HostingApp')?.text).toBe('Managed IDCRL');
  });
});

const answered = (content: string): string =>
  `<?xml version="1.0" encoding="utf-8" ?><S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope"><S:Body>${content}</S:Body></S:Envelope>`;
const issued = (token: string, holder = ''): string =>
  answered(
    `<wst:RequestSecurityTokenResponse xmlns:wst="http://schemas.xmlsoap.org/ws/2005/02/trust"${holder}><wst:Lifetime><u:Created xmlns:u="urn:u">2026-01-02T03:04:05Z</u:Created><u:Expires xmlns:u="urn:u">2026-01-02T04:04:05Z</u:Expires></wst:Lifetime><wst:RequestedSecurityToken>${token}</wst:RequestedSecurityToken></wst:RequestSecurityTokenResponse>`,
  );
const psf = (code: string, text: string): string =>
  answered(
    `<S:Fault><S:Code><S:Value>S:Sender</S:Value></S:Code><S:Reason><S:Text>Authentication Failure</S:Text></S:Reason><S:Detail><psf:error xmlns:psf="urn:psf"><psf:value>0x80048821</psf:value>${code === '' ? '' : `<psf:internalerror><psf:code>${code}</psf:code><psf:text>${text}</psf:text></psf:internalerror>`}</psf:error></S:Detail></S:Fault>`,
  );
const adfs = (code: string, text: string): string =>
  answered(
    `<S:Fault><S:Code><S:Value>S:Sender</S:Value><S:Subcode><S:Value xmlns:a="urn:a">a:${code}</S:Value></S:Subcode></S:Code><S:Reason><S:Text>${text}</S:Text></S:Reason></S:Fault>`,
  );

describe('the answer to it', () => {
  it('is the published fault of a federated account, not a wrong password', () => {
    expect(parseTokenAnswer(sampleText('rst2-fault-federated.xml'), 'OrgID')).toEqual({
      kind: 'fault',
      fault: {
        refusal: 'federated',
        code: '0x80047860 0x80048821',
        text: 'Direct login to WLID is not allowed for this federated namespace',
      },
    });
  });

  it.each([
    [psf('', ''), 'wrong-password'],
    [psf('0x80048821', 'AADSTS70002: Error validating credentials.'), 'wrong-password'],
    [psf('0x80048831', 'The password is old.'), 'password-expired'],
    [psf('0x800434d4', 'App password needed.'), 'second-factor'],
    [psf('0x80048888', 'you must use multi-factor authentication'), 'second-factor'],
    [psf('0x800478ac', 'Not provisioned.'), 'unknown-account'],
    [psf('0x8004ffff', 'Something new.'), 'other'],
    [adfs('FailedAuthentication', 'ID3242'), 'wrong-password'],
    [adfs('FailedAuthentication', 'MSIS3126: Access denied.'), 'not-allowed'],
    [adfs('FailedAuthentication.ExpiredPassword', 'https://sts.example.com/change'), 'password-expired'],
    [adfs('InvalidSecurity', 'An error occurred.'), 'clock'],
    [adfs('RequestFailed', 'MSIS3020'), 'other'],
  ])('tells why there is no token (%#)', (text, refusal) => {
    expect(parseTokenAnswer(text, 'OrgID')).toMatchObject({ kind: 'fault', fault: { refusal } });
  });

  it('is a token, kept byte for byte with its lifetime', () => {
    const token = '<EncryptedData xmlns="urn:e"  Id="A"><EncryptedData/><!-- > --><x a=\'>\'/></EncryptedData >';
    expect(parseTokenAnswer(issued(token), 'OrgID')).toEqual({
      kind: 'token',
      issued: {
        token,
        tokenName: 'EncryptedData',
        created: '2026-01-02T03:04:05Z',
        expires: '2026-01-02T04:04:05Z',
      },
    });
  });

  it('is refused where the token cannot stand by itself, or none is there', () => {
    const borrowed = issued('<e:EncryptedData/>', ' xmlns:e="urn:e"');
    expect(failure(() => parseTokenAnswer(borrowed, 'OrgID'))).toBe('unexpected_document');
    expect(failure(() => parseTokenAnswer(issued(''), 'OrgID'))).toBe('unexpected_document');
    expect(failure(() => parseTokenAnswer('<html/>', 'OrgID'))).toBe('unexpected_document');
    expect(failure(() => parseTokenAnswer('no XML', 'OrgID'))).toBe('malformed_document');
  });
});

it('gives a value or a failure for whatever comes', () => {
  const seeds = ['realm-managed.json', 'realm-managed.xml', 'rst2-fault-federated.xml'].map(sampleText);
  const cut = fc
    .tuple(fc.constantFrom(...seeds, issued('<a/>')), fc.nat(2000), fc.nat(60), fc.string())
    .map(([text, at, length, noise]) => text.slice(0, at) + noise + text.slice(at + length));
  fc.assert(
    fc.property(fc.oneof(cut, fc.string()), (text) => {
      for (const parse of [parseUserRealm, (one: string) => parseTokenAnswer(one, 'OrgID')]) {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(FailureError);
        }
      }
    }),
  );
});
