import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  serviceStateFact,
  serviceStatesOf,
  servicePurposes,
  type ServiceState,
} from '../../../shared/session/serviceStates.js';
import { Builder } from '../audits/build.js';

const conditions = ['good', 'bad', 'unreachable', 'skipped'] as const;

const state = fc.record(
  {
    side: fc.constantFrom('internal', 'external'),
    service: fc.constantFrom(...Object.keys(servicePurposes)),
    state: fc.constantFrom(...conditions),
    status: fc.integer({ min: 100, max: 599 }),
    ms: fc.nat(600_000),
  },
  { requiredKeys: ['side', 'service', 'state'] },
);

test('what is written as a fact is read back', () => {
  fc.assert(
    fc.property(state, (written) => {
      const build = new Builder();
      const step = build.step('service.test', { facts: [['service-state', serviceStateFact(written)]] });
      const [read] = serviceStatesOf(build.session());
      expect(read).toEqual({ ...written, purpose: servicePurposes[written.service], stepId: step });
    }),
  );
});

test('the format is the one that others read', () => {
  expect(serviceStateFact({ side: 'external', service: 'AddressBook', state: 'good', status: 401, ms: 23 })).toBe(
    'External/AddressBook good 401 23 ms',
  );
  expect(serviceStateFact({ side: 'internal', service: 'Mcx', state: 'skipped' })).toBe('Internal/Mcx skipped - -');
});

test('a later test stands for an earlier one, skipped ones point at their row, and nonsense is left out', () => {
  const build = new Builder();
  const group = build.step('service-tests', {
    facts: [
      ['service-state', 'Internal/Mcx skipped - -'],
      ['service-state', 'Internal/ good 200 1 ms'],
      ['service-state', 'nonsense'],
    ],
  });
  const row = build.step('service.test', { parent: group, side: 'internal', title: 'Test Mcx', outcome: 'skipped' });
  build.step('service.test', {
    parent: group,
    facts: [
      ['service', 'AddressBook https://web.contoso.com/abs/handler'],
      ['service-state', 'External/AddressBook good 401 23 ms'],
    ],
  });
  const query = build.step('service.query', {
    parent: group,
    facts: [['service-state', 'External/AddressBook bad 500 7 ms']],
  });
  const states: readonly Partial<ServiceState>[] = serviceStatesOf(build.session());
  expect(states).toHaveLength(2);
  expect(states[0]).toMatchObject({ service: 'Mcx', state: 'skipped', stepId: row });
  expect(states[1]).toMatchObject({ service: 'AddressBook', state: 'bad', status: 500, ms: 7, stepId: query });
});
