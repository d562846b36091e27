/**
 * Asking OrgID (RST2.srf) or an AD FS (usernamemixed) for a token: SOAP 1.2, WS-Trust of February 2005 or 1.3.
 * [WS-Trust February 2005 6; WS-Trust 1.3 4; WSS UsernameToken Profile 1.1]
 */
import { ns, uri } from './namespaces.js';
import { escapeXml } from './xml.js';

export type TrustVersion = '2005' | '1.3';

/** Who asks: a name with a password, or a token of another authority with its lifetime, both as received. */
export type TrustProof =
  | { readonly kind: 'password'; readonly userName: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string };

export interface TrustRequest {
  readonly version: TrustVersion;
  /** The address that the request goes to. */
  readonly endpoint: string;
  readonly messageId: string; // UUID
  readonly appliesTo: string;
  /** ISO 8601: the timestamp of the request, or the lifetime of the token. */
  readonly created: string;
  readonly expires: string;
  readonly proof: TrustProof;
}

/** What an AD FS calls OrgID. */
export const orgIdRelyingParty = 'urn:federation:MicrosoftOnline';

export const trustMediaType = 'application/soap+xml; charset=utf-8';

const liveId = 'http://schemas.microsoft.com/LiveID/SoapServices/v1';

const versions = {
  '2005': {
    trust: 'http://schemas.xmlsoap.org/ws/2005/02/trust',
    bearer: 'http://schemas.xmlsoap.org/ws/2005/05/identity/NoProofKey',
  },
  '1.3': { trust: ns.trust, bearer: `${ns.trust}/Bearer` },
} as const;

/** An AD FS has an address for each version of WS-Trust. */
export function trustVersionOf(url: string): TrustVersion {
  return /\/trust\/13\//i.test(url) ? '1.3' : '2005';
}

/** To an AD FS. */
export function stsRequest(request: TrustRequest): string {
  const { trust, bearer } = versions[request.version];
  return envelope(request, '', `<wst:KeyType>${bearer}</wst:KeyType>`, trust);
}

/** To OrgID. */
export function orgIdRequest(request: TrustRequest): string {
  const authInfo =
    `<ps:AuthInfo xmlns:ps="${liveId}" Id="PPAuthInfo"><ps:BinaryVersion>5</ps:BinaryVersion>` +
    '<ps:HostingApp>Managed IDCRL</ps:HostingApp></ps:AuthInfo>';
  return envelope(request, authInfo, '', versions[request.version].trust);
}

function envelope(request: TrustRequest, authInfo: string, keyType: string, trust: string): string {
  const { endpoint, messageId, appliesTo } = request;
  return (
    `<s:Envelope xmlns:s="${ns.soap12}" xmlns:wsa="${ns.addressing}"><s:Header>` +
    `<wsa:Action s:mustUnderstand="1">${trust}/RST/Issue</wsa:Action>` +
    `<wsa:To s:mustUnderstand="1">${escapeXml(endpoint)}</wsa:To>` +
    `<wsa:ReplyTo><wsa:Address>${uri.anonymous}</wsa:Address></wsa:ReplyTo>` +
    `<wsa:MessageID>urn:uuid:${escapeXml(messageId)}</wsa:MessageID>${authInfo}` +
    `<wsse:Security s:mustUnderstand="1" xmlns:wsse="${ns.security}">${proofOf(request)}</wsse:Security></s:Header>` +
    `<s:Body><wst:RequestSecurityToken xmlns:wst="${trust}"><wst:RequestType>${trust}/Issue</wst:RequestType>` +
    `<wsp:AppliesTo xmlns:wsp="${ns.policy}"><wsa:EndpointReference><wsa:Address>${escapeXml(appliesTo)}</wsa:Address>` +
    `</wsa:EndpointReference></wsp:AppliesTo>${keyType}</wst:RequestSecurityToken></s:Body></s:Envelope>`
  );
}

function proofOf({ created, expires, proof }: TrustRequest): string {
  const time =
    `<wsu:Timestamp xmlns:wsu="${ns.utility}" wsu:Id="Timestamp"><wsu:Created>${escapeXml(created)}</wsu:Created>` +
    `<wsu:Expires>${escapeXml(expires)}</wsu:Expires></wsu:Timestamp>`;
  if (proof.kind === 'token') return time + proof.token;
  return (
    `${time}<wsse:UsernameToken><wsse:Username>${escapeXml(proof.userName)}</wsse:Username>` +
    `<wsse:Password Type="${uri.passwordText}">${escapeXml(proof.password)}</wsse:Password></wsse:UsernameToken>`
  );
}
