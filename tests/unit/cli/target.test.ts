import { describe, expect, it } from 'vitest';
import { listLab } from '../../../lab/index.js';
import { readAuthorities } from '../../../main/authorities.js';
import { readLab } from '../../../main/practiceLab.js';
import { buildTarget } from '../../../main/target.js';
import { UsageError } from '../../../main/usage.js';
import { labCatalogue, runWalk } from '../../../main/walk.js';
import { rootCertificates } from 'node:tls';
import type { WalkRequest } from '../../../shared/ipc.js';
import { plainRequest } from '../../fixtures/request.js';

const request: WalkRequest = {
  ...plainRequest,
  sipAddress: 'SIP:Bob@Contoso.Example',
  password: { mode: 'given', value: 'hunter2hunter2' },
  proxy: 'auto',
};

describe('the target', () => {
  it('is normalised and holds no password', () => {
    const target = buildTarget(
      { ...request, resolver: '::1', trustedHosts: ['A.Example'], discoveryUrls: ['https://a.example'] },
      2,
    );
    expect(target).toMatchObject({
      sipAddress: 'Bob@contoso.example',
      domain: 'contoso.example',
      hasPassword: true,
      resolver: '[::1]:53',
      discoveryUrls: ['https://a.example/'],
      extraAuthorities: 2,
      trustedHosts: ['a.example'],
    });
    expect(target.plannedCredentialUses).toBeGreaterThan(0);
    expect(JSON.stringify(target)).not.toContain('hunter2');
    expect('userName' in target).toBe(false);
  });

  it('plans no use of a password that is not there', () => {
    const target = buildTarget({ ...request, password: { mode: 'none' } }, 0);
    expect([target.hasPassword, target.plannedCredentialUses]).toEqual([false, 0]);
  });

  it('names the current user only where that was chosen', () => {
    const none = { ...request, password: { mode: 'none' } } as const;
    const chosen = buildTarget({ ...none, currentUser: true }, 0);
    expect([chosen.currentUser, chosen.hasPassword, chosen.plannedCredentialUses]).toEqual([true, false, 0]);
    expect('currentUser' in buildTarget({ ...none, currentUser: false }, 0)).toBe(false);
  });

  it.each([
    ['no address', { sipAddress: ' ' }],
    ['three discovery addresses', { discoveryUrls: ['https://a.example', 'https://b.example', 'https://c.example'] }],
    ['the current user and a password at once', { currentUser: true }],
    ['no time at all', { timeoutMs: 0 }],
    ['half a millisecond', { timeoutMs: 0.5 }],
    ['all the time of the world', { timeoutMs: Infinity }],
  ])('refuses %s', (_what, change) => {
    expect(() => buildTarget({ ...request, ...change }, 0)).toThrow(UsageError);
  });
});

describe('a walk', () => {
  it.each([
    ['a bad address', { sipAddress: 'bob' }, /not a sign-in address/],
    ['a bad authority', { authorities: ['nothing'] }, /no PEM certificate/],
    ['an unknown lab', { lab: { deployment: 'lync1999', faults: [] } }, /lync1999/],
    ['an unknown fault', { lab: { deployment: 'sfb2015', faults: ['rain'] } }, /rain/],
    [
      'a bad address for a lab',
      { sipAddress: 'bob', lab: { deployment: 'sfb2015', faults: [] } },
      /not a sign-in address/,
    ],
    ['a bad rule for a lab', { connectTo: ['x'], lab: { deployment: 'sfb2015', faults: [] } }, /connect-to/],
  ])('that cannot run says so before anything happens: %s', async (_what, change, sentence) => {
    const events: unknown[] = [];
    let started = false;
    const run = runWalk(
      { ...request, ...change },
      {
        emit: (event) => events.push(event),
        signal: new AbortController().signal,
        onStarted: () => void (started = true),
      },
    );
    await expect(run).rejects.toThrow(sentence);
    await expect(run).rejects.toBeInstanceOf(UsageError);
    expect([events, started]).toEqual([[], false]);
  });

  it('is not begun when its host objects', async () => {
    const events: unknown[] = [];
    const run = runWalk(request, {
      emit: (event) => events.push(event),
      signal: new AbortController().signal,
      onStarted: () => Promise.reject(new UsageError('No.')),
    });
    await expect(run).rejects.toThrow('No.');
    expect(events).toEqual([]);
  });
});

describe('the practice labs', () => {
  it('are offered with their users and never with a password', () => {
    const catalogue = labCatalogue();
    expect(catalogue.deployments.map(({ id }) => id)).toEqual([
      ...['lync2010', 'lync2013', 'sfb2015', 'sfb2019', 'sfbse', 'lync-online', 'hybrid'],
    ]);
    for (const { users, domain } of catalogue.deployments) {
      expect(users[0]?.expect).toBe('pass');
      for (const user of users) expect(Object.keys(user)).toEqual(['sipAddress', 'expect']);
      expect(users.every(({ sipAddress }) => sipAddress.endsWith(`@${domain}`))).toBe(true);
    }
    expect(catalogue.faults.find(({ id }) => id === 'dns-only-external')?.from).toBe('inside');
  });

  it('are found with each of their faults, once', () => {
    for (const { id, deployments } of listLab().faults) {
      for (const deployment of deployments) {
        expect(readLab({ deployment, faults: [id, id] })).toEqual({ deployment, faults: [id] });
      }
    }
  });
});

describe('certificate authorities', () => {
  const [first = '', second = ''] = rootCertificates;

  it('are read one by one, whatever stands around them', () => {
    const text = `# comment\r\n${first.replaceAll('\n', '\r\n')}\nsubject=...\n${second}`;
    expect(readAuthorities(text, 'x.pem')).toHaveLength(2);
  });

  it('are refused when they are something else, by name', () => {
    expect(() => readAuthorities('', 'x.pem')).toThrow('x.pem holds no PEM certificate.');
    expect(() => readAuthorities(first.replace(/\n[\w+/]{10}/, '\nAAAAAAAAAA'), 'x.pem')).toThrow(
      'Certificate 1 in x.pem',
    );
    expect(() => readAuthorities('-----BEGIN CERTIFICATE-----', 'x.pem')).toThrow(UsageError);
  });
});
