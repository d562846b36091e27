/**
 * What else is known about a finding: a sentence for the person who cannot sign in, commands for the administrator of
 * the servers, where it is documented, and which part of it is a guess.
 */

import { dnsKnowledge } from './dns.js';
import { mcxKnowledge } from './mcx.js';
import { meetingKnowledge } from './meeting.js';
import { onlineKnowledge } from './online.js';
import { serviceKnowledge } from './services.js';
import { ucwaKnowledge } from './ucwa.js';

export interface Knowledge {
  /** One sentence for the person who cannot sign in: whose turn it is, no technical word. */
  readonly caller: string;
  /** PowerShell of Skype for Business Server Management Shell unless a line says otherwise. */
  readonly commands?: readonly string[];
  readonly sources: readonly string[];
  /** What is inference, and what would prove it. */
  readonly likely?: string;
}

const deepDive =
  'Greg Anthony, "Lync Server 2010 Mobility Deep Dive - Autodiscover Service", techcommunity ba-p/620381';
const deeper = 'Graham Cropley, "LyncDiscover and Auto Discovery Deeper Dive", skypepro.co.uk';
const rootUrl = 'UCWA 2.0, "Root URL", learn.microsoft.com';
const online = '"Skype for Business Online sign-in deep dive", part 1';
const mobile = '"Lync Mobile sign-in walk-through"';
const dns = 'OfficeDocs-SkypeForBusiness, network-requirements/dns.md';
const edgeDns = 'OfficeDocs-SkypeForBusiness, advanced-edge-server-dns.md';
const mobility = 'Lync Server 2013, "Technical requirements for mobility"';
const ports = 'Lync Server 2013, "Port summary - Autodiscover"';
const remote = 'OfficeDocs-ConnectivityAnalyzer';
const ucwaAuth = 'skype-docs, UCWA/AuthenticationInUCWA.md';
const ocer = '[MS-OCER], error ids';
const ours = 'Own observation of the protocol';

const webNames = 'Get-CsService -WebServer | Format-List PoolFqdn, ExternalFqdn, InternalFqdn';
const certificates = 'Get-CsCertificate | Format-Table Use, Subject, NotAfter, Thumbprint';
const user = 'Get-CsUser "<sign-in address>" | Format-List Enabled, RegistrarPool, HostingProvider, SipAddress';

const yourHelpdesk = 'Nothing on your side is wrong';

export const knowledge: Readonly<Record<string, Knowledge>> = {
  ...dnsKnowledge,
  ...mcxKnowledge,
  ...meetingKnowledge,
  ...onlineKnowledge,
  ...ucwaKnowledge,
  ...serviceKnowledge,
  'dns-resolver-no-answer': {
    caller:
      'Your computer gets no answer when it looks up names: check the network connection, then tell your helpdesk.',
    commands: ['Resolve-DnsName <sign-in domain> -Type SOA   # Windows PowerShell'],
    sources: ['RFC 1035', 'RFC 2308'],
  },
  'dns-no-discovery-records': {
    caller:
      'Check the part of your sign-in address after the @; if it is right, your company has to publish its server.',
    commands: [
      'Get-CsSipDomain',
      'Add-DnsServerResourceRecordA -ZoneName <sign-in domain> -Name lyncdiscoverinternal -IPv4Address <internal web services>   # on the internal DNS server',
      user,
    ],
    sources: [deepDive, dns],
  },
  'dns-lyncdiscover-missing-srv-ok': {
    caller: `${yourHelpdesk}: the name that mobile apps look for does not exist yet, a desktop client may still work.`,
    commands: ['Resolve-DnsName lyncdiscover.<sign-in domain>   # Windows PowerShell', 'Get-CsSipDomain'],
    sources: [edgeDns, dns],
  },
  'dns-internal-record-missing': {
    caller: `${yourHelpdesk}: inside the company network a name is missing, and IT has to add it.`,
    commands: [
      'Add-DnsServerResourceRecordA -ZoneName <sign-in domain> -Name lyncdiscoverinternal -IPv4Address <internal web services>   # on the internal DNS server',
    ],
    sources: ['Lync Server 2013, "DNS summary - Autodiscover"', dns],
  },
  'dns-internal-record-public': {
    caller: `${yourHelpdesk}: a name meant for inside the company can be seen outside and slows sign-in down.`,
    commands: ['Resolve-DnsName lyncdiscoverinternal.<sign-in domain> -Server 1.1.1.1   # from outside'],
    sources: [mobility],
    likely:
      'That a wildcard record answers is concluded from equal addresses; asking for a random name would prove it.',
  },
  'dns-internal-record-points-outside': {
    caller: `${yourHelpdesk}: inside, your client is sent the long way round.`,
    commands: ['Resolve-DnsName lyncdiscoverinternal.<sign-in domain>   # from inside', webNames],
    sources: [deeper, ports],
  },
  'dns-srv-domain-mismatch': {
    caller: 'If you are asked whether to trust a server, ask your helpdesk before you answer.',
    commands: [
      'Resolve-DnsName _sipinternaltls._tcp.<sign-in domain> -Type SRV   # from inside',
      'Resolve-DnsName _sip._tls.<sign-in domain> -Type SRV   # from outside',
      certificates,
    ],
    sources: [
      edgeDns,
      'Lync Server 2013, "DNS requirements for automatic client sign-in"',
      'masteringlync.com, 2013-04-10',
    ],
  },
  'dns-split-brain-external-fqdn-inside': {
    caller: 'On the company Wi-Fi this does not work yet; mobile data may.',
    commands: [
      webNames,
      'Add-DnsServerResourceRecordA -ZoneName <zone> -Name <external web services name> -IPv4Address <reverse proxy>   # on the internal DNS server, for each pool',
    ],
    sources: [deepDive, mobility],
    likely:
      'That the names exist in public is taken from the documents of the servers; a public resolver would prove it.',
  },
  'hybrid-dns-points-to-cloud': {
    caller: `${yourHelpdesk}: the company's name leads to Microsoft 365, where your account may not be.`,
    commands: [
      user,
      'Get-CsUser -Filter {HostingProvider -eq "SRV:"} | Measure-Object   # users still on these servers',
      'Get-CsHostingProvider',
    ],
    sources: ['OfficeDocs-SkypeForBusiness, hybrid/plan-hybrid-connectivity.md', online],
  },
  'dns-web-host-missing': {
    caller: `${yourHelpdesk}: the server hands out an address that does not exist here.`,
    commands: [webNames, 'Publish-CsTopology   # after the name was corrected in Topology Builder'],
    sources: [deepDive, mobility],
  },
  'net-443-web-closed': {
    caller: `${yourHelpdesk}: the server cannot be reached from where you are.`,
    commands: [
      'Test-NetConnection <web services name> -Port 443   # Windows PowerShell, from outside and from inside',
      webNames,
    ],
    sources: [remote, ports],
  },
  'net-hairpin-blocked': {
    caller: 'On the company Wi-Fi this does not work; mobile data does.',
    commands: [
      'Test-NetConnection <external web services name> -Port 443   # Windows PowerShell, from the Wi-Fi',
      webNames,
    ],
    sources: [mobility],
    likely:
      'A refused connection may also be a listener that is down for everybody; a walk from outside would prove which.',
  },
  'net-access-edge-blocked': {
    caller: 'Desktop clients outside the company cannot sign in; inside or over VPN it works.',
    commands: [
      'Get-CsService -EdgeServer | Format-List AccessEdgeExternalFqdn, AccessEdgeClientSipPort',
      'Resolve-DnsName _sip._tls.<sign-in domain> -Type SRV   # from outside',
      'Get-CsWindowsService   # on the Edge Server',
    ],
    sources: [
      'Lync Server 2013, "Verify connectivity for external users"',
      'blog.matrixpost.net, "Troubleshooting SfB external sign-in"',
    ],
    likely:
      'That port 5061 takes no clients is the usual set-up, not a rule; a client that goes by SRV alone would prove it.',
  },
  'net-slow-answer': {
    caller: `${yourHelpdesk}: the server takes too long to answer.`,
    commands: ['Get-CsWindowsService', 'Get-WebAppPoolState   # WebAdministration module, on each Front End'],
    sources: [ours],
  },
  'net-addresses-differ': {
    caller: `${yourHelpdesk}: one of the company's servers does not answer, so signing in works only sometimes.`,
    commands: [
      'Get-CsPool | Format-List Identity, Computers',
      'Test-NetConnection <address> -Port 443   # Windows PowerShell',
    ],
    sources: [ours],
  },
  'net-connection-reset': {
    caller: `${yourHelpdesk}: something cuts the connection to the server.`,
    commands: ['netsh http show sslcert   # on the machine that answers'],
    sources: [ours],
  },
  'proxy-auth-required': {
    caller: 'The network you are in asks programs to sign in to its proxy; try another network or ask your helpdesk.',
    commands: ['netsh winhttp show proxy   # on the client'],
    sources: ['Lync Server 2013, "Using Lync Connectivity Analyzer"'],
  },
  'proxy-connection-failed': {
    caller: 'The proxy of the network you are in does not let this through.',
    commands: ['netsh winhttp show proxy   # on the client'],
    sources: [ours],
  },
  'tls-version-mismatch': {
    caller: `${yourHelpdesk}: the server speaks an encryption that is no longer accepted.`,
    commands: [
      "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Server' -ErrorAction SilentlyContinue",
      'Get-TlsCipherSuite | Format-Table Name',
    ],
    sources: ['Skype for Business Server, "Encryption"', 'silbers.net, 2016-06-22'],
  },
  'tls-handshake-failed': {
    caller: `${yourHelpdesk}: no secure connection to the server can be made.`,
    commands: ['netsh http show sslcert'],
    sources: [ours],
  },
  'tls-name-mismatch': {
    caller: `${yourHelpdesk}: the server's certificate is for another name; do not accept it by hand.`,
    commands: [
      certificates,
      'Request-CsCertificate -New -Type WebServicesExternal -AllSipDomain -CA <authority> -FriendlyName "web services"',
      'Set-CsCertificate -Type WebServicesExternal -Thumbprint <thumbprint>',
    ],
    sources: ['Lync Server 2013, "Autodiscover service requirements"', deepDive, deeper],
  },
  'tls-expired': {
    caller: `${yourHelpdesk}: the server's certificate has to be renewed.`,
    commands: [
      certificates,
      'Set-CsCertificate -Type Default,WebServicesInternal,WebServicesExternal -Thumbprint <thumbprint>',
    ],
    sources: [
      'Microsoft support, "Lync Server certificate expiration"',
      deepDive,
      'CA/Browser Forum ballot SC-081v3 (200, 100 and 47 days)',
    ],
  },
  'tls-expires-soon': {
    caller: 'Everything works today; IT should renew a certificate before it ends.',
    commands: [certificates],
    sources: ['CA/Browser Forum ballot SC-081v3'],
  },
  'tls-untrusted-root': {
    caller: `${yourHelpdesk}: this device does not know the authority behind the server's certificate.`,
    commands: ['certutil -verify -urlfetch <certificate file>   # on a client', certificates],
    sources: ['Microsoft support, "Cannot sign in with a mobile client"', deepDive],
  },
  'tls-missing-intermediate': {
    caller: `${yourHelpdesk}: the server shows its certificate without the one that vouches for it.`,
    commands: ['certutil -addstore CA <intermediate certificate file>   # on the machine of the listener'],
    sources: [`${remote}, "Missing intermediate certificates"`, 'blogs.bricomp.com'],
  },
  'tls-chain-order': {
    caller: 'Some devices may not accept the certificate of the server; IT should put its chain in order.',
    sources: ['RFC 8446, 4.4.2', 'RFC 5246, 7.4.2'],
  },
  'tls-inspection': {
    caller: 'The network you are in opens secure connections on their way; try another network or ask your helpdesk.',
    commands: ['certutil -verify -urlfetch <certificate file>   # on a client of that network'],
    sources: ['rustls-platform-verifier, issue 138', ours],
    likely: 'That the sign-in suffers from it is inference; a walk from another network would prove it.',
  },
  'tls-key-usage': {
    caller: `${yourHelpdesk}: the server's certificate is not meant for servers.`,
    commands: [certificates],
    sources: ['RFC 5280, 4.2.1.3 and 4.2.1.12'],
  },
  'tls-lifetime-too-long': {
    caller: `${yourHelpdesk}: some devices refuse a certificate that is valid for so long.`,
    commands: [certificates],
    sources: ['CA/Browser Forum ballot SC-081v3 (200, 100 and 47 days)'],
  },
  'tls-no-alt-names': {
    caller: `${yourHelpdesk}: the server's certificate carries its name in a way that is no longer read.`,
    commands: [
      certificates,
      'Request-CsCertificate -New -Type WebServicesExternal -AllSipDomain -CA <authority> -FriendlyName "web services"',
    ],
    sources: ['RFC 9525', 'RFC 5280, 4.2.1.6'],
  },
  'tls-old-versions': {
    caller: 'Nothing to do for you; IT should switch old encryption off.',
    commands: ['Get-TlsCipherSuite | Format-Table Name'],
    sources: ['RFC 8996', 'Skype for Business Server, "Encryption"'],
  },
  'tls-revocation-unreachable': {
    caller: 'Signing in may take long or fail on locked-down networks; IT has to look.',
    commands: ['certutil -verify -urlfetch <certificate file>   # on a client of that network'],
    sources: [deepDive, 'RFC 6960', 'SQL-Connectivity-Checker, issue 122'],
  },
  'tls-revoked': {
    caller: `${yourHelpdesk}: the server's certificate was revoked and must be replaced.`,
    commands: [
      certificates,
      'Set-CsCertificate -Type Default,WebServicesInternal,WebServicesExternal -Thumbprint <thumbprint>',
    ],
    sources: ['RFC 6960', 'RFC 5280, 5'],
  },
  'tls-sni-required': {
    caller: 'Old telephones cannot sign in; computers can.',
    commands: [
      'netsh http show sslcert',
      "netsh http add sslcert ipport=0.0.0.0:443 certhash=<thumbprint> appid='{<guid>}'",
    ],
    sources: ['Microsoft support, "Cannot sign in to Lync: devices without SNI"', 'RFC 6066, 3'],
  },
  'tls-role-names': {
    caller: 'Signing in works; meeting links or dial-in pages may show a certificate warning.',
    commands: [
      certificates,
      'Get-CsSipDomain',
      'Get-CsSimpleUrlConfiguration | Select-Object -ExpandProperty SimpleUrl',
    ],
    sources: ['Lync Server 2013, "Certificate requirements for external user access"', 'RFC 9525, 6.3'],
  },
  'tls-weak-key': {
    caller: `${yourHelpdesk}: the key of the server's certificate is too short.`,
    commands: [certificates],
    sources: ['CA/Browser Forum Baseline Requirements, 6.1.5'],
  },
  'tls-weak-signature': {
    caller: `${yourHelpdesk}: the server's certificate is signed in a way that is no longer accepted.`,
    commands: [certificates],
    sources: ['RFC 9155', 'CA/Browser Forum Baseline Requirements, 7.1.3'],
  },
  'rp-wrong-port-bridging': {
    caller: `${yourHelpdesk}: from outside you are sent to addresses that exist only inside.`,
    commands: [
      webNames,
      'Get-CsWebServer | Format-List *Port*',
      '# bridge 443 to 4443 and 80 to 8080 on the reverse proxy',
    ],
    sources: [deeper, ports, 'devcentral.f5.com, "Troubleshooting Lync/SfB Reverse Proxy"'],
  },
  'rp-host-header': {
    caller: `${yourHelpdesk}: the server answers, but not under the name that clients ask for.`,
    commands: [
      'Get-CsSipDomain',
      'Get-WebConfiguration system.webServer/rewrite/rules/rule "IIS:\\Sites\\Skype for Business Server External Web Site"   # WebAdministration module',
    ],
    sources: [
      'Lync Server 2013, "Hardware load balancer requirements"',
      'Lync Server 2013, "Configuration requirements for reverse proxy"',
      deepDive,
      rootUrl,
    ],
  },
  'rp-preauth': {
    caller: `${yourHelpdesk}: something in front of the server asks for a sign-in where none may be asked for.`,
    commands: [
      'Get-WebConfigurationProperty system.webServer/security/authentication/anonymousAuthentication -Name enabled -PSPath IIS:\\ -Location "Skype for Business Server External Web Site/Autodiscover"   # WebAdministration module',
    ],
    sources: [`${remote}, "Firewall pre-authentication check"`, deeper, rootUrl],
  },
  'rp-breaks-post': {
    caller: `${yourHelpdesk}: what your client sends does not arrive whole at the server.`,
    sources: [deeper],
    likely:
      'Which machine re-chunks the request is not visible; the same request past the reverse proxy would prove it.',
  },
  'ems-mitigation': {
    caller: `${yourHelpdesk}: a part of the server is switched off.`,
    commands: [
      'Get-CsMitigation   # Skype for Business Server 2019 (June 2023) and Subscription Edition',
      'Get-WebAppPoolState   # WebAdministration module, on each Front End',
    ],
    sources: ['techcommunity, "Skype for Business Server 2019 Cumulative Update" (June 2023), ba-p/3860107'],
    likely:
      'A mitigation and a crashed application pool look alike from outside; the list of applied mitigations would prove it.',
  },
  'one-bad-front-end': {
    caller: 'Try again: one of several servers is broken, and the next attempt may reach a good one.',
    commands: ['Get-CsWindowsService -ComputerName <server>', 'Get-CsPoolFabricState -PoolFqdn <pool>', certificates],
    sources: [deeper, ucwaAuth],
    likely:
      'The servers are told apart by the name in their answers. One that none of the requests met is not known to be good, and what answers without a name may be the load balancer itself.',
  },
  'no-cookie-affinity': {
    caller: `${yourHelpdesk}: your phone is led from server to server, and IT has to change that.`,
    commands: ['Get-CsService -WebServer | Format-List PoolFqdn, ExternalFqdn, McxServiceExternalUri'],
    sources: ['Lync Server 2010 and 2013, "Hardware load balancer requirements"', mobility],
    likely:
      'The requests of the check begin no session, which only Lync 2010 clients can; a load balancer that gives its cookie to sessions alone would look the same.',
  },
  'rp-path-unpublished': {
    caller: 'You can sign in; something beside it does not work outside the company until IT has looked at it.',
    commands: [webNames],
    sources: ['Lync Server 2013, "Configuration requirements for reverse proxy"', deeper],
    likely:
      'That the proxy answered is concluded from a header that every server adds and this answer lacks; asking the server itself from inside would prove it.',
  },
  'discovery-root-missing': {
    caller: `${yourHelpdesk}: the server is there, but discovery is not published on it.`,
    commands: [
      'Invoke-WebRequest -UseBasicParsing https://<server>/Autodiscover/AutodiscoverService.svc/root   # on the server itself',
      webNames,
    ],
    sources: [rootUrl, deepDive],
  },
  'discovery-html-answer': {
    caller: 'If you are on a guest network, sign in to that network first; else your helpdesk has to look.',
    commands: ['Resolve-DnsName lyncdiscover.<sign-in domain>   # Windows PowerShell'],
    sources: [rootUrl, mobility],
  },
  'discovery-malformed-document': {
    caller: `${yourHelpdesk}: the server's answer arrives damaged.`,
    commands: [
      'Invoke-WebRequest -UseBasicParsing https://<server>/Autodiscover/AutodiscoverService.svc/root   # on the server itself',
    ],
    sources: ['[MS-OCDISCWS]'],
  },
  'discovery-unexpected-status': {
    caller: `${yourHelpdesk}: the server answers with an error.`,
    commands: ['Get-CsWindowsService', 'Get-WebAppPoolState   # WebAdministration module, on each Front End'],
    sources: [rootUrl],
  },
  'http-answer-too-large': {
    caller: `${yourHelpdesk}: what answers at the server's address sends far too much.`,
    sources: ['RFC 9112, 6'],
  },
  'http-malformed-answer': {
    caller: `${yourHelpdesk}: what answers at the server's address is not the sign-in server.`,
    sources: ['RFC 9112, 2 and 6'],
  },
  'http-truncated-body': {
    caller: `${yourHelpdesk}: the server's answer breaks off.`,
    sources: ['RFC 9112, 8'],
  },
  'discovery-redirect-loop': {
    caller: `${yourHelpdesk}: the servers send your client in a circle.`,
    commands: [webNames, 'Get-CsHostingProvider | Format-List Identity, AutodiscoverUrl'],
    sources: [deepDive],
  },
  'discovery-http-links': {
    caller: `${yourHelpdesk}: the server hands out addresses that are not secure.`,
    commands: [webNames],
    sources: ['[MS-OCDISCWS]', deepDive],
  },
  'trust-model-prompt': {
    caller: 'If you are asked whether to trust a server, ask your helpdesk whether it is yours before you answer.',
    commands: [
      'Get-CsService -WebServer | Format-List ExternalFqdn',
      'Get-CsSipDomain',
      '# policy TrustModelData: list of trusted domains for clients',
    ],
    sources: [
      'Microsoft support, "Cannot verify that the server is trusted"',
      'masteringlync.com, 2013-04-10',
      'tsoorad.blogspot.com, 2012',
    ],
  },
  'time-skew': {
    caller: 'Check date, time and time zone of your device.',
    commands: ['w32tm /query /status', 'w32tm /resync'],
    sources: [ocer, 'OfficeDocs-SkypeForBusiness, "Troubleshooting sign-in errors for admins"'],
    likely: 'Five minutes is the default of Kerberos; a deployment may allow another figure.',
  },
  'auth-webticket-no-windows-auth': {
    caller: `${yourHelpdesk}: the server does not ask for your password in a way your client knows.`,
    commands: [
      'Get-CsWebServiceConfiguration | Format-List UseWindowsAuth, UsePinAuth, UseCertificateAuth',
      'Set-CsWebServiceConfiguration -Identity Global -UseWindowsAuth Negotiate',
    ],
    sources: ['masteringlync.com, 2014-02-17, "Lync Mobile Login Issues"'],
  },
  'auth-legacy-blocked': {
    caller: 'Use a current client that shows the sign-in page of your company; older ones are no longer let in.',
    commands: [
      'Get-CsAuthConfig',
      'Set-CsAuthConfig -Scenario AllowAllExceptTelephones   # only if it is not on purpose; then Enable-CsComputer and iisreset',
    ],
    sources: ['Set-CsAuthConfig', 'OfficeDocs-SkypeForBusiness, "Turn on modern authentication"', ucwaAuth],
  },
  'auth-modern-not-offered': {
    caller:
      'This check was told to sign in on a page, which your servers do not offer: check again with the automatic choice.',
    commands: [
      'Get-CsOAuthConfiguration | Format-List ClientAuthorizationOAuthServerIdentity',
      'Get-CsOAuthServer | Format-List Identity, Type, MetadataUrl',
      'Get-CsServerVersion',
    ],
    sources: [
      'skype-docs, UCWA, "Authentication using Azure AD"',
      'Microsoft support, "ADFS 3.0 is supported for OAuth tokens in Skype for Business Server 2015"',
      'OfficeDocs-SkypeForBusiness, "Topologies supported with Modern Authentication"',
    ],
  },
  'auth-modern-mfa-required': {
    caller: 'Sign in again and confirm on your phone, or set up the second factor first at aka.ms/mfasetup.',
    commands: ['Get-MgIdentityConditionalAccessPolicy | Format-Table DisplayName, State'],
    sources: ['Microsoft identity platform, authentication error codes (AADSTS50072 to 50079)'],
  },
  'auth-modern-consent-required': {
    caller: `${yourHelpdesk}: an administrator has to allow this program once, for everybody.`,
    commands: [
      'Get-MgServicePrincipal -Filter "appId eq \'d3590ed6-52b3-4102-aeff-aad2292ab01c\'"',
      'Get-MgOauth2PermissionGrant -All | Where-Object ConsentType -eq AllPrincipals',
    ],
    sources: ['Microsoft identity platform, authentication error codes (AADSTS65001)'],
  },
  'auth-modern-host-not-registered': {
    caller: `${yourHelpdesk}: the sign-in page does not know the server that you want to reach.`,
    commands: [
      'Get-AdfsRelyingPartyTrust | Format-List Name, Identifier',
      'Get-MgServicePrincipal -Filter "appId eq \'00000004-0000-0ff1-ce00-000000000000\'" | Select-Object -ExpandProperty ServicePrincipalNames',
      webNames,
    ],
    sources: ['OfficeDocs-SkypeForBusiness, "Turn on modern authentication"', 'RFC 8707, section 2'],
    likely:
      'That the name is not registered is what the issuer says; the number of its error differs between versions.',
  },
  'registrar-deregistered': {
    caller: 'Your account was just changed on the server: tell your helpdesk, and sign in again later.',
    commands: [user],
    sources: ['[MS-SIPREGE], registration event', ocer],
    likely: 'The server says that it ended the registration, and gives a code. What was changed is not said.',
  },
  'registrar-is-web-server': {
    caller: `${yourHelpdesk}: the address that you sign in at leads to the wrong machine.`,
    commands: [
      'Get-CsService -EdgeServer | Format-List PoolFqdn, AccessEdgeExternalFqdn, AccessEdgeClientSipPort',
      'Resolve-DnsName <Access Edge name>   # Windows PowerShell, outside',
    ],
    sources: ['RFC 3261, section 7.2', edgeDns],
    likely: 'That HTTP came back is what was seen; whether DNS, firewall or load balancer leads there is not.',
  },
  'auth-modern-issuer-untrusted': {
    caller: `${yourHelpdesk}: the server does not trust the page that you signed in on.`,
    commands: [
      'Get-CsOAuthServer | Format-List Identity, Realm, IssuerIdentifier, MetadataUrl',
      'Get-CsOAuthConfiguration | Format-List ClientAuthorizationOAuthServerIdentity',
      'Get-AdfsProperties | Format-List Identifier   # on the AD FS server',
    ],
    sources: [
      'skype-docs, UCWA, "Authentication using Azure AD"',
      'OfficeDocs-SkypeForBusiness, "Turn on modern authentication"',
    ],
    likely:
      'The code says that the token is invalid, not why. That it is the issuer or its key is inference: the audience is right, and other codes tell of a token that is too old or names nobody.',
  },
  'auth-modern-token-rejected': {
    caller: `${yourHelpdesk}: the sign-in page accepted you, the server does not accept its word.`,
    commands: [
      'Get-CsOAuthConfiguration',
      'Get-CsOAuthServer | Format-List Identity, Realm, IssuerIdentifier',
      webNames,
    ],
    sources: ['skype-docs, issue 347', 'Skype Web SDK, application errors'],
    likely: 'The codes say what is wrong with the token; which setting is behind it is inference.',
  },
  'auth-passive-required': {
    caller: 'Your company wants you to sign in on its own page. Use a client that shows it.',
    commands: [
      'Get-CsAuthConfig',
      'Get-CsWebServiceConfiguration | Format-List UseWsFedPassiveAuth, WsFedPassiveMetadataUri',
    ],
    sources: [ucwaAuth],
  },
  'auth-grant-not-allowed': {
    caller: `${yourHelpdesk}: the server does not take this kind of sign-in.`,
    commands: ['Get-CsAuthConfig', 'Get-CsWebServiceConfiguration | Format-List UseWindowsAuth, UseWsFedPassiveAuth'],
    sources: [ucwaAuth, 'Set-CsAuthConfig'],
  },
  'auth-bad-credentials': {
    caller: 'User name or password was refused: check both, and do not try again and again, or the account is locked.',
    commands: [
      'Get-ADUser <account> -Properties LockedOut, PasswordExpired, Enabled, UserPrincipalName   # ActiveDirectory module',
      user,
    ],
    sources: [ucwaAuth, 'Lync Server 2013, "Using Lync Connectivity Analyzer"'],
  },
  'auth-user-not-sip-enabled': {
    caller: 'Your password is right, but your account is not set up for this service.',
    commands: [
      user,
      'Enable-CsUser "<account>" -RegistrarPool <pool> -SipAddress sip:<sign-in address>',
      'Update-CsUserDatabase',
    ],
    sources: ['[MS-OCAUTHWS] IssueToken', ocer, 'Microsoft support, "Newly created users can\'t sign in"'],
  },
  'auth-identity-mismatch': {
    caller: 'The account you signed in with does not own this address.',
    commands: [user, 'Get-ADUser <account> -Properties msRTCSIP-PrimaryUserAddress   # ActiveDirectory module'],
    sources: [ocer],
  },
  'auth-remote-access-disabled': {
    caller: 'You may sign in from the office or over VPN, not from outside.',
    commands: [
      'Get-CsExternalAccessPolicy | Format-Table Identity, EnableOutsideAccess',
      'Set-CsExternalAccessPolicy -Identity Global -EnableOutsideAccess $true',
      'Set-CsAccessEdgeConfiguration -AllowOutsideUsers $true',
    ],
    sources: [ocer, 'Set-CsExternalAccessPolicy', 'Set-CsAccessEdgeConfiguration'],
  },
  'auth-registrar-web-mismatch': {
    caller: `${yourHelpdesk}: two parts of the server want different sign-ins.`,
    commands: [
      'Get-CsAuthConfig',
      'Get-CsProxyConfiguration | Format-List Identity, UseKerberos*, UseNtlm*, UseCertificate*',
    ],
    sources: ['Set-CsAuthConfig'],
  },
  'auth-kerberos-spn': {
    caller: 'Typing your password once should help until IT has set the servers up for single sign-on.',
    commands: [
      'Get-CsKerberosAccountAssignment',
      'Test-CsKerberosAccountAssignment -Identity "site:<site>" -Report C:\\kerberos.htm',
      'Set-CsKerberosAccountPassword -UserAccount <DOMAIN\\account>',
    ],
    sources: [
      'techcommunity, jenstr, "Kerberos and Lync Server 2010 Web Services"',
      'Test-CsKerberosAccountAssignment',
    ],
  },
  'webticket-invalid-across-servers': {
    caller: 'Try again: it depends on which of several servers you reach.',
    commands: [
      'Get-CsCertificate -Type OAuthTokenIssuer   # on every Front End: the same thumbprint',
      'w32tm /query /status   # on every Front End',
    ],
    sources: ['Assign a server-to-server certificate', mobility],
    likely: 'The link to the certificate is inference; comparing it on all Front Ends would prove it.',
  },
  'certprov-fails': {
    caller: `${yourHelpdesk}: the server cannot give your client the certificate it needs.`,
    commands: [
      'Test-CsClientAuthentication -PoolFqdn <pool> -UserSipAddress sip:<sign-in address> -UserCredential (Get-Credential) -Verbose',
    ],
    sources: [online, 'Lync Server 2013, "Testing Lync client authentication"', 'Microsoft support 2604176'],
  },
  'client-version-blocked': {
    caller:
      'The server refused the program that made this check; your own client gives another name and may well be let in.',
    commands: ['Get-CsClientVersionPolicy', 'Get-CsClientVersionPolicyRule'],
    sources: [
      ocer,
      'skype-docs, UCWA/ErrorSubcode_ref.md',
      'Microsoft support, "You can\'t sign in with this version of Lync"',
    ],
  },
  'client-stale-cache': {
    caller: 'Delete the saved sign-in info in your client and sign in again.',
    commands: [
      'Remove-Item -Recurse "$env:LocalAppData\\Microsoft\\Office\\16.0\\Lync\\sip_<sign-in address>"   # on the client, with the client closed',
    ],
    sources: ['Microsoft support, "Unable to sign in to Skype for Business"', 'tsoorad.blogspot.com, 2012'],
  },
  'hybrid-user-homed-online': {
    caller: 'Your account has moved to Microsoft 365: use Teams.',
    commands: [user, 'Move-CsUser -Identity "<sign-in address>" -Target <pool>   # only to bring the account back'],
    sources: [rootUrl, 'Lync Server 2013, "Hybrid and split-domain Autodiscover"', 'rcpmag.com, 2021-01-15'],
  },
  'ucwa-mcx-missing': {
    caller: 'Use a desktop client: the server of your account offers mobile apps nothing.',
    commands: ['Get-CsMcxConfiguration', 'Get-CsService -WebServer | Format-List UcwaHttp*, UcwaHttps*'],
    sources: [deeper, 'Set-CsMcxConfiguration', 'Test-CsUcwaConference'],
  },
  'mobility-policy-off': {
    caller: 'Mobile apps are not allowed for your account; a desktop client works.',
    commands: [
      'Get-CsMobilityPolicy | Format-Table Identity, EnableMobility',
      'Grant-CsMobilityPolicy -Identity "<sign-in address>" -PolicyName <policy>',
    ],
    sources: [mobile, 'Grant-CsMobilityPolicy'],
    likely: 'Which code the server gives is not published; the policy of the user would prove it.',
  },
  'ucwa-500-after-recycle': {
    caller: `${yourHelpdesk}: the service for mobile apps has to be restarted.`,
    commands: [
      '& "$env:windir\\system32\\inetsrv\\appcmd.exe" set apppool LyncUcwa /recycling.disallowOverlappingRotation:true /processModel.shutdownTimeLimit:00:00:30',
      'Restart-WebAppPool LyncUcwa',
    ],
    sources: ['Microsoft support, "UCWA mobility web service does not accept connections"'],
  },
  'registrar-no-quorum': {
    caller: `${yourHelpdesk}: the server of your account runs in a limited mode.`,
    commands: [
      'Get-CsPoolFabricState -PoolFqdn <pool> -Type Routing',
      'Reset-CsPoolRegistrarState -PoolFqdn <pool> -ResetType QuorumLossRecovery   # last resort',
    ],
    sources: ['Microsoft support, "Limited functionality mode"'],
    likely: 'Another stopped service looks the same; the fabric state of the pool would prove it.',
  },
  'registrar-redirect-loop': {
    caller: `${yourHelpdesk}: the servers do not agree which of them your account is on.`,
    commands: [user, 'Move-CsUser -Identity "<sign-in address>" -Target <pool>', 'Update-CsUserDatabase -Fqdn <pool>'],
    sources: ['[MS-SIPREGE] 3.3', 'RFC 3261, 21.3.2'],
  },
  'registrar-no-provisioning': {
    caller: `${yourHelpdesk}: you can sign in, but the server gives your client no settings.`,
    commands: ['Get-CsWindowsService -ComputerName <front end>', 'Get-CsPoolFabricState -PoolFqdn <pool> -Type User'],
    sources: ['[MS-SIPREGE] 4.2.2', ocer],
    likely: 'Which service is in trouble is told by the event log of the server that answered.',
  },
  'edge-next-hop': {
    caller: `${yourHelpdesk}: from outside your sign-in does not get through to the servers.`,
    commands: [
      'Get-CsManagementStoreReplicationStatus',
      'Test-NetConnection <pool> -Port 5061   # on the Edge Server',
      certificates,
    ],
    sources: [ocer],
  },
  'edge-cert-no-clientauth': {
    caller: 'Signing in works; contacts in other companies may not be reachable.',
    commands: ['Get-CsCertificate -Type AccessEdgeExternal   # on the Edge Server'],
    sources: [
      'ravenswoodtechnology.com, "Client authentication EKU sunset"',
      'Chrome Root Program policy (2026-06-15)',
      'tbs-certificates.co.uk FAQ',
    ],
    likely: 'Whether a given partner refuses such a certificate has to be tested.',
  },
  'cors-origin-refused': {
    caller: 'The web page you use is not allowed to sign in; a desktop or mobile client is.',
    commands: [
      'Get-CsWebServiceConfiguration | Select-Object -ExpandProperty CrossDomainAuthorizationList',
      '$origin = New-CsWebOrigin -Url "https://<page>"; Set-CsWebServiceConfiguration -Identity Global -CrossDomainAuthorizationList @{Add=$origin}',
    ],
    sources: ['skype-docs, issue 260', 'Set-CsWebServiceConfiguration', 'skype-docs, UCWA/CrossDomainCommunication.md'],
  },
  'hybrid-app-missing': {
    caller: 'Signing in works; calendar and photos from Exchange Online may be missing.',
    commands: [
      'Get-CsServerPatchVersion',
      '.\\ConfigureSkypeforBusinessHybridApplication.ps1   # comes with the update of August 2025',
    ],
    sources: ['techcommunity 4445144', 'KB5065372, KB4470124, KB3061064'],
  },
  'server-unpatched': {
    caller: 'Nothing to do for you; IT should update the server.',
    commands: ['Get-CsServerPatchVersion'],
    sources: ['CVE-2026-66302', 'CVE-2026-66303', 'CVE-2026-83746'],
    likely: 'A build on the wire may be that of one file; Get-CsServerPatchVersion would prove it.',
  },
  'pool-2010-json-406': {
    caller: 'Newer apps cannot be used with this old server.',
    commands: ['Get-CsServerVersion'],
    sources: [deeper],
  },
  'server-name-disclosed': {
    caller: 'Nothing to do for you.',
    sources: [deeper, ucwaAuth],
  },
  'client-kept-out': {
    caller: 'This app cannot be used with the servers of your company: ask your helpdesk for a newer one.',
    sources: ['Lync Server, client comparison tables; docs/protocol/clients.md'],
  },
  'sign-in-incomplete': {
    caller: `${yourHelpdesk} as far as can be seen: your helpdesk has to look at the step named below.`,
    sources: [ours],
  },
  'step-unexplained': {
    caller: 'You can sign in; your helpdesk should look at one thing that failed on the way.',
    sources: [ours],
  },
  'walk-unfinished': {
    caller: 'Run the check again and let it come to its end.',
    sources: [ours],
  },
};

/** What else is known; for an id of a newer version only what can be said of any. */
export function knowledgeOf(id: string): Knowledge {
  return (
    Object.entries(knowledge).find(([known]) => known === id)?.[1] ?? {
      caller: 'Your helpdesk has to look at what was found.',
      sources: [],
    }
  );
}
