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

/** The servers of the lab take TLS 1.2, which the oldest clients do not speak. */
const tooOld = 'cannot tls';

describe('healthy deployments', () => {
  it.each([
    ['lync2010', 'inside', { 'mobile-2010': tooOld, 'mobile-2013': 'not-offered service', web: 'not-offered root' }],
    ['sfb2015', 'outside', { 'mobile-2010': tooOld, 'mobile-2013': 'can', web: 'can', mac: 'can' }],
    ['sfb2019', 'inside', { 'mobile-2010': 'not-offered service', 'mobile-2013': 'can', web: 'can', mac: 'can' }],
  ] as const)('%s from %s', async (deployment, from, expected) => {
    const session = await walkThrough({ deployment, from });
    expect(verdicts(session)).toMatchObject({ desktop: 'can', 'store-app': tooOld, phone: tooOld, ...expected });
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
    const isKeptOut = client === 'mobile-2010' || client === 'store-app';
    expect(told.map(({ id }) => id)).toEqual(isKeptOut ? ['client-kept-out'] : []);
    const [row, ...others] = clientsOf(session);
    expect(others).toEqual([]);
    // Everything but the versions of TLS was seen to work.
    const open = row?.needs.filter(({ id, state }) => id !== 'tls' && state !== 'ok' && state !== 'not-needed');
    expect(open).toEqual([]);
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
