/** One sign-in against a registrar whose every answer a test decides: what is unsigned, sent on or told by NOTIFY. */
import { EndpointList } from '../../../main/flows/endpointList.js';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../../main/engine/api.js';
import { Association, type Mechanism } from '../../../main/flows/sip/association.js';
import type { Walk } from '../../../main/flows/context.js';
import { ServiceDocument } from '../../../main/flows/serviceTests/document.js';
import { newEndpoint } from '../../../main/flows/sip/endpoint.js';
import { signIn } from '../../../main/flows/sip/register.js';
import { SipFramer } from '../../../shared/protocol/sip/framing.js';
import { sipHeader, type SipText } from '../../../shared/protocol/sip/message.js';
import { factsOf } from '../../../shared/session/facts.js';
import type { Session } from '../../../shared/session/model.js';
import { runFlow } from '../engine/testRun.js';
import { issue, tlsServer, type Issued } from '../net/servers.js';

const host = 'sip.contoso.test';
let authority: Issued;
let identity: Issued;
beforeAll(async () => {
  authority = await issue('Test CA', []);
  identity = await issue(host, [host], authority);
});

const challenge = {
  scheme: 'NTLM',
  realm: 'r',
  targetName: 't',
  version: 4,
  opaque: 'o',
  gssapiData: '',
  stsUri: undefined,
};
/** Signs with the length of the text: enough to tell a right signature from a wrong one. */
const mechanism: Mechanism = {
  scheme: 'NTLM',
  sign: (text) => text.length.toString(16),
  verify: (_text, rspauth) => rspauth === 'good',
};
const signature = (rspauth: string): string =>
  `Authentication-Info: NTLM rspauth="${rspauth}", srand="1", snum="1", opaque="o", realm="r", targetname="t"\r\n`;
const good = signature('good');

type Answer = (message: SipText) => string | undefined;

/** "200 OK" with further fields, for the request that is answered. */
function reply(message: SipText, status: string, more = '', body = ''): string {
  const copied = ['Call-ID', 'CSeq', 'From', 'To', 'Via'].map(
    (name) => `${name}: ${sipHeader(message, name) ?? ''}\r\n`,
  );
  return `SIP/2.0 ${status}\r\n${copied.join('')}${more}Content-Length: ${body.length}\r\n\r\n${body}`;
}

async function signInAt(
  answer: Answer,
  about: { readonly asksForSettings?: boolean } = {},
): Promise<{ readonly session: Session; readonly asked: readonly SipText[]; readonly code: string | undefined }> {
  const asked: SipText[] = [];
  const framers = new Map<number, SipFramer>();
  const server = await tlsServer({ cert: identity.pem, key: identity.keyPem }, (socket, chunk, connection) => {
    const framer = framers.get(connection) ?? new SipFramer();
    framers.set(connection, framer);
    for (const framed of framer.push(chunk)) {
      if (!framed.ok) continue;
      asked.push(framed.message);
      const text = answer(framed.message);
      if (text !== undefined) socket.write(text);
    }
  });
  let code: string | undefined;
  const { session } = await runFlow(
    async (run: Run) => {
      // Nothing else of it is used here.
      const { credentials, target } = run.root;
      const walk = {
        run,
        credentials,
        target,
        services: new ServiceDocument(),
        endpoints: new EndpointList(),
      } as unknown as Walk;
      const attempt = await signIn(
        { step: run.root, side: 'external' },
        {
          walk,
          scheme: 'NTLM',
          title: 'Register',
          endpoint: newEndpoint(run.random),
          start: { place: { host, port: 5061 }, learned: { field: 'a test', from: 'DNS', secure: false } },
          asksForSettings: about.asksForSettings === true,
          handshake: (at, judge) =>
            at.leg('REGISTER', async (leg) => {
              const association = new Association(challenge, 401, mechanism, run.random);
              return judge(leg, { reply: await at.ask(leg, at.next(), [200]), association });
            }),
        },
      );
      code = attempt.ok ? undefined : attempt.failure.code;
    },
    { authorities: [authority.pem], target: { connectTo: [`:5061:127.0.0.1:${server.port}`], timeoutMs: 3000 } },
  );
  return { session, asked, code };
}

const lines = (asked: readonly SipText[]): readonly string[] =>
  asked.map(({ start, headers }) =>
    start.kind === 'request'
      ? `${start.method} ${sipHeader({ headers }, 'Expires') ?? ''}`.trim()
      : String(start.status),
  );

describe('the answer to the last leg', () => {
  it('is good when it is signed, and the endpoint is taken out again', async () => {
    const { code, asked, session } = await signInAt((message) => reply(message, '200 OK', good));
    expect(code).toBeUndefined();
    expect(lines(asked)).toEqual(['REGISTER', 'REGISTER 0']);
    const [first, last] = asked;
    for (const name of ['Call-ID', 'From', 'Contact']) {
      expect(sipHeader(last ?? fail(), name)).toBe(sipHeader(first ?? fail(), name));
    }
    expect(sipHeader(last ?? fail(), 'CSeq')).toBe('2 REGISTER');
    const group = session.steps.find(({ kind }) => kind === 'sip.register') ?? fail();
    expect(factsOf(group, 'sip-deregistered')).toEqual(['yes']);
  });

  it.each([
    ['not signed', '', 'missing_header'],
    ['signed by somebody else', signature('bad'), 'unexpected_document'],
  ])('is a failure when it is %s; the endpoint is taken out all the same', async (_what, more, wanted) => {
    const { code, asked, session } = await signInAt((message) => reply(message, '200 OK', more), {
      asksForSettings: true,
    });
    expect(code).toBe(wanted);
    // Whoever that is gets no question about the user.
    expect(lines(asked)).toEqual(['REGISTER', 'REGISTER 0']);
    expect(session.steps.filter(({ kind }) => kind === 'sip.provisioning' || kind === 'sip.contacts')).toEqual([]);
  });

  it.each([
    ['401 Unauthorized', '', 'credential_refused'],
    ['403 Forbidden', '', 'credential_refused'],
    ['403 Forbidden', good, 'not_enabled'],
    ['404 Not Found', good, 'account_not_here'],
    ['504 Server time-out', '', 'unexpected_status'],
    ['301 Moved', good, 'insecure_link'],
    ['301 Moved', `Contact: <sip:other.contoso.test:5061;transport=tls>\r\n`, 'insecure_link'],
    ['301 Moved', `${good}Contact: <sip:other.contoso.test:5061;transport=tcp>\r\n`, 'insecure_link'],
    ['301 Moved', `${good}Contact: <sip:${host}:5061;transport=tls>\r\n`, 'redirect_loop'],
    ['301 Moved', `${good}Contact: <sip:sipdir.online.lync.com:443;transport=tls>\r\n`, 'homed_online'],
  ])('%s is told apart', async (status, more, wanted) => {
    const { code, asked } = await signInAt((message) => reply(message, status, more));
    expect(code).toBe(wanted);
    expect(asked).toHaveLength(1);
  });

  it('sends on five times at most', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `fe${i}.contoso.test`);
    identity = await issue(host, [host, ...names], authority);
    let next = 0;
    const { code, asked } = await signInAt((message) => {
      next += 1;
      return reply(message, '301 Moved', `${good}Contact: <sip:fe${next}.contoso.test:5061;transport=tls>\r\n`);
    });
    expect(code).toBe('too_many_redirects');
    expect(asked).toHaveLength(6);
  });
});

describe('settings that come by themselves', () => {
  const document =
    '<provisionGroupList><provisionGroup name="ucPolicy"><instance><property name="enableTeamCall">true</property></instance></provisionGroup></provisionGroupList>';

  const registrar =
    (method: string): Answer =>
    (message) => {
      if (message.start.kind === 'response') return undefined;
      if (message.start.method !== 'SUBSCRIBE') {
        return reply(message, '200 OK', `${good}Allow-Events: vnd-microsoft-provisioning-v2\r\n`);
      }
      const notify = `${method} sip:me SIP/2.0\r\nVia: v\r\nFrom: <sip:s>;tag=2\r\nTo: <sip:me>;tag=1\r\nCall-ID: ${sipHeader(message, 'Call-ID') ?? ''}\r\nCSeq: 1 ${method}\r\n${good}Content-Length: ${document.length}\r\n\r\n${document}`;
      return reply(message, '200 OK', good) + notify;
    };

  it.each([
    ['NOTIFY', ['REGISTER', 'SUBSCRIBE 0', '200', 'REGISTER 0']],
    ['BENOTIFY', ['REGISTER', 'SUBSCRIBE 0', 'REGISTER 0']],
  ])('are read from a %s', async (method, wanted) => {
    const { code, asked, session } = await signInAt(registrar(method), { asksForSettings: true });
    expect(code).toBeUndefined();
    expect(lines(asked)).toEqual(wanted);
    const answered = asked.find(({ start }) => start.kind === 'response');
    if (answered !== undefined) expect(sipHeader(answered, 'Authorization')).toMatch(/^NTLM .*response=/);
    const step = session.steps.find(({ kind }) => kind === 'sip.provisioning') ?? fail();
    expect(factsOf(step, 'provisioning')).toEqual([
      'Voice: May have a team-call group = true (ucPolicy/enableTeamCall)',
    ]);
    expect(session.steps.find(({ kind }) => kind === 'sip.contacts')?.outcome).toBe('skipped');
  });
});

describe('settings whose sender is not known', () => {
  const document =
    '<provisionGroupList><provisionGroup name="ucPolicy"><instance><property name="enableTeamCall">true</property></instance></provisionGroup></provisionGroupList>';

  /** Answers the SUBSCRIBE with `answered`, then sends the settings with `notified`. */
  const registrar =
    (answered: string, notified: string | undefined): Answer =>
    (message) => {
      if (message.start.kind === 'response') return undefined;
      if (message.start.method !== 'SUBSCRIBE') {
        return reply(message, '200 OK', `${good}Allow-Events: vnd-microsoft-provisioning-v2\r\n`);
      }
      if (notified === undefined) return reply(message, '200 OK', answered, document);
      const notify = `NOTIFY sip:me SIP/2.0\r\nVia: v\r\nFrom: <sip:s>;tag=2\r\nTo: <sip:me>;tag=1\r\nCall-ID: ${sipHeader(message, 'Call-ID') ?? ''}\r\nCSeq: 1 NOTIFY\r\n${notified}Content-Length: ${document.length}\r\n\r\n${document}`;
      return reply(message, '200 OK', answered) + notify;
    };

  it.each([
    ['in an unsigned 200', '', undefined, 'missing', 'missing_header'],
    ['in a 200 signed by somebody else', signature('bad'), undefined, 'wrong', 'unexpected_document'],
    ['in an unsigned NOTIFY', good, '', 'missing', 'missing_header'],
    ['in a NOTIFY signed by somebody else', good, signature('bad'), 'wrong', 'unexpected_document'],
  ])('are not read %s, and that is said', async (_what, answered, notified, verdict, code) => {
    const { asked, session } = await signInAt(registrar(answered, notified), { asksForSettings: true });
    const step = session.steps.find(({ kind }) => kind === 'sip.provisioning') ?? fail();
    expect({ outcome: step.outcome, code: step.failure?.code }).toEqual({ outcome: 'failed', code });
    expect(factsOf(step, 'sip-rspauth').at(-1)).toBe(verdict);
    expect(factsOf(step, 'provisioning')).toEqual([]);
    expect(step.meaning).toContain('not read');
    // No signed 200 goes back to whoever that was; the endpoint is taken out as ever.
    expect(lines(asked)).toEqual(['REGISTER', 'SUBSCRIBE 0', 'REGISTER 0']);
  });
});

function fail(): never {
  throw new Error('it is missing');
}
