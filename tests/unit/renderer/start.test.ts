/** The start form: what it accepts, and the request and plan it makes. */
import { describe, expect, it } from 'vitest';
import {
  addressProblem,
  emptyForm,
  formOf,
  formProblem,
  linesOf,
  readAuthority,
  requestOf,
} from '../../../renderer/start/form.js';
import { planOf } from '../../../renderer/start/planLines.js';
import { reduceSession } from '../../../shared/session/reduce.js';
import type { Session } from '../../../shared/session/model.js';
import { passedWalk } from '../../fixtures/page/passedWalk.js';

describe('an address', () => {
  it.each(['lenea@contoso.com', 'sip:lenea@contoso.com', ' Lene.A+x@sub.contoso.com ', 'å@contoso.com'])(
    '%s is good',
    (text) => expect(addressProblem(text)).toBeUndefined(),
  );
  it.each([
    ['', /Type the sign-in address/],
    ['CONTOSO\\lenea', /logon name/],
    ['lenea', /has the form/],
    ['lenea@contoso', /has the form/],
    ['@contoso.com', /has the form/],
    ['a@b@contoso.com', /has the form/],
    ['<x>@contoso.com', /has the form/],
  ])('%s is refused', (text, sentence) => expect(addressProblem(text)).toMatch(sentence));
});

describe('the form', () => {
  const good = { ...emptyForm, address: 'lenea@contoso.com' };
  it('asks for what a choice needs', () => {
    expect(formProblem(good)).toBeUndefined();
    expect(formProblem({ ...good, find: 'manual' })?.field).toBe('urls');
    expect(formProblem({ ...good, password: 'given' })?.field).toBe('passwordValue');
    expect(formProblem({ ...good, timeoutSeconds: 'soon' })?.field).toBe('timeoutSeconds');
    expect(formProblem({ ...good, timeoutSeconds: '601' })?.field).toBe('timeoutSeconds');
  });
  it('sends a password only when it is typed for this walk', () => {
    expect(requestOf({ ...good, passwordValue: 'left over' }).password).toEqual({ mode: 'none' });
    expect(requestOf({ ...good, password: 'ask', passwordValue: 'left over' }).password).toEqual({ mode: 'ask' });
  });
  it('in the lab uses nothing of the world outside', () => {
    const lab = { deployment: 'sfb2019', sipAddress: 'a@b.example', faults: ['tls-expired'] };
    const request = requestOf({
      ...good,
      lab,
      resolver: '192.0.2.1',
      publicResolver: '203.0.113.53',
      connectTo: 'a:1:b:2',
      proxy: 'http://p:1',
      password: 'given',
      passwordValue: 'mine',
      userName: 'me',
      authorities: [{ name: 'x', pem: 'y' }],
    });
    expect(request).toEqual({
      sipAddress: 'a@b.example',
      password: { mode: 'ask' },
      location: 'unknown',
      signIn: 'auto',
      discoveryUrls: [],
      connectTo: [],
      proxy: 'none',
      authorities: [],
      trustedHosts: [],
      timeoutMs: 10_000,
      keepSecrets: false,
      lab: { deployment: 'sfb2019', faults: ['tls-expired'] },
    });
  });
  it('is filled from a reopened walk, without its password', () => {
    const session = passedWalk().reduce(reduceSession, null as Session | null);
    if (session === null) throw new Error('the fixture has no session');
    expect(formOf(session)).toMatchObject({
      address: 'lenea@contoso.com',
      location: 'outside',
      password: 'ask',
      passwordValue: '',
    });
  });
  it('asks a public resolver only where a sign-in compares DNS', () => {
    const typed = { ...good, publicResolver: ' 203.0.113.53 ' };
    const asked = (form: typeof typed): unknown => {
      const { dnsDepth, publicResolver } = requestOf(form);
      return { dnsDepth, publicResolver };
    };
    expect(asked(typed)).toEqual({ dnsDepth: undefined, publicResolver: '203.0.113.53' });
    expect(asked({ ...typed, dnsDepth: 'none' })).toEqual({ dnsDepth: 'none', publicResolver: undefined });
    const meeting = { ...typed, dnsDepth: 'none', mode: 'meeting', meeting: 'https://meet.contoso.com/a/B1' } as const;
    expect(asked(meeting)).toEqual({ dnsDepth: undefined, publicResolver: undefined });
  });
  it('is filled with how a reopened walk compared DNS', () => {
    const session = passedWalk().reduce(reduceSession, null as Session | null);
    if (session === null) throw new Error('the fixture has no session');
    const { publicResolver: _none, ...target } = session.target;
    expect(formOf({ ...session, target: { ...target, dnsDepth: 'none' } })).toMatchObject({
      dnsDepth: 'none',
      publicResolver: '',
      advanced: true,
    });
    expect(formOf({ ...session, target: { ...target, publicResolver: '203.0.113.53:53' } })).toMatchObject({
      dnsDepth: 'full',
      publicResolver: '203.0.113.53:53',
      advanced: true,
    });
  });
  it('reads lists and certificates', () => {
    expect(linesOf(' a\n b, c ')).toEqual(['a', 'b', 'c']);
    expect(readAuthority('x.pem', 'nothing')).toBe('x.pem holds no PEM certificate.');
    const pem = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----';
    expect(readAuthority('x.pem', `Bag\n${pem}\n${pem}`)).toEqual({ name: 'x.pem', pem: `${pem}\n${pem}` });
  });
});

describe('the user of this computer', () => {
  const form = { ...emptyForm, address: 'lenea@contoso.com', password: 'current', userName: 'left over' } as const;
  it('is a choice in place of a password, and counts none', () => {
    const request = requestOf(form);
    expect([request.password, request.currentUser, request.userName]).toEqual([{ mode: 'none' }, true, undefined]);
    expect(planOf(form).passwordUses).toBe(0);
  });
  it('is nobody in the practice lab, which uses its own', () => {
    const request = requestOf({ ...form, lab: { deployment: 'sfb2015', sipAddress: '', faults: [] } });
    expect([request.password, request.currentUser]).toEqual([{ mode: 'ask' }, undefined]);
  });
});

describe('the plan', () => {
  const good = { ...emptyForm, address: 'lenea@contoso.com' };
  it('counts the uses of the password as the engine does', () => {
    expect(planOf(good).passwordUses).toBe(0);
    expect(planOf({ ...good, password: 'ask' }).passwordUses).toBe(11);
    expect(planOf({ ...good, password: 'ask', sip: 'none' }).passwordUses).toBe(8);
    expect(planOf({ ...good, password: 'ask', sipAuth: 'tls-dsk' }).passwordUses).toBe(9);
    expect(
      planOf({ ...good, password: 'ask', signIn: 'oauth', find: 'manual', externalUrl: 'https://x/' }).passwordUses,
    ).toBe(5);
  });
  it('names what should not exist only where the user is outside', () => {
    const notes = (location: 'inside' | 'outside'): number =>
      planOf({ ...good, location })
        .phases.flatMap((phase) => phase.lines)
        .filter((line) => line.note === 'should not exist').length;
    expect([notes('outside'), notes('inside')]).toEqual([2, 0]);
  });
  it('says who else is asked for names, and that a public resolver is told them', () => {
    const told = (form: Partial<typeof good>): readonly string[] => {
      const { phases, promises } = planOf({ ...good, ...form });
      const asked = phases.at(-1)?.lines.map(({ ask, note }) => `${ask} ${note ?? ''}`) ?? [];
      return [...asked, ...promises].filter((text) => /names/.test(text));
    };
    expect(told({})).toEqual(['the same names at the zone’s servers']);
    expect(told({ dnsDepth: 'none', publicResolver: '203.0.113.53' })).toEqual([]);
    expect(told({ publicResolver: '203.0.113.53' })).toEqual([
      'the same names at the zone’s servers',
      'the same names at 203.0.113.53, public',
      'Tells 203.0.113.53, a public resolver, the names of contoso.com that it looks up',
    ]);
  });
  it('leaves out what is not asked', () => {
    const form = { ...good, find: 'manual', internalUrl: 'https://a/', signIn: 'web-ticket', sip: 'none' } as const;
    expect(planOf(form).phases.map((phase) => phase.title)).toEqual([
      'Ask the typed addresses',
      'Ask for the domain document',
      'Read what the web ticket service offers',
      'See which servers answer',
      'Look at names and certificates',
    ]);
  });
});
