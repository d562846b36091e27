/** What is judged of Mcx in places where a rule must hold back, or where two rules meet. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/audits/judge.js';
import type { Session } from '../../../shared/session/model.js';
import { failure, type Builder } from './build.js';
import { internalOnly, named, naming, page, services, unexpected, withFederation, withRegistrar } from './mcxCases.js';

const found = (session: Session): readonly string[] =>
  judge(session).findings.map(({ severity, id }) => `${severity} ${id}`);
const verdictOf = (session: Session, id: string): string | undefined =>
  judge(session).audits.find((audit) => audit.id === id)?.verdict;

function answeredBy(server: string): Session {
  return naming(services, {
    then: (builder) =>
      void builder.ask(builder.step('mcx.page', { side: 'external' }), page, {
        status: 404,
        headers: [
          ['Server', server],
          ['X-MS-Server-Fqdn', 'fe01.contoso.com'],
        ],
      }),
  });
}

describe('a document without Mcx', () => {
  it.each(['RTC/4.0', 'RTC/5.0', 'RTC/6.0'])('is a finding where the registrar is %s', (product) => {
    expect(verdictOf(naming(services, withRegistrar(product)), 'mcx-missing')).toBe('fail');
  });

  it('is none on versions without the service, and where the version is not known', () => {
    expect(verdictOf(naming(services, withRegistrar('RTC/7.0')), 'mcx-missing')).toBe('unknown');
    expect(verdictOf(naming(services), 'mcx-missing')).toBe('unknown');
    expect(verdictOf(answeredBy('Microsoft-IIS/10.0'), 'mcx-missing')).toBe('unknown');
    expect(verdictOf(answeredBy('Microsoft-IIS/8.5'), 'mcx-missing')).toBe('fail');
  });

  it('is told once where UCWA is missing, too', () => {
    const neither = services.filter((link) => !link.includes('Ucwa'));
    const ids = found(naming(neither, withRegistrar('RTC/6.0')));
    expect(ids).toContain('warning ucwa-mcx-missing');
    expect(ids).not.toContain('warning mcx-missing');
  });
});

/** The service test and the walk of a phone both met the same answer. */
function metTwice(builder: Builder): void {
  builder.ask(builder.step('mcx.page', { side: 'external', ...unexpected }), page, { status: 503 });
  const parent = builder.step('service-tests');
  const facts = [['service', `Mcx ${page}`]] as const;
  const test = builder.step('service.test', { parent, side: 'external', facts, ...unexpected });
  builder.ask(test, page, { status: 503 });
}

it('a stopped Mcx is told by one finding, and not as a mitigation', () => {
  expect(found(naming(named, { then: metTwice }))).toEqual(['warning mcx-not-answering']);
});

it('a test of Mcx alone is still told by the tests of services', () => {
  const session = naming(named, {
    then: (builder) => {
      const parent = builder.step('service-tests');
      const facts = [['service', `Mcx ${page}`]] as const;
      const test = builder.step('service.test', { parent, side: 'external', facts, ...unexpected });
      builder.ask(test, page, { status: 503 });
    },
  });
  expect(found(session)).toEqual(['warning service-not-answering']);
});

it('an internal address is a warning outside, where it fails, and a hint inside', () => {
  const target = { location: 'inside' } as const;
  expect(found(naming(internalOnly))).toContain('warning mcx-internal-only');
  expect(found(naming(internalOnly, { target }))).toContain('info mcx-internal-only');
});

it('from inside, an address of Mcx that cannot be reached is a blocked way back in', () => {
  const dropped = failure('connect', 'timeout', 'No answer came.');
  const session = naming(named, {
    target: { location: 'inside' },
    then: (builder) =>
      void builder.connection(builder.step('mcx.page', { side: 'internal', failure: dropped }), page, {
        failure: dropped,
      }),
  });
  expect(found(session)).toEqual(['warning net-hairpin-blocked']);
});

it('nothing is said of notifications that are switched off', () => {
  const fact = 'Mobile: Notifications while the app sleeps = false (mobilityPolicy/EnablePushNotifications)';
  const session = naming(named, {
    then: (builder) => {
      withFederation([]).then?.(builder);
      builder.step('sip.provisioning', { facts: [['provisioning', fact]] });
    },
  });
  expect(verdictOf(session, 'push-federation-missing')).toBe('not-applicable');
});

it('inside, the zone says nothing about notifications', () => {
  const session = naming(named, { ...withFederation([]), target: { location: 'inside' } });
  expect(verdictOf(session, 'push-federation-missing')).toBe('not-applicable');
});

it('no record is missing where the resolver gave no answer', () => {
  const session = naming(named, {
    then: (builder) =>
      void builder.lookup(
        builder.step('mcx.push'),
        '_sipfederationtls._tcp.contoso.com',
        'SRV',
        failure('lookup', 'timeout', 'No answer.'),
      ),
  });
  expect(verdictOf(session, 'push-federation-missing')).toBe('unknown');
});
