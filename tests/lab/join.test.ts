/** Meetings joined as a guest in every deployment that has them: what comes of it, and that nothing is left behind. */
import { describe, expect, it } from 'vitest';
import type { DeploymentId, RunningLab } from '../../lab/types.js';
import { UsageError } from '../../main/walk.js';
import { judge } from '../../shared/audits/judge.js';
import type { WalkRequest } from '../../shared/ipc.js';
import { parseSessionText, sessionLines } from '../../shared/session/file.js';
import { factOf, factsOf } from '../../shared/session/facts.js';
import type { Session, Step, StepKind } from '../../shared/session/model.js';
import { labOfTest } from './support/labOfTest.js';
import { watchLab } from './support/labTraffic.js';
import { walk, walkIn, type Watching } from './support/walks.js';

/** TLS endpoints are left out: they have tests of their own. */
function joinIn(
  at: RunningLab,
  address: string,
  changes: Partial<WalkRequest> = {},
  watching: Watching = {},
): Promise<Session> {
  const meeting = { address, name: 'Karl from outside' };
  return walkIn(at, { meeting, endpoints: 'none', ...changes }, watching);
}

const of = (session: Session, kind: StepKind): readonly Step[] => session.steps.filter((step) => step.kind === kind);
const lastOf = (session: Session, kind: StepKind): Step => of(session, kind).at(-1) ?? raise();
const seriousOf = (session: Session): readonly string[] =>
  judge(session)
    .findings.filter(({ severity }) => severity !== 'info')
    .map(({ id, severity }) => `${severity} ${id}`);
const meetingOf = (at: RunningLab, kind: string) => at.conferences.find((one) => one.kind === kind) ?? raise();

const withUcwa: readonly DeploymentId[] = ['lync2013', 'sfb2015', 'sfb2019', 'sfbse'];

describe.each(withUcwa)('%s', (deployment) => {
  it.each(['outside', 'inside'] as const)('a meeting is joined by its link and left again, %s', async (view) => {
    const at = await labOfTest({ deployment, from: view });
    const open = meetingOf(at, 'open');
    const session = await joinIn(at, open.meetUrl, { location: view });
    expect(lastOf(session, 'meeting').value).toBe('joined and left');
    expect(factOf(lastOf(session, 'meeting.locate'), 'conference-from')).toBe('page');
    expect(factOf(lastOf(session, 'meeting.outcome'), 'meeting-outcome')).toBe('joined');
    expect(lastOf(session, 'meeting.leave').outcome).toBe('ok');
    expect(at.openApplications()).toEqual([]);
    expect(seriousOf(session)).toEqual([]);
    expect(judge(session).headline).toBe(`Joined the meeting of ${open.organizer} as a guest and left again`);
    expect(session.steps.filter(({ outcome }) => outcome === 'failed').map(({ kind }) => kind)).toEqual(
      view === 'inside' && of(session, 'dns.discovery-name').length > 1 ? ['dns.discovery-name'] : [],
    );
  });

  it('a meeting of an organizer in another pool is joined there, by its URI', async () => {
    const at = await labOfTest({ deployment, from: 'outside' });
    const home = meetingOf(at, 'open').poolId;
    const elsewhere = at.conferences.find(({ kind, poolId }) => kind === 'open' && poolId !== home) ?? raise();
    const session = await joinIn(at, `conf:${elsewhere.uri}%3Frequired-media=audio`);
    expect(lastOf(session, 'meeting').value).toBe('joined and left');
    expect(factOf(lastOf(session, 'meeting.locate'), 'conference-from')).toBe('typed');
    expect(session.target.sipAddress).toBe(elsewhere.organizer);
    expect(at.openApplications()).toEqual([]);
    expect(seriousOf(session)).toEqual([]);
  });
});

it.each(['outside', 'inside'] as const)(
  'Lync Server 2010 offers no such join, and that is no failure, %s',
  async (view) => {
    const at = await labOfTest({ deployment: 'lync2010', from: view });
    const address = `sip:${at.credentialsFor(undefined).sipAddress};gruu;opaque=app:conf:focus:id:MEETING1`;
    const session = await joinIn(at, address, { location: view });
    expect(lastOf(session, 'meeting')).toMatchObject({ outcome: 'ok', value: 'not offered by this version' });
    expect(lastOf(session, 'meeting.token').value).toBe('skipped: not offered by this version');
    expect(of(session, 'web-ticket.mex').length).toBeGreaterThan(0);
    expect(seriousOf(session)).toEqual([]);
  },
);

describe('what a meeting says to a guest', () => {
  it.each([
    ['denied', 'error meeting-guest-turned-away'],
    ['invitees-only', 'error meeting-guest-turned-away'],
    ['full-lobby', 'error meeting-guest-turned-away'],
    ['ended', 'error meeting-ended'],
    ['gone', 'error meeting-gone'],
    ['anonymous-not-allowed', 'error meeting-anonymous-not-allowed'],
  ])('%s: %s, and the guest leaves', async (kind, finding) => {
    const at = await labOfTest({ deployment: 'sfb2015', from: 'outside' });
    const session = await joinIn(at, meetingOf(at, kind).meetUrl);
    expect(seriousOf(session)).toEqual([finding]);
    expect(lastOf(session, 'meeting.leave').outcome).toBe('ok');
    expect(at.openApplications()).toEqual([]);
  });

  it('keeps the guest in the lobby, which is no fault', async () => {
    const at = await labOfTest({ deployment: 'sfb2019', from: 'outside' });
    const session = await joinIn(at, meetingOf(at, 'lobby').meetUrl, { timeoutMs: 1500 });
    expect(lastOf(session, 'meeting').value).toBe('asked to join, and left');
    expect(judge(session)).toMatchObject({ verdict: 'pass' });
    expect(judge(session).findings.map(({ id }) => id)).toContain('meeting-lobby');
    expect(at.openApplications()).toEqual([]);
  });

  it('is not there under a mistyped link: page and token service agree, told once', async () => {
    const at = await labOfTest({ deployment: 'sfb2019', from: 'outside' });
    const session = await joinIn(at, meetingOf(at, 'open').meetUrl.replace(/.$/, '0'));
    const { findings, caller } = judge(session);
    expect(seriousOf(session)).toEqual(['error meeting-gone']);
    expect(findings[0]?.cause).toMatch(/page of the meeting\. The answer is 404\. .* gave no token .* \(400\)\./);
    expect(caller.text).toMatch(/copy it from the invitation once more/);
    expect(of(session, 'ucwa.create').map(({ outcome }) => outcome)).toEqual(['skipped']);
  });

  it('knows no meeting with a mistyped id', async () => {
    const at = await labOfTest({ deployment: 'sfb2019', from: 'outside' });
    const session = await joinIn(at, meetingOf(at, 'open').uri.replace(/.$/, '0'));
    expect(seriousOf(session)).toEqual(['error meeting-key-refused']);
    expect(judge(session).findings[0]?.cause).not.toContain('..');
    expect(of(session, 'ucwa.create').map(({ outcome }) => outcome)).toEqual(['skipped']);
  });
});

describe.each([
  ['conference-gone', 'error meeting-gone'],
  ['anonymous-not-allowed', 'error meeting-anonymous-not-allowed'],
  ['guest-grant-off', 'error meeting-no-guest-grant'],
  ['join-page-silent', 'warning meeting-page-without-uri'],
  // What breaks a sign-in on the same way breaks a join, and is told the same.
  ['tls-expired', 'error tls-expired'],
  ['dns-none', 'error dns-no-discovery-records'],
  ['ucwa-unavailable', 'error ucwa-unavailable'],
] as const)('fault %s', (fault, finding) => {
  it(`gives ${finding} alone, and no application stays`, async () => {
    const at = await labOfTest({ deployment: 'sfb2015', faults: [fault], from: 'outside' });
    const session = await joinIn(at, meetingOf(at, at.conferences[0]?.kind ?? 'open').meetUrl);
    expect(seriousOf(session)).toEqual([finding]);
    expect(at.openApplications()).toEqual([]);
  });
});

describe('leaves no application', () => {
  const kinds: readonly StepKind[] = ['ucwa.create', 'meeting.join', 'meeting.outcome', 'meeting.leave'];
  it.each(kinds.flatMap((kind) => (['started', 'ended'] as const).map((change) => [kind, change] as const)))(
    'when cancelled as %s has %s',
    async (kind, change) => {
      const at = await labOfTest({ deployment: 'sfb2019', from: 'outside' });
      const stop = new AbortController();
      const session = await joinIn(
        at,
        meetingOf(at, 'open').uri,
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

  it('when cancelled while it waits in the lobby', async () => {
    const at = await labOfTest({ deployment: 'sfb2019', from: 'outside' });
    const stop = new AbortController();
    const session = await joinIn(
      at,
      meetingOf(at, 'lobby').uri,
      {},
      {
        signal: stop.signal,
        onStep: (step, now) => {
          if (step.kind === 'meeting.outcome' && now === 'started') setTimeout(() => stop.abort(), 200);
        },
      },
    );
    expect(session.outcome).toBe('cancelled');
    expect(at.openApplications()).toEqual([]);
  });
});

describe('the key of the meeting', () => {
  it('and the tokens are in no record, in the target neither', async () => {
    const at = await labOfTest({ deployment: 'sfb2015', from: 'outside' });
    const { id, meetUrl } = meetingOf(at, 'open');
    const watch = watchLab();
    try {
      const session = await joinIn(at, meetUrl);
      const sent = watch.exchanges.map(({ request }) => request.body().toString('latin1')).join('\n');
      expect(sent).toContain(id); // it went by
      const file = sessionLines(session);
      const decoded = session.exchanges.flatMap(({ request, response }) =>
        [request.wire, request.body.decoded, response?.wire ?? '', response?.body.decoded ?? ''].map((bytes) =>
          Buffer.from(bytes, 'base64').toString('latin1'),
        ),
      );
      for (const text of [file, ...decoded]) {
        expect(text.toUpperCase().includes(id)).toBe(false);
        expect(/cwt=[A-Za-z0-9_-]{8}/.test(text)).toBe(false);
      }
      expect(session.target.meeting).toEqual({ address: meetUrl.replace(id, '********'), name: 'Karl from outside' });
      expect(parseSessionText(file)).toMatchObject({ ok: true, value: { session: { target: session.target } } });
    } finally {
      watch.stop();
    }
  });

  it('is readable where that was chosen before', async () => {
    const at = await labOfTest({ deployment: 'sfb2015', from: 'outside' });
    const { meetUrl } = meetingOf(at, 'open');
    const session = await joinIn(at, meetUrl, { keepSecrets: true });
    expect(session.target.meeting?.address).toBe(meetUrl);
  });
});

it('uses no password, whatever it is given', async () => {
  const at = await labOfTest({ deployment: 'sfb2015', from: 'outside' });
  const session = await joinIn(at, meetingOf(at, 'open').meetUrl, {
    password: { mode: 'given', value: 'never sent anywhere' },
    userName: 'SFB2015\\lena',
  });
  expect(session.target).toMatchObject({ hasPassword: false, plannedCredentialUses: 0 });
  expect(session.target.userName).toBeUndefined();
  expect(session.steps.flatMap((step) => factsOf(step, 'credential-use'))).toEqual([]);
});

it.each([
  ['https://meet.example.com/', 'anna'],
  ['anna@example.com', 'anna'],
  ['https://meet.example.com/anna/K7Q2M9XD', ''],
  ['https://meet.example.com/anna/K7Q2M9XD', 'x'.repeat(251)],
])('refuses "%s" joined as "%s" before anything is sent', async (address, name) => {
  const events: unknown[] = [];
  const walked = walk({ meeting: { address, name } }, { emit: (event) => events.push(event) });
  await expect(walked).rejects.toThrow(UsageError);
  expect(events).toEqual([]);
});

function raise(): never {
  throw new Error('it is not there');
}
