/** The request for a web ticket: RequestSecurityToken in SOAP 1.1, elements in the order that servers are known to take. [WS-Trust 1.3; MS-OCAUTHWS 3.2.4.1] */
import { base64Of } from '../session/bytes.js';
import { ns, uri } from './namespaces.js';
import { escapeXml } from './xml.js';

/** Value of the SOAPAction header, quotes included. */
export const issueSoapAction = `"${uri.issueAction}"`;

export interface TicketRequest {
  /** UUID without braces; the answer repeats it. */
  readonly context: string;
  /** Address of the service that the ticket is for. */
  readonly appliesTo: string;
  /** user@domain without scheme. */
  readonly sipAddress: string;
  /** The client's half of the proof key: 32 bytes. */
  readonly entropy: Uint8Array;
}

export interface UsernameToken {
  /** The address that the request goes to. */
  readonly endpoint: string;
  readonly messageId: string; // UUID
  readonly userName: string;
  readonly password: string;
}

/** The envelope for a connection that NTLM authenticates: no header. */
export function requestSecurityToken(request: TicketRequest): string {
  return `<s:Envelope xmlns:s="${ns.soap11}">${body(request)}</s:Envelope>`;
}

/**
 * The envelope for /Auth. Name and password are Base64 of their UTF-8 bytes although the type says PasswordText:
 * that is what the service reads.
 */
export function requestSecurityTokenWithPassword(request: TicketRequest, token: UsernameToken): string {
  return (
    `<s:Envelope xmlns:s="${ns.soap11}"><s:Header>` +
    `<wsa:To xmlns:wsa="${ns.addressing}">${escapeXml(token.endpoint)}</wsa:To>` +
    `<wsa:ReplyTo xmlns:wsa="${ns.addressing}"><wsa:Address>${uri.anonymous}</wsa:Address></wsa:ReplyTo>` +
    `<wsa:MessageID xmlns:wsa="${ns.addressing}">uuid:${escapeXml(token.messageId)}</wsa:MessageID>` +
    `<wsa:Action xmlns:wsa="${ns.addressing}">${uri.issueAction}</wsa:Action>` +
    `<wsse:Security s:mustUnderstand="1" xmlns:wsse="${ns.security}"><wsse:UsernameToken>` +
    `<wsse:Username>${base64Text(token.userName)}</wsse:Username>` +
    `<wsse:Password Type="${uri.passwordText}">${base64Text(token.password)}</wsse:Password>` +
    `</wsse:UsernameToken></wsse:Security></s:Header>${body(request)}</s:Envelope>`
  );
}

/** The envelope for WsFed_bearer: a token of OrgID as received, with its lifetime, says who asks. */
export function requestSecurityTokenWithToken(
  request: TicketRequest,
  proof: { readonly endpoint: string; readonly messageId: string; readonly security: string },
): string {
  return (
    `<s:Envelope xmlns:s="${ns.soap11}"><s:Header>` +
    `<wsa:To xmlns:wsa="${ns.addressing}">${escapeXml(proof.endpoint)}</wsa:To>` +
    `<wsa:ReplyTo xmlns:wsa="${ns.addressing}"><wsa:Address>${uri.anonymous}</wsa:Address></wsa:ReplyTo>` +
    `<wsa:MessageID xmlns:wsa="${ns.addressing}">uuid:${escapeXml(proof.messageId)}</wsa:MessageID>` +
    `<wsa:Action xmlns:wsa="${ns.addressing}">${uri.issueAction}</wsa:Action>` +
    `<wsse:Security s:mustUnderstand="1" xmlns:wsse="${ns.security}">${proof.security}</wsse:Security>` +
    `</s:Header>${body(request)}</s:Envelope>`
  );
}

function body({ context, appliesTo, sipAddress, entropy }: TicketRequest): string {
  return (
    `<s:Body><wst:RequestSecurityToken xmlns:wst="${ns.trust}" Context="${escapeXml(context)}">` +
    `<wst:TokenType>${uri.samlToken}</wst:TokenType>` +
    `<wst:RequestType>${uri.issueRequest}</wst:RequestType>` +
    `<wsp:AppliesTo xmlns:wsp="${ns.policy}"><wsa:EndpointReference xmlns:wsa="${ns.addressing}">` +
    `<wsa:Address>${escapeXml(appliesTo)}</wsa:Address></wsa:EndpointReference></wsp:AppliesTo>` +
    `<wst:Claims Dialect="${uri.claimsDialect}">` +
    `<auth:ClaimType xmlns:auth="${ns.authorization}" Uri="${uri.uriClaim}" Optional="false">` +
    `<auth:Value>sip:${escapeXml(sipAddress)}</auth:Value></auth:ClaimType></wst:Claims>` +
    `<wst:Entropy><wst:BinarySecret>${base64Of(entropy)}</wst:BinarySecret></wst:Entropy>` +
    `<wst:KeyType>${uri.symmetricKey}</wst:KeyType>` +
    '</wst:RequestSecurityToken></s:Body>'
  );
}

function base64Text(text: string): string {
  return base64Of(new TextEncoder().encode(text));
}
