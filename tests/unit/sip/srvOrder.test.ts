/** The servers that SRV records name are tried by priority, then by weight. [RFC 2782] */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run, StepHandle } from '../../../main/engine/api.js';
import { locate } from '../../../main/flows/sip/places.js';
import { inSrvOrder, parseSrv, type SrvRecord } from '../../../main/flows/sip/srvOrder.js';
import { target } from '../engine/testRun.js';

/** Gives the same share of the lots each time: 0 is the lowest, 0xff the highest. */
const always = (byte: number): Run['random'] => ({
  bytes: (length) => new Uint8Array(length).fill(byte),
  uuid: () => '00000000-0000-4000-8000-000000000000',
});

const record = (priority: number, weight: number, host: string): SrvRecord => ({
  priority,
  weight,
  place: { host, port: 443 },
});
const hostsOf = (records: readonly SrvRecord[]): readonly string[] => records.map(({ place }) => place.host);

describe('the order of SRV records', () => {
  it('is that of the priority, whatever the weight', () => {
    const records = [record(20, 900, 'c'), record(5, 0, 'a'), record(10, 1, 'b')];
    for (const byte of [0, 0x80, 0xff]) expect(hostsOf(inSrvOrder(records, always(byte)))).toEqual(['a', 'b', 'c']);
  });

  it('goes by lot among equals', () => {
    const records = [record(0, 10, 'ten'), record(0, 0, 'none'), record(0, 30, 'thirty')];
    expect(hostsOf(inSrvOrder(records, always(0)))).toEqual(['none', 'ten', 'thirty']);
    expect(hostsOf(inSrvOrder(records, always(0x80)))).toEqual(['thirty', 'ten', 'none']);
    expect(hostsOf(inSrvOrder(records, always(0xff)))).toEqual(['thirty', 'ten', 'none']);
  });

  it('gives each its share: of 100 lots from 0 to 99, as many as its weight says', () => {
    const records = [record(0, 25, 'quarter'), record(0, 74, 'rest')];
    const firsts = Array.from({ length: 100 }, (_, lot) => {
      let share = Math.ceil((lot / 100) * 2 ** 48);
      const bytes = new Uint8Array(6);
      for (let at = 5; at >= 0; at -= 1, share = Math.floor(share / 256)) bytes[at] = share % 256;
      return hostsOf(inSrvOrder(records, { ...always(0), bytes: () => bytes }))[0];
    });
    // The lots 0 to 25 are the first one's, because both ends belong to the range.
    expect(firsts.filter((host) => host === 'quarter')).toHaveLength(26);
  });

  it('loses no record and makes none up', () => {
    const any = fc.record({ priority: fc.nat(3), weight: fc.nat(65_535), host: fc.domain() });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), fc.nat(255), (given, byte) => {
        const records = given.map(({ priority, weight, host }) => record(priority, weight, host));
        const ordered = inSrvOrder(records, always(byte));
        expect(ordered.map(({ priority }) => priority)).toEqual(
          records.map(({ priority }) => priority).sort((a, b) => a - b),
        );
        expect(new Set(ordered)).toEqual(new Set(records));
        expect(ordered).toHaveLength(records.length);
      }),
    );
  });

  it.each(['', '0 0 443 .', '0 0 0 sip.contoso.com.', '0 x 443 sip.contoso.com.', '443 sip.contoso.com.'])(
    'leaves out %j, which names no server',
    (data) => expect(parseSrv(data)).toBeUndefined(),
  );
});

it('decides which servers are tried when DNS alone names them, before the list is cut', async () => {
  // Nine servers, the best ones last, as a resolver that does not sort may give them.
  const answers = Array.from({ length: 9 }, (_, i) => ({
    type: 'SRV',
    data: `${90 - i * 10} 5 443 fe${i}.contoso.test.`,
  }));
  const facts: string[] = [];
  const step = {
    target,
    lookup: (name: string) => Promise.resolve({ answers: name.startsWith('_sip._tls') ? answers : [] }),
    locate: () => Promise.resolve({ addresses: [], port: 443 }),
    fact: (_name: string, text: string) => void facts.push(text),
    value: () => undefined,
    meaning: () => undefined,
  } as unknown as StepHandle; // nothing else of it is used here
  const found = await locate(step, undefined, always(0));
  expect(found.map(({ place }) => place.host)).toEqual(
    ['fe8', 'fe7', 'fe6', 'fe5', 'fe4', 'fe3'].map((name) => `${name}.contoso.test`),
  );
});
