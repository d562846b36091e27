/** The walk signs in at the registrar of every deployment and comes back out; what goes wrong ends as a sentence. */
import { describe, expect, it } from 'vitest';
import type { DeploymentId, RunningLab } from '../../lab/types.js';
import type { WalkRequest } from '../../shared/ipc.js';
import { factOf, factsOf } from '../../shared/session/facts.js';
import { latin1Of } from '../../shared/session/bytes.js';
import type { Session, Step, StepKind } from '../../shared/session/model.js';
import { signInOf } from '../../shared/signIn.js';
import { labOfTest } from './support/labOfTest.js';
import { walkIn, type Walking } from './support/walks.js';

/** With the registrar; TLS endpoints are left out: they have tests of their own. */
const walkSip = (at: RunningLab, changes: Partial<WalkRequest> = {}, walking: Walking = {}): Promise<Session> =>
  walkIn(at, { endpoints: 'none', ...changes }, walking);

const stepsOf = (session: Session, kind: StepKind): readonly Step[] =>
  session.steps.filter((step) => step.kind === kind);
const outcomes = (session: Session, kind: StepKind): readonly string[] =>
  stepsOf(session, kind).map(({ outcome }) => outcome);
const failureCodes = (session: Session, kind: StepKind): readonly (string | undefined)[] =>
  stepsOf(session, kind).map(({ failure }) => failure?.code);

const deployments: readonly DeploymentId[] = ['lync2010', 'lync2013', 'sfb2015', 'sfb2019', 'sfbse'];

describe.each(deployments)('%s', (deployment) => {
  it.each(['inside', 'outside'] as const)('by NTLM and by TLS-DSK to the 200 and back out, from %s', async (view) => {
    const session = await walkSip(await labOfTest({ deployment, from: view }), { location: view });
    const [ntlm, dsk] = stepsOf(session, 'sip.register').filter(({ outcome }) => outcome !== 'skipped');
    for (const [step, scheme] of [
      [ntlm, 'NTLM'],
      [dsk, 'TLS-DSK'],
    ] as const) {
      if (step === undefined) throw new Error(`${scheme} was not tried`);
      expect({
        outcome: step.outcome,
        scheme: factOf(step, 'sip-scheme'),
        status: factsOf(step, 'sip-status').at(-1),
        out: factOf(step, 'sip-deregistered'),
      }).toEqual({ outcome: 'ok', scheme, status: '200', out: 'yes' });
    }
    expect(signInOf(session)).toMatchObject({
      webTicket: true,
      registrar: { scheme: 'NTLM', status: 200, deregistered: true },
    });
    expect(outcomes(session, 'sip.probe')).toEqual(['ok']);
    expect(outcomes(session, 'sip.options')).toEqual(['ok']);
    expect(outcomes(session, 'sip.compression')).toEqual(['ok']);
    expect(outcomes(session, 'sip.provisioning')).toEqual(['ok']);
    expect(factsOf(stepsOf(session, 'sip.provisioning')[0] ?? fail(), 'provisioning').length).toBeGreaterThan(20);
    expect(factOf(stepsOf(session, 'sip.contacts')[0] ?? fail(), 'contact-count')).toMatch(/^\d+$/);
    // Every final answer of an association is verified; every signed message says what was signed.
    const signed = session.sipMessages.filter(({ signature }) => signature !== undefined);
    expect(new Set(signed.map(({ signature }) => signature?.state))).toEqual(new Set(['made', 'verified']));
    // An endpoint of the walk's own, the same one all the way.
    const epids = session.sipMessages.flatMap(({ wire }) => /epid=(\w+)/.exec(latin1Of(wire))?.[1] ?? []);
    expect(new Set(epids).size).toBe(1);
    expect(epids[0]).toMatch(/^15c0be[0-9a-f]{4}$/);
    const uses = session.steps.flatMap((step) => factsOf(step, 'credential-use')).length;
    expect(uses).toBeLessThanOrEqual(session.target.plannedCredentialUses);
  });
});

function fail(): never {
  throw new Error('the step is missing');
}

describe('ways around', () => {
  it('follows the redirect to the home server, inside', async () => {
    const at = await labOfTest({ deployment: 'lync2013', from: 'inside' });
    const placeOf = (session: Session): string =>
      factOf(stepsOf(session, 'sip.connect')[0] ?? fail(), 'sip-registrar')?.split(' ')[0] ?? '';
    const other = placeOf(await walkSip(at, { location: 'inside' }, { user: 'karl.lindqvist@lync2013.example' }));
    const session = await walkSip(at, { location: 'inside', sipServer: other }, { user: 'anna.berg@lync2013.example' });
    const moved = stepsOf(session, 'sip.leg').flatMap((step) => factsOf(step, 'sip-redirect'));
    expect(moved).toHaveLength(2); // one a scheme
    expect(moved[0]).not.toBe(other);
    const registrations = stepsOf(session, 'sip.register').filter(({ outcome }) => outcome === 'ok');
    expect(registrations.map((step) => factsOf(step, 'sip-status'))).toEqual([
      ['301', '200'],
      ['301', '200'],
    ]);
    expect(signInOf(session).registrar).toMatchObject({ status: 200, deregistered: true });
  });

  it('takes no password to the cloud that a registrar sends on to', async () => {
    const at = await labOfTest({ deployment: 'lync2013', from: 'inside' });
    const place = 'pool01.lync2013.internal:5061';
    const session = await walkSip(
      at,
      { location: 'inside', sipServer: place, sipAuth: 'ntlm' },
      { user: 'oliver.reed@lync2013.example' },
    );
    expect(failureCodes(session, 'sip.register')[0]).toBe('homed_online');
    expect(session.connections.filter(({ host }) => host.endsWith('lync.com') && host.startsWith('sip'))).toEqual([]);
  });

  it('without a password asks only what needs none', async () => {
    const at = await labOfTest({ deployment: 'sfb2019', from: 'outside' });
    const session = await walkSip(at, { password: { mode: 'none' } });
    const probe = stepsOf(session, 'sip.probe')[0] ?? fail();
    expect(factsOf(probe, 'scheme')).toEqual(['NTLM', 'TLS-DSK']);
    expect(factOf(probe, 'sts-uri')).toMatch(/^https:.*\/CertProv\//);
    expect(factOf(probe, 'sip-date-skew-seconds')).toMatch(/^-?\d+$/);
    expect(outcomes(session, 'sip.register')).toEqual(['skipped', 'skipped']);
    expect(signInOf(session).registrar).toBeNull();
    expect(session.sipMessages.some(({ headers }) => headers.some(([name]) => /authorization/i.test(name)))).toBe(
      false,
    );
  });

  it('goes where it is told to, with the scheme it is told to use', async () => {
    const at = await labOfTest({ deployment: 'sfb2015', from: 'outside' });
    const first = await walkSip(at);
    const place = factOf(stepsOf(first, 'sip.connect')[0] ?? fail(), 'sip-registrar')?.split(' ')[0] ?? '';
    const session = await walkSip(at, { sipServer: place, sipAuth: 'tls-dsk' });
    expect(factOf(stepsOf(session, 'sip.connect')[0] ?? fail(), 'sip-registrar')).toBe(`${place} as typed`);
    expect(signInOf(session).registrar).toEqual({ scheme: 'TLS-DSK', status: 200, deregistered: true });
    expect(outcomes(session, 'sip.provisioning')).toEqual(['ok']);
    const none = await walkSip(at, { sip: 'none' });
    expect(stepsOf(none, 'registrar')).toEqual([]);
    expect(none.sipMessages).toEqual([]);
  });

  it('finds the registrar by DNS where no document names one', async () => {
    const at = await labOfTest({ deployment: 'sfb2015', from: 'outside' });
    const session = await walkSip(at, { discoveryUrls: ['https://nowhere.sfb2015.example/'] });
    const locating = stepsOf(session, 'sip.locate')[0] ?? fail();
    expect(factsOf(locating, 'sip-candidate')[0]).toMatch(/ SRV _sip\._tls\./);
    expect(signInOf(session).registrar).toMatchObject({ scheme: 'NTLM', status: 200 });
  });

  it('stops using a refused password, and says so once', async () => {
    const at = await labOfTest({ deployment: 'sfb2015', from: 'outside' });
    const session = await walkSip(at, {
      password: { mode: 'given', value: 'not-the-password' },
      discoveryUrls: ['https://nowhere.sfb2015.example/'],
    });
    expect(failureCodes(session, 'sip.register')[0]).toBe('credential_refused');
    expect(session.steps.flatMap((step) => factsOf(step, 'credential-use'))).toHaveLength(1);
    expect(outcomes(session, 'sip.register').slice(1)).toEqual(['skipped', 'skipped']);
  });

  it('takes the endpoint out again when it is cancelled', async () => {
    const at = await labOfTest({ deployment: 'sfb2015', from: 'outside' });
    const cancel = new AbortController();
    const session = await walkSip(
      at,
      {},
      {
        signal: cancel.signal,
        onStep: (step, change) => {
          if (change === 'ended' && step.kind === 'sip.leg' && factOf(step, 'sip-expires') !== undefined)
            cancel.abort();
        },
      },
    );
    expect(session.outcome).toBe('cancelled');
    const last = session.sipMessages.filter(({ direction }) => direction === 'sent').at(-1);
    expect(last?.headers).toContainEqual(['Expires', '0']);
  });
});
