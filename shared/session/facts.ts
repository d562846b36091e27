/** The closed list of fact names a step may record, so that audits and views never guess at strings. */
import type { Fact, Step } from './model.js';

export type FactName =
  | 'access-location' // Internal | External, as sent
  | 'document' // xml-root | json-root | ucwa-root | domain | user | ucwa-user | redirect
  | 'link' // "Token href", one fact a link
  | 'sip-server' // "SipClientExternalAccess host:port"
  | 'redirect-to' // href
  | 'server-fqdn' // X-MS-Server-Fqdn
  | 'server-version' // "Lync Server 2013 or later", from the evidence
  | 'web-ticket-url'
  | 'oauth-href'
  | 'oauth-grant' // one fact a grant offered
  | 'bearer-issuer'
  | 'authorization-uri'
  | 'bearer-client-id' // the web services' own name at the issuer
  | 'token-endpoint'
  | 'device-endpoint'
  | 'token-issuer' // iss and aud of an access token that can be read
  | 'token-audience'
  | 'binding' // "port-name location", one a binding the MEX announces
  | 'scheme' // authentication scheme offered by a 401: NTLM, Negotiate, Basic
  | 'sign-in-with' // NTLM | Negotiate | Negotiate (Kerberos, current user) | UsernameToken | password grant | windows grant
  | 'kerberos-ticket' // "HTTP/host granted", "HTTP/host refused", "HTTP/host no-credentials": one a try
  | 'kerberos-user' // the current user, as Kerberos names it
  | 'ntlm-target' // domain in the challenge
  | 'ntlm-server' // NetBIOS or DNS computer name
  | 'ntlm-dns-domain'
  | 'ntlm-time' // ISO 8601, the server's clock
  | 'ntlm-version'
  | 'ntlm-user' // DOMAIN\user as sent in the authenticate message
  | 'ntlm-mic' // yes | no
  | 'channel-binding' // yes | no
  | 'spnego-mic' // verified | wrong | missing: the server's signature over the mechanisms that Negotiate offered
  | 'ticket-not-before'
  | 'ticket-not-after'
  | 'ticket-lifetime-seconds'
  | 'ticket-audience'
  | 'ticket-issuer'
  | 'realm' // managed | federated | unknown: where an account of the online service signs in
  | 'realm-domain'
  | 'sts-url' // of the organisation's AD FS, as sent
  | 'token-refusal' // TokenRefusal: why OrgID or an AD FS gave no token
  | 'token-code' // its numbers, as sent
  | 'token-lifetime-seconds'
  | 'token-scope'
  | 'diagnostics' // X-Ms-diagnostics as sent
  | 'fault' // "code: reason" of a SOAP fault or OAuth error
  | 'credential-use' // "1 of 4"
  | 'certificate-subject' // of the client certificate that was issued, as in CertificateFields
  | 'certificate-issuer'
  | 'certificate-serial'
  | 'certificate-not-before' // ISO 8601
  | 'certificate-not-after'
  | 'certificate-key' // "RSA 2048"
  | 'certificate-signature' // "SHA-1 with RSA"
  | 'certificate-sha256'
  | 'certificate' // the whole of it: DER, Base64
  | 'error-info' // ErrorInfo of the certificate provisioning service, as sent
  | 'passive-uri'
  | 'service' // "Token href", picked by AccessLocation
  | 'service-state' // "External/AddressBook good 401 23 ms": shared/services.ts
  | 'address-book-entries' // how many people a query found; who they are is not kept
  | 'address-book-code' // what the address book says beside them: NoEntryFound
  | 'address-difference' // system view against raw DNS
  | 'endpoint' // "host:port" of a TLS endpoint
  | 'endpoint-role' // discovery | web | sip
  | 'learned-from' // "External/Ucwa", "SipClientExternalAccess", "the discovery name"
  | 'tls-version' // "TLSv1.2 offered TLS_ECDHE_…", "TLSv1.0 refused protocol_version (70)", "TLSv1.3 unknown timeout"
  | 'without-sni' // same | other | refused
  | 'zone' // where the records of the sign-in domain are kept
  | 'name-server' // "ns1.contoso.com 192.0.2.53:53", "ns2.contoso.com not asked: why"
  | 'sip-registrar' // "host:port field that named it"
  | 'sip-candidate' // the same, one a place that would be tried
  | 'sip-offer' // "NTLM realm=… targetname=… version=4", one a scheme
  | 'sts-uri' // where client certificates are issued
  | 'sip-server-header' // RTC/6.0
  | 'sip-date-skew-seconds' // the server's clock minus this one's
  | 'sip-remote-user' // yes: the way leads through an Access Edge
  | 'sip-seen-as' // this machine's address as the server sees it
  | 'sip-warning'
  | 'sip-compression' // accepted | refused
  | 'sip-scheme' // NTLM | TLS-DSK: what a registration signs in with
  | 'sip-status' // of the last answer
  | 'sip-rspauth' // verified | wrong | missing: the server's signature
  | 'sip-redirect' // host:port of the home server
  | 'sip-deregistered' // yes | no | sent
  | 'sip-ended-by-server' // rejected | unregistered | deactivated: the registrar took the endpoint out by itself
  | 'sip-expires' // seconds
  | 'sip-gruu'
  | 'sip-endpoints' // registered ones of the user, this one included
  | 'sip-allow-event' // one an event package
  | 'sip-register-action'
  | 'sip-primary' // no: another pool stands in for the user's own
  | 'sip-primary-type'
  | 'sip-keep-alive-seconds'
  | 'tls-dsk' // "TLSv1.2 TLS_ECDHE_…, signatures with sha384"
  | 'provisioning-group' // "ucPolicy 8"
  | 'provisioning' // "Voice: May forward calls = true (ucPolicy/allowCallForwarding)"
  | 'contact-count'
  | 'ucwa-link' // "rel href" of a resource
  | 'ucwa-property' // "name = value" of a resource
  | 'ucwa-error' // "Forbidden, UserAgentNotAllowed": code and subcode
  | 'ucwa-event' // "updated communication"
  | 'ucwa-saved-address' // kept | forgotten: what a client does with the address it saved
  | 'ucwa-application' // left | gone: whether the application is registered still
  | 'conference' // URI of a meeting, its id masked
  | 'conference-from' // typed | page | link: where that comes from
  | 'meeting-page' // there | gone | silent: what the page of a meeting says of it
  | 'meeting-outcome' // joined | lobby | waiting | refused
  | 'front-end' // "fe01.contoso.com 203.0.113.7 5 of 5 good": a server, or "unnamed", an address, and its answers
  | 'affinity-cookie' // name of a cookie that was sent back, never its value
  | 'note';

/** First value of a fact, or undefined. */
export function factOf(step: Step, name: FactName): string | undefined {
  return step.facts.find((fact) => fact.name === name)?.value;
}

/** All values of a fact, in order. */
export function factsOf(step: Step, name: FactName): readonly string[] {
  return step.facts.filter((fact: Fact) => fact.name === name).map((fact) => fact.value);
}
