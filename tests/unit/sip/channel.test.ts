/** SIP connections through the real engine, against servers whose every byte a test decides. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { SipChannel, StepHandle } from '../../../main/engine/api.js';
import { FailureError } from '../../../shared/failure.js';
import type { SipText } from '../../../shared/protocol/sip/message.js';
import { latin1Of } from '../../../shared/session/bytes.js';
import type { Session, SipMessage } from '../../../shared/session/model.js';
import { runFlow } from '../engine/testRun.js';
import { issue, tlsServer, type Issued, type TestServer } from '../net/servers.js';
import { sample } from './fixtures.js';

const host = 'sip.contoso.test';
let authority: Issued;
let identity: Issued;
beforeAll(async () => {
  authority = await issue('Test CA', []);
  identity = await issue(host, [host], authority);
});

type Handler = Parameters<typeof tlsServer>[1];

const serve = (onData: Handler, own: Issued = identity): Promise<TestServer> =>
  tlsServer({ cert: own.pem, key: own.keyPem }, onData);

const register = (cseq = 1, headers: SipText['headers'] = []): SipText => ({
  start: { kind: 'request', method: 'REGISTER', uri: 'sip:contoso.test' },
  headers: [['Call-ID', 'call-1'], ['CSeq', `${cseq} REGISTER`], ['From', '<sip:ada@contoso.test>;tag=1'], ...headers],
  body: new Uint8Array(),
});

const answer = (status: string, cseq = 1, rest = ''): string =>
  `SIP/2.0 ${status}\r\nCall-ID: call-1\r\nCSeq: ${cseq} REGISTER\r\n${rest}Content-Length: 0\r\n\r\n`;

interface Outcome {
  readonly session: Session;
  readonly failure: string | undefined;
  readonly messages: readonly SipMessage[];
}

/** Connects, does `body`, closes. */
async function onChannel(
  server: TestServer,
  body: (step: StepHandle, channel: SipChannel) => Promise<unknown>,
  about: { readonly timeoutMs?: number; readonly authorities?: readonly string[]; readonly trust?: boolean } = {},
): Promise<Outcome> {
  let failure: string | undefined;
  const { session } = await runFlow(
    async ({ root }) => {
      const place = { host, port: 5061 };
      if (about.trust !== false) await root.trustSip(place, { field: 'a test', from: 'DNS', secure: false });
      try {
        const channel = await root.sip(place);
        try {
          await body(root, channel);
        } finally {
          channel.close();
        }
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
        failure = `${error.failure.operation}/${error.failure.code}`;
      }
    },
    {
      authorities: about.authorities ?? [authority.pem],
      target: { connectTo: [`${host}:5061:127.0.0.1:${server.port}`], timeoutMs: about.timeoutMs ?? 4000 },
    },
  );
  return { session, failure, messages: session.sipMessages };
}

const ask = (step: StepHandle, channel: SipChannel): Promise<unknown> =>
  channel.request(step, { message: register(), expect: [200] });

describe('one connection', () => {
  it('records requests, interim and final answers, and what the server asks by itself', async () => {
    const server = await serve((socket) => {
      socket.write(
        '\r\n\r\nNOTIFY sip:x SIP/2.0\r\nCall-ID: n\r\nCSeq: 1 NOTIFY\r\nVia: v\r\nContent-Length: 0\r\n\r\n',
      );
      socket.write(answer('999 Of another request', 9) + answer('101 Progress Report') + answer('200 OK'));
    });
    let statuses: readonly number[] = [];
    const { messages, session, failure } = await onChannel(server, async (step, channel) => {
      const reply = await channel.request(step, { message: register(), expect: [200] });
      statuses = [reply.provisional.length, reply.status];
      reply.noteSignature({ text: '<a>', state: 'verified' });
      const notify = await channel.nextRequest(step, () => true);
      channel.respond(step, notify, {
        message: { start: { kind: 'response', status: 200, reason: 'OK' }, headers: [], body: new Uint8Array() },
        expect: [],
      });
    });
    expect(failure).toBeUndefined();
    expect(statuses).toEqual([1, 200]);
    const [sent] = messages;
    expect(
      messages.map(({ direction, start }) => [direction, start.kind === 'request' ? start.method : start.status]),
    ).toEqual([
      ['sent', 'REGISTER'],
      ['received', 'NOTIFY'],
      ['received', 999],
      ['received', 101],
      ['received', 200],
      ['sent', 200],
    ]);
    expect(messages[4]).toMatchObject({ answersId: sent?.id, signature: { state: 'verified' } });
    expect(messages[2]?.answersId).toBeUndefined();
    expect(messages[5]?.answersId).toBe(messages[1]?.id);
    expect(session.connections).toEqual([
      expect.objectContaining({ scheme: 'tls', host, port: 5061, endedMs: expect.any(Number) as number }),
    ]);
    expect(session.connections[0]?.tls).toMatchObject({ verification: { trusted: true, nameMatches: true } });
  });

  it.each<[string, Handler, string, number]>([
    ['a peer that says nothing', () => undefined, 'response/timeout', 300],
    ['one that hangs up', (socket) => socket.destroy(), 'response/connection_closed', 4000],
    ['another protocol', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'), 'parse/malformed_answer', 4000],
    [
      'a body without bounds',
      (socket) => socket.write('SIP/2.0 200 OK\r\nl: 9999999\r\n\r\n'),
      'limit/too_large',
      4000,
    ],
    [
      'a message cut short',
      (socket) => socket.end('SIP/2.0 200 OK\r\nContent-Len'),
      'response/connection_closed',
      4000,
    ],
  ])('survives %s', async (_what, handler, wanted, timeoutMs) => {
    const { failure, session } = await onChannel(await serve(handler), ask, { timeoutMs });
    expect(failure?.replace('connection_reset', 'connection_closed')).toBe(wanted);
    expect(session.outcome).toBe('completed');
  });

  it('keeps the bytes of what could not be read', async () => {
    const { messages } = await onChannel(await serve((socket) => socket.end('SIP/2.0 200 OK\r\nContent-Len')), ask);
    expect(latin1Of(messages[1]?.wire ?? '')).toBe('SIP/2.0 200 OK\r\nContent-Len');
    expect(messages[1]).toMatchObject({ start: { status: 0 }, failure: { code: 'connection_closed' } });
  });

  it('ends a trickling peer: bytes that come slowly do not stretch the wait without end', async () => {
    const server = await serve((socket) => {
      const timer = setInterval(() => socket.write('A: b\r\n'), 40);
      socket.write('SIP/2.0 200 OK\r\n');
      socket.on('close', () => clearInterval(timer));
    });
    const { failure } = await onChannel(server, ask, { timeoutMs: 150 });
    expect(failure).toBe('response/timeout');
  });

  it('ends a flood of messages nobody asked for', async () => {
    const server = await serve((socket) => socket.write(answer('200 OK', 7).repeat(2000)));
    const { failure, messages } = await onChannel(server, ask);
    expect(failure).toBe('limit/too_large');
    expect(messages.length).toBeLessThan(600);
  });

  it('ends a flood of line breaks', async () => {
    const server = await serve((socket) => {
      const pour = (): void => {
        while (!socket.destroyed && socket.write('\r\n'.repeat(65_536)));
      };
      socket.on('drain', pour);
      pour();
    });
    expect((await onChannel(server, ask)).failure).toBe('limit/too_large');
  });
});

describe('secrets', () => {
  const proof = (): string => {
    const [, gssapi = ''] =
      /gssapi-data="([^"]+)"/.exec(new TextDecoder().decode(sample('05-register-ntlm-third-leg-oc2007r2.txt'))) ?? [];
    return gssapi;
  };
  const signed = (name: string, token: string): SipText['headers'] => [
    [
      name,
      `NTLM qop="auth", opaque="1", gssapi-data="${token}", crand="ab", cnum="1", response="0100000029618e9651b65a7764000000"`,
    ],
  ];

  it('are masked in what is sent and in what comes back, the challenge is not', async () => {
    const challenge = 'TlRMTVNTUAACAAAAAAAAADgAAADzgpji';
    const server = await serve((socket) =>
      socket.write(answer('200 OK', 1, `X-Echo: ${proof()}\r\nWWW-Authenticate: NTLM gssapi-data="${challenge}"\r\n`)),
    );
    const { messages, session } = await onChannel(server, (step, channel) =>
      channel.request(step, {
        message: register(1, signed('Authorization', proof())),
        expect: [200],
        carriesCredential: true,
      }),
    );
    const [sent, received] = messages.map(({ wire }) => latin1Of(wire));
    expect(sent).toContain('opaque="1", gssapi-data="****');
    expect(sent).toContain(`response="${'*'.repeat(32)}"`);
    expect(server.received[0]?.toString('latin1')).toContain(proof());
    expect(received).toContain(challenge);
    expect(messages[0]?.masked.map(({ kind }) => kind)).toEqual(['ntlm-response', 'ntlm-response']);
    const everything = JSON.stringify(session) + (received ?? '');
    expect(everything).not.toContain(proof());
    expect(everything).not.toContain('29618e9651b65a7764000000');
  });

  it.each([
    ['a certificate that does not validate', { authorities: [] }, 'credential/unvalidated_tls'],
    ['a host that passed no trust check', { trust: false }, 'credential/untrusted_host'],
  ] as const)('are never sent to %s, also when nobody says that they are some', async (_what, about, wanted) => {
    for (const header of ['Authorization', 'Proxy-Authorization']) {
      const server = await serve((socket) => socket.write(answer('200 OK')));
      const { failure, messages } = await onChannel(
        server,
        (step, channel) => channel.request(step, { message: register(1, signed(header, proof())), expect: [200] }),
        about,
      );
      expect(failure).toBe(wanted);
      expect(messages).toEqual([]);
      expect(Buffer.concat(server.received)).toHaveLength(0);
    }
  });

  it('are not seen in an empty token or a TLS flight', async () => {
    const server = await serve((socket) => socket.write(answer('401 Unauthorized')));
    const flight = Buffer.from('160301004f010000', 'hex').toString('base64');
    const { messages } = await onChannel(server, (step, channel) =>
      channel.request(step, {
        message: register(1, [
          ['Authorization', 'NTLM qop="auth", gssapi-data="", version=4'],
          ['Authorization', `TLS-DSK qop="auth", gssapi-data="${flight}", version=4`],
        ]),
        expect: [401],
      }),
    );
    expect(latin1Of(messages[0]?.wire ?? '')).toContain(flight);
    expect(messages[0]?.masked).toEqual([]);
  });
});

describe('the trust check', () => {
  const check = async (place: string, secure: boolean, typed = false): Promise<Session> =>
    (
      await runFlow(async ({ root }) => {
        await root
          .trustSip({ host: place, port: 443 }, { field: 'SRV _sip._tls', from: 'DNS', secure, typed })
          .catch(() => undefined);
      })
    ).session;

  it.each([
    ['sip.contoso.test', false, 'in-domain'],
    ['sip.fabrikam.test', false, 'none'],
    ['contoso.test.evil.test', false, 'none'],
    ['sipdir.online.lync.com', false, 'trusted-list'],
    ['sip.fabrikam.test', true, 'secure-source'],
    ['bad host', true, 'none'],
  ])('%s (over validated TLS: %s) is %s', async (place, secure, basis) => {
    const { trustDecisions } = await check(place, secure);
    expect(trustDecisions).toEqual([expect.objectContaining({ basis, allowed: basis !== 'none' })]);
  });

  it('takes what the user typed', async () => {
    expect((await check('192.0.2.7', false, true)).trustDecisions[0]?.basis).toBe('typed');
  });
});
