/** The finding of a service that does not work: what it says with and without the other side, and how loud it is. */
import { expect, test } from 'vitest';
import type { Finding } from '../../../shared/audits/audit.js';
import { judge } from '../../../shared/audits/judge.js';
import type { Side } from '../../../shared/session/model.js';
import { failure, type Builder } from '../audits/build.js';
import { walk } from '../audits/walks.js';

interface Tested {
  readonly service: string;
  readonly side: Side;
  /** undefined: no answer came. */
  readonly status: number | undefined;
  readonly good: boolean;
}

const path = '/abs/handler';

function found(tests: readonly Tested[]): Finding | undefined {
  const build = (builder: Builder): void => {
    const parent = builder.step('service-tests');
    for (const { service, side, status, good } of tests) {
      const url = `https://${side === 'internal' ? 'webint' : 'webext'}.contoso.com/${service}${path}`;
      const silent = failure('response', 'timeout', 'No answer came.');
      const why = status === undefined ? silent : failure('protocol', 'unexpected_status');
      const facts = [['service', `${service} ${url}`]] as const;
      const step = builder.step('service.test', { parent, side, facts, ...(good ? {} : { failure: why }) });
      builder.ask(step, url, status === undefined ? { status, failure: silent } : { status });
    }
  };
  return judge(walk({ target: { location: 'outside' }, then: build })).findings.find(
    ({ id }) => id === 'service-not-answering',
  );
}

test('good on the other side: what leads to it from here is to blame', () => {
  const said = found([
    { service: 'AddressBook', side: 'external', status: 403, good: false },
    { service: 'AddressBook', side: 'internal', status: 401, good: true },
  ]);
  expect(said?.severity).toBe('warning');
  expect(said?.cause).toContain('On the internal side it answers as it should');
  expect(said?.fix).toContain('reverse proxy');
  expect(said?.fix).toContain(path);
});

test('bad on both sides: the service itself is to blame', () => {
  const said = found([
    { service: 'AddressBook', side: 'external', status: 503, good: false },
    { service: 'AddressBook', side: 'internal', status: 503, good: false },
  ]);
  expect(said?.cause).toContain('does not work either (503)');
  expect(said?.fix).not.toContain('reverse proxy');
});

test('no answer counts where other services of the host answer, and only there', () => {
  const silent = { service: 'Mcx', side: 'external', status: undefined, good: false } as const;
  expect(found([silent])).toBeUndefined();
  const said = found([silent, { service: 'AddressBook', side: 'external', status: 401, good: true }]);
  expect(said?.title).toBe('Not as they should: Mcx (no answer)');
});

test('what not every company uses is only told, and never beside what matters', () => {
  const phones = { service: 'DeviceUpdates', side: 'external', status: 404, good: false } as const;
  expect(found([phones])?.severity).toBe('info');
  const both = found([phones, { service: 'Ucwa', side: 'external', status: 503, good: false }]);
  expect(both?.severity).toBe('warning');
  expect(both?.title).toBe('Not as they should: Ucwa (503)');
});
