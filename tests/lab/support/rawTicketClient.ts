/**
 * A web ticket and its proof as a small client of its own makes them, by text and HMAC alone: what it writes is its own
 * canonical form, as clients in the field do it ([WS-Trust 1.3], XML signature core).
 */
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';

const wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const wsu = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const ds = 'http://www.w3.org/2000/09/xmldsig#';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const trust = 'http://docs.oasis-open.org/ws-sx/ws-trust/200512';
export const getAndPublishCert = 'http://schemas.microsoft.com/OCS/AuthWebServices/GetAndPublishCert';
export const rstIssue = 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/RST/Issue';

/** Posts a SOAP message and gives back status and body. */
export type Post = (
  url: string,
  action: string,
  body: string,
) => Promise<{ readonly status: number; readonly body: string }>;

export interface RawTicket {
  readonly assertion: string;
  readonly id: string;
  readonly created: string;
  readonly expires: string;
  /** P_SHA1 of both halves; empty where the server sent no half. */
  readonly key: Buffer;
}

/** A ticket by user name and password at …/Auth. Throws with the body where none came. */
export async function askTicket(
  post: Post,
  service: string,
  appliesTo: string,
  account: { readonly userName: string; readonly password: string },
  keyType: 'SymmetricKey' | 'Bearer' = 'SymmetricKey',
): Promise<RawTicket> {
  const mine = randomBytes(32);
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const { status, body } = await post(
    `${service}/Auth`,
    rstIssue,
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><Security s:mustUnderstand="1" xmlns="${wsse}"><UsernameToken><Username>${base64(account.userName)}</Username><Password Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText">${base64(account.password)}</Password></UsernameToken></Security></s:Header><s:Body><wst:RequestSecurityToken xmlns:wst="${trust}" Context="${randomUUID()}"><wst:TokenType>http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1</wst:TokenType><wst:RequestType>http://schemas.xmlsoap.org/ws/2005/02/trust/Issue</wst:RequestType><wsp:AppliesTo xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy"><wsa:EndpointReference xmlns:wsa="http://www.w3.org/2005/08/addressing"><wsa:Address>${appliesTo}</wsa:Address></wsa:EndpointReference></wsp:AppliesTo><wst:Entropy><wst:BinarySecret>${mine.toString('base64')}</wst:BinarySecret></wst:Entropy><wst:KeyType>${trust}/${keyType}</wst:KeyType></wst:RequestSecurityToken></s:Body></s:Envelope>`,
  );
  const assertion = /<saml:Assertion.*<\/saml:Assertion>/s.exec(body)?.[0];
  if (assertion === undefined) throw new Error(`no ticket: ${status} ${body}`);
  const theirs = /<Entropy><BinarySecret>([^<]+)</.exec(body)?.[1];
  const after = (name: string): string => new RegExp(`<${name} xmlns="[^"]+">([^<]+)<`).exec(body)?.[1] ?? '';
  return {
    assertion,
    id: /AssertionID="([^"]+)"/.exec(assertion)?.[1] ?? '',
    created: after('Created'),
    expires: after('Expires'),
    key: theirs === undefined ? Buffer.alloc(0) : prf(mine, Buffer.from(theirs, 'base64'), 32),
  };
}

/** RFC 2246 section 5, the SHA-1 half. */
function prf(secret: Buffer, seed: Buffer, length: number): Buffer {
  const hmac = (...parts: readonly Buffer[]): Buffer =>
    createHmac('sha1', secret).update(Buffer.concat(parts)).digest();
  const out: Buffer[] = [];
  for (let a = hmac(seed), n = 0; n < length; a = hmac(a), n += 20) out.push(hmac(a, seed));
  return Buffer.concat(out).subarray(0, length);
}

export interface CallParts {
  readonly entity: string;
  /** Base64 of the PKCS#10 request. */
  readonly csr: string;
  readonly deviceId?: string;
  readonly created?: string;
  readonly expires?: string;
  readonly key?: Buffer;
  /** Changes the finished message. */
  readonly edit?: (envelope: string) => string;
}

/** A GetAndPublishCert message with the ticket and the signature over its timestamp. */
export function publishCall(ticket: RawTicket, parts: CallParts): string {
  const timestamp = `<wsu:Timestamp xmlns:wsu="${wsu}" wsu:Id="timestamp"><wsu:Created>${parts.created ?? ticket.created}</wsu:Created><wsu:Expires>${parts.expires ?? ticket.expires}</wsu:Expires></wsu:Timestamp>`;
  const digest = createHash('sha1').update(timestamp).digest('base64');
  const info = `<SignedInfo xmlns="${ds}"><CanonicalizationMethod Algorithm="${exclusive}"></CanonicalizationMethod><SignatureMethod Algorithm="${ds}hmac-sha1"></SignatureMethod><Reference URI="#timestamp"><Transforms><Transform Algorithm="${exclusive}"></Transform></Transforms><DigestMethod Algorithm="${ds}sha1"></DigestMethod><DigestValue>${digest}</DigestValue></Reference></SignedInfo>`;
  const value = createHmac('sha1', parts.key ?? ticket.key)
    .update(info)
    .digest('base64');
  const signature = `<Signature xmlns="${ds}">${info.replace(` xmlns="${ds}"`, '')}<SignatureValue>${value}</SignatureValue><KeyInfo><wsse:SecurityTokenReference xmlns:wsse="${wsse}" wsse:TokenType="http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1"><wsse:KeyIdentifier ValueType="http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.0#SAMLAssertionID">${ticket.id}</wsse:KeyIdentifier></wsse:SecurityTokenReference></KeyInfo></Signature>`;
  const lines = parts.csr.replace(/(.{76})/g, '$1\r\n');
  const envelope = `<?xml version="1.0"?>\r\n<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wsse="${wsse}"><soap:Header><wsse:Security soap:mustUnderstand="1">${timestamp}${ticket.assertion}${signature}</wsse:Security></soap:Header><soap:Body><GetAndPublishCert xmlns="http://schemas.microsoft.com/OCS/AuthWebServices/" DeviceId="${parts.deviceId ?? `{${randomUUID()}}`}" Entity="${parts.entity}"><wst:RequestSecurityToken xmlns:wst="${trust}/"><wst:TokenType>http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3</wst:TokenType><wst:RequestType>${trust}/Issue</wst:RequestType><wsse:BinarySecurityToken ValueType="http://schemas.microsoft.com/OCS/AuthWebServices.xsd#PKCS10" EncodingType="${wsse}#Base64Binary">\r\n${lines}\r\n</wsse:BinarySecurityToken><wstep:RequestID xmlns:wstep="http://schemas.microsoft.com/windows/pki/2009/01/enrollment">${randomUUID()}</wstep:RequestID></wst:RequestSecurityToken></GetAndPublishCert></soap:Body></soap:Envelope>`;
  return parts.edit === undefined ? envelope : parts.edit(envelope);
}

/** DER of the certificate in an answer, or undefined. */
export function certificateIn(body: string): Buffer | undefined {
  const text = /RequestedSecurityToken><BinarySecurityToken [^>]*>([^<]+)</.exec(body)?.[1];
  return text === undefined ? undefined : Buffer.from(text, 'base64');
}
