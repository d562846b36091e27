/** The services map: what it says of recorded and hand-made walks, and that hostile ones neither break nor flood it. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../shared/audits/judge.js';
import { serviceStateFact } from '../../../shared/session/serviceStates.js';
import { parseSessionText } from '../../../shared/session/file.js';
import type { Session } from '../../../shared/session/model.js';
import { servicesMapOf } from '../../../renderer/services/map.js';
import { sides, type MapBox, type ServiceRow, type ServicesMap } from '../../../renderer/services/model.js';
import { nearest, type ArrowKey } from '../../../renderer/services/spatial.js';
import { blameIndexOf } from '../../../renderer/state/blame.js';
import { Builder, failure, type Facts } from '../audits/build.js';

const mapOf = (session: Session): ServicesMap => servicesMapOf(session, blameIndexOf(judge(session), session));
const rowsOf = (map: ServicesMap): readonly ServiceRow[] => map.groups.flatMap(({ rows }) => rows);
const rowOf = (map: ServicesMap, service: string): ServiceRow | undefined =>
  rowsOf(map).find((row) => row.service === service);
const said = (boxes: readonly MapBox[] | undefined): readonly string[] =>
  (boxes ?? []).map(({ status, text }) => `${status}: ${text}`);

function boxesOf(map: ServicesMap): readonly MapBox[] {
  const route = sides.flatMap((side) => {
    const { names, doors, director } = map.halves[side];
    return [names.web, names.sip, doors.web, doors.sip, director];
  });
  const cells = rowsOf(map).flatMap(({ cells: each }) => sides.flatMap((side) => each[side]));
  return [map.client, map.pool.box, ...map.pool.sweeps, ...map.pool.servers, ...route, ...cells].filter(
    (box) => box !== undefined,
  );
}

/** Whatever a session holds: no two boxes are one, and each leads to something that is there. */
function holds(session: Session): ServicesMap {
  const map = mapOf(session);
  const boxes = boxesOf(map);
  expect(new Set(boxes.map(({ key }) => key)).size).toBe(boxes.length);
  const known = new Set([...session.steps, ...session.exchanges].map(({ id }) => id));
  for (const { target } of boxes) {
    if (target !== undefined) expect(known).toContain(target.recordId ?? target.stepId);
  }
  return map;
}

const web = 'https://web.contoso.com';
const inner = 'https://webint.contoso.local';
const links: Facts = [
  ['document', 'user'],
  ['sip-server', 'SipServerInternalAccess pool01.contoso.local:5061'],
  ['sip-server', 'SipClientExternalAccess sip.contoso.com:443'],
  ['link', `External/Autodiscover ${web}/Autodiscover/AutodiscoverService.svc/root`],
  ['link', `Internal/Autodiscover ${inner}/Autodiscover/AutodiscoverService.svc/root`],
  ['link', `External/Ucwa ${web}/ucwa/v1/applications`],
  ['link', `Internal/Ucwa ${inner}/ucwa/v1/applications`],
];

interface Tested {
  readonly build: Builder;
  readonly group: string;
}

/** A walk from outside that got the user document; the inside did not answer, as it must not. */
function walked(more: Facts = []): Tested {
  const build = new Builder({ location: 'outside', hasPassword: true });
  build.step('walk');
  build.step('side', { side: 'internal', failure: failure('lookup', 'name_not_found') });
  build.step('side', { side: 'external' });
  build.step('web-ticket.user', { side: 'external', facts: [...links, ...more] });
  return { build, group: build.step('service-tests') };
}

describe('recorded sessions', () => {
  const folder = new URL('../../fixtures/sessions/', import.meta.url);
  for (const name of readdirSync(folder)) {
    test(name, () => {
      const read = parseSessionText(readFileSync(new URL(name, folder), 'utf8'));
      if (!read.ok) throw new Error(read.error);
      holds(read.value.session);
    });
  }

  test('without a password the way is drawn, and what would name the services is said', () => {
    const read = parseSessionText(readFileSync(new URL('lync2010-no-password-inside.lyncscope', folder), 'utf8'));
    if (!read.ok) throw new Error(read.error);
    const map = mapOf(read.value.session);
    expect(map.seat).toBe('inside');
    expect(map.missing).toMatch(/A walk with a password fills this part/);
    expect(map.halves.internal.names.web).toMatchObject({ status: 'passed', text: '127.0.0.2' });
    expect(map.halves.external.names.web).toMatchObject({ status: 'expected', text: 'No such name' });
    expect(map.pool.box.status).toBe('skipped');
    expect(said(rowOf(map, 'OAuth')?.cells.internal)).toEqual(['absent: The root document offers no OAuth']);
    expect(said(rowOf(map, 'WebTicket')?.cells.internal)).toEqual(['skipped: Not used: no password']);
  });
});

describe('services', () => {
  test('tested ones show answer and time, and lead to their step; sessions before the fact say the same', () => {
    const facts = (withState: boolean): Facts => [
      ['service', `AddressBook ${web}/abs/handler`],
      ...(withState ? ([['service-state', 'External/AddressBook good 401 23 ms']] as const) : []),
    ];
    for (const withState of [true, false]) {
      const { build, group } = walked();
      const step = build.step('service.test', {
        parent: group,
        side: 'external',
        title: 'Test AddressBook',
        facts: facts(withState),
      });
      build.exchange(step, `${web}/abs/handler`, { status: 401 });
      const map = holds(build.session());
      const [box, ...others] = rowOf(map, 'AddressBook')?.cells.external ?? [];
      expect(others).toEqual([]);
      expect(box).toMatchObject({ status: 'passed', text: '401 asks for a sign-in', target: { stepId: step } });
      expect(box?.ms).toBe(withState ? 23 : undefined);
      expect(box?.names).toEqual([]); // the host is the usual one
    }
  });

  test('a test by its ticket stands beside the one without, and a host that is not the usual one is named', () => {
    const { build, group } = walked();
    const test1 = build.step('service.test', {
      parent: group,
      side: 'external',
      facts: [['service', `Mcx ${web}/Mcx`]],
    });
    build.exchange(test1, 'https://other.contoso.com/Mcx', { status: 200 });
    const state = serviceStateFact({ side: 'external', service: 'Mcx', state: 'bad', status: 500, ms: 9 });
    const query = build.step('service.query', {
      parent: group,
      side: 'external',
      failure: failure('protocol', 'unexpected_status'),
      facts: [
        ['service', `Mcx ${web}/Mcx`],
        ['service-state', state],
      ],
    });
    const [first, second] = rowOf(holds(build.session()), 'Mcx')?.cells.external ?? [];
    expect(first?.names).toEqual(['other.contoso.com']);
    expect(second).toMatchObject({ title: 'Use', status: 'failed', target: { stepId: query } });
  });

  test('a side that cannot be reached from here is not merely untested', () => {
    const { build, group } = walked();
    build.step('service.test', {
      parent: group,
      side: 'internal',
      title: 'Test the services of this side',
      outcome: 'skipped',
    });
    const map = holds(build.session());
    expect(said(rowOf(map, 'Ucwa')?.cells.internal)).toEqual(['expected: Not reached from here']);
    expect(said(rowOf(map, 'Ucwa')?.cells.external)).toEqual(['skipped: Named, not tested']);
  });

  test('what the document leaves out is not offered, unless the walk learned of it otherwise', () => {
    const { build } = walked();
    build.step('cert-prov', { side: 'external' });
    const map = holds(build.session());
    expect(said(rowOf(map, 'Mcx')?.cells.external)).toEqual(['absent: No link in the user document']);
    expect(rowOf(map, 'CertProvisioning')?.cells.internal[0]?.status).toBe('expected');
  });

  test('a failing service says how it was answered; where the sign-in worked it is a warning, as in the list', () => {
    const { build, group } = walked();
    const step = build.step('service.test', {
      parent: group,
      side: 'external',
      facts: [['service', `Meet ${web}/meet`]],
      failure: failure('protocol', 'unexpected_status'),
    });
    build.exchange(step, `${web}/meet`, { status: 503, reason: 'Service Unavailable' });
    expect(said(rowOf(holds(build.session()), 'Meet')?.cells.external)).toEqual(['warning: 503 fails']);
  });

  test('the servers of the pool that said they answered have a box each, and the bad one leads to what it answered', () => {
    const { build, group } = walked();
    const step = build.step('service.test', {
      parent: group,
      side: 'external',
      facts: [['service', `Meet ${web}/meet`]],
    });
    const server = (name: string) => ({ headers: [['X-MS-Server-Fqdn', name]] as const });
    build.exchange(step, `${web}/meet`, { status: 200, ...server('fe02.contoso.local') });
    build.exchange(step, `${web}/meet`, { status: 200, ...server('fe01.contoso.local') });
    const bad = build.exchange(step, `${web}/meet`, {
      ...server('fe01.contoso.local'),
      status: 500,
      failure: failure('response', 'truncated_body'),
    });
    const { servers } = holds(build.session()).pool;
    expect(servers.map(({ title, status }) => `${title} ${status}`)).toEqual(['fe01 failed', 'fe02 passed']);
    expect(servers[0]?.target).toEqual({ recordId: bad });
  });
});

describe('hostile sessions', () => {
  test('a thousand links fill no thousand rows', () => {
    const tokens = Array.from({ length: 1000 }, (_, at): Facts[number] => [
      'link',
      `External/Own${at} ${web}/own/${at}`,
    ]);
    const map = holds(walked(tokens).build.session());
    expect(rowsOf(map).length).toBeLessThan(60);
    expect(map.moreServices).toBeGreaterThan(300);
  });

  test('strange tokens are names like any other', () => {
    const strange = [
      '__proto__',
      'constructor',
      'toString',
      '',
      ' ',
      '../..',
      '<b>',
      'x'.repeat(5000),
      'Ünïcode',
      'a/b/c',
    ];
    const map = holds(
      walked(strange.map((token): Facts[number] => ['link', `Internal/${token} javascript:alert(1)`])).build.session(),
    );
    expect(rowOf(map, '__proto__')?.purpose).toBe('');
    expect(rowOf(map, 'constructor')?.cells.internal[0]?.status).toBe('expected');
  });

  test('servers that were asked several times show how many answers were good; one with none is not shown as good', () => {
    const { build } = walked();
    const group = build.step('front-ends');
    const sweep = build.step('front-ends.ask', {
      parent: group,
      side: 'external',
      facts: [
        ['front-end', 'fe01.contoso.local 203.0.113.7 3 of 3 good'],
        ['front-end', 'fe02.contoso.local 203.0.113.7 0 of 2 good'],
        ['front-end', 'fe01.contoso.local 203.0.113.8 1 of 2 good'],
        ['front-end', 'unnamed 203.0.113.9 0 of 1 good'],
      ],
    });
    for (const [server, status] of [
      ['fe01', 200],
      ['fe02', 500],
    ] as const) {
      const headers = [['X-MS-Server-Fqdn', `${server}.contoso.local`]] as const;
      build.exchange(sweep, `${web}/Autodiscover/AutodiscoverService.svc/root`, { status, headers });
    }
    const { servers, sweeps } = holds(build.session()).pool;
    expect(servers.map(({ title, text }) => `${title}: ${text}`)).toEqual(['fe01: 4 of 5 good', 'fe02: 0 of 2 good']);
    expect(servers[1]?.status).not.toBe('passed');
    expect(sweeps.map(({ target }) => target)).toEqual([{ stepId: sweep }]);
  });

  test('a join shows its stages, the pool of the organizer, and nothing of what a guest does not need', () => {
    const build = new Builder({
      location: 'unknown',
      meeting: { address: 'https://meet.contoso.com/lenea/X', name: 'G' },
    });
    build.step('walk');
    const group = build.step('meeting');
    build.step('meeting.locate', { parent: group, facts: [['conference-from', 'page']] });
    build.step('root', { parent: group, side: 'external' });
    build.step('meeting.token', { parent: group, side: 'external' });
    const create = build.step('ucwa.create', { parent: group, side: 'external' });
    build.exchange(create, 'https://web.contoso.com/ucwa/oauth/v1/applications', { status: 201 });
    build.step('meeting.join', { parent: group, side: 'external' });
    build.step('meeting.outcome', { parent: group, side: 'external', facts: [['meeting-outcome', 'lobby']] });
    build.step('meeting.leave', { parent: group, side: 'external' });
    const map = holds(build.session());
    expect(map.pool.box).toMatchObject({
      title: 'Pool of the organizer',
      names: ['web.contoso.com'],
      status: 'passed',
    });
    expect(map.halves.internal).toMatchObject({ isAsked: false, doors: { web: undefined, sip: undefined } });
    expect(map.halves.external.doors.sip).toBeUndefined();
    expect(map.missing).toBeUndefined();
    expect(said(rowOf(map, 'GuestOutcome')?.cells.external)).toEqual([
      'passed: In the lobby: somebody must let the guest in',
    ]);
    expect(rowsOf(map).flatMap(({ cells }) => cells.internal)).toEqual([]);
  });

  test('Mcx shows its page, ticket and session in rows of their own', () => {
    const { build } = walked();
    const group = build.step('mcx', { side: 'external' });
    build.step('mcx.page', { parent: group, side: 'external', failure: failure('protocol', 'unexpected_status') });
    build.step('mcx.ticket', { parent: group, side: 'external', outcome: 'skipped' });
    build.step('mcx.session', { parent: group, side: 'external' });
    const map = holds(build.session());
    expect(['McxPage', 'McxTicket', 'McxSession'].map((row) => rowOf(map, row)?.cells.external[0]?.status)).toEqual([
      'warning',
      'skipped',
      'passed',
    ]);
  });

  test('many servers and many tests of one service are cut', () => {
    const { build, group } = walked();
    for (let at = 0; at < 200; at += 1) {
      const step = build.step('service.test', {
        parent: group,
        side: 'external',
        facts: [['service', `Meet ${web}/${at}`]],
      });
      build.exchange(step, `${web}/${at}`, { status: 200, headers: [['X-MS-Server-Fqdn', `fe${at}.contoso.local`]] });
    }
    const map = holds(build.session());
    expect(map.pool).toMatchObject({ servers: { length: 24 }, moreServers: 176 });
    expect(rowOf(map, 'Meet')?.cells.external).toHaveLength(3);
  });

  test('any facts on any steps give a map', () => {
    const fact = fc.tuple(
      fc.constantFrom('link', 'service', 'service-state', 'sip-server', 'document', 'redirect-to', 'access-location'),
      fc.oneof(
        fc.string(),
        fc.constantFrom('user', 'domain', 'External/Ucwa', 'http://[', 'https://a b', 'External/Mcx bad 1 2 ms'),
      ),
    ) as fc.Arbitrary<Facts[number]>;
    const kind = fc.constantFrom(
      'service.test',
      'services',
      'web-ticket.user',
      'root.https',
      'ucwa',
      'registrar',
      'dns.srv',
    );
    const step = fc.record({
      kind: kind,
      side: fc.constantFrom('internal' as const, 'external' as const),
      outcome: fc.constantFrom(
        'ok' as const,
        'failed' as const,
        'skipped' as const,
        'running' as const,
        'cancelled' as const,
      ),
      facts: fc.array(fact, { maxLength: 5 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const build = new Builder({ location: 'unknown' });
        for (const { kind: of, ...options } of steps) build.step(of, options);
        holds(build.session());
      }),
    );
  });
});

test('arrow keys go to a box that lies in their direction, or stay', () => {
  const rect = fc.record({
    left: fc.nat(900),
    top: fc.nat(900),
    width: fc.integer({ min: 20, max: 200 }),
    height: fc.constant(30),
  });
  const keys: readonly ArrowKey[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
  fc.assert(
    fc.property(fc.array(rect, { minLength: 2, maxLength: 20 }), fc.constantFrom(...keys), (rects, key) => {
      const to = rects[nearest(rects, 0, key)];
      const from = rects[0];
      if (to === undefined || from === undefined) return;
      const dx = to.left + to.width / 2 - from.left - from.width / 2;
      const dy = to.top - from.top;
      expect({ ArrowLeft: -dx, ArrowRight: dx, ArrowUp: -dy, ArrowDown: dy }[key]).toBeGreaterThan(0);
    }),
  );
  const column = [0, 40, 80].map((top) => ({ left: 0, top, width: 100, height: 30 }));
  expect(nearest(column, 0, 'ArrowDown')).toBe(1);
  expect(nearest(column, 0, 'ArrowRight')).toBe(-1);
});
