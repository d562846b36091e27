// XML namespaces and URIs of the web ticket service (web.md 5.1 and 5.2).

export const ns = {
  soap11: 'http://schemas.xmlsoap.org/soap/envelope/',
  soap12: 'http://www.w3.org/2003/05/soap-envelope',
  wsa: 'http://www.w3.org/2005/08/addressing',
  wsp: 'http://schemas.xmlsoap.org/ws/2004/09/policy',
  wst: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512',
  wsse: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
  wsu: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
  wsx: 'http://schemas.xmlsoap.org/ws/2004/09/mex',
  auth: 'http://schemas.xmlsoap.org/ws/2006/12/authorization',
  rtc: 'urn:component:Microsoft.Rtc.WebAuthentication.2010',
  saml: 'urn:oasis:names:tc:SAML:1.0:assertion',
  ds: 'http://www.w3.org/2000/09/xmldsig#',
  xenc: 'http://www.w3.org/2001/04/xmlenc#',
} as const;

export const uri = {
  issueAction: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/RST/Issue',
  issueFinalAction: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/RSTRC/IssueFinal',
  issue: 'http://schemas.xmlsoap.org/ws/2005/02/trust/Issue',
  issue200512: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/Issue',
  samlToken: 'http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1',
  samlAssertionId: 'http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.0#SAMLAssertionID',
  cwtToken: 'urn:component:Microsoft.Rtc.WebAuthentication.2010:user-cwt-1',
  symmetricKey: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/SymmetricKey',
  bearerKey: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/Bearer',
  psha1: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/CK/PSHA1',
  claimsDialect: 'urn:component:Microsoft.Rtc.WebAuthentication.2010:authclaims',
  uriClaim: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/uri',
  transferGet: 'http://schemas.xmlsoap.org/ws/2004/09/transfer/Get',
  transferGetResponse: 'http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse',
  wsdl: 'http://schemas.xmlsoap.org/wsdl/',
  passwordText: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText',
} as const;
