// Writes the RequestSecurityTokenResponseCollection of a granted request (WS-Trust 1.3 section 4.4, web.md 5.3).
import { randomBytes } from 'node:crypto';
import { xmlAttribute, xmlText } from '../xml.js';
import { ns, uri } from './namespaces.js';
import { pSha1 } from './psha1.js';
import type { TokenRequest } from './requestSecurityToken.js';

/** How the proof key comes about: computed from both halves, given by the server, or not at all for a bearer token. */
export interface ProofKey {
  readonly key: Buffer | undefined;
  readonly serverEntropy: Buffer | undefined;
}

/** Draws the server's half and computes the key that the ticket confirms. */
export function makeProofKey(request: TokenRequest): ProofKey {
  if (request.keyType === 'bearer') return { key: undefined, serverEntropy: undefined };
  const own = randomBytes(32);
  if (request.entropy === undefined) return { key: own, serverEntropy: undefined };
  return { key: pSha1(request.entropy, own, request.entropy.length), serverEntropy: own };
}

export interface IssuedToken {
  /** The content of RequestedSecurityToken. */
  readonly xml: string;
  readonly assertionId: string | undefined;
  readonly created: Date;
  readonly expires: Date;
}

/**
 * The SOAP answer. Created and Expires each declare their own default namespace and nothing else is declared
 * redundantly: some clients hash the text of Lifetime's content as if it were canonical already (web.md 18).
 */
export function writeTokenResponse(request: TokenRequest, token: IssuedToken, proof: ProofKey): string {
  const context = request.context === undefined ? '' : ` Context="${xmlAttribute(request.context)}"`;
  const tokenType = request.tokenType === 'saml' ? uri.samlToken : uri.cwtToken;
  const keyType = request.keyType === 'symmetric' ? uri.symmetricKey : uri.bearerKey;
  const keySize = proof.key === undefined ? '' : `<KeySize>${String(proof.key.length * 8)}</KeySize>`;
  return (
    `<s:Envelope xmlns:s="${ns.soap11}"><s:Body>` +
    `<RequestSecurityTokenResponseCollection xmlns="${ns.wst}"><RequestSecurityTokenResponse${context}>` +
    `<TokenType>${tokenType}</TokenType>` +
    `<RequestedSecurityToken>${token.xml}</RequestedSecurityToken>` +
    references(token.assertionId) +
    `<AppliesTo xmlns="${ns.wsp}"><EndpointReference xmlns="${ns.wsa}">` +
    `<Address>${xmlText(request.appliesTo)}</Address></EndpointReference></AppliesTo>` +
    proofToken(proof) +
    '<Lifetime>' +
    `<Created xmlns="${ns.wsu}">${token.created.toISOString()}</Created>` +
    `<Expires xmlns="${ns.wsu}">${token.expires.toISOString()}</Expires>` +
    '</Lifetime>' +
    `<KeyType>${keyType}</KeyType>${keySize}` +
    '</RequestSecurityTokenResponse></RequestSecurityTokenResponseCollection></s:Body></s:Envelope>'
  );
}

function proofToken(proof: ProofKey): string {
  if (proof.key === undefined) return '';
  if (proof.serverEntropy === undefined) {
    return `<RequestedProofToken><BinarySecret>${proof.key.toString('base64')}</BinarySecret></RequestedProofToken>`;
  }
  return (
    `<RequestedProofToken><ComputedKey>${uri.psha1}</ComputedKey></RequestedProofToken>` +
    `<Entropy><BinarySecret>${proof.serverEntropy.toString('base64')}</BinarySecret></Entropy>`
  );
}

function references(assertionId: string | undefined): string {
  if (assertionId === undefined) return '';
  const reference =
    `<o:SecurityTokenReference xmlns:o="${ns.wsse}"><o:KeyIdentifier ValueType="${uri.samlAssertionId}">` +
    `${xmlText(assertionId)}</o:KeyIdentifier></o:SecurityTokenReference>`;
  return (
    `<RequestedAttachedReference>${reference}</RequestedAttachedReference>` +
    `<RequestedUnattachedReference>${reference}</RequestedUnattachedReference>`
  );
}
