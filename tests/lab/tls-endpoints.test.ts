/** A walk through the lab looks at every TLS endpoint of its side, and at none when told so. */
import { expect, test } from 'vitest';
import { factOf, factsOf } from '../../shared/session/facts.js';
import type { Session } from '../../shared/session/model.js';
import { walkInLab } from './support/labOfTest.js';

const walkThrough = (from: 'inside' | 'outside', endpoints: 'none' | 'learned'): Promise<Session> =>
  walkInLab({ deployment: 'sfbse', from }, { endpoints, timeoutMs: 10_000 });

test.each([
  ['outside', 'external', 'internal', 443],
  ['inside', 'internal', 'external', 5061],
] as const)('%s: the %s endpoints, not the %s ones', async (from, own, other, sipPort) => {
  const session = await walkThrough(from, 'learned');
  const looked = session.steps.filter(({ kind }) => kind === 'tls.endpoint');
  expect(new Set(looked.filter(({ side }) => side === own).map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
  expect(new Set(looked.filter(({ side }) => side === other).map(({ outcome }) => outcome))).toEqual(
    new Set(['skipped']),
  );
  const roles = looked.flatMap((step) => factOf(step, 'endpoint-role') ?? []);
  expect(new Set(roles)).toEqual(new Set(['discovery', 'web', 'sip']));
  expect(session.connections.some(({ scheme, port }) => scheme === 'tls' && port === sipPort)).toBe(true);
  // Every version is told, and by what our own ClientHello saw.
  const [probe] = session.steps.filter(({ kind }) => kind === 'tls.probe');
  expect(probe && factsOf(probe, 'tls-version').map((fact) => fact.split(' ', 2).join(' '))).toEqual([
    'TLSv1 refused',
    'TLSv1.1 refused',
    'TLSv1.2 offered',
    'TLSv1.3 offered',
  ]);
  const built = session.connections.flatMap(({ tls }) => tls?.built ?? []);
  expect(built.length).toBeGreaterThan(0);
  expect(built.every(({ end, anchor }) => end === 'trusted-root' && anchor === 'given')).toBe(true);
});

test('none where none are wanted', async () => {
  const session = await walkThrough('outside', 'none');
  expect(session.target.endpoints).toBe('none');
  expect(session.steps.filter(({ kind }) => kind === 'endpoints' || kind.startsWith('tls.'))).toEqual([]);
});
