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
  service: 'Service',
  'address-difference': 'Addresses differ',
  zone: 'Zone',
  'name-server': 'Name server',
  note: 'Note',
};

function isKnown(name: string): name is FactName {
  return name in words;
}

/** "AccessLocation" for 'access-location'; a name of a later version as it is. */
export function factWord(name: string): string {
  return (isKnown(name) ? words[name] : undefined) ?? name;
}
