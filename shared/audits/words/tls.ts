/** Words for findings about certificates and TLS endpoints. Same shape as in explain.ts. */
import type { Explanation } from './shape.js';

export const tlsWords = {
  'tls-weak-key': {
    title: 'Keys are long enough',
    failureTitle: 'A certificate has a key that is too weak',
    why: 'Clients refuse RSA keys under 2048 bits. Old Windows may still take them, everything else does not.',
    cause: 'The certificate was made from an old request or template, or by an appliance with an old default.',
    fix: 'The server administrator asks for a new certificate with a key of 2048 bits or more (Request-CsCertificate -New -KeySize 2048) and assigns it to every listener that shows it.',
  },
  'tls-weak-signature': {
    title: 'Certificates are signed with a sound digest',
    failureTitle: 'A certificate is signed with a broken digest',
    why: 'Signatures over SHA-1 and MD5 can be forged, so clients refuse them.',
    cause: 'The company’s own authority still signs with SHA-1, or an old intermediate certificate is installed.',
    fix: 'The administrator of the authority moves it to SHA-256 (certutil -setreg ca\\csp\\CNGHashAlgorithm SHA256, then renews its certificate); the server administrator renews the certificates it made.',
  },
  'tls-no-alt-names': {
    title: 'Certificates carry subject alternative names',
    failureTitle: 'A certificate has no subject alternative names',
    why: 'Clients of today look for the host name among the subject alternative names only; the common name no longer counts.',
    cause: 'The request for the certificate held a subject alone.',
    fix: 'The server administrator reissues the certificate with all its names as subject alternative names (Request-CsCertificate adds them, with -AllSipDomain for every sign-in domain).',
  },
  'tls-key-usage': {
    title: 'Certificates are made for servers',
    failureTitle: 'A certificate is not made for a TLS server',
    why: 'Clients check what a certificate may be used for and refuse one that is not for a server.',
    cause: 'It was made from the wrong template of the authority.',
    fix: 'The server administrator asks for a certificate from the web server template (server authentication, digital signature and key encipherment) and assigns it.',
  },
  'tls-chain-order': {
    title: 'Chains are sent in order',
    failureTitle: 'A chain is sent in disorder or with strangers in it',
    why: 'Most clients sort it out. Some old devices take the certificates only in order, and what is superfluous costs time at every connection.',
    cause:
      'The bundle on the reverse proxy or load balancer was put together by hand, or is left from an earlier certificate.',
    fix: 'The administrator of the listener builds the bundle anew: the server certificate, then each issuer, without the root.',
  },
  'tls-lifetime-too-long': {
    title: 'Public certificates keep to the limit of their lifetime',
    failureTitle: 'A public certificate lives longer than allowed',
    why: 'Clients count the days: 398 for certificates made since September 2020, 200 since 15 March 2026, 100 from 15 March 2027, 47 from 15 March 2029. Longer ones are refused.',
    cause: 'The authority or the request did not keep to the rule of that day.',
    fix: 'The server administrator asks the authority for a certificate within the limit, and plans for renewal without hands.',
  },
  'tls-revoked': {
    title: 'No certificate was revoked',
    failureTitle: 'A certificate was revoked',
    why: 'Clients that ask refuse it at once, others as soon as they have heard.',
    cause:
      'The authority took it back: its key was lost or replaced, a newer certificate took its place, or the authority made a mistake in it.',
    fix: 'The server administrator asks for a new certificate with a new key and assigns it to every listener that shows the old one. The authority tells the reason.',
  },
  'tls-revocation-unreachable': {
    title: 'Revocation can be asked for',
    failureTitle: 'The revocation servers cannot be reached',
    why: 'Clients that insist wait for an answer, often 15 to 60 seconds, and some then refuse the connection.',
    cause:
      'The outgoing filter of this network blocks the addresses for OCSP and CRLs, or the company’s own authority publishes them where this place cannot see them.',
    fix: 'The network administrator allows HTTP (port 80) to the addresses named in the certificate; or the administrator of the listener staples the OCSP answer to the handshake.',
  },
  'tls-inspection': {
    title: 'Nobody between here and the servers opens TLS',
    failureTitle: 'A security gateway probably re-signs the TLS connection',
    why: 'It ends the connection and begins another one. NTLM is bound to its connection and to the certificate, so the sign-in may fail; client certificates do not pass at all.',
    cause: 'TLS inspection is switched on for these names on this network.',
    fix: 'The network administrator exempts the names of the web services and of the Access Edge from inspection. To compare, walk from another network.',
  },
  'tls-sni-required': {
    title: 'Endpoints show the right certificate without SNI, too',
    failureTitle: 'An endpoint needs the host name in the handshake',
    why: 'Old desk phones do not send the host name and get another certificate or none. Computers do not notice.',
    cause: 'The reverse proxy or AD FS chooses its certificate by the name alone and has no default.',
    fix: 'The administrator of the listener binds a default certificate with these names (netsh http add sslcert ipport=0.0.0.0:443 …).',
  },
  'tls-role-names': {
    title: 'Certificates carry the names their role needs',
    failureTitle: 'A certificate lacks a name that clients look for there',
    why: 'The sign-in does not ask for these names over TLS, but meeting links, the dial-in page or clients that fall back do, and they then see a certificate for other names.',
    cause: 'The names were not in the request for the certificate, or DNS leads them to this machine by mistake.',
    fix: 'The server administrator reissues the certificate with these names (Request-CsCertificate proposes them; -AllSipDomain takes every sign-in domain), or corrects the DNS record if the name belongs elsewhere.',
  },
  'tls-old-versions': {
    title: 'Only today’s versions of TLS are taken',
    failureTitle: 'An endpoint still takes TLS 1.0 or 1.1',
    why: 'The old versions are deprecated (RFC 8996). Nothing breaks by them, but rules and scanners object.',
    cause: 'They were left on for old clients, or never switched off.',
    fix: 'When no old phone needs them any more, the server administrator switches TLS 1.0 and 1.1 off on the servers, the reverse proxy and the Edge.',
  },
} as const satisfies Readonly<Record<string, Explanation>>;
