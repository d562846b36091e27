/** What repeated requests prove about the servers of a pool, and what they leave open. */
import { describe, expect, it } from 'vitest';
import type { AuditResult } from '../../../shared/audits/audit.js';
import { judge } from '../../../shared/audits/judge.js';
import { noCookieAffinity } from '../../../shared/audits/no-cookie-affinity.js';
import { oneBadFrontEnd } from '../../../shared/audits/one-bad-front-end.js';
import type { Session } from '../../../shared/session/model.js';
import { domain, failure, type Builder, type Facts } from './build.js';
import { phone, swept, sweptAfter } from './frontEndCases.js';
import { walk } from './walks.js';

function told(result: AuditResult): readonly string[] {
  return result.verdict === 'fail'
    ? result.findings.map(({ severity, title, cause }) => `${severity} ${title} | ${cause}`)
    : [];
}
const badIn = (session: Session): readonly string[] => told(oneBadFrontEnd.check(session));

describe('one bad server of several', () => {
  it('is proven when it answers badly again and again', () => {
    const [finding, ...others] = badIn(swept('fe1 200', 'fe2 500', 'fe1 200', 'fe2 503', 'fe3 200'));
    expect(others).toEqual([]);
    expect(finding).toContain('warning fe2.contoso.local answers with errors, other servers of the pool do not');
    expect(finding).toContain(
      'fe2.contoso.local gave 500, 503 to 2 of 2; fe1.contoso.local and fe3.contoso.local answered as they should.',
    );
    expect(finding).toContain('Asking repeatedly proves it.');
  });

  it('met once is no proof yet', () => {
    expect(badIn(swept('fe1 200', 'fe2 500', 'fe1 200')).join()).toContain('Once is no proof yet');
  });

  it('without a name counts from the second answer on', () => {
    expect(badIn(swept('fe1 200', 'unnamed 503', 'fe1 200'))).toEqual([]);
    expect(badIn(swept('fe1 200', 'unnamed 503', 'unnamed -')).join()).toContain(
      'A server that does not give its name gave 503, timeout to 2 of 2',
    );
  });

  it('is not looked for where all are alike', () => {
    expect(oneBadFrontEnd.check(swept('fe1 200', 'fe2 200')).verdict).toBe('pass');
    expect(oneBadFrontEnd.check(swept('fe1 503', 'fe2 503')).verdict).toBe('pass');
    expect(oneBadFrontEnd.check(swept('fe1 200', 'fe1 200')).verdict).toBe('not-applicable');
  });

  it('that spoiled a part of the sign-in only is told as that', () => {
    const spoiled = sweptAfter('fe2 500', 'fe1 200', 'fe2 200', 'fe1 200');
    expect(badIn(spoiled).join()).toContain('it answers well, so only some of its applications are broken.');
  });

  it('that no further request met is not proven', () => {
    expect(badIn(sweptAfter('fe2 500', 'fe1 200', 'fe1 200')).join()).toContain('None of 2 further requests met it');
  });

  it('is told once, and nothing else is made of the repeated requests', () => {
    const { findings } = judge(swept('fe1 200', 'fe2 500', 'fe1 200', 'fe2 500'));
    expect(findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id)).toEqual(['one-bad-front-end']);
  });
});

describe('what one bad server spoiled of the check', () => {
  const dialIn = `https://dialin.${domain}/`;

  /** A pool whose second server gives this to everything, met by a test of a service and by a step of the sign-in. */
  function spoiled(server: string, test: { readonly url: string; readonly status: number; readonly server?: string }) {
    return judge(
      walk({
        then: (builder) => {
          const step = builder.step('oauth.user', { side: 'external', title: 'As JSON', failure: unexpected });
          for (const answer of [1, 2, 3, 4]) ask(builder, step, `https://webext.${domain}/${answer}`, 503, server);
          const tests = builder.step('service-tests');
          const facts: Facts = [['service', `DialIn ${test.url}`]];
          const one = builder.step('service.test', { parent: tests, side: 'external', facts, failure: unexpected });
          ask(builder, one, test.url, test.status, test.server ?? server);
          const sweep = builder.step('front-ends.ask', { parent: builder.step('front-ends'), side: 'external' });
          for (const [name, status] of [
            ['fe1', 200],
            [server, 503],
            ['fe1', 200],
            [server, 503],
          ] as const)
            ask(builder, sweep, `https://webext.${domain}/root`, status, name);
        },
      }),
    ).findings.filter(({ severity }) => severity !== 'info');
  }
  const unexpected = failure('protocol', 'unexpected_status', 'It answered with an error.');

  function ask(builder: Builder, step: string, url: string, status: number, server: string): void {
    const headers = server === '' ? [] : [['X-MS-Server-Fqdn', `${server}.contoso.local`] as const];
    builder.ask(step, url, { status, headers });
  }

  it.each([
    ['its name, under another name of the pool', 'fe2', { url: dialIn, status: 500 }],
    ['no name, the same answer from the same place', '', { url: dialIn, status: 503 }],
    ['no name, under the same host', '', { url: `https://webext.${domain}/dialin`, status: 500 }],
  ] as const)('is told with it: %s', (_, server, test) => {
    const [first, ...others] = spoiled(server, test);
    expect([first?.id, others]).toEqual(['one-bad-front-end', []]);
    expect(first?.cause).toContain('Of this check it spoiled "As JSON" and "Do service.test".');
  });

  it.each([
    ['another server', 'fe2', { url: dialIn, status: 503, server: 'fe3' }],
    ['no name, from another place', '', { url: `http://dialin.${domain}/`, status: 503 }],
    ['no name, another answer', '', { url: dialIn, status: 500 }],
  ] as const)('and nothing else is: %s', (_, server, test) => {
    expect(spoiled(server, test).map(({ id }) => id)).toEqual(['one-bad-front-end', 'service-not-answering']);
  });
});

describe('the session of a phone', () => {
  it('cannot be judged where no server gives its name', () => {
    expect(noCookieAffinity.check(phone([], 'unnamed 200', 'unnamed 200')).verdict).toBe('unknown');
  });

  it('that was given no cookie is said to have none', () => {
    expect(told(noCookieAffinity.check(phone([], 'fe1 200', 'fe2 200'))).join()).toContain(
      `webext.contoso.com 2 times as one phone would, on new connections. No answer gave a cookie to come back with.`,
    );
  });
});
