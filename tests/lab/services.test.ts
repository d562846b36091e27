/** Each service of the home pool is tested on every deployment, inside and outside, beside the sign-in: without a ticket, and some with one. */
import { describe, expect, it } from 'vitest';
import type { StartOptions, View } from '../../lab/types.js';
import { judge } from '../../shared/audits/judge.js';
import type { WalkRequest } from '../../shared/ipc.js';
import { serviceStatesOf, type ServiceState } from '../../shared/services.js';
import { utf8Of } from '../../shared/session/bytes.js';
import { factOf, factsOf } from '../../shared/session/facts.js';
import { headerValues } from '../../shared/session/headers.js';
import type { Session, Side, Step } from '../../shared/session/model.js';
import { walkInLab } from './support/labOfTest.js';
import { webOnly } from './support/walks.js';

/** The services can be reached; how far they are tested beyond that is said where it matters. */
function walkServices(start: StartOptions, changes: Partial<WalkRequest> = {}): Promise<Session> {
  return walkInLab(start, { ...webOnly, services: 'reachability', timeoutMs: 10_000, ...changes });
}

/** The rows below the tests' group. */
function rowsOf({ steps }: Session, kind?: Step['kind']): readonly Step[] {
  const group = steps.find((step) => step.kind === 'service-tests');
  if (group === undefined) return [];
  return steps.filter((step) => step.parentId === group.id && (kind === undefined || step.kind === kind));
}

const nameOf = (step: Step): string => factOf(step, 'service')?.split(' ')[0] ?? '';
const ownSide = (view: View): Side => (view === 'inside' ? 'internal' : 'external');
const serious = (session: Session): readonly string[] =>
  judge(session)
    .findings.filter(({ severity }) => severity !== 'info')
    .map(({ id }) => id);
const shown = ({ service, state, status }: ServiceState): string => `${service} ${state} ${status ?? '-'}`;
const rowNamed = (session: Session, title: string): Step | undefined =>
  rowsOf(session).find((step) => step.title === title);

const everywhere = [
  ...['AddressBook', 'AddressBookQuery', 'AuthBroker', 'Autodiscover', 'ControlPanel'],
  ...['DeviceUpdates', 'DialIn', 'GroupExpansion', 'Meet'],
];
const onlyInside = ['LocationInformation', 'ResponseGroups'];
const later = ['CertProvisioning', 'Ucwa', 'WebScheduler', 'XFrame'];

const deployments = [
  ['lync2010', [...everywhere, 'Mcx'], later],
  ['lync2013', [...everywhere, ...later, 'Mcx'], []],
  ['sfb2015', [...everywhere, ...later, 'Mcx'], []],
  ['sfb2019', [...everywhere, ...later], ['Mcx']],
  ['sfbse', [...everywhere, ...later], ['Mcx']],
] as const;

describe.each(deployments)('%s', (deployment, services, missing) => {
  it.each(['inside', 'outside'] as const)('every service answers as it should, %s', async (view) => {
    const session = await walkServices({ deployment, from: view });
    const own = rowsOf(session).filter((step) => step.side === ownSide(view));
    const asked = own.filter(({ outcome }) => outcome !== 'skipped');
    const expected = [...services, ...(view === 'inside' ? onlyInside : [])];
    expect(asked.map(nameOf).toSorted()).toEqual(expected.toSorted());
    expect(
      asked.filter(({ outcome }) => outcome !== 'ok').map(({ value, title }) => `${title} ${value ?? ''}`),
    ).toEqual([]);
    // Each row says which address of a service it is.
    expect(new Set(asked.map(({ title }) => title)).size).toBe(asked.length);
    for (const step of asked) expect(step.value).toMatch(/^\d{3} in \d+ ms$/);
    // What the version has not got is a row with its reason, and no finding.
    const skipped = own.filter(({ outcome }) => outcome === 'skipped');
    expect(skipped.map(({ title }) => title).toSorted()).toEqual(missing.map((name) => `Test ${name}`).toSorted());
    for (const { title, value } of skipped) {
      expect(value).toMatch(
        title === 'Test CertProvisioning'
          ? /^skipped: the user document of this version/
          : /^skipped: not offered by this version/,
      );
    }
    // No ticket, no token, no password: these tests are as anybody could make them.
    const ids = new Set(asked.map(({ id }) => id));
    const requests = session.exchanges.filter(({ stepId }) => ids.has(stepId)).map(({ request }) => request);
    expect(requests.length).toBeGreaterThanOrEqual(asked.length);
    for (const name of ['Authorization', 'X-MS-WebTicket', 'X-Ms-Origin']) {
      expect(requests.flatMap((request) => headerValues(request, name))).toEqual([]);
    }
    expect(serious(session)).toEqual([]);
    // What a map and a report read.
    const states = serviceStatesOf(session).filter(({ side }) => side === ownSide(view));
    expect(
      states
        .filter(({ state }) => state === 'good')
        .map(({ service }) => service)
        .toSorted(),
    ).toEqual(expected.toSorted());
    expect(
      states
        .filter(({ state }) => state === 'skipped')
        .map(({ service }) => service)
        .toSorted(),
    ).toEqual(missing.toSorted());
    for (const { state, status, ms, url, purpose } of states) {
      expect(purpose).toBeDefined();
      if (state === 'good') expect([typeof status, typeof ms, typeof url]).toEqual(['number', 'number', 'string']);
    }
  });

  it.each(['inside', 'outside'] as const)('with a ticket, the user is found in the address book, %s', async (view) => {
    const session = await walkServices(
      { deployment, from: view },
      {
        services: 'full',
        signIn: 'web-ticket',
      },
    );
    const [ticket, ...more] = rowsOf(session, 'service.ticket');
    expect(more).toEqual([]);
    if (ticket === undefined) throw new Error('no ticket was asked for');
    // One sign-in for both tickets.
    expect(factsOf(ticket, 'credential-use')).toHaveLength(1);
    const audiences = factsOf(ticket, 'ticket-audience').map((url) => new URL(url).pathname);
    expect(audiences.toSorted()).toEqual(['/abs/handler', '/groupexpansion/service.svc']);
    const query = rowNamed(session, 'Look for the user in the address book');
    expect([query?.outcome, query?.value]).toEqual(['ok', '200, 1 found']);
    const files = rowNamed(session, 'Ask for the address book files with a ticket');
    expect([files?.outcome, files?.value]).toEqual(['ok', '200, application/octet-stream, 4 bytes']);
    // What is not known is not tried.
    for (const title of ['Expand a distribution group with a ticket', 'Sign in through Reach with a ticket']) {
      expect(rowNamed(session, title)?.value).toMatch(/^skipped: not tested/);
    }
    const states = serviceStatesOf(session).filter(({ side }) => side === ownSide(view));
    expect(states.map(shown)).toEqual(expect.arrayContaining(['AddressBook good 200', 'AddressBookQuery good 200']));
    expect(serious(session)).toEqual([]);
  });
});

it('outside, the services of the company network are left alone', async () => {
  const session = await walkServices({ deployment: 'sfb2015', from: 'outside' });
  const internal = rowsOf(session).filter(({ side }) => side === 'internal');
  expect(internal.map(({ value }) => value)).toEqual(['skipped: this side is not in reach here']);
  const states = serviceStatesOf(session).filter(({ side }) => side === 'internal');
  expect(new Set(states.map(({ state, stepId }) => `${state} ${stepId}`))).toEqual(
    new Set([`skipped ${internal[0]?.id ?? ''}`]),
  );
  expect(states.map(({ service }) => service)).toContain('LocationInformation');
});

it('addresses that only the registrar names are tested once it has named them', async () => {
  const session = await walkServices({ deployment: 'sfb2019', from: 'outside' }, { sip: 'auto' });
  const external = rowsOf(session, 'service.test').filter(
    ({ side, outcome }) => side === 'external' && outcome === 'ok',
  );
  const urls = external.map((step) => factOf(step, 'service'));
  expect(urls).toContain(`DialIn https://dialin.${session.target.domain}/`);
  expect(urls.filter((url) => url?.startsWith('ResponseGroups https://'))).toHaveLength(1);
  expect(new Set(urls).size).toBe(urls.length);
  expect(serious(session)).toEqual([]);
});

it('the query is masked like every ticket, and who was found is no fact', async () => {
  const session = await walkServices({ deployment: 'sfb2015', from: 'outside' }, { services: 'full' });
  const query = rowNamed(session, 'Look for the user in the address book');
  const exchange = session.exchanges.find(({ stepId }) => stepId === query?.id);
  if (exchange === undefined) throw new Error('the address book was not asked');
  expect(exchange.request.masked.map(({ kind }) => kind)).toContain('web-ticket');
  expect(utf8Of(exchange.request.body.decoded)).not.toMatch(/<ds?:?Signature|<saml:NameIdentifier/);
  expect(query?.facts.filter(({ value }) => value.includes(session.target.sipAddress))).toEqual([]);
});

it.each([
  ['web-ticket', true],
  ['oauth', false],
] as const)('signed in with %s, a ticket is asked for: %s', async (signIn, isAsked) => {
  const session = await walkServices(
    { deployment: 'sfb2019', from: 'outside' },
    {
      services: 'full',
      signIn,
    },
  );
  expect(rowsOf(session, 'service.ticket').map(({ outcome }) => outcome)).toEqual([isAsked ? 'ok' : 'skipped']);
  expect(serious(session)).toEqual([]);
});

it('a service that the reverse proxy does not publish is named', async () => {
  const session = await walkServices({ deployment: 'sfb2015', faults: ['certprov-unpublished'], from: 'outside' });
  expect(
    rowsOf(session)
      .filter(({ outcome }) => outcome === 'failed')
      .map(nameOf),
  ).toEqual(['CertProvisioning']);
  expect(serious(session)).toEqual(['rp-path-unpublished']);
  expect(
    serviceStatesOf(session)
      .filter(({ state }) => state === 'bad')
      .map(shown),
  ).toEqual(['CertProvisioning bad 404']);
});

it.each([
  ['address-book-not-generated', 'address-book-not-generated', 'outside', { services: 'full' }],
  ['address-book-not-generated', 'address-book-not-generated', 'inside', { services: 'full' }],
  ['group-expansion-off', 'group-expansion-off', 'outside', { sip: 'auto' }],
  ['control-panel-published', 'control-panel-published', 'outside', {}],
] as const)('%s gives %s, %s', async (fault, finding, view, changes) => {
  const session = await walkServices({ deployment: 'sfbse', faults: [fault], from: view }, changes);
  expect(serious(session)).toEqual([finding]);
});

it('nothing is tested where that was left out, or without a user document', async () => {
  const start: StartOptions = { deployment: 'sfb2019', from: 'outside' };
  expect(rowsOf(await walkServices(start, { services: 'none' }))).toEqual([]);
  const session = await walkServices(start, { password: { mode: 'none' } });
  expect(session.steps.find(({ kind }) => kind === 'service-tests')?.value).toBe('skipped: no password');
});
