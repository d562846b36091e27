/** Resolvers compared beside a walk: name servers that keep silent, name too many others, or lie. */
import { createSocket } from 'node:dgram';
import dnsPacket, { type Answer } from 'dns-packet';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startLab, type RunningLab } from '../../lab/index.js';
import { judge } from '../../shared/audits/judge.js';
import { factsOf } from '../../shared/session/facts.js';
import type { Session, StepKind } from '../../shared/session/model.js';
import type { WalkRequest } from '../../shared/ipc.js';
import { walk, walkIn } from './support/walks.js';

let lab: RunningLab;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  lab = await startLab({ deployment: 'sfb2019', from: 'outside' });
});
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});
afterAll(() => lab.stop());

/** A name server over UDP alone; undefined is silence. */
async function nameServer(
  answer: (question: { readonly name: string; readonly type: string }) => readonly Answer[] | undefined,
): Promise<{ readonly address: string; readonly asked: string[] }> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, from) => {
    const { id = 0, questions = [] } = dnsPacket.decode(query);
    const [question] = questions;
    if (question === undefined) return;
    asked.push(`${question.type} ${question.name}`);
    const answers = answer(question);
    if (answers === undefined) return;
    // NXDOMAIN where there is nothing.
    const flags = 0x0180 | (answers.length === 0 ? 3 : 0);
    const packet = dnsPacket.encode({ type: 'response', id, flags, questions, answers: [...answers] });
    socket.send(packet, from.port, from.address, () => undefined);
  });
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  closers.push(() => new Promise((done) => socket.close(() => done())));
  return { address: `127.0.0.1:${socket.address().port}`, asked };
}

/** Without a password, which names do not need. */
const check = (changes: Partial<WalkRequest> = {}): Promise<Session> =>
  walkIn(lab, { password: { mode: 'none' }, endpoints: 'none', ...changes });

const outcomes = (session: Session, kind: StepKind): readonly (readonly [string, string | undefined])[] =>
  session.steps.filter((step) => step.kind === kind).map(({ outcome, failure }) => [outcome, failure?.code]);
const serious = (session: Session): readonly string[] =>
  judge(session)
    .findings.filter(({ severity }) => severity !== 'info')
    .map(({ id }) => id);

test('servers of the zone that keep silent are given up after one question each, and blamed for nothing', async () => {
  const silent = await nameServer(() => undefined);
  const rules = ['ns1', 'ns2'].map((name) => `${name}.${lab.domain}:53:${silent.address}`);
  const session = await check({ connectTo: [...rules, ...lab.connectTo] });
  expect(outcomes(session, 'dns.resolver')).toEqual([
    ['ok', undefined],
    ['failed', 'timeout'],
    ['failed', 'timeout'],
  ]);
  expect(outcomes(session, 'names')).toEqual([['ok', undefined]]);
  expect(new Set(silent.asked.filter((question) => !/ x[0-9a-f]{16}\./.test(question)))).toEqual(
    new Set([`SOA ${lab.domain}`]),
  );
  expect(serious(session)).toEqual([]);
  expect(session.outcome).toBe('completed');
});

test('one of two servers that keeps silent is a note', async () => {
  const silent = await nameServer(() => undefined);
  const session = await check({ connectTo: [`ns2.${lab.domain}:53:${silent.address}`, ...lab.connectTo] });
  expect(judge(session).findings.map(({ id, severity }) => `${severity} ${id}`)).toContain('info dns-lame-server');
  expect(serious(session)).toEqual([]);
});

test('a walk that is not to compare asks only its resolver', async () => {
  const own = await nameServer(() => undefined);
  const rules = ['ns1', 'ns2'].map((name) => `${name}.${lab.domain}:53:${own.address}`);
  const session = await check({ dnsDepth: 'none', connectTo: [...rules, ...lab.connectTo] });
  expect(session.target.dnsDepth).toBe('none');
  expect(outcomes(session, 'names')).toEqual([]);
  expect(own.asked).toEqual([]);
  expect(new Set(session.lookups.map(({ resolverKind }) => resolverKind))).toEqual(new Set(['given']));
});

test('a resolver on this computer that names hundreds of servers elsewhere: a few names, and none of them is asked', async () => {
  const resolver = await nameServer(({ name, type }) => {
    if (type === 'NS') {
      return Array.from(
        { length: 200 },
        (_, i) => ({ type: 'NS', name, ttl: 1, data: `ns${i}.hoster.example` }) as const,
      );
    }
    return type === 'A' && name.endsWith('.hoster.example') ? [{ type: 'A', name, ttl: 1, data: '203.0.113.53' }] : [];
  });
  const session = await check({ resolver: resolver.address, connectTo: [] });
  const [zone] = session.steps.filter(({ kind }) => kind === 'dns.zone');
  const named = zone === undefined ? [] : factsOf(zone, 'name-server');
  expect(named).toHaveLength(4);
  expect(named.every((fact) => fact.includes('not asked'))).toBe(true);
  expect(new Set(session.lookups.map(({ resolver: server }) => server))).toEqual(new Set([resolver.address]));
  expect(resolver.asked.length).toBeLessThan(100);
});

test('a resolver that answers nothing is asked little more than the walk asks', async () => {
  const resolver = await nameServer(() => undefined);
  const session = await check({ resolver: resolver.address, connectTo: [], timeoutMs: 300 });
  expect(outcomes(session, 'dns.zone')).toEqual([['failed', 'timeout']]);
  expect(serious(session)).toEqual(['dns-resolver-no-answer']);
  expect(outcomes(session, 'names')).toEqual([['ok', undefined]]);
});

test('cancelled in the middle of comparing, the walk ends', async () => {
  const cancel = new AbortController();
  const silent = await nameServer(({ type }) => {
    if (type === 'SOA') setImmediate(() => cancel.abort());
    return undefined;
  });
  const session = await walk(
    { sipAddress: `user@${lab.domain}`, resolver: silent.address, timeoutMs: 10_000 },
    { signal: cancel.signal },
  );
  expect(session.outcome).toBe('cancelled');
  expect(session.steps.every(({ outcome }) => outcome !== 'running')).toBe(true);
});
