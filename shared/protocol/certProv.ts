/**
 * GetAndPublishCert: the request for a client certificate in SOAP 1.1, and what comes back. Errors stand in ErrorInfo
 * inside a 200; what may be in there is not published, so it is kept as it was sent. [MS-OCAUTHWS 3.1.4.1]
 */
import { failed } from '../failure.js';
import { base64Of, bytesOf } from '../session/bytes.js';
import { ns, uri } from './namespaces.js';
import { attributeOf, childOf, escapeXml, firstOf, parseXml, type XmlElement } from './xml.js';

const authWebServices = 'http://schemas.microsoft.com/OCS/AuthWebServices/';
const action = `${authWebServices}GetAndPublishCert`;
/** Value of the SOAPAction header, quotes included. */
export const publishSoapAction = `"${action}"`;

const x509Profile = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0';
const enrollment = 'http://schemas.microsoft.com/windows/pki/2009/01/enrollment';

export interface PublishRequest {
  /** The address that the request goes to. */
  readonly endpoint: string;
  readonly messageId: string; // UUID
  readonly requestId: string; // UUID
  /** UUID of the endpoint, without braces: the server keeps one certificate for each. */
  readonly deviceId: string;
  /** user@domain without scheme. */
  readonly sipAddress: string;
  /** PKCS #10, DER. */
  readonly certificateRequest: Uint8Array;
  /** Content of wsse:Security: timestamp, assertion and signature as they are. */
  readonly security: string;
}

/** The envelope. */
export function getAndPublishCert(request: PublishRequest): string {
  return (
    `<s:Envelope xmlns:s="${ns.soap11}"><s:Header>` +
    `<wsa:To xmlns:wsa="${ns.addressing}">${escapeXml(request.endpoint)}</wsa:To>` +
    `<wsa:ReplyTo xmlns:wsa="${ns.addressing}"><wsa:Address>${uri.anonymous}</wsa:Address></wsa:ReplyTo>` +
    `<wsa:MessageID xmlns:wsa="${ns.addressing}">uuid:${escapeXml(request.messageId)}</wsa:MessageID>` +
    `<wsa:Action xmlns:wsa="${ns.addressing}">${action}</wsa:Action>` +
    `<wsse:Security s:mustUnderstand="1" xmlns:wsse="${ns.security}">${request.security}</wsse:Security>` +
    `</s:Header><s:Body>${body(request)}</s:Body></s:Envelope>`
  );
}

function body({ deviceId, sipAddress, requestId, certificateRequest }: PublishRequest): string {
  return (
    `<GetAndPublishCert xmlns="${authWebServices}" DeviceId="{${escapeXml(deviceId)}}" Entity="${escapeXml(sipAddress)}">` +
    // This namespace ends in a slash here, and nowhere else.
    `<wst:RequestSecurityToken xmlns:wst="${ns.trust}/">` +
    `<wst:TokenType>${x509Profile}#X509v3</wst:TokenType>` +
    `<wst:RequestType>${ns.trust}/Issue</wst:RequestType>` +
    `<wsse:BinarySecurityToken xmlns:wsse="${ns.security}" ValueType="http://schemas.microsoft.com/OCS/AuthWebServices.xsd#PKCS10" ` +
    `EncodingType="${ns.security}#Base64Binary">\r\n${inLines(base64Of(certificateRequest))}</wsse:BinarySecurityToken>` +
    `<wstep:RequestID xmlns:wstep="${enrollment}">${escapeXml(requestId)}</wstep:RequestID>` +
    '</wst:RequestSecurityToken></GetAndPublishCert>'
  );
}

const inLines = (base64: string): string => base64.replace(/.{1,76}/g, '$&\r\n');

/** wsu:Timestamp with the lifetime of the ticket it goes with; its id is "timestamp". */
export function timestamp(created: string, expires: string): string {
  return (
    `<wsu:Timestamp xmlns:wsu="${ns.utility}" wsu:Id="timestamp"><wsu:Created>${escapeXml(created)}</wsu:Created>` +
    `<wsu:Expires>${escapeXml(expires)}</wsu:Expires></wsu:Timestamp>`
  );
}

/** Content of ds:KeyInfo that names a ticket by its AssertionID. [WSS SAML Token Profile 1.1 3.4] */
export function ticketReference(assertionId: string): string {
  return (
    `<wsse:SecurityTokenReference xmlns:wsse="${ns.security}" wsse:TokenType="${uri.samlToken}">` +
    '<wsse:KeyIdentifier ValueType="http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.0#SAMLAssertionID">' +
    `${escapeXml(assertionId)}</wsse:KeyIdentifier></wsse:SecurityTokenReference>`
  );
}

export type PublishResponse =
  | {
      readonly kind: 'token';
      /** A certificate, or a PKCS #7 chain with it. */
      readonly token: Uint8Array;
      /** What it is, as sent: the part behind '#'. */
      readonly type: string | undefined;
    }
  | {
      readonly kind: 'error';
      /** Texts and attributes of ErrorInfo, in their order. */
      readonly info: string;
    };

/** @throws FailureError parse/malformed_document, parse/unexpected_document when it holds neither token nor error */
export function parsePublishResponse(text: string): PublishResponse {
  const envelope = parseXml(text, 'answer of the certificate provisioning service');
  const response = firstOf(envelope, 'GetAndPublishCertResponse');
  if (response === undefined) {
    throw unexpected(`holds no GetAndPublishCertResponse; its root element is ${envelope.name}`);
  }
  const error = firstOf(response, 'ErrorInfo');
  if (error !== undefined) return { kind: 'error', info: wordsOf(error).join('; ').slice(0, 500) };
  const requested = firstOf(response, 'RequestedSecurityToken');
  const token = requested === undefined ? undefined : childOf(requested, 'BinarySecurityToken');
  const base64 = token?.text.replace(/\s+/g, '') ?? '';
  if (token === undefined || base64 === '') throw unexpected('holds neither a certificate nor an error');
  const type = attributeOf(token, 'ValueType');
  try {
    return { kind: 'token', token: bytesOf(base64), type: type?.slice(type.lastIndexOf('#') + 1) };
  } catch {
    throw failed(
      'parse',
      'malformed_document',
      'The certificate in the answer of the certificate provisioning service is not Base64.',
    );
  }
}

function unexpected(what: string): Error {
  return failed('parse', 'unexpected_document', `The answer of the certificate provisioning service ${what}.`);
}

/** "name=value" of attributes, texts as they are, the children after them. */
function wordsOf(element: XmlElement): readonly string[] {
  return [
    ...element.attributes.filter(({ name }) => name !== 'nil').map(({ name, value }) => `${name}=${value}`),
    ...(element.text === '' ? [] : [element.text]),
    ...element.children.flatMap((child) =>
      child.children.length === 0 && child.attributes.length === 0 ? [`${child.name}=${child.text}`] : wordsOf(child),
    ),
  ];
}
