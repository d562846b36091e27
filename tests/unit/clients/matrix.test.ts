/** The client matrix over recorded sessions, and over the same with one fact changed. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { clientsOf } from '../../../shared/clients/matrix.js';
import { findingFor } from '../../../shared/clients/explained.js';
import type { ClientRow, Need } from '../../../shared/clients/model.js';
import { needsOf } from '../../../shared/clients/needs.js';
import { clientProfiles } from '../../../shared/clients/profiles.js';
import { clientsText, reportOf } from '../../../shared/report.js';
import type { Evidence, Finding } from '../../../shared/audits/audit.js';
import { judge } from '../../../shared/audits/judge.js';
import type { ClientKind, Session } from '../../../shared/session/model.js';
import { planCredentialUses } from '../../../shared/session/plan.js';
import { readSessionFile } from '../../../shared/session/file.js';

const folder = new URL('../../fixtures/sessions/', import.meta.url);

async function recorded(name: string): Promise<Session> {
  const read = readSessionFile(await readFile(new URL(`${name}.lyncscope`, folder), 'utf8'));
  if (!read.ok) throw new Error(read.error);
  return read.session;
}

const brief = (rows: readonly ClientRow[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    rows.map(({ client, verdict, stoppedAt, findingId }) => [
      client,
      [verdict, stoppedAt, findingId].filter(Boolean).join(' '),
    ]),
  );

describe('recorded walks', () => {
  it('without a password nobody knows, but what the version has not is told', async () => {
    expect(brief(clientsOf(await recorded('lync2010-no-password-inside')))).toEqual({
      desktop: 'not-known sign-in',
      'mobile-2010': 'not-known sign-in',
      'mobile-2013': 'not-known sign-in',
      'store-app': 'not-known sign-in',
      mac: 'not-known sign-in',
      web: 'not-offered root',
      phone: 'not-known sign-in',
    });
  });

  it('a refused password keeps out who tried it, and the finding is named', async () => {
    const rows = clientsOf(await recorded('sfbse-wrong-password-outside'));
    expect(brief(rows)).toMatchObject({
      'mobile-2010': 'cannot sign-in auth-bad-credentials',
      'mobile-2013': 'cannot sign-in auth-bad-credentials',
      web: 'not-known sign-in',
    });
    expect(rows.find(({ client }) => client === 'web')?.sentence).toContain('refused before');
  });

  it('a finding about an answer over HTTP does not explain why TLS keeps a client out', async () => {
    const session = await recorded('sfb2019-wrong-bridging-outside');
    const exchange = session.exchanges.find(({ connectionId }) => connectionId !== undefined);
    const [connectionId = '', exchangeId = ''] = [exchange?.connectionId, exchange?.id];
    const need: Need = { id: 'tls', state: 'failed', why: 'Too new.', evidence: { connectionId, part: 'tls' } };
    const finding = (evidence: Evidence): Finding => ({
      ...{ id: 'tls-version-mismatch', severity: 'error', title: '', cause: '', fix: '' },
      evidence: [evidence],
    });
    const overHttp = finding({ exchangeId, part: 'response.body' });
    const atTls = finding({ connectionId, part: 'tls' });
    // Another connection to the same place.
    const elsewhere = { ...session, exchanges: session.exchanges.map((one) => ({ ...one, stepId: 'elsewhere' })) };
    expect(findingFor(need, elsewhere, { findings: [overHttp] })).toBeUndefined();
    expect(findingFor(need, elsewhere, { findings: [overHttp, atTls] })).toBe(atTls);
  });

  it('every evidence points at a record that exists', async () => {
    const session = await recorded('sfb2019-wrong-bridging-outside');
    const ids = new Set(
      [session.steps, session.lookups, session.connections, session.exchanges, session.sipMessages].flatMap((list) =>
        list.map(({ id }) => id),
      ),
    );
    const evidence = clientsOf(session).flatMap(({ needs }) => needs.flatMap((need) => need.evidence ?? []));
    expect(evidence.length).toBeGreaterThan(10);
    for (const { part: _part, ...id } of evidence) {
      expect(Object.values(id)).toHaveLength(1);
      expect(ids).toContain(Object.values(id)[0]);
    }
  });

  it('one client walked as gives one row, and a meeting none', async () => {
    const session = await recorded('sfbse-wrong-password-outside');
    const one = { ...session, target: { ...session.target, client: 'web' as const } };
    expect(reportOf(one).clients.map(({ client }) => client)).toEqual(['web']);
    expect(clientsText(one, judge(one))).toMatch(/^Can this client sign in from here\?\n {2}Web app {2}unknown /);
    const meeting = { address: 'https://meet.contoso.com/a/B', name: 'x' };
    expect(clientsOf({ ...session, target: { ...session.target, meeting } })).toEqual([]);
  });
});

/** The session with what a probe of its versions would have said. */
function probed(session: Session, offered: readonly string[]): Session {
  const [first] = session.connections.filter(({ tls }) => tls !== undefined);
  const side = 'external' as const;
  const common = { side, startedMs: 1, outcome: 'ok' as const, title: 'probe' };
  const place = `${first?.host ?? ''}:${first?.port ?? 0}`;
  const facts = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'].map((version) => ({
    name: 'tls-version',
    value: `${version} ${offered.includes(version) ? 'offered X' : 'refused protocol_version (70)'}`,
  }));
  return {
    ...session,
    steps: [
      ...session.steps,
      { ...common, id: 'e1', kind: 'tls.endpoint', facts: [{ name: 'endpoint', value: place }] },
      { ...common, id: 'e2', parentId: 'e1', kind: 'tls.probe', facts },
    ],
  };
}

describe('TLS', () => {
  const tlsOf = async (client: ClientKind, offered: readonly string[]) => {
    const session = probed(await recorded('sfbse-wrong-password-outside'), offered);
    const host = session.connections.find(({ tls }) => tls !== undefined)?.host;
    const only = { ...session, connections: session.connections.filter((one) => one.host === host) };
    const row = clientsOf(only).find((each) => each.client === client);
    return row?.needs.find(({ id }) => id === 'tls');
  };

  it.each([
    ['mobile-2010', ['TLSv1.2'], 'failed'],
    ['mobile-2010', ['TLSv1', 'TLSv1.2'], 'ok'],
    ['store-app', ['TLSv1.2', 'TLSv1.3'], 'failed'],
    ['mobile-2013', ['TLSv1.2'], 'ok'],
    ['mobile-2013', ['TLSv1.3'], 'failed'],
    ['web', ['TLSv1', 'TLSv1.1'], 'failed'],
    ['web', ['TLSv1.3'], 'ok'],
  ] as const)('%s where %j is taken: %s', async (client, offered, state) => {
    expect((await tlsOf(client, offered))?.state).toBe(state);
  });

  it('says which products are too old where only the newer ones get on', async () => {
    expect((await tlsOf('mobile-2013', ['TLSv1.2']))?.note).toContain('6.19');
    expect((await tlsOf('mobile-2013', ['TLSv1', 'TLSv1.2']))?.note).toBeUndefined();
  });
});

describe('what a walk for one client does', () => {
  const plan = (client: ClientKind | 'all' | undefined, more = {}): number =>
    planCredentialUses({
      hasPassword: true,
      signIn: 'auto',
      discoveryUrls: [],
      sip: 'auto',
      services: 'full',
      ...(client === undefined ? {} : { client }),
      ...more,
    });

  it('plans no password use for what is left out', () => {
    expect(plan(undefined)).toBe(13);
    expect(plan('all')).toBe(13);
    expect(plan('desktop')).toBe(8);
    expect(plan('mobile-2010')).toBe(5);
    expect(plan('store-app')).toBe(4);
    expect(plan('web')).toBe(4);
    expect(plan('phone')).toBe(1);
    expect(plan('phone', { sip: 'none' })).toBe(0);
    expect(plan('mobile-2010', { hasPassword: false })).toBe(0);
  });

  it('agrees with what the profiles say', () => {
    for (const { kind, methods, service, sipNames, schemes, form } of clientProfiles) {
      const needs = needsOf(kind);
      expect({ kind, ...needs }).toMatchObject({
        kind,
        discovery: sipNames !== 'only',
        sip: service === 'registrar',
        ucwa: service === 'ucwa',
        mcx: service === 'mcx',
        oauth: methods.includes('oauth'),
        ...(form === 'none' ? {} : { form, http: schemes.includes('http') }),
      });
    }
  });
});
