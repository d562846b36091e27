/** Words and further knowledge for findings about resolvers, zones and records. Same shapes as in explain.ts and knowledge.ts. */
import type { Knowledge } from './knowledge.js';
import type { Explanation } from './shape.js';

export const dnsWords = {
  'dns-wildcard': {
    title: 'Only names that somebody made resolve',
    failureTitle: 'Every name in the sign-in domain resolves',
    why: 'Clients try the internal name first and believe an address when they get one. Where every name has an address, they wait for a machine that knows nothing of the sign-in, and a missing record does not show.',
    cause: 'The zone holds a wildcard record (*), as it is made for web sites.',
    fix: 'The DNS administrator removes the wildcard record from the sign-in domain, or gives lyncdiscoverinternal and the other inside names a record in the public zone that leads nowhere (a TXT record is enough to except a name).',
  },
  'dns-alias-elsewhere': {
    title: 'The discovery name stays in the sign-in domain',
    failureTitle: 'The discovery name is an alias of a name in another domain',
    why: 'Clients keep asking for the discovery name, whatever it is an alias of, and want a certificate for it. A server of another domain rarely has one.',
    cause:
      'The record points to a name of the hoster, of the company that runs the servers, or of another domain of the company.',
    fix: 'The server administrator adds the discovery name to the certificate of the server it leads to, or the DNS administrator lets it point to a server in the sign-in domain. Where neither can be done, the name is published on port 80 too, so that the first step goes over plain HTTP.',
  },
  'dns-srv-port': {
    title: 'SRV records name the usual ports',
    failureTitle: 'An SRV record names an unusual port',
    why: 'Partners and the firewalls between go by the rule: 5061 for federation and inside, 443 for people outside. Another port works only where everyone on the way was told.',
    cause: 'The record was made for another product, or one number was copied to another service.',
    fix: 'The DNS administrator sets the port to 5061 in _sipfederationtls and _sipinternaltls and to 443 in _sip._tls, unless the Edge was set up for another one on purpose.',
  },
  'dns-srv-target-missing': {
    title: 'The servers that SRV records name have addresses',
    failureTitle: 'An SRV record names a server without an address',
    why: 'Desktop clients and partners that follow the record end at a name that leads nowhere. The record is worse than none: without it they would try sip.',
    cause: 'The server was renamed or removed, or the address record was forgotten or made in the other zone.',
    fix: 'The DNS administrator makes the address record for that server in the same zone, or lets the SRV record point to sip in the sign-in domain.',
  },
  'dns-stale-answer': {
    title: "The resolver says what the zone's own servers say",
    failureTitle: "The resolver says something else than the zone's own servers",
    why: 'Clients go by the resolver. Until it forgets, they go to the old server or find none.',
    cause:
      'A record was changed, and the resolver keeps the old answer until its time is up; or the resolver has records of its own for these names.',
    fix: 'Wait until the time is up, or have the operator of the resolver empty its cache. Where the difference stays, look for a zone or a single record of these names on the resolver itself.',
  },
  'dns-lame-server': {
    title: 'Every server of the zone answers for it',
    failureTitle: 'A server of the zone does not answer for it',
    why: 'Resolvers choose among the servers of a zone. With a part of the questions they come to this one, and lookups are slow or fail now and then.',
    cause:
      'The zone was never set up on that server or has expired there, or the server was removed and the NS record was forgotten.',
    fix: 'The DNS administrator repairs the zone on that server, or removes it from the NS records of the zone and from those at the registrar.',
  },
  'dns-zone-servers-differ': {
    title: 'The servers of the zone hold the same data',
    failureTitle: 'The servers of the zone give different answers',
    why: 'Which answer a client gets is chance, and it changes from one day to the next.',
    cause:
      'The zone is not copied to one of the servers: transfers are refused, or the serial number was not raised with the last change.',
    fix: 'The DNS administrator raises the serial number, and checks zone transfers and the log of the servers that lag behind.',
  },
  'dns-wrong-view': {
    title: 'Inside and outside, DNS gives what belongs there',
    failureTitle: 'DNS gives names or addresses of the other side',
    why: 'Inside, clients need the internal addresses; outside, they must get the published ones and no others. What comes from the wrong side leads nowhere, or the long way round.',
    cause: 'There is no internal zone for the sign-in domain, or a record was made in the wrong one of the two zones.',
    fix: 'The DNS administrator keeps lyncdiscoverinternal and sipinternal in the internal zone only, gives the internal zone all names it needs, and publishes no private address outside.',
  },
  'dns-system-override': {
    title: 'Programs on this computer see what DNS says',
    failureTitle: 'This computer has other addresses than DNS gives',
    why: 'Clients go by what the system says. A line in the hosts file or a rule of a VPN holds on this computer only, and hides what everybody else meets.',
    cause:
      'A line in the hosts file, often left over from a test; a VPN or security program with names of its own; or an old answer in the cache of the system.',
    fix: 'Look into the hosts file (on Windows C:\\Windows\\System32\\drivers\\etc\\hosts) and remove the line if nobody needs it; empty the cache of the system; or walk again without the VPN.',
  },
  'dns-slow': {
    title: 'The resolver answers quickly',
    failureTitle: 'The resolver takes its time',
    why: 'A client asks for a dozen names before it signs in, and asks again after each pause.',
    cause:
      'Packets are lost on the way, the first of several resolvers is down and each question waits for it, or the servers of the zone are slow.',
    fix: 'The network administrator checks which of the resolvers of this computer answers, and puts one that does first.',
  },
  'dns-tcp-closed': {
    title: 'DNS works over TCP, too',
    failureTitle: 'A name server does not answer over TCP',
    why: 'An answer too long for one UDP packet has to be asked for again over TCP. Where that is closed, long answers are lost; short ones work, which makes it hard to see.',
    cause: 'A firewall lets UDP port 53 through and not TCP port 53, or the server does not listen there.',
    fix: 'The network administrator opens TCP port 53 beside UDP port 53.',
  },
} as const satisfies Readonly<Record<string, Explanation>>;

const yourHelpdesk = 'Nothing on your side is wrong';
const edgeDns = 'OfficeDocs-SkypeForBusiness, advanced-edge-server-dns.md';
const split = 'OfficeDocs-SkypeForBusiness, network-requirements/dns.md';

export const dnsKnowledge: Readonly<Record<keyof typeof dnsWords, Knowledge>> = {
  'dns-wildcard': {
    caller: `${yourHelpdesk}: the company's names answer for everything, and sign-in waits for a machine that cannot help.`,
    commands: ['Resolve-DnsName surely-nobody-made-this.<sign-in domain>   # Windows PowerShell, from outside'],
    sources: ['RFC 4592', 'Lync Server 2013, "Technical requirements for mobility"'],
  },
  'dns-alias-elsewhere': {
    caller: `${yourHelpdesk}: the company's name leads to a server that cannot prove to be it.`,
    commands: [
      'Resolve-DnsName lyncdiscover.<sign-in domain> -Type CNAME   # Windows PowerShell',
      'Get-CsCertificate | Format-List Use, AlternativeNames',
    ],
    sources: ['Graham Cropley, "LyncDiscover and Auto Discovery Deeper Dive", skypepro.co.uk', split],
  },
  'dns-srv-port': {
    caller: `${yourHelpdesk}: reaching people in other companies may not work yet.`,
    commands: [
      'Resolve-DnsName _sipfederationtls._tcp.<sign-in domain> -Type SRV   # Windows PowerShell',
      'Get-CsService -EdgeServer | Format-List AccessEdgeExternalSipPort, AccessEdgeExternalFqdn',
    ],
    sources: [edgeDns, 'RFC 2782'],
  },
  'dns-srv-target-missing': {
    caller: `${yourHelpdesk}: the desktop program is sent to a server that does not exist.`,
    commands: [
      'Resolve-DnsName _sip._tls.<sign-in domain> -Type SRV   # Windows PowerShell, from outside',
      'Resolve-DnsName _sipinternaltls._tcp.<sign-in domain> -Type SRV   # from inside',
    ],
    sources: [edgeDns, 'RFC 2782'],
  },
  'dns-stale-answer': {
    caller: 'Something was moved a short while ago: try again later, or tell your helpdesk.',
    commands: [
      'Clear-DnsClientCache   # Windows PowerShell, on the user’s computer',
      'Clear-DnsServerCache   # on the DNS server',
    ],
    sources: ['RFC 1034', 'RFC 2181'],
    likely:
      'That the answer is an old one is concluded from the difference; that it changes when its time is up would prove it.',
  },
  'dns-lame-server': {
    caller: `${yourHelpdesk}: one of the company's name servers is out of order.`,
    commands: ['Resolve-DnsName <sign-in domain> -Type SOA -Server <name server>   # Windows PowerShell'],
    sources: ['RFC 1912, section 2.8', 'RFC 2308'],
  },
  'dns-zone-servers-differ': {
    caller: `${yourHelpdesk}: the company's name servers do not agree with each other.`,
    commands: [
      'Resolve-DnsName <sign-in domain> -Type SOA -Server <name server>   # Windows PowerShell, of each server',
    ],
    sources: ['RFC 1034, section 4.3.5', 'RFC 1996'],
  },
  'dns-wrong-view': {
    caller: `${yourHelpdesk}: the company's names are mixed up between inside and outside.`,
    commands: [
      'Get-DnsServerZone   # on the internal DNS server',
      'Resolve-DnsName lyncdiscover.<sign-in domain> -Server 1.1.1.1   # what the world sees',
    ],
    sources: [split, edgeDns],
  },
  'dns-system-override': {
    caller: 'This computer has a rule of its own for the company’s names: tell your helpdesk.',
    commands: [
      'Get-Content C:\\Windows\\System32\\drivers\\etc\\hosts   # Windows PowerShell, on the user’s computer',
      'Get-DnsClientNrptRule; Clear-DnsClientCache',
    ],
    sources: ['Own observation of the system'],
    likely: 'Which of them it is cannot be seen from here: hosts file, VPN rule or cache.',
  },
  'dns-slow': {
    caller: 'Names are looked up slowly here: sign-in works, it takes longer.',
    commands: ['Get-DnsClientServerAddress   # Windows PowerShell, on the user’s computer'],
    sources: ['RFC 1035, section 7.2'],
  },
  'dns-tcp-closed': {
    caller: `${yourHelpdesk}: a firewall stands in the way of long answers.`,
    commands: ['Test-NetConnection <name server> -Port 53   # Windows PowerShell'],
    sources: ['RFC 7766'],
  },
};
