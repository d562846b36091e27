// What the name server answers from its zones, per view, and how messages are put on the wire.
import packet from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { onPremises } from '../../../lab/deployments/index.js';
import { resolve } from '../../../lab/dnsAnswer.js';
import { answerMessage } from '../../../lab/dnsServer.js';
import { ownZoneOf, zonesOf, type Zone } from '../../../lab/dnsZones.js';
import { chooseFaults } from '../../../lab/faults.js';
import { planAddresses } from '../../../lab/network/addresses.js';
import type { Deployment, View } from '../../../lab/types.js';

const addresses = planAddresses('127.0.0.1');

function zones(deployment: Deployment, view: View, faults: readonly string[] = []): readonly Zone[] {
  return zonesOf(deployment, view, chooseFaults(faults, deployment.id), addresses);
}

function addressesOf(from: readonly Zone[], name: string): string[] {
  return resolve(from, name, 'A').answers.flatMap((answer) => (answer.type === 'A' ? [answer.data] : []));
}

describe.each(onPremises)('$id', (deployment) => {
  const domain = deployment.sipDomain;
  const inside = zones(deployment, 'inside');
  const outside = zones(deployment, 'outside');

  test('puts each discovery record where the product wants it', () => {
    const codes = (from: readonly Zone[]): Record<string, string> =>
      Object.fromEntries(
        [
          ['lyncdiscoverinternal', 'A'] as const,
          ['lyncdiscover', 'A'] as const,
          ['sipinternal', 'A'] as const,
          ['sip', 'A'] as const,
          ['sipexternal', 'A'] as const,
          ['_sipinternaltls._tcp', 'SRV'] as const,
          ['_sipinternal._tcp', 'SRV'] as const,
          ['_sip._tls', 'SRV'] as const,
          ['_sipfederationtls._tcp', 'SRV'] as const,
        ].map(([name, type]) => [name, resolve(from, `${name}.${domain}`, type).code]),
      );
    expect({ inside: codes(inside), outside: codes(outside) }).toEqual({
      inside: {
        lyncdiscoverinternal: 'NOERROR',
        lyncdiscover: 'NXDOMAIN',
        sipinternal: 'NOERROR',
        sip: 'NOERROR',
        sipexternal: 'NXDOMAIN',
        '_sipinternaltls._tcp': 'NOERROR',
        '_sipinternal._tcp': 'NOERROR',
        '_sip._tls': 'NXDOMAIN',
        '_sipfederationtls._tcp': 'NXDOMAIN',
      },
      outside: {
        lyncdiscoverinternal: 'NXDOMAIN',
        lyncdiscover: 'NOERROR',
        sipinternal: 'NXDOMAIN',
        sip: 'NOERROR',
        sipexternal: 'NOERROR',
        '_sipinternaltls._tcp': 'NXDOMAIN',
        '_sipinternal._tcp': 'NXDOMAIN',
        '_sip._tls': 'NOERROR',
        '_sipfederationtls._tcp': 'NOERROR',
      },
    });
  });

  test('keeps every SRV target inside the domain and resolvable', () => {
    for (const from of [inside, outside]) {
      const records = from.flatMap((zone) => zone.records.filter((record) => record.type === 'SRV'));
      expect(records.length).toBe(2);
      for (const { data } of records) {
        expect(data.endsWith(`.${domain}`)).toBe(true);
        expect(addressesOf(from, data)).toHaveLength(1);
      }
    }
  });

  test('resolves the external web services in both views and the internal ones only inside', () => {
    for (const pool of [deployment.director, ...deployment.pools]) {
      expect(addressesOf(outside, pool.externalWebFqdn)).toEqual([addresses.proxy]);
      expect(addressesOf(inside, pool.externalWebFqdn)).toEqual([addresses.proxy]);
      expect(addressesOf(inside, pool.internalWebFqdn)).toHaveLength(1);
      expect(addressesOf(inside, pool.internalWebFqdn)).not.toEqual([addresses.proxy]);
      expect(resolve(outside, pool.internalWebFqdn, 'A').code).toBe('NXDOMAIN');
    }
  });

  test('answers only loopback addresses', () => {
    for (const zone of [...inside, ...outside]) {
      for (const record of zone.records) if (record.type === 'A') expect(record.data).toMatch(/^127\./);
    }
  });

  test('loses every discovery record, not the domain, with dns-none', () => {
    for (const view of ['inside', 'outside'] as const) {
      const from = zones(deployment, view, ['dns-none']);
      for (const name of ['lyncdiscover', 'lyncdiscoverinternal', 'sip', 'sipinternal', 'sipexternal']) {
        expect(resolve(from, `${name}.${domain}`, 'A').code).toBe('NXDOMAIN');
      }
      expect(resolve(from, `_sip._tls.${domain}`, 'SRV').code).toBe('NXDOMAIN');
      expect(resolve(from, domain, 'SOA').answers).toHaveLength(1);
    }
  });

  test('resolves lyncdiscover to the reverse proxy inside with dns-only-external', () => {
    const from = zones(deployment, 'inside', ['dns-only-external']);
    expect(resolve(from, `lyncdiscoverinternal.${domain}`, 'A').code).toBe('NXDOMAIN');
    expect(addressesOf(from, `lyncdiscover.${domain}`)).toEqual([addresses.proxy]);
  });
});

describe('an answer', () => {
  const lync2013 = onPremises.find((deployment) => deployment.id === 'lync2013') ?? onPremises[0];
  if (lync2013 === undefined) throw new Error('no deployments');
  const outside = zones(lync2013, 'outside');

  test('follows an alias and spells the owner as it was asked', () => {
    expect(resolve(outside, 'LyncDiscover.Lync2013.EXAMPLE', 'A')).toMatchObject({
      code: 'NOERROR',
      answers: [
        { type: 'CNAME', name: 'LyncDiscover.Lync2013.EXAMPLE', data: 'rproxy.lync2013.example' },
        { type: 'A', name: 'rproxy.lync2013.example', data: addresses.proxy },
      ],
    });
  });

  test('is NODATA with the SOA for an existing name without the type, also at the end of an alias', () => {
    const soa = { type: 'SOA', name: 'lync2013.example', ttl: 900 };
    expect(resolve(outside, 'web01.lync2013.example', 'AAAA')).toMatchObject({
      code: 'NOERROR',
      answers: [],
      authorities: [soa],
    });
    expect(resolve(outside, 'lyncdiscover.lync2013.example', 'AAAA')).toMatchObject({
      code: 'NOERROR',
      answers: [{ type: 'CNAME' }],
      authorities: [soa],
    });
  });

  test('is NODATA for a name that only has others below it', () => {
    expect(resolve(outside, '_tcp.lync2013.example', 'A').code).toBe('NOERROR');
    expect(resolve(outside, '_udp.lync2013.example', 'A').code).toBe('NXDOMAIN');
  });

  test('comes from the wildcard for names that do not exist, and for no others', () => {
    const wild = zones(lync2013, 'outside', ['dns-wildcard']);
    expect(addressesOf(wild, 'nobody.lync2013.example')).toEqual([addresses.discovery]);
    expect(addressesOf(wild, 'lyncdiscoverinternal.lync2013.example')).toEqual([addresses.discovery]);
    expect(addressesOf(wild, 'a.b.lync2013.example')).toEqual([addresses.discovery]);
    expect(addressesOf(wild, 'sip.lync2013.example')).toEqual([addresses.edge]);
    // RFC 4592, section 2.2.2: below a name that exists, and for types it has not, there is no wildcard.
    expect(resolve(wild, 'x.sip.lync2013.example', 'A').code).toBe('NXDOMAIN');
    expect(resolve(wild, 'sip.lync2013.example', 'AAAA')).toMatchObject({ code: 'NOERROR', answers: [] });
    expect(resolve(wild, '_tls.lync2013.example', 'A')).toMatchObject({ code: 'NOERROR', answers: [] });
  });

  test('is SERVFAIL where the resolver cannot get at the zone, and whole from its own server', () => {
    const broken = zones(lync2013, 'outside', ['dns-servfail']);
    expect(resolve(broken, 'lyncdiscover.lync2013.example', 'A').code).toBe('SERVFAIL');
    expect(resolve(broken, 'webdir.online.lync.com', 'A').code).toBe('NOERROR');
    const own = ownZoneOf(lync2013, chooseFaults(['dns-servfail'], 'lync2013'), addresses);
    expect(resolve([own], 'lync2013.example', 'SOA')).toMatchObject({ code: 'NOERROR', authoritative: true });
    expect(resolve([own], 'lync2013.example', 'NS').answers).toHaveLength(2);
    expect(resolve([own], 'webdir.online.lync.com', 'A').code).toBe('REFUSED');
  });

  test('is the old one of a resolver, and the new one of the zone itself', () => {
    const chosen = chooseFaults(['dns-stale'], 'lync2013');
    const [name, type] = ['lyncdiscover.lync2013.example', 'A'] as const;
    expect(resolve(zonesOf(lync2013, 'outside', chosen, addresses), name, type).answers).toMatchObject([
      { ttl: 1740, data: addresses.discovery },
    ]);
    expect(addressesOf([ownZoneOf(lync2013, chosen, addresses)], name)).toEqual([addresses.proxy]);
  });

  test('is refused for other domains and for zone transfers', () => {
    for (const name of ['www.microsoft.com', 'example', 'lync2013.example.org', 'xlync2013.example']) {
      expect(resolve(outside, name, 'A').code).toBe('REFUSED');
    }
    expect(resolve(outside, 'lync2013.example', 'AXFR').code).toBe('REFUSED');
  });

  test('carries the root zone as the reason why .internal names do not exist outside', () => {
    expect(resolve(outside, 'pool01.lync2013.internal', 'A')).toMatchObject({
      code: 'NXDOMAIN',
      authorities: [{ type: 'SOA', name: '', data: { mname: 'a.root-servers.net' } }],
    });
  });
});

describe('a message', () => {
  const deployment = onPremises[0];
  if (deployment === undefined) throw new Error('no deployments');
  const outside = zones(deployment, 'outside');
  const ask = (question: packet.Question, more: Partial<packet.Packet> = {}): Buffer =>
    packet.encode({ type: 'query', id: 4711, flags: packet.RECURSION_DESIRED, questions: [question], ...more });
  const rcode = (answer: Buffer | undefined): number => (answer?.readUInt16BE(2) ?? 0xffff) & 0xf;

  test('that is too long for UDP comes back truncated and whole over TCP', () => {
    const query = ask({ type: 'TXT', name: deployment.sipDomain });
    const udp = packet.decode(answerMessage(query, outside, 'udp') ?? Buffer.alloc(0));
    const tcp = answerMessage(query, outside, 'tcp') ?? Buffer.alloc(0);
    expect(tcp.length).toBeGreaterThan(512);
    expect([udp.flag_tc, udp.answers?.length, udp.id]).toEqual([true, 0, 4711]);
    expect([packet.decode(tcp).flag_tc, packet.decode(tcp).answers?.length]).toEqual([false, 7]);
  });

  test('that is short enough for the size the client announced is not truncated', () => {
    const opt: packet.OptAnswer = {
      type: 'OPT',
      name: '.',
      udpPayloadSize: 1232,
      extendedRcode: 0,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: [],
    };
    const query = ask({ type: 'TXT', name: deployment.sipDomain }, { additionals: [opt] });
    const answer = packet.decode(answerMessage(query, outside, 'udp') ?? Buffer.alloc(0));
    expect([answer.flag_tc, answer.additionals?.map((record) => record.type)]).toEqual([false, ['OPT']]);
  });

  test('is refused by its code: other operations, other classes, no question', () => {
    const update = ask({ type: 'SOA', name: deployment.sipDomain });
    update.writeUInt16BE(0x2800, 2);
    expect(rcode(answerMessage(update, outside, 'udp'))).toBe(4);
    expect(rcode(answerMessage(ask({ type: 'TXT', name: 'version.bind', class: 'CH' }), outside, 'udp'))).toBe(5);
    expect(rcode(answerMessage(packet.encode({ type: 'query', id: 1, questions: [] }), outside, 'udp'))).toBe(1);
  });

  test('that is itself an answer is left alone', () => {
    expect(answerMessage(packet.encode({ type: 'response', id: 1, questions: [] }), outside, 'udp')).toBeUndefined();
  });

  test('of any bytes gets an answer with its own number, or none', () => {
    const query = ask({ type: 'SRV', name: `_sip._tls.${deployment.sipDomain}` });
    const damaged = fc
      .array(fc.tuple(fc.nat(query.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
      .map((changes) => {
        const copy = Buffer.from(query);
        for (const [offset, value] of changes) copy[offset] = value;
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 80 }).map(Buffer.from)), (bytes) => {
        const answer = answerMessage(bytes, outside, 'udp');
        if (answer === undefined) return true;
        return answer.length >= 12 && answer.readUInt16BE(0) === bytes.readUInt16BE(0) && answer.length <= 4096;
      }),
      { numRuns: 2000 },
    );
  });
});
