// A WS-Trust request in SOAP 1.2 as OrgID (RST2) and AD FS (usernamemixed) take it: who asks, for what, until when.
import { XMLSerializer, type Element } from '@xmldom/xmldom';
import { childrenOf, descend, parseXml, textOf } from '../xml.js';
import { ns } from '../webTicket/namespaces.js';

export const trust2005 = 'http://schemas.xmlsoap.org/ws/2005/02/trust';

export interface TrustRequest {
  /** Namespace of WS-Trust: February 2005 or 1.3. */
  readonly trust: string;
  readonly messageId: string | undefined;
  readonly to: string | undefined;
  readonly appliesTo: string;
  /** Of the Timestamp, ms since 1970; NaN where it is not there. */
  readonly created: number;
  readonly expires: number;
  readonly usernameToken: { readonly userName: string; readonly password: string } | undefined;
  /** A SAML assertion in place of the password. */
  readonly assertion: string | undefined;
  /** The whole security header holds nothing that is said twice. */
  readonly envelope: Element;
}

/** Undefined for what is no such request: the wrong envelope, action, type or address. */
export function readTrustRequest(text: string): TrustRequest | undefined {
  const envelope = parseXml(text);
  if (envelope === null || envelope.namespaceURI !== ns.soap12 || envelope.localName !== 'Envelope') return undefined;
  const header = descend(envelope, [ns.soap12, 'Header']);
  const body = descend(envelope, [ns.soap12, 'Body']);
  const trust = [trust2005, ns.wst].find((one) => descend(body, [one, 'RequestSecurityToken']) !== undefined);
  if (header === undefined || body === undefined || trust === undefined) return undefined;
  const rst = descend(body, [trust, 'RequestSecurityToken']);
  const action = textOf(descend(header, [ns.wsa, 'Action']));
  const appliesTo = textOf(descend(rst, [ns.wsp, 'AppliesTo'], [ns.wsa, 'EndpointReference'], [ns.wsa, 'Address']));
  if (action !== `${trust}/RST/Issue` || textOf(descend(rst, [trust, 'RequestType'])) !== `${trust}/Issue`) {
    return undefined;
  }
  const security = childrenOf(header, ns.wsse, 'Security');
  const [only] = security;
  if (appliesTo === undefined || only === undefined || security.length > 1) return undefined;
  const timestamp = descend(only, [ns.wsu, 'Timestamp']);
  const assertion = descend(only, [ns.saml, 'Assertion']);
  return {
    trust,
    envelope,
    messageId: textOf(descend(header, [ns.wsa, 'MessageID'])),
    to: textOf(descend(header, [ns.wsa, 'To'])),
    appliesTo,
    created: Date.parse(textOf(descend(timestamp, [ns.wsu, 'Created'])) ?? ''),
    expires: Date.parse(textOf(descend(timestamp, [ns.wsu, 'Expires'])) ?? ''),
    usernameToken: usernameTokenOf(only),
    assertion: assertion === undefined ? undefined : new XMLSerializer().serializeToString(assertion),
  };
}

function usernameTokenOf(security: Element): TrustRequest['usernameToken'] {
  const token = descend(security, [ns.wsse, 'UsernameToken']);
  const userName = textOf(descend(token, [ns.wsse, 'Username']));
  // A password may begin or end with a blank.
  const password = descend(token, [ns.wsse, 'Password'])?.textContent ?? undefined;
  return userName === undefined || password === undefined ? undefined : { userName, password };
}

/** Five minutes, as Kerberos and WCF allow. */
export const skewMs = 5 * 60 * 1000;

/** The Timestamp is there, has begun and has not ended. */
export function isFresh({ created, expires }: TrustRequest, now: number): boolean {
  return created <= now + skewMs && expires > now - skewMs && created < expires;
}
