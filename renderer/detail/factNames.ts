/** The names of facts in words. */
import type { FactName } from '../../shared/session/facts.js';

/** One for each name: a fact without words does not compile. */
const words: Readonly<Record<FactName, string>> = {
  'access-location': 'AccessLocation',
  document: 'Document',
  link: 'Link',
  'sip-server': 'SIP server',
  'redirect-to': 'Redirect to',
  'server-fqdn': 'Answered by',
  'server-version': 'Server version',
  'web-ticket-url': 'Web ticket service',
  'oauth-href': 'Token service',
  'oauth-grant': 'Grant offered',
  'bearer-issuer': 'Bearer issuer',
  'authorization-uri': 'Authorization URI',
  'bearer-client-id': "The web services' name at the issuer",
  'token-endpoint': 'Tokens from',
  'device-endpoint': 'Codes for other devices from',
  'token-issuer': 'Token issued by',
  'token-audience': 'Token made out for',
  binding: 'Binding',
  scheme: 'Offers',
  'sign-in-with': 'Signed in with',
  'ntlm-target': 'NTLM domain',
  'ntlm-server': 'NTLM server',
  'ntlm-dns-domain': 'NTLM DNS domain',
  'ntlm-time': 'Server clock',
  'ntlm-version': 'NTLM version',
  'ntlm-user': 'NTLM user',
  'ntlm-mic': 'NTLM MIC',
  'channel-binding': 'Channel binding',
  'kerberos-ticket': 'Kerberos ticket',
  'kerberos-user': 'Kerberos user',
  'spnego-mic': "Server's signature over what Negotiate offered",
  'ticket-not-before': 'Ticket valid from',
  'ticket-not-after': 'Ticket valid until',
  'ticket-lifetime-seconds': 'Ticket lifetime, s',
  'ticket-audience': 'Ticket audience',
  'ticket-issuer': 'Ticket issuer',
  realm: 'Where the account signs in',
  'realm-domain': 'Domain of the account',
  'sts-url': 'Sign-in server of the company',
  'token-refusal': 'Why there is no token',
  'token-code': 'Its code',
  'token-lifetime-seconds': 'Token lifetime, s',
  'token-scope': 'Token scope',
  diagnostics: 'X-Ms-diagnostics',
  fault: 'Fault',
  'credential-use': 'Password use',
  'passive-uri': 'Passive sign-in',
  conference: 'Conference',
  'conference-from': 'Conference known from',
  'meeting-page': 'Page of the meeting',
  'meeting-outcome': 'What came of it',
  service: 'Service',
  'address-difference': 'Addresses differ',
  endpoint: 'TLS endpoint',
  'endpoint-role': 'What it is for',
  'learned-from': 'Learned from',
  'tls-version': 'TLS version',
  'without-sni': 'Without the host name (SNI)',
  zone: 'Zone',
  'name-server': 'Name server',
  'sip-registrar': 'Registrar',
  'sip-candidate': 'Place to register',
  'sip-offer': 'Way to sign in',
  'sts-uri': 'Certificates from',
  'sip-server-header': 'Server header',
  'sip-date-skew-seconds': 'Server clock ahead, s',
  'sip-remote-user': 'Through an Edge',
  'sip-seen-as': 'The server sees us as',
  'sip-warning': 'Warning',
  'sip-compression': 'Compression',
  'sip-scheme': 'Way to sign in',
  'sip-status': 'SIP status',
  'sip-rspauth': 'Server’s signature',
  'sip-redirect': 'Home server',
  'sip-deregistered': 'Signed out again',
  'sip-ended-by-server': 'Ended by the server',
  'sip-expires': 'Registered for, s',
  'sip-gruu': 'Address of this endpoint',
  'sip-endpoints': 'Endpoints of the user',
  'sip-allow-event': 'Can be subscribed to',
  'sip-register-action': 'What was done',
  'sip-primary': 'User’s own pool',
  'sip-primary-type': 'Kind of pool',
  'sip-keep-alive-seconds': 'Silence allowed, s',
  'tls-dsk': 'Inner handshake',
  'provisioning-group': 'Group of settings',
  provisioning: 'Setting',
  'contact-count': 'Contacts',
  'ucwa-link': 'Link of the resource',
  'ucwa-property': 'Property of the resource',
  'ucwa-error': 'Error and subcode',
  'ucwa-event': 'Event',
  'ucwa-saved-address': 'Saved address',
  'ucwa-application': 'Application',
  'certificate-subject': 'Certificate for',
  'certificate-issuer': 'Certificate issued by',
  'certificate-serial': 'Serial number',
  'certificate-not-before': 'Certificate valid from',
  'certificate-not-after': 'Certificate valid until',
  'certificate-key': 'Key',
  'certificate-signature': 'Signed with',
  'certificate-sha256': 'SHA-256 fingerprint',
  certificate: 'Certificate (DER, Base64)',
  'error-info': 'ErrorInfo',
  note: 'Note',
};

function isKnown(name: string): name is FactName {
  return Object.hasOwn(words, name);
}

/** "AccessLocation" for 'access-location'; a name of a later version as it is. */
export function factWord(name: string): string {
  return isKnown(name) ? words[name] : name;
}

const notes: Readonly<Partial<Record<FactName, Readonly<Record<string, string>>>>> = {
  'sip-rspauth': {
    verified: 'The answer comes from the server that took the sign-in.',
    wrong: 'Something on the way changed the answer, or another server gave it.',
    missing: 'Nobody knows who answered.',
  },
  'sip-deregistered': {
    yes: 'Nothing of the walk is left on the server.',
    no: 'The server drops the endpoint when its time is up.',
    sent: 'Asked for while the walk was stopped; its answer was not waited for.',
  },
  'without-sni': {
    same: 'The same certificate is shown.',
    other: 'Another certificate is shown, so old clients see the wrong one.',
    refused: 'The server hangs up: clients that do not name the host cannot connect.',
  },
  realm: {
    managed: 'Directly at the online service, with its own password.',
    federated: 'At a sign-in server of the company.',
    unknown: 'The online service does not know the domain.',
  },
  'sip-ended-by-server': {
    rejected: 'The server takes this user no longer.',
    unregistered: 'The registration was removed.',
    deactivated: 'The client is asked to register anew.',
  },
  'ucwa-application': { left: 'Still registered.', gone: 'Nothing of it is left on the server.' },
  'sip-primary': { no: 'Another pool stands in for it, and only part of it all works.' },
  'sip-remote-user': { yes: 'The server takes the user for outside.' },
  'sip-register-action': { added: 'A new endpoint, beside those of the user’s own clients.' },
  'sip-primary-type': { central: 'A pool, not a branch appliance.' },
};

/** What a value of a fact means, where it is not plain. */
export function factNote(name: string, value: string): string | undefined {
  return isNoted(name) ? notes[name]?.[value] : undefined;
}

function isNoted(name: string): name is FactName {
  return Object.hasOwn(notes, name);
}
