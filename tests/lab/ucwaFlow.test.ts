/** The walk signs in to UCWA of every deployment that has it and leaves nothing there, however it ends. */
import { describe, expect, it } from 'vitest';
import type { DeploymentId, RunningLab } from '../../lab/types.js';
import { judge } from '../../shared/audits/judge.js';
import type { WalkRequest } from '../../shared/ipc.js';
import { factOf, factsOf } from '../../shared/session/facts.js';
import { headerValues } from '../../shared/session/headers.js';
import type { Session, Step, StepKind } from '../../shared/session/model.js';
import { labOfTest } from './support/labOfTest.js';
import { walkIn, webOnly, type Walking } from './support/walks.js';

/** The web services alone, UCWA in full. */
const walkUcwa = (at: RunningLab, changes: Partial<WalkRequest> = {}, walking: Walking = {}): Promise<Session> =>
  walkIn(at, { ...webOnly, ...changes }, walking);

const isUcwa = ({ kind }: Step): boolean => kind.startsWith('ucwa');
const of = (session: Session, kind: StepKind): readonly Step[] => session.steps.filter((step) => step.kind === kind);
const xframeOf = (session: Session): readonly Step[] => {
  const group = of(session, 'ucwa')[0]?.id;
  return of(session, 'service.test').filter(({ parentId }) => parentId === group);
};
const ran = (session: Session): readonly string[] =>
  session.steps
    .filter((step) => isUcwa(step) && step.outcome !== 'skipped')
    .map(({ kind, outcome }) => `${kind} ${outcome}`);
const requestsOf = (session: Session): readonly string[] => {
  const steps = new Set(session.steps.filter(isUcwa).map(({ id }) => id));
  return session.exchanges
    .filter(({ stepId }) => steps.has(stepId))
    .map(({ request, response }) => `${request.method} ${response?.status ?? 'nothing'}`);
};
const seriousOf = (session: Session): readonly string[] =>
  judge(session)
    .findings.filter(({ severity }) => severity !== 'info')
    .map(({ id, severity }) => `${severity} ${id}`);

const pool = ['ucwa.root ok', 'ucwa.user ok', 'ucwa.token ok', 'ucwa.user ok'];
// The first pool sends on to the user's home.
const whole = [
  'ucwa ok',
  ...pool,
  ...pool,
  'ucwa.create ok',
  'ucwa.read ok',
  'ucwa.read ok',
  'ucwa.events ok',
  'ucwa.delete ok',
];
const withUcwa: readonly DeploymentId[] = ['lync2013', 'sfb2015', 'sfb2019', 'sfbse'];

describe.each(withUcwa)('%s', (deployment) => {
  it.each(['inside', 'outside'] as const)('application created, read, listened to and deleted, %s', async (view) => {
    const at = await labOfTest({ deployment, from: view });
    const session = await walkUcwa(at, { location: view });
    expect(ran(session)).toEqual(whole);
    expect(at.openApplications()).toEqual([]);
    const methods = requestsOf(session);
    expect(methods).toContain('POST 201');
    expect(methods.at(-1)).toBe('DELETE 204');
    expect(of(session, 'ucwa.events')[0]).toMatchObject({ value: 'held open', outcome: 'ok' });
    // One password use less than planned at the least: the token of the walk is used again.
    expect(of(session, 'ucwa.token').flatMap((step) => factsOf(step, 'credential-use'))).toEqual([]);
    expect(xframeOf(session).map(({ outcome }) => outcome)).toEqual(['ok']);
    // A native tool is no page of a web site.
    expect(session.exchanges.flatMap(({ request }) => headerValues(request, 'X-Ms-Origin'))).toEqual([]);
    expect(of(session, 'ucwa.root').map(({ side, outcome }) => `${side ?? ''} ${outcome}`)).toEqual(
      view === 'inside' ? ['internal ok', 'internal ok'] : ['internal skipped', 'external ok', 'external ok'],
    );
    const properties = of(session, 'ucwa.read').flatMap((step) => factsOf(step, 'ucwa-property'));
    expect(properties).toContain(`uri = sip:${session.target.sipAddress}`);
    expect(properties.some((property) => property.startsWith('photos = '))).toBe(true);
    expect(seriousOf(session)).toEqual([]);
  });
});

it('is not offered by Lync Server 2010, and no failure', async () => {
  const at = await labOfTest({ deployment: 'lync2010', from: 'outside' });
  const session = await walkUcwa(at);
  expect(ran(session)).toEqual(['ucwa ok', 'ucwa.root ok']);
  expect(of(session, 'ucwa')[0]?.value).toBe('not offered by this version');
  expect(of(session, 'ucwa.create')[0]?.value).toBe('skipped: not offered by this version');
  expect(seriousOf(session)).toEqual([]);
});

describe('how far it goes', () => {
  it('follows the user resource to the home pool and uses the token of that pool', async () => {
    const at = await labOfTest({ deployment: 'lync2013', from: 'outside' });
    const session = await walkUcwa(at, {}, { user: 'karl.lindqvist@lync2013.example' });
    expect(of(session, 'ucwa.create').map(({ outcome }) => outcome)).toEqual(['ok']);
    const [first, home] = of(session, 'ucwa.root').filter(({ outcome }) => outcome === 'ok');
    expect(factOf(home ?? raise(), 'server-fqdn')).not.toBe(factOf(first ?? raise(), 'server-fqdn'));
    expect(at.openApplications()).toEqual([]);
  });

  it('without a password to the challenge, and the page for web apps', async () => {
    const at = await labOfTest({ deployment: 'sfb2019', from: 'outside' });
    const session = await walkUcwa(at, { password: { mode: 'none' } });
    expect(ran(session)).toEqual(['ucwa ok', 'ucwa.root ok', 'ucwa.user ok']);
    expect(xframeOf(session)[0]?.outcome).toBe('ok');
    expect(of(session, 'ucwa.create')[0]?.value).toBe('skipped: no password');
  });

  it('as far as it can be reached, where no more was asked for; not at all with none', async () => {
    const at = await labOfTest({ deployment: 'sfb2015', from: 'outside' });
    const reached = await walkUcwa(at, { services: 'reachability' });
    expect(ran(reached)).toEqual(['ucwa ok', 'ucwa.root ok', 'ucwa.user ok']);
    const none = await walkUcwa(at, { services: 'none' });
    expect(ran(none)).toEqual([]);
  });

  it('goes no further where the OAuth sign-in was left out', async () => {
    const at = await labOfTest({ deployment: 'sfb2015', from: 'outside' });
    const session = await walkUcwa(at, { signIn: 'web-ticket' });
    expect(of(session, 'ucwa.create')[0]?.value).toMatch(/gave no token/);
  });
});

describe('leaves no application', () => {
  const kinds: readonly StepKind[] = ['ucwa.create', 'ucwa.read', 'ucwa.events', 'ucwa.delete'];
  it.each(kinds.flatMap((kind) => (['started', 'ended'] as const).map((change) => [kind, change] as const)))(
    'when cancelled as %s has %s',
    async (kind, change) => {
      const at = await labOfTest({ deployment: 'sfb2019', from: 'outside' });
      const stop = new AbortController();
      const session = await walkUcwa(
        at,
        {},
        {
          signal: stop.signal,
          onStep: (step, now) => {
            if (step.kind === kind && now === change && step.outcome !== 'skipped') stop.abort();
          },
        },
      );
      expect(session.outcome).toBe('cancelled');
      expect(at.openApplications()).toEqual([]);
    },
  );

  it('when cancelled while the creating request is under way', async () => {
    const at = await labOfTest({
      deployment: 'sfb2019',
      from: 'outside',
      delays: { dns: 0, tlsFlight: 0, http: 100 },
    });
    const stop = new AbortController();
    const session = await walkUcwa(
      at,
      {},
      {
        signal: stop.signal,
        onStep: (step, now) => {
          if (step.kind === 'ucwa.create' && now === 'started') setTimeout(() => stop.abort(), 20);
        },
      },
    );
    expect(session.outcome).toBe('cancelled');
    expect(requestsOf(session).slice(-2)).toEqual(['POST 201', 'DELETE 204']);
    expect(at.openApplications()).toEqual([]);
  });

  it('when it fails after the creation', async () => {
    const at = await labOfTest({ deployment: 'sfbse', faults: ['event-channel-cut'], from: 'outside' });
    const session = await walkUcwa(at);
    expect(of(session, 'ucwa.events')[0]?.outcome).toBe('failed');
    expect(of(session, 'ucwa.delete')[0]?.outcome).toBe('ok');
    expect(factOf(of(session, 'ucwa.delete')[0] ?? raise(), 'ucwa-application')).toBe('left');
    expect(factsOf(of(session, 'ucwa.delete')[0] ?? raise(), 'ucwa-application')).toContain('gone');
    expect(at.openApplications()).toEqual([]);
  });
});

describe.each([
  ['ucwa-mobility-off', 'mobility-policy-off'],
  ['ucwa-agent-blocked', 'client-version-blocked'],
  ['ucwa-recycled', 'ucwa-500-after-recycle'],
  ['ucwa-application-expired', 'ucwa-application-expired'],
  ['ucwa-unavailable', 'ucwa-unavailable'],
  ['ucwa-throttled', 'ucwa-throttled'],
  ['event-channel-cut', 'ucwa-event-channel-cut'],
  ['xframe-unpublished', 'xframe-unpublished'],
] as const)('fault %s', (fault, finding) => {
  it.each(['sfb2015', 'lync2013'] as const)(
    `gives ${finding} alone on %s, and no application stays`,
    async (deployment) => {
      const at = await labOfTest({ deployment, faults: [fault], from: 'outside' });
      const session = await walkUcwa(at);
      expect(seriousOf(session)).toEqual([`warning ${finding}`]);
      expect(at.openApplications()).toEqual([]);
    },
  );
});

function raise(): never {
  throw new Error('the step is missing');
}
