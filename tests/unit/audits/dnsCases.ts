/** Cases of the audits about resolvers, zones and records; same shape as in cases.ts. */
import type { Lookup, RecordType, Session } from '../../../shared/session/model.js';
import { Builder, domain, failure, type Facts } from './build.js';
import { nothing, walk, type WalkOptions } from './walks.js';

const healthy = walk();
const empty = new Builder().session();
const outer = `lyncdiscover.${domain}`;
const inner = `lyncdiscoverinternal.${domain}`;

const own: Partial<Lookup> = { resolverKind: 'system' };
const open: Partial<Lookup> = { resolverKind: 'public', resolver: '192.0.2.1:53' };
const serverAt = (last: number): Partial<Lookup> => ({
  resolverKind: 'authoritative',
  resolver: `192.0.2.${last}:53`,
  transport: 'udp',
});

type Ask = (
  name: string,
  type: RecordType,
  answers: Parameters<Builder['lookup']>[3],
  more?: Partial<Lookup>,
  answerType?: string,
) => string;

/** A walk beside which resolvers were compared: one step a resolver. */
function compared(
  steps: readonly (readonly [whose: Partial<Lookup>, ask: (ask: Ask) => void, facts?: Facts])[],
  options: WalkOptions = {},
  kind: 'dns.resolver' | 'dns.wildcard' = 'dns.resolver',
): Session {
  return walk({
    ...options,
    then: (builder) => {
      const parent = builder.step('names');
      for (const [whose, ask, facts] of steps) {
        const step = builder.step(kind, { parent, facts: facts ?? [] });
        ask((name, type, answers, more = {}, answerType = type) =>
          builder.lookup(step, name, type, answers, answerType, { ...whose, ...more }),
        );
      }
    },
  });
}

/** SRV records of the walk itself, and what was asked about their targets. */
const services = (records: Readonly<Record<string, string>>, ask: (ask: Ask) => void = () => undefined): Session =>
  walk({
    then: (builder) => {
      const step = builder.step('dns.srv');
      for (const [name, data] of Object.entries(records)) builder.lookup(step, `${name}.${domain}`, 'SRV', [data]);
      const further = builder.step('dns.resolver', { parent: builder.step('names') });
      ask((name, type, answers, more = {}) => builder.lookup(further, name, type, answers, type, { ...own, ...more }));
    },
  });

const refusing = failure('lookup', 'refused_by_resolver', 'It refuses.');
const silent = failure('lookup', 'timeout', 'No answer came over TCP.');
const soa = (serial: number): readonly string[] => [`ns1.${domain} hostmaster.${domain} ${serial} 1 2 3 4`];
const made = `x07.${domain}`;
const wildcard = (ask: (ask: Ask) => void, options: WalkOptions = {}): Session =>
  compared([[own, ask]], options, 'dns.wildcard');
const alias = (target: string, nameMatches: boolean): Session =>
  walk({
    https: { connect: { verification: { trusted: true, nameMatches } } },
    then: (builder) => {
      const step = builder.step('dns.discovery-name', { side: 'external' });
      builder.lookup(step, outer, 'A', [target], 'CNAME');
    },
  });

export const dnsCases = {
  'dns-wildcard': {
    pass: wildcard((ask) => ask(made, 'A', nothing)),
    fail: wildcard((ask) => ask(made, 'A', ['203.0.113.80']), { internalAddresses: ['203.0.113.80'] }),
    told: [
      `warning dns-wildcard | Every name below ${domain} resolves, lyncdiscoverinternal too | l5 answer, l1 answer`,
    ],
    notApplicable: healthy,
  },
  'dns-alias-elsewhere': {
    pass: alias(`web.${domain}`, true),
    fail: alias('web.woodgrove.example', false),
    told: [
      `error dns-alias-elsewhere | ${outer} is an alias of web.woodgrove.example, in another domain | l5 answer, c2 tls.chain.0`,
    ],
    notApplicable: empty,
  },
  'dns-srv-port': {
    pass: services({ '_sip._tls': `0 0 443 sip.${domain}`, '_sipfederationtls._tcp': `0 0 5061 sip.${domain}` }),
    fail: services({ '_sipfederationtls._tcp': `0 0 5269 sip.${domain}` }),
    told: [`warning dns-srv-port | _sipfederationtls._tcp.${domain} names port 5269 instead of 5061 | l5 answer`],
    notApplicable: healthy,
  },
  'dns-srv-target-missing': {
    // IPv6 alone is an address, too.
    pass: services({ '_sip._tls': `0 0 443 edge.${domain}` }, (ask) => {
      ask(`edge.${domain}`, 'A', failure('lookup', 'no_records'));
      ask(`edge.${domain}`, 'AAAA', ['2001:db8::5']);
    }),
    fail: services({ '_sip._tls': `0 0 443 edge.${domain}` }, (ask) => void ask(`edge.${domain}`, 'A', nothing)),
    told: [
      `warning dns-srv-target-missing | _sip._tls.${domain} names edge.${domain}, which has no address | l5 answer, l6 answer`,
    ],
    notApplicable: healthy,
  },
  'dns-stale-answer': {
    // One of several addresses, and a private one beside a public one, are no old answers.
    pass: compared([[serverAt(7), (ask) => ask(outer, 'A', ['203.0.113.25', '203.0.113.24'])]]),
    fail: compared([[serverAt(7), (ask) => ask(outer, 'A', ['203.0.113.99'])]]),
    told: [
      `warning dns-stale-answer | ${outer}: the resolver says something else than the zone's own server | l3 answer, l5 answer`,
    ],
    notApplicable: healthy,
  },
  'dns-lame-server': {
    pass: compared([[serverAt(7), (ask) => ask(domain, 'SOA', soa(1))]]),
    fail: compared([
      [serverAt(7), (ask) => ask(domain, 'SOA', soa(1))],
      [
        serverAt(8),
        (ask) => ask(domain, 'SOA', refusing, { rcode: 'REFUSED' }),
        [['name-server', `ns2.${domain} 192.0.2.8:53`]],
      ],
    ]),
    told: [`warning dns-lame-server | ns2.${domain} does not answer for the zone | l6 answer, l5 answer`],
    notApplicable: healthy,
  },
  'dns-zone-servers-differ': {
    pass: compared([
      [serverAt(7), (ask) => void [ask(domain, 'SOA', soa(1)), ask(outer, 'A', ['203.0.113.24'])]],
      [serverAt(8), (ask) => void [ask(domain, 'SOA', soa(1)), ask(outer, 'A', ['203.0.113.24'])]],
    ]),
    fail: compared([
      [serverAt(7), (ask) => void [ask(domain, 'SOA', soa(2)), ask(outer, 'A', ['203.0.113.24'])]],
      [serverAt(8), (ask) => void [ask(domain, 'SOA', soa(1)), ask(outer, 'A', ['203.0.113.24'])]],
    ]),
    told: [
      'info dns-zone-servers-differ | The servers of the zone hold different versions of it | l5 answer, l7 answer',
    ],
    notApplicable: healthy,
  },
  'dns-wrong-view': {
    pass: compared([[open, (ask) => void [ask(outer, 'A', ['203.0.113.24']), ask(inner, 'A', nothing)]]], {
      target: { location: 'inside' },
    }),
    fail: compared([[open, (ask) => void ask(inner, 'A', ['203.0.113.9'])]], { target: { location: 'inside' } }),
    told: [`info dns-wrong-view | ${inner} can be seen in the public zone | l5 answer`],
    notApplicable: walk({ target: { location: 'inside' } }),
  },
  'dns-system-override': {
    pass: walk({ then: (builder) => void asSeen(builder, []) }),
    fail: walk({
      then: (builder) => void asSeen(builder, [['address-difference', 'system: 127.0.0.9; DNS: 203.0.113.24']]),
    }),
    told: [
      `warning dns-system-override | This computer has addresses of its own for ${outer} | s18 outcome, l5 answer`,
    ],
    notApplicable: healthy,
  },
  'dns-slow': {
    pass: healthy,
    fail: walk({
      then: (builder) => {
        const step = builder.step('dns.discovery-name');
        builder.lookup(step, outer, 'A', ['203.0.113.24'], 'A', { startedMs: 10, endedMs: 4210 });
      },
    }),
    told: ['warning dns-slow | The resolver takes its time | l5 answer'],
    notApplicable: empty,
  },
  'dns-tcp-closed': {
    pass: compared([[serverAt(7), (ask) => ask(domain, 'SOA', soa(1), { transport: 'tcp' })]]),
    fail: compared([
      [
        serverAt(7),
        (ask) => {
          // TC in the third byte of the header.
          ask(outer, 'A', [], { answerBytes: btoa('\x12\x34\x87\x80\0\0') });
          ask(outer, 'A', silent, { transport: 'tcp' });
        },
      ],
    ]),
    told: ['warning dns-tcp-closed | 192.0.2.7:53 does not answer over TCP | l5 answer, l6 answer'],
    notApplicable: healthy,
  },
};

/** lyncdiscover as programs see it. */
function asSeen(builder: Builder, facts: Facts): void {
  const step = builder.step('dns.discovery-name', { facts });
  builder.lookup(step, outer, 'A', ['127.0.0.9'], 'A', { via: 'system' });
}
