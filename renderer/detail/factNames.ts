/** The names of facts in words. */
import type { FactName } from '../../shared/session/facts.js';

const words: Readonly<Partial<Record<FactName, string>>> = {
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
  'sip-expires': 'Registered for, s',
  'sip-gruu': 'Address of this endpoint',
  'sip-endpoints': 'Endpoints of the user',
  'sip-allow-event': 'Can be subscribed to',
  'sip-register-action': 'What was done',
  'sip-primary': 'User’s own pool',
  'sip-primary-type': 'Kind of pool',
  'sip-keep-alive-seconds': 'Silence allowed, s',
  'tls-dsk': 'Inner handshake',
  'contact-count': 'Contacts',
  'certificate-subject': 'Certificate for',
  'certificate-issuer': 'Certificate issued by',
  'error-info': 'ErrorInfo',
  note: 'Note',
};

function isKnown(name: string): name is FactName {
  return name in words;
}

/** "AccessLocation" for 'access-location'; a name of a later version as it is. */
export function factWord(name: string): string {
  return (isKnown(name) ? words[name] : undefined) ?? name;
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
