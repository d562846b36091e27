/** Namespaces and URIs of the web ticket service. [WS-Trust 1.3; WSS 1.1; MS-OCAUTHWS] */

export const ns = {
  soap11: 'http://schemas.xmlsoap.org/soap/envelope/',
  soap12: 'http://www.w3.org/2003/05/soap-envelope',
  addressing: 'http://www.w3.org/2005/08/addressing',
  policy: 'http://schemas.xmlsoap.org/ws/2004/09/policy',
  trust: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512',
  security: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
  utility: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
  authorization: 'http://schemas.xmlsoap.org/ws/2006/12/authorization',
  webAuthentication: 'urn:component:Microsoft.Rtc.WebAuthentication.2010',
} as const;

export const uri = {
  anonymous: 'http://www.w3.org/2005/08/addressing/anonymous',
  transferGet: 'http://schemas.xmlsoap.org/ws/2004/09/transfer/Get',
  issueAction: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/RST/Issue',
  /** Servers want the older version's URI here although the rest is WS-Trust 1.3. */
  issueRequest: 'http://schemas.xmlsoap.org/ws/2005/02/trust/Issue',
  samlToken: 'http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1',
  claimsDialect: 'urn:component:Microsoft.Rtc.WebAuthentication.2010:authclaims',
  uriClaim: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/uri',
  symmetricKey: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/SymmetricKey',
  passwordText: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText',
  pSha1: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/CK/PSHA1',
} as const;
