/**
 * A pool that gives out client certificates, as far as a test scripts it: web tickets for a password at /Auth, and
 * certificates for a ticket whose key was proven. Written from the specifications alone, over real TLS.
 */
import 'reflect-metadata';
import { createHmac, randomBytes, webcrypto } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { DOMParser, XMLSerializer, type Element } from '@xmldom/xmldom';
import { cryptoProvider, Pkcs10CertificateRequest, X509CertificateGenerator } from '@peculiar/x509';
import { SignedXml } from 'xml-crypto';
import { afterTest, issue, type Issued } from '../net/servers.js';

cryptoProvider.set(webcrypto);

export const host = 'pool.contoso.test';
export const password = 'Fjord-47-lantern';
const assertionId = 'SamlSecurityToken-7f0a';
const lifetime = { created: '2026-11-20T09:00:00Z', expires: '2036-11-20T17:00:00Z' } as const;

/** What a call was found to be. */
export interface Call {
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly envelope: string;
  readonly deviceId: string | null;
  readonly entity: string | null;
  readonly subject: string;
  readonly isRequestSound: boolean;
  /** The canonical form of what was signed; undefined where there is no good signature. */
  readonly signed: string | undefined;
  readonly certificateLines: readonly string[];
}

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

export interface PoolScript {
  /** Answers in place of a certificate, call by call; undefined: the certificate. */
  readonly publish?: (call: Call, count: number) => Reply | undefined;
  readonly mex?: Reply;
  readonly auth?: Reply;
  readonly validity?: { readonly notBefore: Date; readonly notAfter: Date };
  /** Gives a certificate for this key in place of the one asked for. */
  readonly otherKey?: boolean;
  /** A ticket without a key. */
  readonly bearer?: boolean;
}

export interface Pool {
  readonly port: number;
  readonly authority: string;
  readonly calls: readonly Call[];
  /** Addresses that tickets were asked for, and the names that asked. */
  readonly tickets: readonly { readonly appliesTo: string; readonly user: string }[];
  readonly paths: readonly string[];
  readonly assertion: string;
}

export const assertion =
  `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:1.0:assertion" MajorVersion='1' MinorVersion="1" ` +
  `AssertionID="${assertionId}" Issuer="https://${host}/" IssueInstant="${lifetime.created}">` +
  `<saml:Conditions NotBefore="${lifetime.created}"   NotOnOrAfter="${lifetime.expires}"/></saml:Assertion>`;

const soap = (body: string): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`;

export const fault = (code: string, reason: string, id: number): Reply => ({
  status: 500,
  body: soap(
    `<s:Fault><faultcode xmlns:a="urn:x">a:${code}</faultcode><faultstring xml:lang="en-US">${reason}</faultstring>` +
      `<detail><OCSDiagnosticsFault xmlns="urn:component:Microsoft.Rtc.WebAuthentication.2010"><Ms-Diagnostics-Fault>` +
      `<ErrorId>${id}</ErrorId><Reason>${reason}</Reason></Ms-Diagnostics-Fault></OCSDiagnosticsFault></detail></s:Fault>`,
  ),
});

export const answered = (content: string): Reply => ({
  status: 200,
  body: soap(
    `<GetAndPublishCertResponse xmlns="http://schemas.microsoft.com/OCS/AuthWebServices/">${content}</GetAndPublishCertResponse>`,
  ),
});

/** A service description as WCF writes it, with one port for a ticket. */
export function certProvMex(
  origin: string,
  options: { readonly port?: string; readonly support?: string; readonly issuer?: string } = {},
): string {
  const { port = 'CertProvisioningServiceWebTicketProof_SHA1', support = 'EndorsingSupportingTokens' } = options;
  const issuer = options.issuer ?? `${origin}/WebTicket/WebTicketService.svc`;
  return (
    '<?xml version="1.0" encoding="utf-8"?><wsdl:definitions name="CertProvisioningService" targetNamespace="http://tempuri.org/" ' +
    'xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" ' +
    'xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy" xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702" ' +
    'xmlns:wsa10="http://www.w3.org/2005/08/addressing" xmlns:tns="http://tempuri.org/" ' +
    'xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd">' +
    `<wsp:Policy wsu:Id="${port}_policy"><wsp:ExactlyOne><wsp:All><sp:TransportBinding/>` +
    `<sp:${support}><wsp:Policy><sp:IssuedToken><sp:Issuer><wsa10:Address>${issuer}</wsa10:Address></sp:Issuer>` +
    `</sp:IssuedToken></wsp:Policy></sp:${support}></wsp:All></wsp:ExactlyOne></wsp:Policy>` +
    `<wsdl:binding name="${port}"><wsp:PolicyReference URI="#${port}_policy"/></wsdl:binding>` +
    `<wsdl:service name="CertProvisioningService"><wsdl:port name="${port}" binding="tns:${port}">` +
    `<soap:address location="${origin}/CertProv/CertProvisioningService.svc/WebTicket_Proof_SHA1"/></wsdl:port></wsdl:service></wsdl:definitions>`
  );
}

const ticketMex = (origin: string): string =>
  '<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"><wsdl:service>' +
  `<wsdl:port name="WebTicketServiceAuth"><soap:address location="${origin}/WebTicket/WebTicketService.svc/Auth"/></wsdl:port>` +
  '</wsdl:service></wsdl:definitions>';

/** P_SHA1 as RFC 5246 writes it, for 32 bytes. */
function joinedKey(client: Buffer, server: Buffer): Buffer {
  const hmac = (data: Buffer): Buffer => createHmac('sha1', client).update(data).digest();
  const first = hmac(server);
  const second = hmac(first);
  return Buffer.concat([hmac(Buffer.concat([first, server])), hmac(Buffer.concat([second, server]))]).subarray(0, 32);
}

const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
const issuerKeys = webcrypto.subtle.generateKey(rsa, true, ['sign', 'verify']);

/** Runs until the test has ended. */
export async function certProvPool(script: PoolScript = {}): Promise<Pool> {
  const root = await issue('Test Root', []);
  const own: Issued = await issue(host, [host], root);
  const calls: Call[] = [];
  const tickets: { appliesTo: string; user: string }[] = [];
  const paths: string[] = [];
  const origin = `https://${host}`;
  let proofKey: Buffer | undefined;

  const answer = async (method: string, path: string, headers: Call['headers'], body: string): Promise<Reply> => {
    if (path === '/CertProv/CertProvisioningService.svc/mex') {
      return script.mex ?? { status: 200, body: certProvMex(origin) };
    }
    if (path === '/WebTicket/WebTicketService.svc/mex') return { status: 200, body: ticketMex(origin) };
    if (path === '/WebTicket/WebTicketService.svc/Auth' && method === 'POST') {
      const envelope = elementOf(body);
      const decoded = (name: string): string => Buffer.from(textOf(envelope, name), 'base64').toString();
      tickets.push({ appliesTo: textOf(envelope, 'AppliesTo'), user: decoded('Username') });
      if (script.auth !== undefined) return script.auth;
      if (decoded('Password') !== password) return fault('FailedAuthentication', 'No valid security token.', 28020);
      const half = randomBytes(32);
      proofKey =
        script.bearer === true ? undefined : joinedKey(Buffer.from(textOf(envelope, 'BinarySecret'), 'base64'), half);
      return { status: 200, body: ticketAnswer(script.bearer === true ? undefined : half) };
    }
    if (path === '/CertProv/CertProvisioningService.svc/WebTicket_Proof_SHA1' && method === 'POST') {
      const call = await readCall(headers, body, proofKey);
      calls.push(call);
      return script.publish?.(call, calls.length) ?? (await certificateFor(call, script));
    }
    return { status: 404, body: '<html><body>Not Found</body></html>', type: 'text/html' };
  };

  const server: Server = createServer({ key: own.keyPem, cert: own.pem }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      paths.push(`${request.method ?? ''} ${path}`);
      void answer(request.method ?? '', path, request.headers, Buffer.concat(chunks).toString()).then(
        ({ status, body, type = 'text/xml; charset=utf-8' }) => {
          response.writeHead(status, { 'Content-Type': type, 'X-MS-Server-Fqdn': 'fe01.contoso.test' }).end(body);
        },
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, authority: root.pem, calls, tickets, paths, assertion };
}

function ticketAnswer(half: Buffer | undefined): string {
  const proof =
    half === undefined
      ? ''
      : '<wst:RequestedProofToken><wst:ComputedKey>http://docs.oasis-open.org/ws-sx/ws-trust/200512/CK/PSHA1</wst:ComputedKey></wst:RequestedProofToken>' +
        `<wst:Entropy><wst:BinarySecret>${half.toString('base64')}</wst:BinarySecret></wst:Entropy>`;
  return soap(
    '<wst:RequestSecurityTokenResponseCollection xmlns:wst="http://docs.oasis-open.org/ws-sx/ws-trust/200512"><wst:RequestSecurityTokenResponse>' +
      `<wst:RequestedSecurityToken>${assertion}</wst:RequestedSecurityToken>${proof}` +
      `<wst:Lifetime xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"><wsu:Created>${lifetime.created}</wsu:Created>` +
      `<wsu:Expires>${lifetime.expires}</wsu:Expires></wst:Lifetime>` +
      '</wst:RequestSecurityTokenResponse></wst:RequestSecurityTokenResponseCollection>',
  );
}

/** An assertion of this id, proven by `key` with nothing but XML-DSig, as a client's header must have it. */
async function readCall(headers: Call['headers'], envelope: string, key: Buffer | undefined): Promise<Call> {
  const root = elementOf(envelope);
  const call = first(root, 'GetAndPublishCert');
  const token = textOf(call ?? root, 'BinarySecurityToken', false);
  const request = new Pkcs10CertificateRequest(token.replace(/\s+/g, ''));
  return {
    headers,
    envelope,
    deviceId: call?.getAttribute('DeviceId') ?? null,
    entity: call?.getAttribute('Entity') ?? null,
    subject: request.subject,
    isRequestSound: await request.verify(),
    signed: key === undefined ? undefined : signedIn(envelope, root, key),
    certificateLines: token.split('\n'),
  };
}

function signedIn(envelope: string, root: Element, key: Buffer): string | undefined {
  const signature = first(root, 'Signature');
  if (signature === undefined || textOf(signature, 'KeyIdentifier') !== assertionId) return undefined;
  const verifier = new SignedXml({ publicCert: key, idMode: 'wssecurity' });
  verifier.enableHMAC();
  verifier.loadSignature(new XMLSerializer().serializeToString(signature));
  try {
    return verifier.checkSignature(envelope) ? verifier.getSignedReferences()[0] : undefined;
  } catch {
    return undefined;
  }
}

async function certificateFor(call: Call, script: PoolScript): Promise<Reply> {
  const wantsProof = script.bearer !== true;
  if (wantsProof && call.signed === undefined)
    return fault('FailedAuthentication', 'The web ticket is invalid.', 28032);
  const token = textOf(elementOf(call.envelope), 'BinarySecurityToken', false).replace(/\s+/g, '');
  const keys = await issuerKeys;
  if (!('privateKey' in keys)) throw new Error('a pair was made');
  const { publicKey } = script.otherKey === true ? keys : new Pkcs10CertificateRequest(token);
  const now = Date.now();
  const certificate = await X509CertificateGenerator.create({
    subject: call.subject,
    issuer: 'CN=Communications Server',
    ...(script.validity ?? { notBefore: new Date(now - 600_000), notAfter: new Date(now + 180 * 86_400_000) }),
    signingAlgorithm: rsa,
    publicKey,
    signingKey: keys.privateKey,
  });
  return answered(
    '<RequestSecurityTokenResponse xmlns="http://docs.oasis-open.org/ws-sx/ws-trust/200512/"><RequestedSecurityToken>' +
      '<BinarySecurityToken xmlns="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" ' +
      'ValueType="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3">' +
      `${certificate.toString('base64')}</BinarySecurityToken></RequestedSecurityToken></RequestSecurityTokenResponse>`,
  );
}

function elementOf(text: string): Element {
  const root = new DOMParser().parseFromString(text, 'text/xml').documentElement;
  if (root === null) throw new Error('no document');
  return root;
}

function first(element: Element, name: string): Element | undefined {
  return element.getElementsByTagNameNS('*', name)[0];
}

function textOf(element: Element, name: string, trimmed = true): string {
  const text = first(element, name)?.textContent ?? '';
  return trimmed ? text.trim() : text;
}
