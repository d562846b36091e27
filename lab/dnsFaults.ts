/** What can be wrong in the zones and the name servers themselves. What each fault changes is in dnsZones.ts and network/dns.ts. */

const outside = ['check', '--from', 'outside'];
const onlyPublicZone = 'The mistake is in the public zone, which is not asked inside.';
const onlyPublicServers = 'The mistake is in the public name servers, which are not asked inside.';

export const dnsFaults = {
  'dns-wildcard': {
    title: 'A wildcard record of the public zone answers for every name',
    expect: 'dns-wildcard',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyPublicZone,
  },
  'dns-alias-elsewhere': {
    title: 'The discovery name is an alias of a name in another domain',
    expect: 'dns-alias-elsewhere',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyPublicZone,
  },
  'dns-stale': {
    title: 'The resolver still gives the address that lyncdiscover had before it moved',
    expect: 'dns-stale-answer',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyPublicServers,
  },
  'dns-lame-server': {
    title: 'The zone names a server that does not hold it',
    expect: 'dns-lame-server',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyPublicServers,
  },
  'dns-servfail': {
    title: 'The resolver cannot get at the zone and says so (SERVFAIL)',
    expect: 'dns-resolver-no-answer',
    views: ['inside', 'outside'],
    arguments: outside,
  },
  'srv-federation-port': {
    title: 'The SRV record for federation names a port that no partner expects',
    expect: 'dns-srv-port',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyPublicZone,
  },
  'srv-no-address': {
    title: 'The SRV record for SIP names a server that has no address',
    expect: 'dns-srv-target-missing',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyPublicZone,
  },
} as const;
