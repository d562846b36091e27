/** One entry a finding id: the words that audits, reports and the page's help all use. */

import { dnsWords } from './words/dns.js';
import { mcxWords } from './words/mcx.js';
import { meetingWords } from './words/meeting.js';
import { networkWords } from './words/network.js';
import { onlineWords } from './words/online.js';
import type { Explanation } from './words/shape.js';
import { signInWords } from './words/signIn.js';
import { tlsWords } from './words/tls.js';
import { serviceWords } from './words/services.js';
import { ucwaWords } from './words/ucwa.js';

export type { Explanation } from './words/shape.js';

export const explanations = {
  'dns-resolver-no-answer': {
    title: 'The resolver answers',
    failureTitle: 'The DNS resolver gave no answer',
    why: 'Every client finds its server by name. Without an answer nothing can be said about the servers themselves.',
    cause: 'The resolver cannot be reached from here, refuses this computer, or cannot reach the servers of the zone.',
    fix: 'Check the network connection and the resolver address of this computer, then walk again. If other names resolve, the operator of the zone should check its name servers.',
  },
  'dns-no-discovery-records': {
    title: 'A discovery record exists',
    failureTitle: 'No discovery record exists for the sign-in domain',
    why: 'Lync and Skype for Business clients look for lyncdiscoverinternal and lyncdiscover in the sign-in domain before anything else. Mobile apps know no other way.',
    cause:
      'The records were never published, they were published for another domain (the mail domain is not always the sign-in domain), or this resolver holds only a part of the zone.',
    fix: 'The DNS administrator adds lyncdiscover to the public zone (pointing to the reverse proxy) and lyncdiscoverinternal to the internal zone (pointing to the internal web services), for each sign-in domain. Check the sign-in address with Get-CsUser first.',
  },
  'dns-lyncdiscover-missing-srv-ok': {
    title: 'Discovery does not rest on SRV records alone',
    failureTitle: 'Only SIP records exist: lyncdiscover is missing',
    why: 'Desktop clients fall back to SRV and sip records; mobile apps, Macs and web apps do not and cannot sign in.',
    cause: 'The deployment is older than mobility, or the public zone was never completed.',
    fix: 'The DNS administrator adds lyncdiscover for each sign-in domain, pointing to the reverse proxy, which needs a rule and a certificate name for it.',
  },
  'dns-internal-record-missing': {
    title: 'The internal discovery record exists inside',
    failureTitle: 'lyncdiscoverinternal is missing inside the network',
    why: 'Inside, clients need this name to get the internal addresses. Without it they leave the network and come back through the reverse proxy and the Edge.',
    cause:
      'The internal zone lacks the record; often a sign-in domain was added later and only the public zone was changed.',
    fix: 'The DNS administrator adds lyncdiscoverinternal to the internal zone, pointing to the internal web services (the load balancer for web traffic, not a DNS-balanced pool name). The internal web certificate needs that name too.',
  },
  'dns-internal-record-public': {
    title: 'The internal discovery record stays inside',
    failureTitle: 'lyncdiscoverinternal can be resolved outside',
    why: 'Clients always prefer the internal name. Outside they wait for it, or talk to a machine that has nothing to do with the sign-in.',
    cause:
      'The internal zone is visible outside, or a wildcard record answers for every name. If this computer is connected to the company network (VPN), it is inside and the place was chosen wrongly.',
    fix: 'The DNS administrator removes lyncdiscoverinternal from the public zone, or excepts it from the wildcard.',
  },
  'dns-internal-record-points-outside': {
    title: 'The internal discovery record leads to the internal web site',
    failureTitle: 'lyncdiscoverinternal leads to the external web site',
    why: 'Inside clients are given the external addresses and take the way over the reverse proxy and the Edge.',
    cause:
      'The internal record points to the reverse proxy, or a load balancer inside bridges 443 to 4443, where the servers serve outside clients.',
    fix: 'The DNS administrator points lyncdiscoverinternal to the internal web services (port 443 of the servers or their load balancer).',
  },
  'hybrid-dns-points-to-cloud': {
    title: 'Discovery leads to these servers, not to Microsoft 365',
    failureTitle: 'DNS sends discovery to Microsoft 365',
    why: 'Users whose account is still on the servers of the company are sent to a service that does not know them.',
    cause:
      'lyncdiscover is an alias of the online directory. As long as one user is homed on the servers here, discovery has to begin here; online users are sent on from here.',
    fix: 'The DNS administrator points lyncdiscover, sip, _sip._tls and _sipfederationtls back to the reverse proxy and the Edge until the last user has moved. If all users have moved, this is right, and they sign in with Teams.',
  },
  'dns-web-host-missing': {
    title: 'Every web address resolves',
    failureTitle: 'A web services address cannot be resolved',
    why: 'The servers hand out addresses in their documents and headers. A client that cannot resolve one of them stops there.',
    cause:
      'The web services name of that pool is missing in the zone this place uses, or the topology publishes a name that exists only elsewhere.',
    fix: 'The DNS administrator adds the name where this client looks. If it is an internal name handed out outside, the server administrator corrects the external web services name in the topology and publishes it.',
  },
  'net-443-web-closed': {
    title: 'The web services accept connections',
    failureTitle: 'TCP port 443 of the web services cannot be reached',
    why: 'Discovery, web tickets and every later service use HTTPS. Without port 443 no client gets further.',
    cause:
      'A firewall blocks the port, the listener of the reverse proxy or load balancer is missing or down, or DNS holds the wrong address.',
    fix: 'The network administrator opens TCP 443 to the listener (bridged to 4443 on the servers for outside clients) and compares the address in DNS with the listener.',
  },
  'net-slow-answer': {
    title: 'The servers answer in time',
    failureTitle: 'The server accepts the connection but does not answer in time',
    why: 'A client gives up after its own limit and reports that the server is unavailable.',
    cause:
      'The web application behind the listener hangs, starts cold, or waits for something itself; or the reverse proxy cannot reach the server behind it.',
    fix: 'The server administrator looks at the web application pools and the event log of the machine that answers, and at the path from the reverse proxy to it. Walk again with a longer limit to see whether an answer comes at all.',
  },
  'net-addresses-differ': {
    title: 'All addresses of a name answer alike',
    failureTitle: 'The addresses of one name do not answer alike',
    why: 'A client takes one of the addresses, and which one changes: signing in works at one time and not at another, or only after a wait.',
    cause:
      'A server behind the name is down, was taken out without its DNS record, or was forgotten when the certificate was renewed.',
    fix: 'The server administrator starts the machine behind the silent address or takes its record out of DNS, and assigns the same certificate on all of them.',
  },
  'net-connection-reset': {
    title: 'Connections stay up',
    failureTitle: 'The connection is cut before an answer comes',
    why: 'The client gets no answer at all and cannot tell why.',
    cause:
      'A firewall, an inspection gateway or the listener itself ends the connection. Typical are a blocked host name, a listener with no certificate bound, and a reverse proxy whose server behind it is down.',
    fix: 'The network administrator checks which machine on the way ends the connection: the listener of the reverse proxy or load balancer first, then firewalls and inspection gateways.',
  },
  'proxy-auth-required': {
    title: 'The proxy lets the walk through',
    failureTitle: 'The outbound proxy asks for a sign-in of its own',
    why: 'The connection to the servers never begins, because the proxy in between wants to know who asks. Lyncscope never gives a password to a proxy.',
    cause: 'The proxy of this network only serves signed-in users or programs.',
    fix: 'The network administrator lets the web services names pass without the proxy (PAC file or bypass list). To test past the proxy, walk with no proxy.',
  },
  'proxy-connection-failed': {
    title: 'The proxy makes the connections it is asked for',
    failureTitle: 'The outbound proxy does not let the connection through',
    why: 'Everything this computer asks for goes through the proxy; the servers were never reached.',
    cause: 'The proxy is not there, or its rules forbid the names or ports of the web services.',
    fix: 'Check the proxy address first. If it is right, the network administrator allows the web services names on port 443, or lets them pass without the proxy. To test past the proxy, walk with no proxy.',
  },
  'tls-version-mismatch': {
    title: 'Both sides agree on a TLS version',
    failureTitle: 'TLS negotiation is refused',
    why: 'Client and server share no protocol version or cipher; nothing can be sent.',
    cause:
      'The listener only speaks TLS versions or ciphers that are no longer accepted, or refuses what this client offers.',
    fix: 'The administrator of the listener enables TLS 1.2 or later with common ECDHE ciphers; going back to TLS 1.0 is not a remedy.',
  },
  'tls-handshake-failed': {
    title: 'TLS handshakes complete',
    failureTitle: 'The TLS handshake fails',
    why: 'Without a TLS connection nothing can be asked over HTTPS.',
    cause: 'What answers on this port does not speak TLS, or its handshake is damaged on the way.',
    fix: 'The administrator of the listener checks that HTTPS with a certificate is bound to this address and port.',
  },
  'tls-name-mismatch': {
    title: 'Certificates carry the names that were asked for',
    failureTitle: 'The certificate does not contain the name that was asked for',
    why: 'Clients refuse a certificate for another name; mobile and Mac clients stop, desktop clients look elsewhere without a word.',
    cause:
      'The certificate lacks this name as a subject alternative name (often that of a sign-in domain added later), or the name points to a machine of someone else.',
    fix: 'The server administrator reissues the certificate with this name and assigns it to the listener. For a discovery name a plain HTTP listener that only redirects is possible as well.',
  },
  'tls-expired': {
    title: 'Certificates are in date',
    failureTitle: 'A certificate is out of date',
    why: 'Clients refuse a certificate outside its dates and only report that the server is unavailable.',
    cause:
      'The renewal was missed, or was done on the servers but not on the reverse proxy or load balancer, which hold their own copy.',
    fix: 'The server administrator renews the certificate and assigns it to every listener that shows it (Set-CsCertificate for the servers; reverse proxy and load balancer separately), the intermediate included.',
  },
  'tls-expires-soon': {
    title: 'No certificate ends soon',
    failureTitle: 'A certificate ends soon',
    why: 'When it ends, every client of that name fails at the same moment.',
    cause: 'The certificate is within its last 30 days.',
    fix: 'The server administrator renews it now and assigns it to every listener that shows it.',
  },
  'tls-untrusted-root': {
    title: 'Certificates chain to a trusted authority',
    failureTitle: 'The certificate comes from an authority this computer does not trust',
    why: 'Computers of the domain may know a private authority; phones, Macs and home computers do not and refuse the connection.',
    cause: 'A certificate of a private authority, or a self-signed one, is shown to a device that does not know it.',
    fix: 'For outside clients the server administrator uses a certificate of a public authority on the listener. For inside clients the authority is distributed to the devices. If the authority is known to be yours, give it to the walk as an extra authority.',
  },
  'tls-missing-intermediate': {
    title: 'Servers send their whole chain',
    failureTitle: 'The server does not send the intermediate certificate',
    why: 'Windows fetches a missing issuer by itself; phones, Macs and many programs do not and refuse the connection.',
    cause:
      'The intermediate of the authority is not installed on the reverse proxy or load balancer, or a wrong one is.',
    fix: 'The administrator of the listener installs the current intermediate certificate of the authority beside the server certificate.',
  },
  'rp-wrong-port-bridging': {
    title: 'Outside clients reach the external web site',
    failureTitle: 'The reverse proxy sends outside clients to the internal web site',
    why: 'Outside clients are given internal names and run into time-outs or certificate errors.',
    cause:
      'The server tells inside from outside by the port it was reached on. The reverse proxy passes 443 on to 443 of the servers, which is their internal web site, instead of 4443.',
    fix: 'The administrator of the reverse proxy bridges 443 to 4443 and 80 to 8080 for every published web services name, then checks that AccessLocation says External.',
  },
  'rp-preauth': {
    title: 'Discovery is anonymous',
    failureTitle: 'Something in front of the servers asks for a sign-in',
    why: 'Clients ask for the root document without a credential. A login page or a challenge at this place ends discovery.',
    cause:
      'The reverse proxy authenticates before it passes requests on, or anonymous authentication is switched off for the Autodiscover directory.',
    fix: 'The administrator of the reverse proxy sets the rules for these names to pass-through without authentication. If there is no reverse proxy, the server administrator enables anonymous authentication on the Autodiscover directory.',
  },
  'discovery-root-missing': {
    title: 'The root document is there',
    failureTitle: 'The root document is not found (404)',
    why: 'The root document names every further address. Without it discovery has failed.',
    cause:
      'The request reaches the wrong site: the reverse proxy changes the Host header or does not publish this path, or the web components or the rewrite rule for the empty path are missing on the servers.',
    fix: 'The administrator of the reverse proxy forwards the original Host header and publishes all paths; the server administrator checks that /Autodiscover/AutodiscoverService.svc/root answers on the servers themselves.',
  },
  'discovery-html-answer': {
    title: 'Discovery answers are discovery documents',
    failureTitle: 'A web page came instead of the root document',
    why: 'A client only takes an answer with the media type of discovery; a web page counts as no answer.',
    cause:
      'The name leads to another web site: a wildcard record, a parked domain, a captive portal of this network, or a wrong virtual host behind the reverse proxy.',
    fix: 'Compare the address in DNS with the reverse proxy. If it is right, the administrator of the reverse proxy corrects the rule for this name. On a guest network, sign in to the network first.',
  },
  'discovery-malformed-document': {
    title: 'Discovery documents can be read',
    failureTitle: 'The answer cannot be read as a document of discovery',
    why: 'The media type is right, the content is not; a client treats that as no answer.',
    cause:
      'Something changes the document on the way (a filter, a rewriting proxy), or the web application is damaged.',
    fix: 'Compare the answer with one fetched on the server itself. If that one is good, the administrator of the reverse proxy switches off content filtering for these names; else the server administrator repairs the web components.',
  },
  'discovery-unexpected-status': {
    title: 'Discovery requests are answered',
    failureTitle: 'The root document is answered with an error',
    why: 'The root document names every further address. Without it discovery has failed.',
    cause: 'The web application is stopped or broken, or the reverse proxy cannot reach it.',
    fix: 'The server administrator checks the web application pools and the event log; the administrator of the reverse proxy checks the server behind the rule.',
  },
  'http-answer-too-large': {
    title: 'Answers have a sensible size',
    failureTitle: 'The answer is longer than Lyncscope reads',
    why: 'Documents of the sign-in are small. An answer of this size is something else, and was not read to its end.',
    cause: 'The name leads to another web site or a download, or something in between pads or repeats the answer.',
    fix: 'Compare the address in DNS with the reverse proxy. If it is right, the network administrator compares the answer with one fetched on the server itself, and looks at what changes it on the way.',
  },
  'http-malformed-answer': {
    title: 'Answers keep to the rules of HTTP',
    failureTitle: 'What came back is not HTTP',
    why: 'A client that cannot read the answer takes it for none.',
    cause:
      'Another program than a web server listens on this port, or a broken proxy or load balancer in between damages the answers.',
    fix: 'The network administrator checks which program listens at this address and port, and whether DNS and the rule of the reverse proxy or load balancer lead to the web services. If they do, compare the answer with one fetched on the server itself: where that one is good, something in between damages it.',
  },
  'http-truncated-body': {
    title: 'Answers arrive whole',
    failureTitle: 'The answer breaks off in the middle',
    why: 'A document that is cut cannot be read; a client treats it as no answer.',
    cause: 'The server or something in between closes the connection before it has sent what it announced.',
    fix: 'The network administrator checks the reverse proxy, load balancer and filters on the way for limits and time-outs; the server administrator checks whether the answer is whole on the server itself.',
  },
  'discovery-redirect-loop': {
    title: 'Redirects come to an end',
    failureTitle: 'Redirects go round in a circle',
    why: 'Clients follow at most ten redirects and then give up.',
    cause:
      'A Director or pool points to a name that leads back to the machine that pointed there: the external web services name of the home pool is published to the wrong pool, or a hosting provider address points back.',
    fix: 'The server administrator compares Get-CsService -WebServer with the rules of the reverse proxy, so that each pool name leads to that pool, and checks the Autodiscover address of hosting providers.',
  },
  'discovery-http-links': {
    title: 'The links of discovery are secure',
    failureTitle: 'The root document hands out http:// links',
    why: 'A credential is never sent over plain HTTP, so the sign-in ends at such a link.',
    cause:
      'The answer was made for a plain HTTP request or rewritten by something that ends TLS in front of the servers.',
    fix: 'The administrator of the reverse proxy or load balancer passes HTTPS on as HTTPS (no TLS offloading, no link rewriting) for the web services names.',
  },
  'trust-model-prompt': {
    title: 'Every address belongs to the sign-in domain or a trusted one',
    failureTitle: 'The servers point to a host outside the sign-in domain',
    why: 'Clients ask the user whether that host is trusted for the sign-in address; programs that cannot ask stop.',
    cause:
      'The web services names lie in another domain than the sign-in address and were named by an answer that proves nothing (plain HTTP, or a certificate that did not validate).',
    fix: 'The server administrator uses web services names in the sign-in domain, makes discovery answer over HTTPS with a good certificate, or distributes a trusted domain list. If the host is known to be yours, walk again and trust it.',
  },
  'time-skew': {
    title: 'The clocks agree',
    failureTitle: 'The clocks of server and client differ by more than five minutes',
    why: 'Kerberos, web tickets and certificates are only valid in time: with wrong clocks good passwords are refused and fresh tickets have ended.',
    cause: 'A machine does not synchronise its time.',
    fix: 'Check the clock of this computer first. If it is right, the server administrator checks the time source of the machine that answered.',
  },
  'auth-webticket-no-windows-auth': {
    title: 'The web ticket service offers Windows sign-in',
    failureTitle: 'The web ticket service does not offer NTLM or Negotiate',
    why: 'Clients that get their ticket with Windows credentials are never asked for a password and cannot sign in.',
    cause:
      'Windows authentication is switched off on the WebTicket directory, or deliberately by policy (Set-CsAuthConfig, Set-CsWebServiceConfiguration).',
    fix: 'The server administrator enables Windows authentication on the WebTicket directory of every Front End, internal and external site. If it was switched off on purpose, clients need modern authentication.',
  },
  'auth-bad-credentials': {
    title: 'The password was accepted',
    failureTitle: 'The server refused the user name or password',
    why: 'No ticket or token is given out. Every refused try counts towards a lock-out, so the walk stopped using the password.',
    cause:
      'The password is wrong or has expired, the account is locked or disabled, or the logon name is not the sign-in address.',
    fix: 'Give the user name separately as DOMAIN\\user or as user principal name. Before another try, the administrator of the directory checks whether the account is locked.',
  },
  'auth-grant-not-allowed': {
    title: 'A usable OAuth grant is offered',
    failureTitle: 'The server does not allow this kind of OAuth sign-in',
    why: 'Clients that sign in with OAuth cannot turn a user name and password into a token.',
    cause: 'The grant is switched off by policy (Set-CsAuthConfig, Set-CsWebServiceConfiguration).',
    fix: 'If that is on purpose, use a client with modern authentication. Else the server administrator compares Get-CsAuthConfig and Get-CsWebServiceConfiguration with what clients need.',
  },
  'auth-passive-required': {
    title: 'No browser sign-in is needed',
    failureTitle: 'The server asks for a sign-in in the browser',
    why: 'User name and password are not taken directly; a person signs in on a web page (AD FS), perhaps with a second factor.',
    cause: 'Passive authentication is configured for this pool or this kind of user.',
    fix: 'Walk it in the desktop app, which shows the sign-in page in a window of its own and goes on with what it leaves; or use an account that may sign in with Windows credentials for this test.',
  },
  'auth-user-not-sip-enabled': {
    title: 'The account is enabled for the service',
    failureTitle: 'The account is not enabled for Lync or Skype for Business',
    why: 'The password is right, the service knows no such user.',
    cause: 'The account was never enabled, was disabled, belongs to another sign-in address, or is not replicated yet.',
    fix: 'The server administrator checks Get-CsUser and enables the account (Enable-CsUser), or corrects the sign-in address that was typed.',
  },
  'hybrid-user-homed-online': {
    title: 'The account is homed on these servers',
    failureTitle: 'The account is homed online',
    why: 'Skype for Business Online was retired in July 2021. These accounts can only use Teams.',
    cause: 'The account was moved to the online service, so the servers here point to it.',
    fix: 'The user signs in with Teams. If the account should be here, the server administrator checks Get-CsUser (HostingProvider, RegistrarPool) and moves it back with Move-CsUser.',
  },
  'pool-2010-json-406': {
    title: 'The pool speaks JSON',
    failureTitle: 'The pool is Lync Server 2010: no JSON, no OAuth',
    why: 'Clients that use UCWA need JSON and OAuth; older clients do not.',
    cause: 'Lync Server 2010 knows neither JSON nor OAuth.',
    fix: 'Nothing to mend. Clients built for UCWA need a newer pool; Lync Server 2010 is out of support.',
  },
  'server-name-disclosed': {
    title: 'Answers name no internal server',
    failureTitle: 'Answers show an internal server name to the Internet',
    why: 'The name tells strangers how internal machines are called. It also tells which Front End answered, which helps here.',
    cause: 'The servers add X-MS-Server-Fqdn to every answer, and the reverse proxy passes it on.',
    fix: 'Nothing breaks. To hide it, the administrator of the reverse proxy removes the header from answers.',
  },
  'client-kept-out': {
    title: 'The client that the walk was made as can sign in',
    failureTitle: 'This client cannot sign in from here',
    why: 'Users of this client stay outside; those of other clients may get in.',
    cause: 'The servers do not offer what this client needs, or take only what it cannot speak.',
    fix: 'Give its users a newer client. Where that is not to be had yet, the server administrator looks at what the sentence above names.',
  },
  'sign-in-incomplete': {
    title: 'The walk came to its end',
    failureTitle: 'The sign-in did not come to its end',
    why: 'Something stopped the walk before the home pool gave the user document.',
    cause: 'No known pattern fits what came back.',
    fix: 'Look at the named step and its exchange. The machine that sent this answer is where to look first.',
  },
  'step-unexplained': {
    title: 'Every failed step is explained',
    failureTitle: 'A step failed without stopping the sign-in',
    why: 'Another way worked, but clients that depend on this one will fail.',
    cause: 'No known pattern fits what came back.',
    fix: 'Look at the named step and its exchange; the server administrator compares it with the way that worked.',
  },
  'walk-unfinished': {
    title: 'The walk has ended',
    failureTitle: 'The walk was stopped before its end',
    why: 'What was not asked cannot be judged.',
    cause: 'It was cancelled, or the program ended while it ran.',
    fix: 'Walk again to get a verdict.',
  },
  ...dnsWords,
  ...mcxWords,
  ...meetingWords,
  ...networkWords,
  ...onlineWords,
  ...signInWords,
  ...tlsWords,
  ...ucwaWords,
  ...serviceWords,
} as const satisfies Readonly<Record<string, Explanation>>;

export type FindingId = keyof typeof explanations;

/** Words for an id, also one from a newer version's file; undefined when it is not known here. */
export function explanationOf(id: string): Explanation | undefined {
  return Object.entries(explanations).find(([known]) => known === id)?.[1];
}
