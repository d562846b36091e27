/** Judging as a whole: order, consequences, what is expected from where, and that nothing can break it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Audit, Finding } from '../../../shared/audits/audit.js';
import { audits as allAudits } from '../../../shared/audits/index.js';
import { judge } from '../../../shared/audits/judge.js';
import { knowledgeOf } from '../../../shared/audits/words/knowledge.js';
import type { FailureCode } from '../../../shared/failure.js';
import type { Session, Target } from '../../../shared/session/model.js';
import { Builder, domain, failure } from './build.js';
import { cases } from './cases.js';
import { told } from './told.js';
import { nothing, rootDocument, walk, xmlType } from './walks.js';

const refused = failure('connect', 'connection_refused', 'Nothing listens there.');
const expired = { certificate: { notAfter: '2026-11-19T00:00:00.000Z' } };
const wrongName = { verification: { trusted: true, nameMatches: false } };
const ids = (session: Session): readonly string[] =>
  judge(session).findings.map(({ severity, id }) => `${severity} ${id}`);

describe('a healthy walk', () => {
  it.each([
    ['outside', true, 'The sign-in works up to the home pool'],
    ['outside', false, 'Everything that needs no password works'],
    ['inside', true, 'The sign-in works up to the home pool'],
    ['inside', false, 'Everything that needs no password works'],
    ['unknown', true, 'The sign-in works up to the home pool'],
  ] as const)('from %s, password %s: passes with nothing to say', (location, hasPassword, headline) => {
    const { verdict, findings, headline: said } = judge(walk({ target: { location, hasPassword } }));
    expect({ verdict, findings, said }).toEqual({ verdict: 'pass', findings: [], said: headline });
  });

  it('passes where plain HTTP is closed', () => {
    const session = walk({
      http: {
        answer: { status: undefined, failure: refused },
        connect: { failure: refused },
        step: { failure: refused, facts: [] },
      },
    });
    expect(ids(session)).toEqual([]);
    expect(judge(session).expected).toContainEqual({
      connectionId: 'c1',
      reason: 'Plain HTTP is not served for this name. HTTPS works, and that is enough.',
    });
  });

  it('says what had to fail from outside, and why', () => {
    const session = walk({ then: walkInternalSide });
    expect(ids(session)).toEqual([]);
    expect(judge(session).expected.filter((one) => one.lookupId !== 'l4')).toEqual([
      {
        stepId: 's3',
        reason:
          'lyncdiscoverinternal is a name for inside the company network; that it does not exist outside is as it should be.',
      },
      {
        stepId: 's18',
        reason: 'The internal addresses are only for the company network. Outside they must not answer.',
      },
      {
        lookupId: 'l1',
        reason:
          'lyncdiscoverinternal is a name for inside the company network; that it does not exist outside is as it should be.',
      },
      {
        lookupId: 'l2',
        reason:
          'lyncdiscoverinternal is a name for inside the company network; that it does not exist outside is as it should be.',
      },
      {
        connectionId: 'c10',
        reason: 'The internal addresses are only for the company network. Outside they must not answer.',
      },
    ]);
  });
});

function walkInternalSide(builder: Builder): void {
  const step = builder.step('root.https', { side: 'internal', failure: nothing });
  builder.connection(step, `https://lyncdiscoverinternal.${domain}/`, { failure: nothing, addresses: [] });
}

describe('a resolver that does not help', () => {
  function asked(code: FailureCode, rcode: string | undefined, target: Partial<Target> = {}) {
    const builder = new Builder({ hasPassword: true, ...target });
    for (const label of ['lyncdiscoverinternal', 'lyncdiscover']) {
      const why = failure('lookup', code, `A ${label}: no.`);
      const step = builder.step('dns.discovery-name', { failure: why });
      builder.lookup(step, `${label}.${domain}`, 'A', why, 'A', rcode === undefined ? {} : { rcode });
    }
    return judge(builder.session());
  }
  const meeting = { address: `https://meet.${domain}/anna/K7Q2M9XD`, name: 'Karl' };

  it('is silent: the way to it is in doubt', () => {
    const { headline, caller } = asked('timeout', undefined);
    expect(headline).toBe('The DNS resolver gave no answer');
    expect(caller.text).toContain('check the network connection');
  });

  it.each([
    ['REFUSED', 'refused_by_resolver', 'The DNS resolver refuses questions about contoso.com', 'That is an answer'],
    ['SERVFAIL', 'server_failure', 'The DNS resolver cannot find out about contoso.com', 'can be reached'],
  ] as const)('answers %s: it is there, and its answer is told', (rcode, code, title, means) => {
    const { findings, caller, admin } = asked(code, rcode);
    expect(findings).toMatchObject([{ id: 'dns-resolver-no-answer', severity: 'error', title }]);
    expect(findings[0]?.cause).toContain(`(${rcode})`);
    expect(findings[0]?.cause).toContain(means);
    const words = [findings[0]?.fix, caller.text].join(' ');
    expect(words).not.toContain('network connection');
    expect(admin.commands[0]).toContain(`Resolve-DnsName ${domain}`);
  });

  it('sends a guest to the link, not to a sign-in address', () => {
    const { caller, findings } = asked('refused_by_resolver', 'REFUSED', { meeting, hasPassword: false });
    expect(caller.text).toContain('check the link');
    expect(findings[0]?.fix).toContain('named in the link');
  });
});

describe('a proxy', () => {
  const url = 'http://proxy.contoso.com:8080';

  function through(how: {
    readonly code: FailureCode;
    readonly addresses: readonly string[];
    readonly status?: number;
  }) {
    const builder = new Builder({ hasPassword: true, proxy: url });
    const why = failure('proxy', how.code, 'Why it failed.');
    const step = builder.step('root.https', { side: 'external', failure: why });
    if (how.addresses.length === 0) {
      builder.lookup(step, 'proxy.contoso.com', 'A', failure('lookup', how.code, 'A proxy.contoso.com: no.'));
    }
    const connection = builder.connection(step, `https://lyncdiscover.${domain}/`, {
      failure: why,
      addresses: how.addresses,
      proxy: { url, ...(how.status === undefined ? {} : { status: how.status }) },
    });
    builder.exchange(step, `https://lyncdiscover.${domain}/`, { failure: why, connection });
    return judge(builder.session());
  }

  it.each(['name_not_found', 'refused_by_resolver', 'no_address', 'timeout'] as const)(
    'whose name cannot be looked up (%s) is blamed alone, and no other name',
    (code) => {
      const { findings, headline } = through({ code, addresses: [] });
      expect(told(findings)).toEqual([
        `error proxy-connection-failed | The proxy ${url} cannot be found: its name has no address here | l1 answer, c1 proxy`,
      ]);
      expect(findings[0]?.cause).toContain('A proxy.contoso.com: no.');
      expect(headline).toBe(findings[0]?.title);
    },
  );

  it.each([
    [{ code: 'timeout', addresses: ['192.0.2.8'] }, 'cannot be reached'],
    [{ code: 'proxy_refused', addresses: ['192.0.2.8'], status: 502 }, 'does not connect to lyncdiscover.contoso.com'],
  ] as const)('says how far it went: %j', (how, title) => {
    expect(told(through(how).findings)).toEqual([
      `error proxy-connection-failed | The proxy ${url} ${title} | c1 proxy`,
    ]);
  });
});

describe('the words of a finding', () => {
  it.each([
    [{ failure: failure('protocol', 'unexpected_status', 'Something odd came back.') }, 'Something odd came back.'],
    [{ outcome: 'skipped' }, 'It was not run'],
  ] as const)('say after the title what it does not say: %j', (step, said) => {
    const builder = new Builder({ hasPassword: true });
    builder.step('oauth', { side: 'external', title: 'Sign in with OAuth', ...step });
    const [first] = judge(builder.session()).findings;
    expect(first).toMatchObject({
      id: 'sign-in-incomplete',
      title: 'The sign-in stopped at the step "Sign in with OAuth"',
    });
    expect(first?.cause.startsWith(said)).toBe(true);
    expect(first?.cause).not.toContain('Sign in with OAuth');
  });

  it('tell whom Mcx concerns, and whom not', () => {
    for (const id of ['mcx-missing', 'mcx-not-answering', 'mcx-internal-only', 'mcx-ticket-refused']) {
      expect(knowledgeOf(id).caller).toMatch(
        /"Lync 2010" for phones .* A desktop client or a newer app is not concerned\.$/,
      );
    }
  });
});

describe('root cause', () => {
  it('does not blame trust for a certificate that did not validate', () => {
    const foreign = 'https://web.hoster.example/root';
    const session = walk({
      onlyRoot: true,
      https: { connect: wrongName },
      then: (builder) => {
        const step = builder.step('trust', { side: 'external', failure: failure('trust', 'untrusted_host') });
        builder.trust(step, foreign, 'x1', 'Link Redirect', false);
        builder.trust(step, foreign, 'x2', 'Link User', false);
      },
    });
    expect(ids(session)).toEqual(['error tls-name-mismatch']);
  });

  it('reports two independent faults, the lower layer first', () => {
    const { ticket } = { ticket: cases['auth-bad-credentials'].fail };
    expect(ids(ticket)).toEqual(['error auth-bad-credentials']);
    const session = walk({
      https: { connect: expired },
      ticket: {
        step: { failure: failure('credential', 'credential_refused', 'Refused.') },
        answers: [
          { status: 401, headers: [['WWW-Authenticate', 'NTLM']] },
          { status: 401, headers: [['WWW-Authenticate', 'NTLM x']] },
          { status: 401, headers: [['WWW-Authenticate', 'NTLM']] },
        ],
      },
      ticketUser: { step: { outcome: 'skipped', facts: [] } },
      token: { step: { outcome: 'skipped' } },
      oauthUser: { step: { outcome: 'skipped', facts: [] } },
    });
    expect(ids(session)).toEqual(['error tls-expired', 'error auth-bad-credentials']);
    expect(judge(session).summary).toContain('Also: The server refused the user name or password.');
  });

  it('blames the clock, not the certificate, when the server finds its certificate good', () => {
    const early = { certificate: { notBefore: '2026-11-20T15:00:00.000Z' } };
    const skew = 3600;
    const answer = {
      status: 200,
      headers: [['Content-Type', xmlType]] as const,
      body: rootDocument('External', 'webext.contoso.com'),
      skew,
    };
    const session = walk({ http: { answer }, https: { answer, connect: early }, onlyRoot: true });
    expect(ids(session)).toEqual(['error time-skew']);
  });

  it('tells one certificate on two hosts as one finding', () => {
    const shared = { certificate: { notAfter: '2026-11-19T00:00:00.000Z', sha256: 'same' } };
    expect(told(judge(walk({ https: { connect: shared }, web: shared })).findings)).toEqual([
      'error tls-expired | The certificate that lyncdiscover.contoso.com and webext.contoso.com show has expired | c2 tls.chain.0, c3 tls.chain.0, x2 response.headers.Date',
    ]);
  });

  it('warns about the published side seen from inside, where nobody depends on it', () => {
    const session = walk({
      target: { location: 'inside' },
      then: (builder) => {
        const step = builder.step('root.https', { side: 'external' });
        builder.connection(step, `https://lyncdiscover.${domain}/`, expired);
      },
    });
    expect(ids(session)).toEqual(['warning tls-expired']);
  });

  it('does not judge what an internal name leads to outside', () => {
    const session = walk({
      then: (builder) => {
        const step = builder.step('root.https', { side: 'internal', failure: failure('trust', 'unvalidated_tls') });
        builder.connection(step, `https://lyncdiscoverinternal.${domain}/`, { ...expired, ...wrongName });
      },
    });
    expect(ids(session)).toEqual([]);
  });

  it('takes a redirect of the bare path from http to https for what it is', () => {
    const answer = { status: 301, headers: [['Location', `https://lyncdiscover.${domain}/?sipuri=x`]] as const };
    expect(ids(walk({ http: { answer } }))).toEqual([]);
  });

  it.each([
    ['fe01.contoso.local', 'webint.contoso.local', ['error net-443-web-closed']],
    ['fe01.hoster.local', 'web.hoster.example', ['error trust-model-prompt', 'warning net-443-web-closed']],
  ])('with 443 closed, plain HTTP from %s pointing to %s gives %j', (server, host, said) => {
    const target = `https://${host}/Autodiscover/AutodiscoverService.svc/root`;
    const session = walk({
      onlyRoot: true,
      http: {
        answer: {
          status: 200,
          headers: [
            ['Content-Type', xmlType],
            ['X-MS-Server-Fqdn', server],
          ],
          body: `<a href="${target}"/>`,
        },
        step: { facts: [['redirect-to', target]] },
      },
      https: {
        answer: { status: undefined, failure: refused },
        connect: { failure: refused },
        step: { failure: refused, facts: [] },
      },
      then: (builder) => {
        const step = builder.step('root.redirect', { side: 'external', failure: failure('trust', 'untrusted_host') });
        builder.trust(step, target, 'x1', 'Link Redirect', false);
      },
    });
    expect(ids(session).filter((id) => !id.startsWith('info'))).toEqual(said);
  });

  it('does not count an idle connection that ended and was replaced', () => {
    const session = walk({
      then: (builder) => {
        const step = builder.step('domain', { side: 'external' });
        const gone = failure('response', 'connection_closed', 'The connection ended.');
        builder.ask(step, 'https://webext.contoso.com/domain', { failure: gone });
        builder.ask(step, 'https://webext.contoso.com/domain', { status: 200 });
      },
    });
    expect(ids(session)).toEqual([]);
  });

  it('finds a login page behind a redirect, and not the page itself', () => {
    const answer = { status: 302, headers: [['Location', 'https://sts.contoso.com/adfs/ls?wa=wsignin1.0']] as const };
    const step = { facts: [] };
    const session = walk({
      onlyRoot: true,
      http: { answer, step },
      https: { answer, step },
      then: (builder) => {
        const page = builder.step('root.redirect', {
          side: 'external',
          failure: failure('parse', 'unexpected_media_type'),
        });
        builder.ask(page, 'https://sts.contoso.com/adfs/ls?wa=wsignin1.0', {
          status: 200,
          headers: [['Content-Type', 'text/html']],
          body: '<html><title>Sign in</title></html>',
        });
      },
    });
    expect(told(judge(session).findings)).toEqual([
      'error rp-preauth | lyncdiscover.contoso.com asks for a sign-in before discovery | x2 response.headers.Location, x1 response.headers.Location',
    ]);
  });

  it('never leaves a walk that ended short without an error', () => {
    fc.assert(
      fc.property(
        fc.subarray(['onlyRoot', 'noRoot'] as const),
        fc.boolean(),
        fc.constantFrom('inside', 'outside', 'unknown'),
        (parts, hasPassword, location) => {
          const root = { step: { outcome: 'skipped', facts: [] } } as const;
          const session = walk({
            target: { hasPassword, location },
            onlyRoot: parts.length > 0,
            ...(parts.includes('noRoot') ? { http: root, https: root } : {}),
          });
          expect(judge(session).verdict).toBe(parts.length > 0 ? 'fail' : 'pass');
        },
      ),
    );
  });
});

describe('judging', () => {
  it('answers the same twice and changes nothing', () => {
    for (const { fail } of Object.values(cases)) {
      const frozen = deepFreeze(structuredClone(fail));
      const copy = structuredClone(fail);
      expect(judge(frozen)).toEqual(judge(copy));
      expect(judge(frozen)).toEqual(judge(frozen));
    }
  });

  it('goes on when an audit throws', () => {
    const broken: Audit = {
      id: 'broken',
      title: 'Broken',
      failureTitle: 'Broken',
      layer: 'dns',
      check: () => {
        throw new Error('no such thing');
      },
    };
    expect(judge(walk(), [broken]).audits).toEqual([{ id: 'broken', verdict: 'error', why: 'no such thing' }]);
  });

  it('points only at records that are there', () => {
    for (const { fail } of Object.values(cases)) {
      const { findings, expected } = judge(fail);
      const known = new Set(
        [...fail.steps, ...fail.lookups, ...fail.connections, ...fail.exchanges, ...fail.sipMessages].map(
          ({ id }) => id,
        ),
      );
      const named = [...findings.flatMap(({ evidence }) => evidence), ...expected].map(
        (one) =>
          one.stepId ??
          one.lookupId ??
          one.connectionId ??
          one.exchangeId ??
          ('sipMessageId' in one ? one.sipMessageId : undefined),
      );
      expect(named.filter((id) => id === undefined || !known.has(id))).toEqual([]);
    }
  });

  it('never throws, whatever a damaged file holds', () => {
    const sessions = Object.values(cases).map(({ fail }) => fail);
    fc.assert(
      fc.property(
        fc.constantFrom(...sessions),
        fc.array(fc.tuple(fc.nat(), junk), { minLength: 1, maxLength: 6 }),
        (sound, changes) => {
          const session = structuredClone(sound);
          for (const [at, value] of changes) replaceSomewhere(session, at, value);
          const { verdict, headline, audits } = judge(session);
          expect(['pass', 'warn', 'fail']).toContain(verdict);
          expect(headline).toEqual(expect.any(String));
          expect(audits).toHaveLength(allAudits.length);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('not even where a finding points at a record in lists that are none', () => {
    const finding = { severity: 'warning', title: '', explanation: [], fix: [], evidence: [{ sipMessageId: 'm1' }] };
    const says = (id: string): Audit => ({
      id,
      title: '',
      failureTitle: '',
      layer: 'note',
      check: () => ({ verdict: 'fail', findings: [{ ...finding, id } as unknown as Finding] }),
    });
    const damaged = { ...walk({}), sipMessages: {} } as unknown as Session;
    const { findings } = judge(damaged, [says('tls-expired'), says('step-unexplained')]);
    expect(findings.map(({ id }) => id)).toContain('tls-expired');
  });
});

const junk = fc.oneof(
  fc.constantFrom(null, undefined, '', 'x', 0, -1, 1e300, true, '=', 'not base64!', '2026-99-99'),
  fc.constant([]),
  fc.constant({}),
  fc.array(fc.constantFrom(null, 1, 'x'), { maxLength: 3 }),
);

/** Replaces one of all values in the tree. */
function replaceSomewhere(root: object, at: number, value: unknown): void {
  const places: (readonly [Record<string, unknown>, string])[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const record = node as Record<string, unknown>;
    for (const key of Object.keys(record)) {
      places.push([record, key]);
      visit(record[key]);
    }
  };
  visit(root);
  const place = places[at % Math.max(1, places.length)];
  if (place !== undefined) place[0][place[1]] = value;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
