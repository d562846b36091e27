// Reads a WS-Trust RequestSecurityToken in its SOAP 1.1 envelope and says what is wrong with it (web.md 5.2).
import type { Element } from '@xmldom/xmldom';
import { childrenOf, descend, parseXml, textOf } from '../xml.js';
import type { TrustFault } from './fault.js';
import { ns, uri } from './namespaces.js';

export interface TokenRequest {
  readonly context: string | undefined;
  readonly tokenType: 'saml' | 'cwt';
  readonly appliesTo: string;
  /** The SIP URI that the claims ask for, as sent. */
  readonly claimedUri: string | undefined;
  readonly entropy: Buffer | undefined;
  readonly keyType: 'symmetric' | 'bearer';
  readonly usernameToken: UsernameToken | undefined;
}

export interface UsernameToken {
  /** As sent: Base64 of DOMAIN\user or UPN. */
  readonly username: string;
  /** As sent: Base64 of the password. */
  readonly password: string;
}

export type ReadTokenRequest =
  | { readonly ok: true; readonly request: TokenRequest }
  /** 'malformed' is what WCF answers with HTTP 400 before any service code runs. */
  | { readonly ok: false; readonly why: 'malformed' | TrustFault };

/** Reads the body of a POST to the web ticket service. */
export function readTokenRequest(body: Buffer): ReadTokenRequest {
  const envelope = parseXml(body.toString('utf8'));
  if (envelope === null || envelope.namespaceURI !== ns.soap11 || envelope.localName !== 'Envelope') {
    return { ok: false, why: 'malformed' };
  }
  const soapBody = descend(envelope, [ns.soap11, 'Body']);
  if (soapBody === undefined) return { ok: false, why: 'malformed' };
  const rst = descend(soapBody, [ns.wst, 'RequestSecurityToken']);
  if (rst === undefined) return { ok: false, why: 'BadRequest' };

  const requestType = textOf(descend(rst, [ns.wst, 'RequestType']));
  if (requestType !== uri.issue && requestType !== uri.issue200512) return { ok: false, why: 'InvalidRequest' };
  const tokenType = tokenTypeOf(textOf(descend(rst, [ns.wst, 'TokenType'])));
  if (tokenType === undefined) return { ok: false, why: 'BadRequest' };
  const appliesTo = textOf(descend(rst, [ns.wsp, 'AppliesTo'], [ns.wsa, 'EndpointReference'], [ns.wsa, 'Address']));
  if (appliesTo === undefined || !URL.canParse(appliesTo)) return { ok: false, why: 'InvalidScope' };
  const claims = readClaims(rst);
  if (claims === null) return { ok: false, why: 'InvalidRequest' };
  const entropy = readEntropy(rst);
  if (entropy === null) return { ok: false, why: 'InvalidRequest' };
  const keyType = keyTypeOf(textOf(descend(rst, [ns.wst, 'KeyType'])));
  if (keyType === undefined) return { ok: false, why: 'InvalidRequest' };

  return {
    ok: true,
    request: {
      context: rst.getAttribute('Context') ?? undefined,
      tokenType,
      appliesTo,
      claimedUri: claims.uri,
      entropy: entropy.bytes,
      keyType,
      usernameToken: readUsernameToken(envelope),
    },
  };
}

// WS-Trust lets a client leave TokenType out; the service then issues its ordinary ticket.
function tokenTypeOf(text: string | undefined): 'saml' | 'cwt' | undefined {
  if (text === undefined || text === uri.samlToken) return 'saml';
  return text === uri.cwtToken ? 'cwt' : undefined;
}

function keyTypeOf(text: string | undefined): 'symmetric' | 'bearer' | undefined {
  if (text === undefined || text === uri.symmetricKey) return 'symmetric';
  return text === uri.bearerKey ? 'bearer' : undefined;
}

// Null when a claim is asked for that must be given and that this service does not know.
function readClaims(rst: Element): { readonly uri: string | undefined } | null {
  const claims = descend(rst, [ns.wst, 'Claims']);
  if (claims === undefined) return { uri: undefined };
  if (claims.getAttribute('Dialect') !== uri.claimsDialect) return null;
  let claimedUri: string | undefined;
  for (const claim of childrenOf(claims, ns.auth, 'ClaimType')) {
    if (claim.getAttribute('Uri') === uri.uriClaim) {
      claimedUri = textOf(descend(claim, [ns.auth, 'Value']));
      if (claimedUri === undefined || claimedUri === '') return null;
    } else if (claim.getAttribute('Optional') !== 'true') {
      return null;
    }
  }
  return { uri: claimedUri };
}

// Null when there is an entropy that is no Base64 of 16 to 64 bytes.
function readEntropy(rst: Element): { readonly bytes: Buffer | undefined } | null {
  const entropy = descend(rst, [ns.wst, 'Entropy']);
  if (entropy === undefined) return { bytes: undefined };
  const bytes = decodeBase64(textOf(descend(entropy, [ns.wst, 'BinarySecret'])) ?? '');
  return bytes === undefined || bytes.length < 16 || bytes.length > 64 ? null : { bytes };
}

function readUsernameToken(envelope: Element): UsernameToken | undefined {
  const token = descend(envelope, [ns.soap11, 'Header'], [ns.wsse, 'Security'], [ns.wsse, 'UsernameToken']);
  const username = textOf(descend(token, [ns.wsse, 'Username']));
  const passwordElement = descend(token, [ns.wsse, 'Password']);
  const password = textOf(passwordElement);
  const type = passwordElement?.getAttribute('Type') ?? uri.passwordText;
  if (username === undefined || password === undefined || type !== uri.passwordText) return undefined;
  return { username, password };
}

/** Strict Base64; undefined for anything else. */
export function decodeBase64(text: string): Buffer | undefined {
  const compact = text.replace(/\s+/g, '');
  if (compact === '' || compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return undefined;
  return Buffer.from(compact, 'base64');
}
