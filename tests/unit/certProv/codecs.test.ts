/** The codecs of certificate provisioning by themselves: what they take, and what hostile documents do to them. */
import { KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { DOMParser } from '@xmldom/xmldom';
import { beforeAll, describe, expect, test } from 'vitest';
import { ContentInfo, SignedData, EncapsulatedContentInfo, Certificate } from 'pkijs';
import { readIssued, signTimestamp } from '../../../main/net/certProv/index.js';
import { FailureError } from '../../../shared/failure.js';
import {
  getAndPublishCert,
  parsePublishResponse,
  ticketReference,
  timestamp,
} from '../../../shared/protocol/certProv.js';
import { parseCertProvMetadata, portForTicket } from '../../../shared/protocol/certProvMetadata.js';
import { findShaped } from '../../../main/engine/secrets/structure.js';
import { identity, type Identity } from '../tlsDsk/peer.js';
import { certProvMex } from './server.js';

const origin = 'https://pool.contoso.com';

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof FailureError) return `${error.failure.operation}/${error.failure.code}`;
    throw error;
  }
  return 'none';
}

describe('the service description', () => {
  test('names the port for a proven ticket, its address and who issues the ticket', () => {
    expect(portForTicket(parseCertProvMetadata(certProvMex(origin)))).toEqual({
      name: 'CertProvisioningServiceWebTicketProof_SHA1',
      location: `${origin}/CertProv/CertProvisioningService.svc/WebTicket_Proof_SHA1`,
      ticket: 'proof',
      issuer: `${origin}/WebTicket/WebTicketService.svc`,
    });
  });

  test('in wsx:Metadata inside a SOAP envelope is read as well', () => {
    const wsdl = certProvMex(origin).replace(/^<\?xml[^>]*>/, '');
    const wrapped = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><Metadata>${wsdl}</Metadata></s:Body></s:Envelope>`;
    expect(parseCertProvMetadata(wrapped)).toEqual(parseCertProvMetadata(certProvMex(origin)));
  });

  test('whose port is told by its name alone is read as well', () => {
    const bare = `<definitions><service><port name="CertProvisioningServiceWebTicketProof_SHA1"><address location="/x"/></port></service></definitions>`;
    expect(parseCertProvMetadata(bare)).toEqual([
      { name: 'CertProvisioningServiceWebTicketProof_SHA1', location: '/x', ticket: 'proof', issuer: undefined },
    ]);
  });

  test('prefers a proven ticket to a bearer, and refuses what takes neither', () => {
    const ports = [
      { name: 'a', location: '/a', ticket: 'none', issuer: undefined },
      { name: 'b', location: '/b', ticket: 'bearer', issuer: undefined },
      { name: 'c', location: '/c', ticket: 'proof', issuer: undefined },
    ] as const;
    expect(portForTicket(ports).name).toBe('c');
    expect(portForTicket(ports.slice(0, 2)).name).toBe('b');
    expect(codeOf(() => portForTicket(ports.slice(0, 1)))).toBe('protocol/no_common_binding');
  });
});

describe('the request', () => {
  const request = {
    endpoint: `${origin}/CertProv/x?a=1&b=2`,
    messageId: 'm',
    requestId: 'r',
    deviceId: 'd',
    sipAddress: `o'neil&"<x>@contoso.com`,
    certificateRequest: new Uint8Array(200).fill(65),
    security: timestamp('2026-01-01T00:00:00Z', '2026-01-01T08:00:00Z'),
  };

  test('is well-formed whatever the address holds', () => {
    const root = new DOMParser().parseFromString(getAndPublishCert(request), 'text/xml').documentElement;
    const call = root?.getElementsByTagNameNS('*', 'GetAndPublishCert')[0];
    expect(call?.getAttribute('Entity')).toBe(request.sipAddress);
    expect(call?.getAttribute('DeviceId')).toBe('{d}');
    expect(root?.getElementsByTagNameNS('*', 'To')[0]?.textContent).toBe(request.endpoint);
    const token = root?.getElementsByTagNameNS('*', 'BinarySecurityToken')[0]?.textContent ?? '';
    expect(Buffer.from(token, 'base64')).toEqual(Buffer.alloc(200, 65));
  });
});

describe('the answer', () => {
  test.each([
    ['<a/>', 'parse/unexpected_document'],
    ['<GetAndPublishCertResponse/>', 'parse/unexpected_document'],
    ['', 'parse/malformed_document'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><GetAndPublishCertResponse/>', 'parse/malformed_document'],
    ['x'.repeat(1_000_001), 'limit/too_large'],
  ])('%#', (text, code) => {
    expect(codeOf(() => parsePublishResponse(text))).toBe(code);
  });

  test.each([
    ['<ErrorInfo>InvalidEntity</ErrorInfo>', 'InvalidEntity'],
    ['<ErrorInfo/>', ''],
    [
      '<ErrorInfo><Id>12</Id><Detail source="fe01"><Text>no store</Text></Detail></ErrorInfo>',
      'Id=12; source=fe01; Text=no store',
    ],
  ])('keeps what an error says: %s', (info, words) => {
    const text = `<GetAndPublishCertResponse>${info}</GetAndPublishCertResponse>`;
    expect(parsePublishResponse(text)).toEqual({ kind: 'error', info: words });
  });

  test('of any kind is a result or a failure', () => {
    const word = fc.constantFrom(
      'GetAndPublishCertResponse',
      'ErrorInfo',
      'RequestedSecurityToken',
      'BinarySecurityToken',
      'x',
    );
    const { xml } = fc.letrec<{ xml: string }>((tie) => ({
      xml: fc.oneof(
        { depthSize: 'small' },
        fc.string({ maxLength: 8 }),
        fc
          .tuple(word, fc.array(tie('xml'), { maxLength: 3 }))
          .map(([name, inner]) => `<${name}>${inner.join('')}</${name}>`),
      ),
    }));
    fc.assert(
      fc.property(xml, (text) => {
        expect(codeOf(() => parsePublishResponse(text))).toMatch(/^(none|parse\/|limit\/)/);
        expect(codeOf(() => parseCertProvMetadata(text))).toMatch(/^(none|parse\/|limit\/)/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the proof', () => {
  // Made with xmlsec's rules by hand: the canonical forms below, digested and keyed with node:crypto alone.
  test('is the HMAC of the canonical SignedInfo, whose digest is that of the canonical timestamp', async () => {
    const { createHash, createHmac } = await import('node:crypto');
    const key = Uint8Array.from({ length: 32 }, (_, index) => index);
    const time = timestamp('2026-01-01T00:00:00Z', '2026-01-01T08:00:00Z');
    // Attributes stand behind namespaces in canonical form, and this element has nothing else to be changed.
    const digest = createHash('sha1').update(time).digest('base64');
    const signedInfo =
      '<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">' +
      '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:CanonicalizationMethod>' +
      '<ds:SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"></ds:SignatureMethod>' +
      '<ds:Reference URI="#timestamp"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform></ds:Transforms>' +
      '<ds:DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"></ds:DigestMethod>' +
      `<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`;
    const value = createHmac('sha1', key).update(signedInfo).digest('base64');
    const signature = signTimestamp(time, key, ticketReference('id-1'));
    expect(signature).toContain(`<ds:DigestValue>${digest}</ds:DigestValue>`);
    expect(signature).toContain(`<ds:SignatureValue>${value}</ds:SignatureValue>`);
    expect(signature).toContain('#SAMLAssertionID">id-1</wsse:KeyIdentifier>');
  });
});

describe('the token', () => {
  let own: Identity;
  let issuer: Identity;
  beforeAll(async () => {
    [own, issuer] = await Promise.all([
      identity('ada@contoso.com'),
      identity('Communications Server', { curve: 'P-256' }),
    ]);
  });

  test('is a certificate', () => {
    const { client, record } = readIssued(own.certificateDer, own.key);
    expect(client.chain).toEqual([]);
    expect(record.fields?.subject).toBe('CN=ada@contoso.com');
  });

  test('or a PKCS #7 chain, in any order', () => {
    const certificates = [issuer, own].map(({ certificateDer }) => Certificate.fromBER(new Uint8Array(certificateDer)));
    const signed = new SignedData({
      version: 1,
      encapContentInfo: new EncapsulatedContentInfo({ eContentType: '1.2.840.113549.1.7.1' }),
      certificates,
    });
    const bundle = new ContentInfo({ contentType: '1.2.840.113549.1.7.2', content: signed.toSchema(true) });
    const { client } = readIssued(new Uint8Array(bundle.toSchema().toBER(false)), own.key);
    expect(new X509Certificate(client.certificateDer).subject).toBe('CN=ada@contoso.com');
    expect(client.chain.map((der) => new X509Certificate(der).subject)).toEqual(['CN=Communications Server']);
  });

  test('of other bytes is a failure', async () => {
    const { privateKey } = await pair();
    expect(codeOf(() => readIssued(own.certificateDer, privateKey))).toBe('protocol/unexpected_document');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(codeOf(() => readIssued(bytes, own.key))).toBe('parse/malformed_document');
      }),
    );
  });
});

async function pair(): Promise<{ readonly privateKey: KeyObject }> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-1',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  return { privateKey: KeyObject.from(keys.privateKey) };
}

describe('what of it is a secret', () => {
  const found = (text: string): readonly string[] => findShaped(text).map(({ secret }) => secret);

  test.each(['X509v3', 'PKCS10', 'PKCS7'])('not a token that says it is %s', (type) => {
    expect(
      found(`<wsse:BinarySecurityToken ValueType="http://x/y#${type}" Z="1">TUlJQ3RlcnQ=</wsse:BinarySecurityToken>`),
    ).toEqual([]);
  });

  test.each([
    '<BinarySecurityToken>c2VjcmV0</BinarySecurityToken>',
    '<BinarySecurityToken ValueType="http://x#Kerberosv5_AP_REQ">c2VjcmV0</BinarySecurityToken>',
    '<BinarySecurityToken>c2VjcmV0</BinarySecurityToken><T ValueType="http://x#X509v3">',
    '<ds:SignatureValue>c2VjcmV0</ds:SignatureValue>',
    '&lt;BinarySecret&gt;c2VjcmV0&lt;/BinarySecret&gt;&lt;b&gt;',
    '&lt;BinarySecret Context="x"&gt;c2VjcmV0&lt;/BinarySecret&gt;&lt;b&gt;',
    '&lt;BinarySecurityToken&gt;c2VjcmV0&lt;/BinarySecurityToken&gt;&lt;T V="#X509v3"&gt;',
  ])('any other: %s', (text) => {
    expect(found(text)).toEqual(['c2VjcmV0']);
  });
});
