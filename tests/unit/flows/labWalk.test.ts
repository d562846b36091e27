/** The walk through the engine against every simulated deployment, from both places, for every user. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLab } from '../../../lab/index.js';
import type { DeploymentId, RunningLab, View } from '../../../lab/types.js';
import { runSession } from '../../../main/engine/runSession.js';
import { systemPorts } from '../../../main/engine/systemPorts.js';
import type { RunRequest } from '../../../main/engine/run.js';
import { walk } from '../../../main/flows/walk.js';
import { planCredentialUses } from '../../../shared/session/plan.js';
import { factsOf } from '../../../shared/session/facts.js';
import type { Session, Step, StepKind, Target } from '../../../shared/session/model.js';

const deployments: readonly DeploymentId[] = ['lync2010', 'lync2013', 'sfb2015', 'sfb2019', 'sfbse'];
const views: readonly View[] = ['inside', 'outside'];

async function walkLab(
  lab: RunningLab,
  view: View,
  sipAddress: string,
  options: { readonly password?: boolean; readonly changes?: Partial<Target>; readonly signal?: AbortSignal } = {},
): Promise<Session> {
  const account = lab.credentialsFor(sipAddress);
  const hasPassword = options.password !== false;
  const target = {
    sipAddress,
    domain: lab.domain,
    userName: account.userName,
    hasPassword,
    location: view,
    signIn: 'auto',
    discoveryUrls: [],
    resolver: `${lab.dns.address}:${lab.dns.port}`,
    connectTo: lab.connectTo,
    proxy: 'none',
    extraAuthorities: 1,
    trustedHosts: [],
    timeoutMs: 10_000,
    ...options.changes,
  } as const;
  const request: RunRequest = {
    target: { ...target, plannedCredentialUses: planCredentialUses(target) },
    credentials: hasPassword
      ? { mode: 'given', userName: account.userName, password: account.password }
      : { mode: 'none' },
    keepSecrets: false,
    authorities: [lab.caPem],
    emit: () => undefined,
    signal: options.signal ?? new AbortController().signal,
  };
  return runSession(walk, request, await systemPorts(request));
}

const stepsOf = (session: Session, kind: StepKind, outcome?: Step['outcome']): readonly Step[] =>
  session.steps.filter((step) => step.kind === kind && (outcome === undefined || step.outcome === outcome));

/** Failures that are not the healthy absence of a name. */
const failuresOf = (session: Session): readonly string[] => [
  ...new Set(
    session.steps
      .filter(({ failure }) => failure !== undefined && failure.operation !== 'lookup')
      .map(({ failure }) => failure?.code ?? ''),
  ),
];

describe.each(deployments.flatMap((deployment) => views.map((view) => [deployment, view] as const)))(
  '%s, %s',
  (deployment, view) => {
    let lab: RunningLab;
    beforeAll(async () => {
      lab = await startLab({ deployment, from: view });
    });
    afterAll(() => lab.stop());

    it('signs in every user that can, with a ticket and with a token', async () => {
      for (const user of lab.users) {
        const session = await walkLab(lab, view, user.sipAddress);
        const uses = session.steps.flatMap((step) => factsOf(step, 'credential-use'));
        expect(uses.length).toBeLessThanOrEqual(session.target.plannedCredentialUses);
        if (user.expect === 'pass') {
          expect(failuresOf(session)).toEqual([]);
          expect(stepsOf(session, 'services', 'ok').length).toBeGreaterThan(0);
          const [request] = stepsOf(session, 'web-ticket.request', 'ok');
          expect(request?.facts).toEqual(
            expect.arrayContaining([
              { name: 'ntlm-mic', value: 'yes' },
              { name: 'channel-binding', value: 'yes' },
            ]),
          );
          const users = session.steps
            .filter((step) => factsOf(step, 'document').includes('user'))
            .map(({ kind }) => kind);
          expect([...new Set(users)].toSorted()).toEqual(
            deployment === 'lync2010' ? ['web-ticket.user'] : ['oauth.user', 'web-ticket.user'],
          );
        } else {
          expect(failuresOf(session)).toEqual([
            user.expect === 'auth-user-not-sip-enabled' ? 'not_enabled' : 'homed_online',
          ]);
        }
      }
    });

    it('asks all that needs no password without one', async () => {
      const [first] = lab.users;
      const session = await walkLab(lab, view, first?.sipAddress ?? '', { password: false });
      expect(failuresOf(session)).toEqual([]);
      const [probe] = stepsOf(session, 'ntlm.probe', 'ok');
      expect(probe && factsOf(probe, 'ntlm-target')).toHaveLength(1);
      expect(probe && factsOf(probe, 'ntlm-time')).toHaveLength(1);
      expect(stepsOf(session, 'web-ticket.request').every(({ value }) => value?.startsWith('skipped: ') === true)).toBe(
        true,
      );
      expect(session.steps.flatMap((step) => factsOf(step, 'credential-use'))).toEqual([]);
    });
  },
);

describe('sfb2015', () => {
  let lab: RunningLab;
  beforeAll(async () => {
    lab = await startLab({ deployment: 'sfb2015' });
  });
  afterAll(() => lab.stop());

  it('takes user names in every form a person may type', async () => {
    const [user] = lab.users;
    const [, sam] = user?.userName.split('\\') ?? [];
    for (const userName of [user?.sipAddress ?? '', sam ?? '']) {
      const session = await walkLab(
        { ...lab, credentialsFor: (address) => ({ ...lab.credentialsFor(address), userName }) },
        'outside',
        user?.sipAddress ?? '',
        {
          changes: { signIn: 'web-ticket' },
        },
      );
      expect(failuresOf(session)).toEqual([]);
    }
  });

  it('begins at a typed address', async () => {
    const [user] = lab.users;
    const url = `https://dirweb.${lab.domain}/Autodiscover/AutodiscoverService.svc/Root`;
    const session = await walkLab(lab, 'outside', user?.sipAddress ?? '', { changes: { discoveryUrls: [url] } });
    expect(stepsOf(session, 'services', 'ok')).toHaveLength(1);
    expect(stepsOf(session, 'dns.discovery-name').map(({ outcome }) => outcome)).toEqual(['skipped', 'skipped']);
  });

  it('ends when it is cancelled, whatever is under way', async () => {
    const [user] = lab.users;
    const stop = new AbortController();
    const running = walkLab(lab, 'outside', user?.sipAddress ?? '', { signal: stop.signal });
    setImmediate(() => stop.abort());
    const session = await running;
    expect(session.outcome).toBe('cancelled');
    expect(session.steps.filter(({ outcome }) => outcome === 'running')).toEqual([]);
  });
});
