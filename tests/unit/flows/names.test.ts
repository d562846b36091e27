/** Resolvers compared: whose servers may be asked, and that a stop reaches those that wait for each other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failed } from '../../../shared/failure.js';
import type { Lookup } from '../../../shared/session/model.js';
import type { NameServer, Run, StepHandle, StepSpec } from '../../../main/engine/api.js';
import { compareNames } from '../../../main/flows/names.js';
import { zoneNames } from '../../../main/flows/namesZone.js';
import { noKerberos } from '../../../main/net/kerberos.js';
import type { Walk } from '../../../main/flows/context.js';
import { target } from '../engine/testRun.js';

describe('the names that may be the zone of a sign-in domain', () => {
  it.each([
    ['contoso.com', ['contoso.com']],
    ['emea.corp.contoso.com', ['emea.corp.contoso.com', 'corp.contoso.com', 'contoso.com']],
    ['contoso.co.uk', ['contoso.co.uk']],
    ['sip.contoso.co.uk', ['sip.contoso.co.uk', 'contoso.co.uk']],
    // Names that a hosting company gives away are each customer's own.
    ['contoso.azurewebsites.net', ['contoso.azurewebsites.net']],
    // Suffixes that no list knows: inside a company the last two labels are its own.
    ['contoso.local', ['contoso.local']],
    ['emea.contoso.test', ['emea.contoso.test', 'contoso.test']],
    ['co.uk', ['co.uk']],
  ])('%s: %j', (domain, names) => {
    expect(zoneNames(domain)).toEqual(names);
  });

  it('begin with the domain, each lies above the one before, and none is a top-level domain', () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
    const suffix = fc.constantFrom('com', 'co.uk', 'com.au', 'local', 'kawasaki.jp', 'github.io');
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 8 }), suffix, (labels, end) => {
        const domain = [...labels, end].join('.');
        const names = zoneNames(domain);
        expect(names[0]).toBe(domain);
        expect(names.every((name) => domain.endsWith(name) && name !== end && name.includes('.'))).toBe(true);
        expect(names.length).toBeLessThanOrEqual(4);
      }),
    );
  });
});

type ServerQuestion = Parameters<StepHandle['lookupAt']>[1];

/** Steps that run, and answers from `answer`; nothing is recorded. */
function handle(answer: (server: NameServer, question: ServerQuestion) => Promise<Lookup>): StepHandle {
  const step = {
    target: { ...target, dnsDepth: 'full' },
    nameServers: {
      inUse: [{ kind: 'given', address: '192.0.2.1:53' }],
      public: undefined,
      authoritative: (name: string, address: string) => ({ kind: 'authoritative', name, address }),
    },
    elapsed: () => 0,
    fact: () => undefined,
    value: () => undefined,
    meaning: () => undefined,
    lookupAt: answer,
    step: (_spec: StepSpec, body: (at: StepHandle) => Promise<unknown>) => body(step),
    attempt: async (_spec: StepSpec, body: (at: StepHandle) => Promise<unknown>) => ({
      ok: true,
      value: await body(step),
      stepId: '',
    }),
  } as unknown as StepHandle; // nothing else of it is used here
  return step;
}

const lookup = ({ name, type }: Pick<ServerQuestion, 'name' | 'type'>, data: readonly string[]): Lookup => ({
  id: 'l',
  stepId: 's',
  via: 'wire',
  query: { name, type },
  startedMs: 0,
  endedMs: 0,
  rcode: 'NOERROR',
  answers: data.map((each) => ({ name, type, ttlSeconds: 60, data: each })),
});

it('a server whose question is stopped leaves no other waiting for it', async () => {
  const asked: string[] = [];
  const root = handle(async (server, question) => {
    if (server.kind !== 'authoritative') {
      const servers = question.type === 'NS' ? ['ns1.contoso.test.', 'ns2.contoso.test.'] : [];
      return lookup(question, question.type === 'A' && question.name.startsWith('ns') ? ['192.0.2.53'] : servers);
    }
    asked.push(`${server.name ?? ''} ${question.type}`);
    // The walk is stopped while the first is asked; the second has its answer and waits for word of the first.
    if (server.name === 'ns1.contoso.test') throw failed('lookup', 'cancelled', 'The walk was stopped.');
    return lookup(question, ['ns1.contoso.test. hostmaster.contoso.test. 1 2 3 4 5']);
  });
  const run: Run = {
    root,
    random: { bytes: (length) => new Uint8Array(length), uuid: () => '' },
    now: () => 0,
    kerberos: noKerberos,
  };
  const walk = { run, target: root.target, endpoints: { closed: new Promise(() => undefined) } } as unknown as Walk;
  // What waits forever never comes here: the test's own limit would end it.
  await expect(compareNames(walk)).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  expect(asked).toContain('ns2.contoso.test SOA');
});
