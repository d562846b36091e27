// Reads a GetAndPublishCert call in its SOAP 1.1 envelope: the security header and the body (web.md 5.3 and 10).
import type { Element } from '@xmldom/xmldom';
import { childrenOf, descend, parseXml, textOf } from '../xml.js';
import { ns } from '../webTicket/namespaces.js';
import { decodeBase64 } from '../webTicket/requestSecurityToken.js';

export const certProvNs = 'http://schemas.microsoft.com/OCS/AuthWebServices/';
export const getAndPublishCert = `${certProvNs}GetAndPublishCert`;
/** Clients write the WS-Trust namespace with a slash at its end here. */
export const wstSlash = `${ns.wst}/`;
export const tokenTypes = {
  x509: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3',
  pkcs10: 'http://schemas.microsoft.com/OCS/AuthWebServices.xsd#PKCS10',
} as const;

export interface CertificateCall {
  /** The security header's parts as the client sent them; absent ones are undefined. */
  readonly assertion: Element | undefined;
  readonly signature: Element | undefined;
  readonly hasTimestamp: boolean;
  readonly deviceId: string | undefined;
  /** user@domain as sent, with or without sip:. */
  readonly entity: string | undefined;
  readonly requestId: string | undefined;
  /** DER of the PKCS#10 request; undefined where there is none or its Base64 is broken. */
  readonly csr: Buffer | undefined;
}

/** Null for what WCF answers with 400 before any code of the service runs. */
export function readCertificateCall(body: Buffer): CertificateCall | null {
  const envelope = parseXml(body.toString('utf8'));
  if (envelope === null || envelope.namespaceURI !== ns.soap11 || envelope.localName !== 'Envelope') return null;
  const call = descend(envelope, [ns.soap11, 'Body'], [certProvNs, 'GetAndPublishCert']);
  if (call === undefined) return null;
  const security = descend(envelope, [ns.soap11, 'Header'], [ns.wsse, 'Security']);
  const rst = descend(call, [wstSlash, 'RequestSecurityToken']) ?? descend(call, [ns.wst, 'RequestSecurityToken']);
  const token = descend(rst, [ns.wsse, 'BinarySecurityToken']);
  const requestId = descend(rst, ['http://schemas.microsoft.com/windows/pki/2009/01/enrollment', 'RequestID']);
  return {
    assertion: only(security, ns.saml, 'Assertion'),
    signature: only(security, ns.ds, 'Signature'),
    hasTimestamp: only(security, ns.wsu, 'Timestamp') !== undefined,
    deviceId: attribute(call, 'DeviceId'),
    entity: attribute(call, 'Entity'),
    requestId: textOf(requestId),
    csr: token?.getAttribute('ValueType') === tokenTypes.pkcs10 ? decodeBase64(textOf(token) ?? '') : undefined,
  };
}

function only(security: Element | undefined, namespace: string, name: string): Element | undefined {
  const found = security === undefined ? [] : childrenOf(security, namespace, name);
  return found.length === 1 ? found[0] : undefined;
}

function attribute(element: Element, name: string): string | undefined {
  const value = element.getAttribute(name)?.trim() ?? '';
  return value === '' ? undefined : value;
}
