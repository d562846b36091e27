/** The mobility service of Lync 2010 clients, walked as such a phone does, on the deployments that have it and on those that have not. */
import { describe, expect, it } from 'vitest';
import type { StartOptions } from '../../lab/types.js';
import { judge } from '../../shared/audits/judge.js';
import type { WalkRequest } from '../../shared/ipc.js';
import { factOf, factsOf } from '../../shared/session/facts.js';
import { headerValues } from '../../shared/session/headers.js';
import type { Session, Step, StepKind } from '../../shared/session/model.js';
import { walkInLab } from './support/labOfTest.js';
import { webOnly } from './support/walks.js';

/** The web services alone, Mcx in full. */
const walkMcx = (start: StartOptions, changes: Partial<WalkRequest> = {}): Promise<Session> =>
  walkInLab(start, { ...webOnly, services: 'full', ...changes });

function theGroup({ steps }: Session): Step {
  const group = steps.find(({ kind }) => kind === 'mcx');
  if (group === undefined) throw new Error('Mcx was not walked');
  return group;
}

/** The step of a kind below the group. */
function stepOf(session: Session, kind: StepKind): Step {
  const { id } = theGroup(session);
  const step = session.steps.find((one) => one.kind === kind && one.parentId === id);
  if (step === undefined) throw new Error(`there is no ${kind}`);
  return step;
}

const serious = (session: Session): readonly string[] =>
  judge(session)
    .findings.filter(({ severity }) => severity !== 'info')
    .map(({ id }) => id);

const outcomesOf = (session: Session): readonly string[] =>
  (['mcx.page', 'mcx.mex', 'mcx.ticket', 'mcx.push'] as const).map((kind) => stepOf(session, kind).outcome);

const passwordUses = (session: Session): number =>
  session.steps.flatMap((step) => factsOf(step, 'credential-use')).length;

describe.each(['lync2010', 'lync2013', 'sfb2015'] as const)('%s', (deployment) => {
  it.each(['inside', 'outside'] as const)('a phone finds Mcx and gets a ticket for it, %s', async (view) => {
    const session = await walkMcx({ deployment, from: view });
    expect(outcomesOf(session)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(serious(session)).toEqual([]);

    // The address is the published one on both sides, so that from inside the way leads out and back in.
    const page = session.exchanges.find(({ stepId }) => stepId === stepOf(session, 'mcx.page').id);
    const address = page?.request.url ?? '';
    expect(new URL(address).hostname).toMatch(/^web01\..*\.example$/);
    expect(theGroup(session).side).toBe(view === 'inside' ? 'internal' : 'external');

    // The ticket is for this service, and nothing was shown to it: page and metadata are for everybody.
    expect(factOf(stepOf(session, 'mcx.ticket'), 'ticket-audience')).toBe(address);
    const own = [stepOf(session, 'mcx.page').id, stepOf(session, 'mcx.mex').id];
    const requests = session.exchanges.filter(({ stepId }) => own.includes(stepId)).map(({ request }) => request);
    expect(requests).toHaveLength(2);
    for (const name of ['Authorization', 'X-MS-WebTicket', 'Cookie']) {
      expect(requests.flatMap((request) => headerValues(request, name))).toEqual([]);
    }
    expect(theGroup(session).meaning).toContain('not published');
  });
});

it('the password is used once for it, and not before the others', async () => {
  const start: StartOptions = { deployment: 'sfb2015', from: 'outside' };
  const [full, light] = await Promise.all([
    walkMcx(start, { sip: 'auto' }),
    walkMcx({ ...start, address: '127.0.1.1' }, { sip: 'auto', services: 'reachability' }),
  ]);
  expect(factsOf(stepOf(full, 'mcx.ticket'), 'credential-use')).toHaveLength(1);
  // In the order of use: every other one comes first, but for the ticket of the other services.
  const uses = full.steps.filter((step) => factsOf(step, 'credential-use').length > 0);
  const kinds = uses.toSorted((a, b) => a.startedMs - b.startedMs).map(({ kind }) => kind);
  expect(kinds.slice(-2)).toEqual(['mcx.ticket', 'service.ticket']);
  expect(stepOf(light, 'mcx.mex').outcome).toBe('ok');
  expect(stepOf(light, 'mcx.ticket').value).toBe('skipped: only whether it can be reached was asked for');
});

it.each(['sfb2019', 'sfbse'] as const)('%s has none, and that is no fault', async (deployment) => {
  const session = await walkMcx({ deployment, from: 'outside' });
  expect(theGroup(session).value).toBe('not offered by this version');
  expect(stepOf(session, 'mcx.ticket').value).toBe('skipped: not offered by this version');
  expect(serious(session)).toEqual([]);
});

it('where Mcx is stopped, nobody is asked for a ticket', async () => {
  const session = await walkMcx({ deployment: 'lync2013', faults: ['mcx-down'], from: 'inside' });
  expect(outcomesOf(session)).toEqual(['failed', 'skipped', 'skipped', 'ok']);
  expect(serious(session)).toEqual(['mcx-not-answering']);
});

it('where it is not installed, one look at its usual address says so', async () => {
  const session = await walkMcx({ deployment: 'sfb2015', faults: ['mcx-missing'], from: 'outside' });
  expect(stepOf(session, 'mcx.page').value).toBe('404, no document names the service');
  expect(serious(session)).toEqual(['mcx-missing']);
});

it.each(['inside', 'outside'] as const)('an internal address for everybody works inside only, %s', async (view) => {
  const session = await walkMcx({ deployment: 'lync2010', faults: ['mcx-internal-only'], from: view });
  expect(stepOf(session, 'mcx.page').outcome).toBe(view === 'inside' ? 'ok' : 'failed');
  expect(serious(session)).toEqual(view === 'inside' ? [] : ['mcx-internal-only']);
});

it('a refused ticket is told apart from a refused user', async () => {
  const session = await walkMcx({ deployment: 'lync2010', faults: ['mcx-ticket-refused'], from: 'outside' });
  expect(factOf(stepOf(session, 'mcx.ticket'), 'fault')).toMatch(/^InvalidScope/);
  expect(serious(session)).toEqual(['mcx-ticket-refused']);
  expect(session.steps.filter(({ kind, outcome }) => kind === 'web-ticket.user' && outcome === 'ok')).not.toEqual([]);
});

it('a walk with OAuth alone leaves the ticket out', async () => {
  const session = await walkMcx({ deployment: 'sfb2015', from: 'outside' }, { signIn: 'oauth' });
  expect(stepOf(session, 'mcx.mex').outcome).toBe('ok');
  expect(stepOf(session, 'mcx.ticket').outcome).toBe('skipped');
  expect(serious(session)).toEqual([]);
});

it('nothing is asked where services were left out, or nobody signed in', async () => {
  const start: StartOptions = { deployment: 'lync2010', from: 'outside' };
  const left = await walkMcx(start, { services: 'none' });
  expect(left.steps.some(({ kind }) => kind === 'mcx')).toBe(false);
  const session = await walkMcx({ ...start, address: '127.0.1.1' }, { password: { mode: 'none' } });
  expect(theGroup(session).value).toBe('skipped: no password');
  expect(passwordUses(session)).toBe(0);
});

it('a cancelled walk leaves no step of it open', async () => {
  const stop = new AbortController();
  const session = await walkInLab(
    { deployment: 'sfb2015', from: 'outside' },
    { services: 'full' },
    {
      signal: stop.signal,
      onStep: ({ kind }, change) => {
        if (kind === 'mcx.mex' && change === 'started') stop.abort();
      },
    },
  );
  expect(session.outcome).toBe('cancelled');
  expect(session.steps.filter(({ outcome }) => outcome === 'running')).toEqual([]);
  expect(session.steps.some(({ kind, outcome }) => kind === 'mcx.ticket' && outcome === 'ok')).toBe(false);
});
