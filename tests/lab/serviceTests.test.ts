/** Each service of the user document is tested on every deployment, beside the sign-in and without a password of its own. */
import { afterEach, describe, expect, it } from 'vitest';
import { startLab } from '../../lab/index.js';
import type { RunningLab, StartOptions, View } from '../../lab/types.js';
import { runWalk } from '../../main/walk.js';
import { judge } from '../../shared/audits/judge.js';
import type { WalkRequest } from '../../shared/ipc.js';
import { factOf } from '../../shared/session/facts.js';
import { headerValues } from '../../shared/session/headers.js';
import type { Session, Step } from '../../shared/session/model.js';

const running: RunningLab[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((lab) => lab.stop()));
});

async function walkIn(start: StartOptions, view: View, changes: Partial<WalkRequest> = {}): Promise<Session> {
  const at = await startLab(start);
  running.push(at);
  const user = at.credentialsFor(at.users[0]?.sipAddress);
  const request: WalkRequest = {
    sipAddress: user.sipAddress,
    userName: user.userName,
    password: { mode: 'given', value: user.password },
    location: view,
    signIn: 'auto',
    discoveryUrls: [],
    resolver: `${at.dns.address}:${at.dns.port}`,
    connectTo: at.connectTo,
    proxy: 'none',
    authorities: [at.caPem],
    trustedHosts: [],
    timeoutMs: 5000,
    endpoints: 'none',
    dnsDepth: 'none',
    sip: 'none',
    services: 'reachability',
    keepSecrets: false,
    ...changes,
  };
  return runWalk(request, { emit: () => undefined, signal: new AbortController().signal });
}

function testsIn({ steps }: Session): readonly Step[] {
  const group = steps.find(({ kind }) => kind === 'service-tests');
  return steps.filter(({ kind, parentId }) => kind === 'service.test' && parentId === group?.id);
}

const nameOf = (step: Step): string => factOf(step, 'service')?.split(' ')[0] ?? '';
const serious = (session: Session): readonly string[] =>
  judge(session)
    .findings.filter(({ severity }) => severity !== 'info')
    .map(({ id }) => id);

const everywhere = ['AddressBook', 'AuthBroker', 'Autodiscover', 'ControlPanel', 'DialIn', 'GroupExpansion', 'Meet'];
const later = ['CertProvisioning', 'Ucwa', 'WebScheduler', 'XFrame'];

describe.each([
  ['lync2010', [...everywhere, 'Mcx']],
  ['lync2013', [...everywhere, ...later, 'Mcx']],
  ['sfb2015', [...everywhere, ...later, 'Mcx']],
  ['sfb2019', [...everywhere, ...later]],
  ['sfbse', [...everywhere, ...later]],
] as const)('%s', (deployment, services) => {
  it.each(['inside', 'outside'] as const)('every service answers as it should, %s', async (view) => {
    const session = await walkIn({ deployment, faults: [], from: view }, view);
    const side = view === 'inside' ? 'internal' : 'external';
    const own = testsIn(session).filter((step) => step.side === side && step.outcome !== 'skipped');
    expect(own.map(nameOf).toSorted()).toEqual([...services].toSorted());
    expect(own.filter(({ outcome }) => outcome !== 'ok').map(({ value, title }) => `${title} ${value ?? ''}`)).toEqual(
      [],
    );
    for (const step of own) expect(step.value).toMatch(/^\d{3} in \d+ ms$/);
    // No ticket, no token, no password: the tests are as anybody could make them.
    const ids = new Set(testsIn(session).map(({ id }) => id));
    const requests = session.exchanges.filter(({ stepId }) => ids.has(stepId)).map(({ request }) => request);
    expect(requests.length).toBeGreaterThanOrEqual(own.length);
    for (const name of ['Authorization', 'X-MS-WebTicket', 'X-Ms-Origin']) {
      expect(requests.flatMap((request) => headerValues(request, name))).toEqual([]);
    }
    expect(serious(session)).toEqual([]);
  });
});

it('outside, the services of the company network are left alone', async () => {
  const session = await walkIn({ deployment: 'sfb2015', faults: [], from: 'outside' }, 'outside');
  const internal = testsIn(session).filter(({ side }) => side === 'internal');
  expect(internal.map(({ value }) => value)).toEqual(['skipped: this side is not in reach here']);
});

it('a service that the reverse proxy does not publish is named', async () => {
  const session = await walkIn({ deployment: 'sfb2015', faults: ['certprov-unpublished'], from: 'outside' }, 'outside');
  const failed = testsIn(session).filter(({ outcome }) => outcome === 'failed');
  expect(failed.map(nameOf)).toEqual(['CertProvisioning']);
  expect(serious(session)).toEqual(['rp-path-unpublished']);
});

it('nothing is tested where that was left out, or without a user document', async () => {
  const start: StartOptions = { deployment: 'sfb2019', faults: [], from: 'outside' };
  expect(testsIn(await walkIn(start, 'outside', { services: 'none' }))).toEqual([]);
  const session = await walkIn(start, 'outside', { password: { mode: 'none' } });
  expect(session.steps.find(({ kind }) => kind === 'service-tests')?.value).toBe('skipped: no password');
});
