/** Which clients can sign in: healthy deployments, each client by itself, and what single faults keep out. */
import { describe, expect, it } from 'vitest';
import type { StartOptions } from '../../lab/types.js';
import { judge } from '../../shared/audits/judge.js';
import { clientsOf } from '../../shared/clients/matrix.js';
import { clientProfiles } from '../../shared/clients/profiles.js';
import type { WalkRequest } from '../../shared/ipc.js';
import type { ClientKind, Session, StepKind } from '../../shared/session/model.js';
import { walkInLab } from './support/labOfTest.js';

/** Everything a client needs; names are compared elsewhere. */
const walkThrough = (start: StartOptions, changes: Partial<WalkRequest> = {}): Promise<Session> =>
  walkInLab(start, { dnsDepth: 'none', ...changes });

const verdicts = (session: Session): Readonly<Record<string, string>> =>
  Object.fromEntries(
    clientsOf(session).map(({ client, verdict, stoppedAt, findingId }) => [
      client,
      [verdict, stoppedAt, findingId].filter(Boolean).join(' '),
    ]),
  );

/** From Lync Server 2013 on the lab takes TLS 1.2 and later, which the oldest clients do not speak. */
const tooOld = 'cannot tls';
const oldest = (verdict: string) => ({ 'store-app': verdict, phone: verdict });
const on2010 = {
  ...oldest('can'),
  'mobile-2010': 'can',
  'mobile-2013': 'not-offered service',
  web: 'not-offered root',
};

describe('healthy deployments', () => {
  it.each([
    ['lync2010', 'inside', on2010],
    ['lync2010', 'outside', on2010],
    ['sfb2015', 'outside', { ...oldest(tooOld), 'mobile-2010': tooOld, 'mobile-2013': 'can', web: 'can', mac: 'can' }],
    [
      'sfb2019',
      'inside',
      { ...oldest(tooOld), 'mobile-2010': 'not-offered service', 'mobile-2013': 'can', web: 'can', mac: 'can' },
    ],
  ] as const)('%s from %s', async (deployment, from, expected) => {
    const session = await walkThrough({ deployment, from });
    expect(verdicts(session)).toMatchObject({ desktop: 'can', ...expected });
  });
});

const beyond: Readonly<Record<ClientKind, readonly StepKind[]>> = {
  desktop: ['oauth.challenge', 'ucwa', 'root.json', 'mcx'],
  'mobile-2010': ['oauth.challenge', 'ucwa', 'registrar', 'cert-prov'],
  'mobile-2013': ['registrar', 'cert-prov', 'mcx'],
  'store-app': ['oauth.challenge', 'ucwa', 'registrar', 'mcx'],
  mac: ['registrar', 'cert-prov', 'mcx'],
  web: ['web-ticket.challenge', 'root.http', 'registrar', 'mcx'],
  phone: ['root', 'web-ticket.challenge', 'oauth.challenge', 'ucwa', 'service-tests'],
};

describe('a walk for one client', () => {
  it.each(clientProfiles.map(({ kind }) => kind))('%s does what that client does, and no more', async (client) => {
    const session = await walkThrough({ deployment: 'sfb2015' }, { client });
    const kinds = new Set(session.steps.filter(({ outcome }) => outcome !== 'skipped').map(({ kind }) => kind));
    expect(beyond[client].filter((kind) => kinds.has(kind))).toEqual([]);
    // The lab's servers do not speak the versions of TLS of the oldest clients; nothing else keeps them out.
    const told = judge(session).findings.filter(({ severity }) => severity !== 'info');
    const isKeptOut = client === 'mobile-2010' || client === 'store-app' || client === 'phone';
    expect(told.map(({ id }) => id)).toEqual(isKeptOut ? ['client-kept-out'] : []);
    const [row, ...others] = clientsOf(session);
    expect(others).toEqual([]);
    // Everything but the versions of TLS was seen to work.
    const open = row?.needs.filter(({ id, state }) => id !== 'tls' && state !== 'ok' && state !== 'not-needed');
    expect(open).toEqual([]);
  });

  it.each([
    ['lync2010', 'outside', []],
    ['lync2010', 'inside', []],
    ['sfb2015', 'outside', []],
    ['sfb2015', 'outside', ['tls-old']],
  ] as const)(
    'says of each client what the walk for all of them says: %s, %s, %j',
    async (deployment, from, faults) => {
      const together = clientsOf(await walkThrough({ deployment, from, faults }));
      for (const { client, verdict, stoppedAt, needs } of together) {
        const [alone] = clientsOf(await walkThrough({ deployment, from, faults }, { client }));
        const tls = (of: typeof needs | undefined) => of?.find(({ id }) => id === 'tls')?.state;
        expect([client, alone?.verdict, alone?.stoppedAt, tls(alone?.needs)]).toEqual([
          client,
          verdict,
          stoppedAt,
          tls(needs),
        ]);
      }
    },
  );

  it('looks at the TLS of the registrar and of the service that gives out certificates, which only they name', async () => {
    const { steps } = await walkThrough({ deployment: 'sfb2015' }, { client: 'phone' });
    const looked = steps.filter(({ kind }) => kind === 'tls.endpoint');
    expect(looked.map(({ title, side }) => `${side ?? ''} ${title}`).sort()).toEqual([
      'external Look at sip.sfb2015.example:443',
      'external Look at web01.sfb2015.example:443',
    ]);
  });

  it('is refused where that client does not sign in that way', async () => {
    await expect(walkThrough({ deployment: 'sfb2015' }, { client: 'mobile-2010', signIn: 'oauth' })).rejects.toThrow(
      /Lync 2010 phone app does not sign in that way/,
    );
  });
});

describe('faults', () => {
  it.each([
    ['sfb2019', 'ucwa-mobility-off', { desktop: 'can', 'mobile-2013': 'cannot service mobility-policy-off' }],
    ['sfb2015', 'dns-no-lyncdiscover', { desktop: 'can', mac: 'cannot name dns-lyncdiscover-missing-srv-ok' }],
    ['sfb2015', 'edge-closed', { desktop: 'cannot service net-access-edge-blocked', web: 'can' }],
    ['sfb2015', 'xframe-unpublished', { web: 'cannot service xframe-unpublished', 'mobile-2013': 'can' }],
    ['sfb2019', 'tls-expired', { mac: 'cannot tls tls-expired', 'mobile-2013': 'cannot tls tls-expired' }],
    ['sfb2015', 'tls-old', { 'mobile-2010': 'not-known sign-in', web: 'cannot tls tls-version-mismatch' }],
    ['lync2010', 'no-mobility', { desktop: 'can', 'mobile-2013': 'not-offered service' }],
  ] as const)('%s with %s', async (deployment, fault, expected) => {
    expect(verdicts(await walkThrough({ deployment, faults: [fault] }))).toMatchObject(expected);
  });

  it.each(['mobile-2010', 'store-app', 'phone'] as const)(
    'TLS 1.0 switched off on Lync Server 2010 keeps %s out, and that is why',
    async (client) => {
      const session = await walkThrough({ deployment: 'lync2010', faults: ['tls-old-off'] }, { client });
      const [first] = judge(session).findings;
      expect(first?.id).toBe('client-kept-out');
      expect(first?.cause).toMatch(/ takes TLS 1\.2; this client speaks TLS 1\.0 only\./);
      expect(first?.cause).not.toContain('cannot sign in from here'); // as its title says
      expect(verdicts(session)[client]).toBe('cannot tls client-kept-out');
    },
  );

  it('web services with TLS 1.0 and 1.1 only do not keep out a client that speaks 1.0; its sign-in is not tried', async () => {
    const session = await walkThrough({ deployment: 'sfb2015', faults: ['tls-old'] }, { client: 'mobile-2010' });
    const [row] = clientsOf(session);
    expect([row?.verdict, row?.needs.find(({ id }) => id === 'tls')?.state]).toEqual(['not-known', 'ok']);
    expect(row?.sentence).toMatch(/dirweb\.sfb2015\.example, which takes TLS 1\.0 or 1\.1 only\. It was not sent\.$/);
    const told = JSON.stringify([session.steps, judge(session).findings]);
    expect(told).not.toMatch(/certificate does not validate/i);
    const [first] = judge(session).findings;
    expect(first?.id).toBe('tls-version-mismatch');
    expect(first?.title).toMatch(/speak nothing newer than TLS 1\.1$/);
    expect(first?.cause).toMatch(/does not keep the Lync 2010 phone app out/);
  });

  it('NTLM off at the registrar: who has a certificate gets in; without one nobody of SIP does', async () => {
    const session = await walkThrough({ deployment: 'sfb2015', faults: ['sip-ntlm-off', 'certprov-unpublished'] });
    expect(verdicts(session)['desktop']).toMatch(/^cannot sign-in/);
    expect(verdicts(session)['mobile-2013']).toBe('can');
  });

  it('what was left out is unknown, with the reason', async () => {
    const session = await walkThrough({ deployment: 'sfb2015' }, { sip: 'none', services: 'none' });
    expect(verdicts(session)).toMatchObject({ desktop: 'not-known sign-in', 'mobile-2013': 'not-known service' });
    const desktop = clientsOf(session).find(({ client }) => client === 'desktop');
    expect(desktop?.sentence).toContain('left out of this walk');
  });
});
