/** The engine end to end, against servers on loopback: steps, trust, the password's guard, cancelling, secrets. */
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { failed, FailureError } from '../../../shared/failure.js';
import type { Answer, Question } from '../../../shared/ipc.js';
import type { SessionEvent } from '../../../shared/session/events.js';
import { readSessionFile, sessionLines } from '../../../shared/session/file.js';
import type { Session } from '../../../shared/session/model.js';
import { planCredentialUses } from '../../../shared/session/plan.js';
import { reduceSession } from '../../../shared/session/reduce.js';
import type { Flow, Reply, StepHandle } from '../../../main/engine/api.js';
import { JournalWriter } from '../../../main/engine/journal.js';
import { formsOf } from '../../../main/engine/secrets/literals.js';
import { isWithin } from '../../../main/engine/trust.js';
import { afterTest, answering, issue, tcpServer, tlsServer, type Issued, type TestServer } from '../net/servers.js';
import { runFlow } from './testRun.js';

const okAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const given = { mode: 'given', userName: 'CONTOSO\\ada', password: 'Corr3ct horse!' } as const;

async function secureServer(
  names: readonly string[],
  answer: string,
  root?: Issued,
): Promise<{ server: TestServer; root: Issued }> {
  const authority = root ?? (await issue('Root', []));
  const leaf = await issue('leaf', names, authority);
  return { server: await tlsServer({ key: leaf.keyPem, cert: leaf.pem }, answering(answer)), root: authority };
}

describe('steps', () => {
  test('sequential exchanges share one connection, and the record adds up', async () => {
    const server = await tcpServer(answering(okAnswer));
    const { session } = await runFlow(async ({ root }) => {
      await root.step(
        { kind: 'root.http', title: 'Ask', side: 'external', spec: { doc: 'x', section: '1' } },
        async (step) => {
          expect(
            (await step.exchange({ method: 'GET', url: `http://127.0.0.1:${server.port}/a?b=c`, expect: [200] })).text,
          ).toBe('ok');
          await step.exchange({ method: 'POST', url: `http://127.0.0.1:${server.port}/b`, body: 'xyz', expect: [] });
          step.value('200');
          step.meaning('All is well.');
          step.fact('document', 'xml-root');
        },
      );
      root.skip({ kind: 'oauth', title: 'Sign in' }, 'no password');
      const attempt = await root.attempt({ kind: 'domain', title: 'Fail' }, async () => {
        throw failed('parse', 'malformed_document', 'It is no XML.');
      });
      expect(attempt).toMatchObject({ ok: false, failure: { code: 'malformed_document' }, stepId: 's4' });
    });
    expect(session.outcome).toBe('completed');
    expect(
      session.steps.map(({ startedMs: _s, endedMs, ...step }) => ({ ...step, ended: endedMs !== undefined })),
    ).toEqual([
      { id: 's1', kind: 'walk', title: 'Sign in as ada@contoso.test', outcome: 'ok', facts: [], ended: true },
      {
        id: 's2',
        parentId: 's1',
        kind: 'root.http',
        side: 'external',
        spec: { doc: 'x', section: '1' },
        title: 'Ask',
        outcome: 'ok',
        value: '200',
        meaning: 'All is well.',
        facts: [{ name: 'document', value: 'xml-root' }],
        ended: true,
      },
      {
        id: 's3',
        parentId: 's1',
        kind: 'oauth',
        title: 'Sign in',
        outcome: 'skipped',
        value: 'skipped: no password',
        facts: [],
        ended: true,
      },
      {
        id: 's4',
        parentId: 's1',
        kind: 'domain',
        title: 'Fail',
        outcome: 'failed',
        failure: { operation: 'parse', code: 'malformed_document', message: 'It is no XML.' },
        facts: [],
        ended: true,
      },
    ]);
    expect(session.connections).toHaveLength(1);
    expect(session.exchanges.map(({ connectionId, response }) => [connectionId, response?.status])).toEqual([
      ['c1', 200],
      ['c1', 200],
    ]);
  });

  test('a bug ends the session and is thrown', async () => {
    const events: SessionEvent[] = [];
    const run = runFlow(
      async ({ root }) => {
        await root.step({ kind: 'domain', title: 'Break' }, async () => {
          throw new TypeError('a bug');
        });
      },
      { emit: (event) => events.push(event) },
    );
    await expect(run).rejects.toThrow('a bug');
    expect(events.at(-1)).toMatchObject({ type: 'session-ended', outcome: 'completed' });
    expect(events.filter(({ type }) => type === 'step-ended')).toHaveLength(2);
  });

  test('live, by its events, saved and reopened: one value', async () => {
    const server = await tcpServer(
      answering('HTTP/1.1 200 OK\r\nSet-Cookie: a=bbbbbbbbbbbbbbbbbb\r\nContent-Length: 2\r\n\r\nok'),
    );
    const { session, events } = await runFlow(async ({ root }) => {
      await root.systemLookup('localhost');
      await root.attempt({ kind: 'root.http', title: 'a' }, (step) =>
        step.exchange({ method: 'GET', url: 'http://127.0.0.1:1/', expect: [] }),
      );
      const reply = await root.exchange({ method: 'GET', url: `http://127.0.0.1:${server.port}/`, expect: [] });
      await root.trust('https://web.contoso.test/', { reply, field: 'Location' });
    });
    expect(events.reduce<Session | null>(reduceSession, null)).toEqual(session);
    expect(JSON.parse(JSON.stringify(session))).toStrictEqual(session);
    const reopened = readSessionFile(sessionLines(session));
    expect(reopened).toEqual({ ok: true, session, problems: [] });
  });
});

describe('the trust check', () => {
  const reply = (secure: boolean): Reply =>
    ({ secure, url: 'http://lyncdiscover.contoso.test/', exchange: { id: 'x1' } }) as unknown as Reply;

  async function decide(
    url: string,
    secure: boolean,
    about: Parameters<typeof runFlow>[1] = {},
  ): Promise<[string | undefined, boolean | undefined]> {
    const { session } = await runFlow(async ({ root }) => {
      await root.trust(url, { reply: reply(secure), field: 'Location' }).catch((error: unknown) => {
        if (!(error instanceof FailureError)) throw error;
        expect(error.failure).toMatchObject({ operation: 'trust', code: 'untrusted_host' });
      });
    }, about);
    const [decision] = session.trustDecisions;
    return [decision?.basis, decision?.allowed];
  }

  test.each([
    ['https://anywhere.test/', true, 'secure-source'],
    ['https://CONTOSO.test./x', false, 'in-domain'],
    ['http://lync.contoso.test:8080/x', false, 'in-domain'],
    ['https://evilcontoso.test/', false, 'none'],
    ['https://contoso.test.evil.test/', false, 'none'],
    ['https://webdir.online.lync.com/', false, 'trusted-list'],
    ['https://lync.com/', false, 'trusted-list'],
    ['https://notlync.com/', false, 'none'],
    ['https://login.microsoftonline.com/', false, 'trusted-list'],
    ['https://x.lync.glbdns.microsoft.com/', false, 'trusted-list'],
    ['https://microsoft.com/', false, 'none'],
    ['https://mine.test/', false, 'user-option'],
    ['https://sub.mine.test/', false, 'none'],
    ['ftp://lync.contoso.test/', true, 'none'],
    ['https://user:pass@lync.contoso.test/', true, 'none'],
    ['javascript:alert(1)', true, 'none'],
    ['https://', true, 'none'],
    ['/relative?x', false, 'in-domain'],
  ])('%s, learned securely %s: %s', async (url, secure, basis) => {
    expect(await decide(url, secure, { target: { trustedHosts: ['MINE.test'] } })).toEqual([basis, basis !== 'none']);
  });

  test('an unknown host is asked about once', async () => {
    const questions: Question[] = [];
    const ask = (question: Question): Promise<Answer> => {
      questions.push(question);
      return Promise.resolve({ kind: 'trust', allow: true });
    };
    const { session } = await runFlow(
      async ({ root }) => {
        const learned = { reply: reply(false), field: 'Link Redirect' };
        await Promise.all([
          root.trust('https://pool.other.test/a', learned),
          root.trust('https://pool.other.test/b', learned),
        ]);
      },
      { ask },
    );
    expect(questions).toEqual([
      {
        kind: 'trust',
        id: 'q1',
        from: 'lyncdiscover.contoso.test',
        url: 'https://pool.other.test/a',
        host: 'pool.other.test',
        domain: 'contoso.test',
      },
    ]);
    expect(session.trustDecisions.map(({ basis, allowed }) => [basis, allowed])).toEqual([
      ['user-answer', true],
      ['user-answer', true],
    ]);
    expect(
      await decide('https://pool.other.test/', false, { ask: () => Promise.resolve({ kind: 'decline' }) }),
    ).toEqual(['none', false]);
  });

  test('a domain without name is nobody’s', () => {
    expect(isWithin('a.test', '')).toBe(false);
  });
});

describe('requests that carry a credential', () => {
  const carrying = {
    method: 'GET',
    expect: [200],
    headers: [['X-MS-WebTicket', 'opaque=0123456789abcdef']],
    carriesCredential: true,
  } as const;

  async function send(
    url: string,
    port: number,
    authorities: readonly string[],
    trusted: boolean,
    spec: object = carrying,
  ): Promise<Session> {
    const { session } = await runFlow(
      async ({ root }) => {
        if (trusted) root.trustTyped(url);
        await root.attempt({ kind: 'web-ticket.user', title: 'x' }, (step) =>
          step.exchange({ ...carrying, ...spec, url }),
        );
      },
      { authorities, target: { connectTo: [`::127.0.0.1:${port}`] } },
    );
    return session;
  }

  test('go to a trusted host over validated TLS, and nowhere else', async () => {
    const { server, root } = await secureServer(['web.contoso.test'], okAnswer);
    const sent = await send('https://web.contoso.test/', server.port, [root.pem], true);
    expect(sent.exchanges[0]).toMatchObject({ response: { status: 200 } });
    const before = server.received.map(String).join('');
    for (const [session, code] of [
      [await send('https://web.contoso.test/', server.port, [root.pem], false), 'untrusted_host'],
      [await send('https://web.contoso.test/', server.port, [], true), 'unvalidated_tls'],
      [await send('https://other.contoso.test/', server.port, [root.pem], true), 'unvalidated_tls'],
      [await send('http://web.contoso.test/', server.port, [root.pem], true), 'unvalidated_tls'],
    ] as const) {
      expect(session.exchanges).toHaveLength(1);
      expect(session.exchanges[0]).toMatchObject({ failure: { operation: 'credential', code }, request: { wire: '' } });
      expect(session.steps[1]?.failure).toEqual(session.exchanges[0]?.failure);
      expect(session.exchanges[0]?.request.headers).toContainEqual(['X-MS-WebTicket', 'opaque=****************']);
    }
    expect(server.received.map(String).join('')).toBe(before);
  });

  test.each([
    [{ headers: [['Authorization', 'Bearer cwt=abcdefgh']], carriesCredential: false }],
    [{ headers: [], method: 'POST', body: 'grant_type=password&password=x', carriesCredential: false }],
    [{ headers: [], method: 'POST', body: '<wsse:Password>eA==</wsse:Password>', carriesCredential: false }],
  ])('also when nobody said that they do: %j', async (spec) => {
    const { server } = await secureServer(['web.contoso.test'], okAnswer);
    const session = await send('https://web.contoso.test/', server.port, [], true, spec);
    expect(session.exchanges[0]?.failure?.code).toBe('unvalidated_tls');
  });

  test('a password is never sent twice because a connection ended', async () => {
    const root = await issue('Root', []);
    const leaf = await issue('leaf', ['web.contoso.test'], root);
    const server = await tlsServer({ key: leaf.keyPem, cert: leaf.pem }, (socket, chunk) => {
      if (chunk.includes('POST')) socket.destroy();
      else socket.write(okAnswer);
    });
    const { session } = await runFlow(
      async ({ root: step }) => {
        step.trustTyped('https://web.contoso.test/');
        await step.exchange({ method: 'GET', url: 'https://web.contoso.test/', expect: [200] });
        await expect(
          step.exchange({
            method: 'POST',
            url: 'https://web.contoso.test/',
            body: 'password=abcdefgh',
            expect: [200],
            carriesCredential: true,
          }),
        ).rejects.toThrow();
      },
      { authorities: [root.pem], target: { connectTo: [`::127.0.0.1:${server.port}`] } },
    );
    expect(session.exchanges).toHaveLength(2);
    expect(server.received.join('').match(/POST/g)).toHaveLength(1);
  });
});

describe('the password', () => {
  const url = 'https://web.contoso.test/';
  const target = { hasPassword: true, plannedCredentialUses: 3, userName: 'CONTOSO\\ada' };
  const taking = (step: StepHandle) => step.credentials.take(step, url);

  test('is handed out as often as planned', async () => {
    const { session } = await runFlow(
      async ({ root }) => {
        for (let i = 0; i < 3; i += 1) {
          await root.step({ kind: 'oauth.token', title: 'x' }, async (step) => {
            const credential = await taking(step);
            expect([credential.userName, credential.password]).toEqual([given.userName, given.password]);
            expect(JSON.stringify({ credential })).not.toContain('horse');
          });
        }
        expect(root.credentials.unavailable).toBe('all 3 planned password uses are made');
        await expect(taking(root)).rejects.toMatchObject({
          failure: { operation: 'credential', code: 'credential_use_ended' },
        });
      },
      { credentials: given, target },
    );
    expect(session.steps.slice(1).map(({ facts }) => facts)).toEqual(
      [1, 2, 3].map((n) => [{ name: 'credential-use', value: `${n} of 3` }]),
    );
  });

  test('is never used again once it was refused', async () => {
    await runFlow(
      async ({ root }) => {
        await root.attempt({ kind: 'web-ticket.request', title: 'x' }, async (step) => {
          await taking(step);
          step.credentials.refused(step);
          throw failed('credential', 'credential_refused', 'No.');
        });
        expect(root.credentials.unavailable).toBe('password refused at step 2');
        await expect(taking(root)).rejects.toMatchObject({ failure: { code: 'credential_use_ended' } });
      },
      { credentials: given, target },
    );
  });

  test('two sides never have it in the air at once', async () => {
    const order: string[] = [];
    await runFlow(
      async ({ root }) => {
        let settle = (): void => undefined;
        const answered = new Promise<void>((resolve) => (settle = resolve));
        const first = root.attempt({ kind: 'oauth.token', title: 'a' }, async (step) => {
          await taking(step);
          await step.step({ kind: 'oauth.token', title: 'below' }, taking); // the same use's own steps may
          order.push('first has it');
          await answered;
          step.credentials.refused(step);
          order.push('first refused');
          throw failed('credential', 'credential_refused', 'No.');
        });
        const second = root.attempt({ kind: 'oauth.token', title: 'b' }, async (step) => {
          await taking(step);
          order.push('second has it');
        });
        await vi.waitFor(() => expect(order).toEqual(['first has it']));
        settle();
        await first;
        expect(await second).toMatchObject({ ok: false, failure: { code: 'credential_use_ended' } });
      },
      { credentials: given, target },
    );
    expect(order).toEqual(['first has it', 'first refused']);
  });

  test('is asked for once, when first needed', async () => {
    const questions: Question[] = [];
    const flow: Flow = async ({ root }) => {
      expect(root.credentials.mode).toBe('ask');
      await root.attempt({ kind: 'oauth.token', title: 'x' }, taking);
      await root.attempt({ kind: 'oauth.token', title: 'x' }, taking);
    };
    const asking = (answer: Answer) => ({
      credentials: { mode: 'ask' } as const,
      target,
      ask: (question: Question) => {
        questions.push(question);
        return Promise.resolve(answer);
      },
    });
    const { session } = await runFlow(flow, asking({ kind: 'password', userName: 'x', password: 'planted-secret' }));
    expect(questions).toMatchObject([
      { kind: 'password', userName: 'CONTOSO\\ada', url, host: 'web.contoso.test', use: 1, of: 3 },
    ]);
    expect(session.steps.map(({ facts }) => facts[0]?.value)).toEqual([undefined, '1 of 3', '2 of 3']);
    const declined = await runFlow(flow, asking({ kind: 'decline' }));
    expect(questions).toHaveLength(2);
    expect(declined.session.steps.map(({ failure }) => failure?.code)).toEqual([
      undefined,
      'no_credential',
      'no_credential',
    ]);
    const nobody = await runFlow(flow, { credentials: { mode: 'ask' }, target });
    expect(nobody.session.steps[1]?.failure?.code).toBe('no_credential');
  });

  test('uses are planned by method, side and place', () => {
    const plan = (hasPassword: boolean, signIn: 'auto' | 'oauth' | 'online', urls: number): number =>
      planCredentialUses({ hasPassword, signIn, discoveryUrls: Array<string>(urls).fill('https://a.test/') });
    expect([
      plan(false, 'auto', 0),
      plan(true, 'auto', 0),
      plan(true, 'oauth', 0),
      plan(true, 'auto', 1),
      plan(true, 'oauth', 2),
      // The online service asks once in a walk, whichever side leads there.
      plan(true, 'online', 0),
    ]).toEqual([0, 8, 4, 4, 4, 5]);
  });
});

describe('cancelling', () => {
  test('ends a walk that waits for a server, and says so in every running step', async () => {
    const stop = new AbortController();
    const server = await tcpServer(() => stop.abort());
    const { session, events } = await runFlow(
      async ({ root }) => {
        await root.step({ kind: 'root.http', title: 'Ask' }, (step) =>
          step.attempt({ kind: 'domain', title: 'below' }, (below) =>
            below.exchange({ method: 'GET', url: `http://127.0.0.1:${server.port}/`, expect: [] }),
          ),
        );
      },
      { signal: stop.signal },
    );
    expect(session.outcome).toBe('cancelled');
    expect(session.steps.map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(session.exchanges[0]?.failure?.code).toBe('cancelled');
    expect(events.at(-1)?.type).toBe('session-ended');
  });

  test('ends a flow that does not listen, a question nobody answers, and a walk not yet begun', async () => {
    const deaf = new AbortController();
    const ended = await runFlow(
      async ({ root }) => {
        await root.step({ kind: 'root.http', title: 'Hang' }, () => {
          deaf.abort();
          return new Promise<never>(() => undefined);
        });
      },
      { signal: deaf.signal },
    );
    expect(ended.session.steps.map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled']);
    const asking = new AbortController();
    const asked = await runFlow(
      async ({ root }) => {
        await root.step({ kind: 'oauth.token', title: 'x' }, (step) => step.credentials.take(step, 'https://a.test/'));
      },
      {
        signal: asking.signal,
        credentials: { mode: 'ask' },
        target: { plannedCredentialUses: 1 },
        ask: () => {
          asking.abort();
          return new Promise<never>(() => undefined);
        },
      },
    );
    expect(asked.session.outcome).toBe('cancelled');
    let ran = false;
    const never = await runFlow(
      async () => {
        ran = true;
      },
      { signal: AbortSignal.abort() },
    );
    expect([never.session.outcome, ran]).toEqual(['cancelled', false]);
  });

  test('what a flow leaves behind ends with it', async () => {
    const server = await tcpServer(() => undefined);
    const { session } = await runFlow(async ({ root }) => {
      root
        .attempt({ kind: 'root.http', title: 'left' }, (step) =>
          step.exchange({ method: 'GET', url: `http://127.0.0.1:${server.port}/`, expect: [] }),
        )
        .catch(() => undefined);
      await vi.waitFor(() => expect(server.received).toHaveLength(1));
    });
    expect(session.outcome).toBe('completed');
    expect(session.steps.map(({ outcome }) => outcome)).toEqual(['ok', 'cancelled']);
    expect(session.connections.every(({ endedMs }) => endedMs !== undefined)).toBe(true);
  });
});

describe('secrets', () => {
  const ticket = `<saml:Assertion AssertionID="SamlSecurityToken-77"><x>${'Ticket0Inside'.repeat(4)}</x></saml:Assertion>`;
  const token = 'cwt=AAEBHAEFAAAAAAAFFQAAAK1fTokenInside00';
  const secrets = [given.password, ticket, token.slice(4)];

  async function walk(keepSecrets: boolean): Promise<{ readonly session: Session; readonly output: string }> {
    const root = await issue('Root', []);
    const leaf = await issue('leaf', ['web.contoso.test'], root);
    const server = await tlsServer({ key: leaf.keyPem, cert: leaf.pem }, (socket, chunk) => {
      // Hands everything out, and gives back whatever it was sent.
      const body = `<a>${ticket}{"access_token":"${token}"}you said ${chunk.toString('latin1')} and ${chunk.toString('base64')} and ${encodeURIComponent(chunk.toString('utf8'))}</a>`;
      socket.write(
        `HTTP/1.1 200 ${token}\r\nX-Echo: ${chunk.toString('hex')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        'utf8',
      );
    });
    const output: string[] = [];
    const { session } = await runFlow(
      async ({ root: step }) => {
        step.trustTyped('https://web.contoso.test/');
        await step.step({ kind: 'oauth.token', title: 'x' }, async (inner) => {
          const { password } = await inner.credentials.take(inner, 'https://web.contoso.test/');
          const form = `grant_type=password&password=${encodeURIComponent(password)}`;
          const reply = await inner.exchange({
            method: 'POST',
            url: 'https://web.contoso.test/',
            body: form,
            expect: [200],
            carriesCredential: true,
          });
          expect(reply.text).toContain(ticket); // the flow itself reads what it needs
          const opaque = Buffer.from(ticket).toString('base64');
          await inner.exchange({
            method: 'GET',
            url: `https://web.contoso.test/?p=${encodeURIComponent(password)}`,
            headers: [
              ['X-MS-WebTicket', `opaque=${opaque}`],
              ['Authorization', `Bearer ${token}`],
            ],
            expect: [200],
            carriesCredential: true,
          });
          inner.fact('note', `a careless note about ${password}`);
          inner.meaning(`ticket ${opaque}`);
          throw failed('credential', 'credential_refused', `The server refused ${password} and ${token}.`);
        });
      },
      {
        credentials: given,
        keepSecrets,
        authorities: [root.pem],
        target: { hasPassword: true, plannedCredentialUses: 1, connectTo: [`::127.0.0.1:${server.port}`] },
        emit: (event) => output.push(JSON.stringify(event)),
      },
    );
    return { session, output: output.join('\n') + sessionLines(session) };
  }

  /** Every text in the output, and every base64 field as the bytes it stands for. */
  function places(output: string): Buffer[] {
    const base64 = [
      ...output.matchAll(/"(?:wire|decoded|queryBytes|answerBytes|request|response)":"([A-Za-z0-9+/=]+)"/g),
    ];
    return [
      Buffer.from(output),
      Buffer.from(output.replaceAll('\\"', '"')),
      ...base64.map(([, text]) => Buffer.from(text ?? '', 'base64')),
    ];
  }

  const foundIn = (output: string, secret: string): number =>
    places(output).filter((place) => formsOf(Buffer.from(secret)).some((form) => place.includes(form))).length;

  test('are in no event and no file, in no encoding', async () => {
    const { session, output } = await walk(false);
    expect(session.exchanges).toHaveLength(2);
    for (const secret of secrets) expect(foundIn(output, secret)).toBe(0);
    expect(session.keepsSecrets).toBe(false);
    expect(session.exchanges.every(({ response }) => (response?.masked.length ?? 0) > 0)).toBe(true);
    expect(session.steps[1]?.facts.at(-1)?.value).toBe(`a careless note about ${'*'.repeat(given.password.length)}`);
  });

  test('are all there when they are to be kept: the search above does find them', async () => {
    const { session, output } = await walk(true);
    for (const secret of secrets) expect(foundIn(output, secret)).toBeGreaterThan(3);
    expect(session.keepsSecrets).toBe(true);
    expect(
      session.exchanges.flatMap(({ request, response }) => [...request.masked, ...(response?.masked ?? [])]),
    ).toEqual([]);
  });
});

describe('the journal', () => {
  async function folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'lyncscope-'));
    afterTest(() => rm(path, { recursive: true, force: true }));
    return path;
  }

  test('is the session while it runs, and when it has ended', async () => {
    const path = join(await folder(), 'walk.lyncscope');
    await writeFile(path, 'an older walk');
    const journal = await JournalWriter.open(path);
    expect(await readFile(path, 'utf8')).toBe('an older walk');
    const { session } = await runFlow(
      async ({ root }) => {
        await root.systemLookup('localhost');
        await vi.waitFor(async () => {
          const read = readSessionFile(await readFile(path, 'utf8'));
          expect(read).toMatchObject({
            ok: true,
            session: { outcome: 'running', lookups: [{ id: 'l1' }] },
            problems: [],
          });
        });
      },
      { emit: (event) => journal.write(event) },
    );
    expect(await journal.close()).toBeUndefined();
    expect(readSessionFile(await readFile(path, 'utf8'))).toEqual({ ok: true, session, problems: [] });
  });

  test('leaves nothing behind when there was nothing to write, and says in a sentence what went wrong', async () => {
    const place = await folder();
    expect(await (await JournalWriter.open(join(place, 'a.lyncscope'))).close()).toBeUndefined();
    expect(await readdir(place)).toEqual([]);
    await expect(JournalWriter.open(join(place, 'missing', 'a.lyncscope'))).rejects.toThrow(
      /^.+ cannot be written: the folder does not exist\.$/,
    );
    await expect(JournalWriter.open(place)).rejects.toThrow(/it is a folder/);
    if (process.platform === 'linux') {
      const full = await JournalWriter.open('/dev/full');
      full.write({ type: 'session-ended', outcome: 'completed', endedMs: 1 });
      expect(await full.close()).toBe('/dev/full could not be written: the disk is full.');
    }
  });
});
