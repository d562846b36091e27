/** What the walk asks, in which order, and what it never does. */
import { describe, expect, it } from 'vitest';
import { ntlmOid, readSpnego, writeResponse } from '../../../lab/web/ntlm/spnego.js';
import { failed } from '../../../shared/failure.js';
import { deferred } from '../../../main/flows/context.js';
import { contoso, metadata, redirect, rootOf, unauthorized, xml } from './contoso.js';
import { runScripted, target, type ScriptedWalk } from './scripted.js';

const discover = 'https://lyncdiscover.contoso.com/?sipuri=lenea@contoso.com';
const plain = discover.replace('https:', 'http:');
const hostsOf = (urls: readonly string[]): readonly string[] => urls.map((url) => new URL(url).hostname);
const secrets = (walked: ScriptedWalk): readonly string[] =>
  walked.asked.filter(({ carriesCredential }) => carriesCredential === true).map(({ url }) => url);
const failureOf = (walked: ScriptedWalk, kind: Parameters<ScriptedWalk['of']>[0]): string | undefined =>
  walked.of(kind, 'external').find(({ failure }) => failure !== undefined)?.failure?.code;

describe('a healthy deployment', () => {
  it('leads to the home pool with a ticket and with a token, one sign-in after the other', async () => {
    const walked = await runScripted(contoso());
    expect(walked.of('web-ticket.user').map(({ value }) => value)).toEqual(['200 redirect', '200 user']);
    expect(walked.of('oauth.user').map(({ value }) => value)).toEqual([
      '200 redirect',
      '200 redirect',
      '200 user',
      '200 user',
    ]);
    expect(hostsOf(walked.taken)).toEqual([
      'dir.contoso.com',
      'pool1.contoso.com',
      'dir.contoso.com',
      'pool1.contoso.com',
    ]);
    expect(walked.taken.map((url) => url.endsWith('oauthtoken'))).toEqual([false, false, true, true]);
    expect(walked.of('services', 'external')[0]).toMatchObject({ outcome: 'ok', value: '1 service' });
    expect(walked.steps.filter(({ outcome }) => outcome === 'running')).toHaveLength(1); // the walk itself, ended by the engine
  });

  it('opens its groups in the order of the protocol, whatever answers first', async () => {
    const walked = await runScripted(contoso());
    const groups = ['dns', 'side', 'root', 'root.json', 'domain', 'web-ticket', 'oauth', 'services'];
    const order = walked.steps
      .filter(({ side, kind }) => side !== 'internal' && groups.includes(kind))
      .map(({ kind }) => kind);
    expect([...new Set(order)]).toEqual(groups);
  });

  it('records every later step of a side without a name as skipped, with the reason', async () => {
    const walked = await runScripted(contoso());
    const skipped = walked.steps.filter(({ side, outcome }) => side === 'internal' && outcome === 'skipped');
    expect(skipped.map(({ kind, value }) => [kind, value])).toEqual(
      ['root', 'domain', 'web-ticket', 'oauth', 'services'].map((kind) => [
        kind,
        'lyncdiscoverinternal.contoso.com has no address',
      ]),
    );
  });

  it('asks everything that needs no password without one', async () => {
    const walked = await runScripted(contoso(), {
      mode: 'none',
      target: target({ hasPassword: false, plannedCredentialUses: 0 }),
    });
    expect(secrets(walked)).toEqual([]);
    expect(walked.taken).toEqual([]);
    expect(walked.of('ntlm.probe')[0]?.facts).toContainEqual(['ntlm-target', 'LYNC']);
    expect(walked.of('web-ticket.request')[0]).toMatchObject({ outcome: 'skipped', value: 'no password' });
    expect(walked.of('oauth.token')[0]).toMatchObject({ outcome: 'skipped', value: 'no password' });
    expect(walked.of('side', 'external')[0]?.outcome).toBe('ok');
  });

  it.each([
    ['web-ticket', 'oauth'],
    ['oauth', 'web-ticket'],
  ] as const)('signs in with %s alone when only that was chosen', async (signIn, other) => {
    const walked = await runScripted(contoso(), { target: target({ signIn }) });
    expect(walked.of(other, 'external')[0]?.outcome).toBe('skipped');
    expect(walked.taken).toHaveLength(2);
  });
});

describe('both sides', () => {
  const ownHost = (url: string): string => new URL(url).hostname;
  const sides = contoso({ next: {} }, ({ url }) => {
    const { hostname, pathname, protocol } = new URL(url);
    if (hostname !== 'lyncdiscoverinternal.contoso.com' || pathname !== '/' || protocol !== 'https:') return undefined;
    const root = rootOf('int.contoso.com');
    return xml('Root', { User: `${root}/user`, OAuth: `${root}/oauth/user` });
  });

  it.each([
    ['inside', ['int.contoso.com', 'int.contoso.com', 'dir.contoso.com', 'dir.contoso.com']],
    ['outside', ['dir.contoso.com', 'dir.contoso.com', 'int.contoso.com', 'int.contoso.com']],
    ['unknown', ['int.contoso.com', 'int.contoso.com', 'dir.contoso.com', 'dir.contoso.com']],
  ] as const)('are walked, %s users begin at their own', async (location, hosts) => {
    const walked = await runScripted(sides, { missing: [], target: target({ location }) });
    expect(walked.taken.map(ownHost)).toEqual(hosts);
  });

  it('begins outside for an unknown place where the internal name answers nothing', async () => {
    const script = contoso({ next: {} }, ({ url }) =>
      url.includes('lyncdiscoverinternal') ? { status: 404 } : undefined,
    );
    const walked = await runScripted(script, { missing: [], target: target({ location: 'unknown' }) });
    expect(hostsOf(walked.taken)).toEqual(['dir.contoso.com', 'dir.contoso.com']);
  });

  it('does not let a dead internal name hold up the other side', async () => {
    const dead = deferred<undefined>();
    const script = contoso({ next: {} }, async ({ url, step }) => {
      if (url.includes('lyncdiscoverinternal')) {
        await dead.promise;
        throw failed('response', 'timeout', 'no answer');
      }
      if (step.kind === 'services' || url.endsWith('/oauth/user')) dead.resolve(undefined); // reached although the other hangs
      return undefined as never;
    });
    const answers = contoso({ next: {} });
    const walked = await runScripted(async (asked) => (await script(asked)) ?? answers(asked), { missing: [] });
    expect(walked.of('services', 'external')[0]?.outcome).toBe('ok');
  });

  it('takes typed addresses in place of names: internal first, one alone where the user sits', async () => {
    const typed = ['https://a.contoso.com/Autodiscover/AutodiscoverService.svc/Root', 'https://b.contoso.com/root?x=1'];
    const two = await runScripted(contoso({ next: {} }), { target: target({ discoveryUrls: typed }) });
    expect(two.of('root.https').map(({ side, title }) => [side, title])).toEqual([
      ['internal', 'Ask https://a.contoso.com for the root document'],
      ['external', 'Ask https://b.contoso.com for the root document'],
    ]);
    expect(two.asked.map(({ url }) => url)).toContain(`${String(typed[0])}?sipuri=lenea@contoso.com`);
    expect(two.asked.map(({ url }) => url)).toContain(typed[1]);
    const one = await runScripted(contoso({ next: {} }), {
      target: target({ discoveryUrls: typed.slice(0, 1), location: 'inside' }),
    });
    expect(one.of('side').map(({ side, outcome }) => [side, outcome])).toEqual([
      ['internal', 'ok'],
      ['external', 'skipped'],
    ]);
  });
});

describe('the root document', () => {
  it('comes from HTTPS, and the walk goes on before a slow HTTP has answered', async () => {
    const slow = deferred<undefined>();
    const script = contoso({}, async ({ url }) => {
      if (url === plain) {
        await slow.promise;
        return redirect('https://elsewhere.contoso.com/');
      }
      if (url.endsWith('/root/domain')) slow.resolve(undefined);
      return undefined as never;
    });
    const answers = contoso();
    const walked = await runScripted(async (asked) => (await script(asked)) ?? answers(asked));
    expect(walked.of('domain', 'external')[0]?.outcome).toBe('ok');
    expect(hostsOf(walked.asked.map(({ url }) => url))).not.toContain('elsewhere.contoso.com');
  });

  it('comes through HTTP where the certificate of the name does not validate', async () => {
    const script = contoso({}, ({ url }) =>
      url === discover ? { ...xml('Root', { User: 'https://bad.contoso.com/user' }), secure: false } : undefined,
    );
    const walked = await runScripted(script);
    expect(walked.of('root.redirect', 'external')[0]?.title).toBe('Follow the redirect to https://dir.contoso.com');
    expect(hostsOf(secrets(walked))).not.toContain('bad.contoso.com');
    expect(walked.of('web-ticket.user')).toHaveLength(2);
  });

  it('is shown without validated TLS too, but no password follows', async () => {
    const script = contoso({}, ({ url }) => (url === plain ? { status: 404 } : undefined));
    const walked = await runScripted(async (asked) => ({ ...(await script(asked)), secure: false }));
    expect(walked.of('domain', 'external')[0]?.outcome).toBe('ok');
    expect(walked.taken).toEqual([]);
    expect(failureOf(walked, 'web-ticket.request')).toBe('unvalidated_tls');
    expect(failureOf(walked, 'oauth.token')).toBe('unvalidated_tls');
  });

  it('asks an address once where HTTP redirects to the HTTPS address that failed', async () => {
    const script = contoso({}, ({ url }) => {
      if (url === plain) return redirect(discover, 301);
      if (url === discover) throw failed('connect', 'connection_refused', 'refused');
      return undefined;
    });
    const walked = await runScripted(script);
    expect(walked.asked.filter(({ url }) => url === discover)).toHaveLength(1);
    expect(walked.of('root', 'external')[0]?.failure?.code).toBe('connection_refused');
  });

  it.each([301, 302, 303, 307, 308])('follows HTTP %i, relative addresses too', async (status) => {
    const script = contoso({}, ({ url }) =>
      url === discover ? redirect('/Autodiscover/AutodiscoverService.svc/root', status) : undefined,
    );
    const walked = await runScripted(script);
    expect(walked.of('root', 'external')[0]?.outcome).toBe('ok');
  });

  it.each([
    ['a loop', (n: number) => (n + 1) % 3, 'redirect_loop', 4],
    ['more than ten hops', (n: number) => n + 1, 'too_many_redirects', 11],
  ])('ends %s', async (_name, next, code, requests) => {
    const script = contoso({}, ({ url }) => {
      if (url === plain) return { status: 404 };
      const n = url === discover ? -1 : Number(/\/hop(\d+)$/i.exec(url)?.[1] ?? Number.NaN);
      return Number.isNaN(n) ? undefined : xml('Root', { Redirect: `https://w.contoso.com/hop${next(n)}` });
    });
    const walked = await runScripted(script);
    expect(walked.of('root', 'external')[0]?.failure?.code).toBe(code);
    expect(walked.asked.filter(({ step, url }) => step.side === 'external' && url.startsWith('https'))).toHaveLength(
      requests,
    );
  });

  it('is not followed to a stranger that plain HTTP named', async () => {
    const script = contoso({}, ({ url }) => {
      if (url === plain) return redirect('https://fabrikam.example/');
      if (url === discover) throw failed('connect', 'connection_refused', 'refused');
      return undefined;
    });
    const walked = await runScripted(script);
    expect(hostsOf(walked.asked.map(({ url }) => url))).not.toContain('fabrikam.example');
    expect(walked.of('root', 'external')[0]?.failure?.code).toBe('untrusted_host');
  });
});

describe('addresses that are not safe', () => {
  it.each([
    [
      'User and OAuth links',
      (url: string) =>
        url === discover
          ? xml('Root', { User: 'http://dir.contoso.com/user', OAuth: 'http://dir.contoso.com/oauth' })
          : undefined,
    ],
    [
      'the ticket and token service',
      (url: string) =>
        /root\/(oauth\/)?user$/.test(url)
          ? unauthorized(
              ['X-MS-WebTicketURL', 'http://dir.contoso.com/t.svc'],
              ['WWW-Authenticate', 'MsRtcOAuth href="http://dir.contoso.com/t",grant_type="password"'],
            )
          : undefined,
    ],
  ])('%s over http:// get no credential', async (_name, special) => {
    const walked = await runScripted(contoso({}, ({ url }) => special(url)));
    expect(walked.taken).toEqual([]);
    expect(walked.steps.filter(({ failure }) => failure?.code === 'insecure_link').length).toBeGreaterThan(1);
  });

  it('a binding over http:// gets no credential', async () => {
    const script = contoso({}, ({ url }) => {
      if (!url.endsWith('/mex')) return undefined;
      const good = metadata('dir.contoso.com', ['']);
      return { ...good, body: good.body?.replace('https:', 'http:') ?? '' };
    });
    const walked = await runScripted(script, { target: target({ signIn: 'web-ticket' }) });
    expect(walked.taken).toEqual([]);
    expect(failureOf(walked, 'web-ticket.request')).toBe('insecure_link');
  });
});

describe('the web ticket', () => {
  const onlyTicket = target({ signIn: 'web-ticket' });

  it('is asked for on one connection in three legs, none of them a credential but the last', async () => {
    const walked = await runScripted(contoso({ next: {} }), { target: onlyTicket });
    const legs = walked.asked.filter(({ step }) => step.kind === 'web-ticket.request');
    expect(legs.map(({ pin, carriesCredential }) => [pin, carriesCredential ?? false])).toEqual([
      [1, false],
      [1, false],
      [1, true],
    ]);
    expect(new Set(legs.map(({ body }) => body)).size).toBe(1);
    expect(walked.of('web-ticket.request')[0]?.facts).toEqual(
      expect.arrayContaining([
        ['scheme', 'Negotiate'],
        ['scheme', 'NTLM'],
        ['ntlm-target', 'LYNC'],
        ['sign-in-with', 'NTLM'],
        ['ntlm-user', 'CONTOSO\\lenea'],
        ['ntlm-mic', 'yes'],
      ]),
    );
  });

  it('comes by /Auth where Windows sign-in is announced but not offered', async () => {
    const script = contoso({ next: {} }, ({ url }) =>
      url.endsWith('WebTicketService.svc') ? unauthorized(['WWW-Authenticate', 'Basic realm="x"']) : undefined,
    );
    const walked = await runScripted(script, { target: onlyTicket });
    expect(walked.taken).toEqual(['https://dir.contoso.com/WebTicket/WebTicketService.svc/Auth']);
    expect(walked.of('web-ticket.request')[0]).toMatchObject({ outcome: 'ok' });
  });

  it('is not asked for where nothing is offered that takes a password', async () => {
    const walked = await runScripted(contoso({ suffixes: ['cert', 'Anon'] }), { target: onlyTicket });
    expect(walked.taken).toEqual([]);
    expect(failureOf(walked, 'web-ticket.request')).toBe('no_common_binding');
    expect(walked.of('web-ticket.user')[0]).toMatchObject({ outcome: 'skipped', value: 'there is no web ticket' });
  });

  it('is tried at the base address where the service does not describe itself', async () => {
    const walked = await runScripted(
      contoso({ next: {} }, ({ url }) => (url.endsWith('/mex') ? { status: 404 } : undefined)),
      { target: onlyTicket },
    );
    expect(walked.of('web-ticket.mex').map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
    expect(walked.of('web-ticket.request')[0]?.outcome).toBe('ok');
  });

  it('uses another connection when the first 401 closed one, and never tears the later legs apart', async () => {
    const closesFirst = contoso({ next: {} }, ({ url, headers }) =>
      url.endsWith('WebTicketService.svc') && !headers?.some(([name]) => name === 'Authorization')
        ? { ...unauthorized(['WWW-Authenticate', 'NTLM']), closes: true }
        : undefined,
    );
    const walked = await runScripted(closesFirst, { target: onlyTicket });
    const legs = walked.asked.filter(({ step }) => step.kind === 'web-ticket.request').map(({ pin }) => pin);
    expect(legs).toEqual([1, 2, 2]);
    expect(walked.of('web-ticket.request')[0]?.outcome).toBe('ok');
  });

  it.each([false, true])('goes by Negotiate where that alone is offered; challenge wrapped: %s', async (wraps) => {
    const answers = contoso({ next: {} });
    const sent: string[] = [];
    const script = contoso({ next: {} }, async (asked) => {
      if (!asked.url.endsWith('WebTicketService.svc')) return answers(asked);
      // What the deployment understands is bare NTLM: the wrapping comes off on the way in and on on the way out.
      const bare = (value: string): string => {
        const token = Buffer.from(value.replace('Negotiate ', ''), 'base64');
        const read = readSpnego(token);
        sent.push(read?.kind ?? 'bare');
        const message = read === null ? token : read.kind === 'init' ? read.mechToken : read.token;
        return `NTLM ${message?.toString('base64') ?? ''}`;
      };
      const wrapped = (value: string): string => {
        const token = Buffer.from(value.slice('NTLM '.length), 'base64');
        const answer = wraps ? writeResponse({ state: 'accept-incomplete', supportedMech: ntlmOid, token }) : token;
        return `Negotiate ${answer.toString('base64')}`;
      };
      const headers =
        asked.headers?.map(([name, value]) => [name, name === 'Authorization' ? bare(value) : value] as const) ?? [];
      const answer = await answers({ ...asked, headers });
      const renamed = (answer.headers ?? [])
        .filter(([name, value]) => name !== 'WWW-Authenticate' || value !== 'NTLM')
        .map(([name, value]) => [name, value.startsWith('NTLM ') ? wrapped(value) : value] as const);
      return { ...answer, headers: renamed };
    });
    const walked = await runScripted(script, { target: onlyTicket });
    expect(walked.of('web-ticket.request')[0]?.facts).toContainEqual(['sign-in-with', 'Negotiate']);
    expect(walked.of('web-ticket.user')[0]?.outcome).toBe('ok');
    expect(sent).toEqual(['init', wraps ? 'response' : 'bare']);
  });

  it('is not asked for with a password at /Auth over TLS that does not validate', async () => {
    const script = contoso({ suffixes: ['Auth'] });
    const walked = await runScripted(async (asked) => ({ ...(await script(asked)), secure: false }), {
      target: onlyTicket,
    });
    expect(walked.taken).toEqual([]);
    expect(failureOf(walked, 'web-ticket.request')).toBe('unvalidated_tls');
  });

  it('says what a proxy without connection affinity does', async () => {
    const script = contoso({ next: {} }, ({ url }) =>
      url.endsWith('WebTicketService.svc') ? unauthorized(['WWW-Authenticate', 'NTLM']) : undefined,
    );
    const walked = await runScripted(script, { target: onlyTicket });
    expect(walked.taken).toEqual([]);
    expect(failureOf(walked, 'web-ticket.request')).toBe('missing_header');
  });

  it('reports a 401 without the address of the service', async () => {
    const script = contoso({}, ({ url }) =>
      url.endsWith('root/user') ? unauthorized(['WWW-Authenticate', 'Basic realm="x"']) : undefined,
    );
    const walked = await runScripted(script, { target: onlyTicket });
    expect(failureOf(walked, 'web-ticket.challenge')).toBe('missing_header');
    expect(walked.of('web-ticket.request')[0]?.value).toBe('the ticket service is not known');
  });

  it('is good, yet the account unknown', async () => {
    const script = contoso({}, ({ step }) => (step.kind === 'web-ticket.user' ? { status: 404 } : undefined));
    const walked = await runScripted(script, { target: onlyTicket });
    expect(failureOf(walked, 'web-ticket.user')).toBe('account_not_here');
    expect(walked.refused).toBe(0);
  });
});

describe('a password that is refused', () => {
  it.each([
    ['by NTLM', { proof: unauthorized(['WWW-Authenticate', 'NTLM']) }],
    [
      'at /Auth',
      {
        suffixes: ['Auth'],
        proof: { status: 500, headers: [['X-Ms-diagnostics', '28020;source="fe";reason="No valid security token."']] },
      },
    ],
  ] as const)('%s is used once; the rest is skipped with the reason', async (_name, changes) => {
    const walked = await runScripted(contoso(changes), { missing: [] });
    expect(walked.taken).toHaveLength(1);
    expect(secrets(walked)).toHaveLength(1);
    expect(walked.refused).toBe(1);
    const reasons = walked.of('oauth.token').concat(walked.of('web-ticket.request', 'internal'));
    expect(reasons.map(({ value }) => value)).toEqual(reasons.map(() => 'password refused at step 7'));
    expect(reasons.length).toBeGreaterThanOrEqual(3);
  });

  it('by the token service is used once', async () => {
    const token = {
      status: 400,
      headers: [['Content-Type', 'application/json']],
      body: '{"error":"invalid_grant"}',
    } as const;
    const walked = await runScripted(contoso({ token }), { missing: [], target: target({ signIn: 'oauth' }) });
    expect(walked.taken).toHaveLength(1);
    expect(failureOf(walked, 'oauth.token')).toBe('credential_refused');
  });

  it('is not what an account without SIP means', async () => {
    const denied = {
      status: 403,
      headers: [['X-Ms-diagnostics', '28000;source="fe";reason="User is not SIP enabled."']],
    } as const;
    const walked = await runScripted(contoso({ proof: denied, token: denied }));
    expect(walked.refused).toBe(0);
    expect([failureOf(walked, 'web-ticket.request'), failureOf(walked, 'oauth.token')]).toEqual([
      'not_enabled',
      'not_enabled',
    ]);
  });
});

describe('OAuth', () => {
  const onlyOAuth = target({ signIn: 'oauth' });

  it('uses Windows sign-in where the password grant is not offered', async () => {
    const walked = await runScripted(contoso({ next: {}, grants: 'urn:microsoft.rtc:windows' }), { target: onlyOAuth });
    const legs = walked.asked.filter(({ step }) => step.kind === 'oauth.token').map(({ pin }) => pin);
    expect(legs).toEqual([1, 1, 1]);
    expect(walked.of('oauth.user').map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
  });

  it.each([
    ['only guests are served', { grants: 'urn:microsoft.rtc:anonmeeting' }, 0],
    [
      'the browser is wanted instead',
      {
        grants: 'password',
        token: {
          status: 400,
          headers: [['Content-Type', 'application/json']],
          body: '{"error":"invalid_grant","ms_rtc_passiveauthuri":"https://dir.contoso.com/PassiveAuth"}',
        },
      },
      1,
    ],
    [
      'the grant is switched off',
      {
        grants: 'password',
        token: {
          status: 400,
          headers: [['Content-Type', 'application/json']],
          body: '{"error":"unsupported_grant_type"}',
        },
      },
      1,
    ],
  ] as const)('says that %s, and blames no password', async (_name, changes, uses) => {
    const walked = await runScripted(contoso(changes), { target: onlyOAuth });
    expect(failureOf(walked, 'oauth.token')).toBe('grant_not_allowed');
    expect([walked.taken.length, walked.refused]).toEqual([uses, 0]);
  });

  it('goes on at a page where the answer to a password wants one, with the cookies and without the password', async () => {
    const wantsPage = {
      status: 400,
      headers: [['Content-Type', 'application/json']],
      body: '{"error":"invalid_grant","ms_rtc_passiveauthuri":"https://dir.contoso.com/PassiveAuth"}',
    } as const;
    const shown: unknown[] = [];
    const script = contoso({ next: {}, grants: 'password,urn:microsoft.rtc:passive' });
    const walked = await runScripted(
      (asked) => (asked.body?.toString().includes('password=') === true ? wantsPage : script(asked)),
      {
        target: onlyOAuth,
        pages: {
          hasOwnWindow: true,
          choose: () => Promise.resolve('browser'),
          cookiesFrom: ({ url, cookiesFor }) => {
            shown.push([url, cookiesFor]);
            return Promise.resolve('FedAuth=0123456789');
          },
        },
      },
    );
    expect(shown).toEqual([['https://dir.contoso.com/PassiveAuth', 'https://dir.contoso.com/WebTicket/oauthtoken']]);
    expect(failureOf(walked, 'oauth.token')).toBe('grant_not_allowed');
    const asked = walked.asked.filter(({ step }) => step.kind === 'passive.token');
    expect(asked.map(({ body, carriesCredential }) => [body, carriesCredential])).toEqual([
      ['grant_type=urn%3Amicrosoft.rtc%3Apassive', true],
    ]);
    expect(asked[0]?.headers).toContainEqual(['Cookie', 'FedAuth=0123456789']);
    expect(walked.of('oauth.user').map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    expect([walked.taken.length, walked.refused]).toEqual([1, 0]);
  });

  it('is skipped where the root document does not offer it', async () => {
    const script = contoso({}, ({ url }) =>
      url === discover ? xml('Root', { User: `${rootOf('dir.contoso.com')}/user` }) : undefined,
    );
    const walked = await runScripted(script);
    expect(walked.of('oauth', 'external')[0]).toMatchObject({
      outcome: 'skipped',
      value: 'the root document offers no OAuth',
    });
  });
});

describe('the home pool', () => {
  const onlyTicket = target({ signIn: 'web-ticket' });

  it('may be two redirects away', async () => {
    const walked = await runScripted(
      contoso({ next: { 'dir.contoso.com': 'a.contoso.com', 'a.contoso.com': 'b.contoso.com' } }),
      { target: onlyTicket },
    );
    expect(hostsOf(walked.taken)).toEqual(['dir.contoso.com', 'a.contoso.com', 'b.contoso.com']);
  });

  it('ends where two pools name each other, before a third ticket is asked for', async () => {
    const walked = await runScripted(
      contoso({ next: { 'dir.contoso.com': 'a.contoso.com', 'a.contoso.com': 'dir.contoso.com' } }),
      { target: onlyTicket },
    );
    expect(hostsOf(walked.taken)).toEqual(['dir.contoso.com', 'a.contoso.com']);
    expect(walked.of('web-ticket', 'external')[0]?.failure?.code).toBe('redirect_loop');
  });

  it('takes no more password uses than were announced', async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 9 }, (_, n) => [n === 0 ? 'dir.contoso.com' : `p${n}.contoso.com`, `p${n + 1}.contoso.com`]),
    );
    const walked = await runScripted(contoso({ next: chain }), {
      target: target({ signIn: 'web-ticket', plannedCredentialUses: 4 }),
    });
    expect(walked.taken).toHaveLength(4);
    expect(walked.of('web-ticket', 'external')[0]?.failure?.code).toBe('credential_use_ended');
  });

  it('may be online: followed to its challenge and metadata, with no password', async () => {
    const walked = await runScripted(contoso({ next: { 'dir.contoso.com': 'webdir1e.online.lync.com' } }));
    expect(hostsOf(walked.taken)).toEqual(['dir.contoso.com', 'dir.contoso.com']);
    expect(hostsOf(secrets(walked))).not.toContain('webdir1e.online.lync.com');
    expect(walked.of('home-pool').map(({ failure }) => failure?.code)).toEqual(['homed_online', 'homed_online']);
    expect(walked.of('web-ticket.mex')).toHaveLength(4);
  });
});

describe('addresses that do not answer', () => {
  it('let discovery start anew, once', async () => {
    const script = contoso({}, ({ url }) => {
      if (new URL(url).hostname === 'dir.contoso.com') throw failed('lookup', 'name_not_found', 'no such name');
      return undefined;
    });
    const walked = await runScripted(script);
    const anew = walked.steps.filter(({ title }) => title.startsWith('Start discovery anew'));
    expect(anew.map(({ facts }) => facts)).toEqual([[['note', 'the same addresses as before']]]);
    expect(walked.asked.filter(({ url }) => url === discover)).toHaveLength(4); // root, two JSON forms, anew
  });

  it('are replaced where discovery names others the second time', async () => {
    let asked = 0;
    const script = contoso({ next: {} }, ({ url, headers }) => {
      if (new URL(url).hostname === 'dir.contoso.com') throw failed('connect', 'timeout', 'no answer');
      const isXml = headers?.some(([, value]) => value.includes('autodiscover+xml')) === true;
      if (url !== discover || !isXml || (asked += 1) < 2) return undefined;
      return xml('Root', {
        User: `${rootOf('other.contoso.com')}/user`,
        OAuth: `${rootOf('other.contoso.com')}/oauth/user`,
      });
    });
    const walked = await runScripted(script);
    expect(hostsOf(walked.taken)).toEqual(['other.contoso.com', 'other.contoso.com']);
    expect(walked.of('services', 'external').map(({ outcome }) => outcome)).toEqual(['skipped', 'ok']);
  });

  it('do not, where a server said no', async () => {
    const walked = await runScripted(
      contoso({}, ({ step }) =>
        step.kind === 'oauth.challenge' || step.kind === 'web-ticket.challenge' ? { status: 500 } : undefined,
      ),
    );
    expect(walked.steps.some(({ title }) => title.startsWith('Start discovery anew'))).toBe(false);
  });
});
