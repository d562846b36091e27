/** The lab's registrar and Edge, asked over real TLS by a client of the tests' own. */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startLab } from '../../lab/index.js';
import type { DeploymentId, RunningLab, View } from '../../lab/types.js';
import {
  authorization,
  isSignedBy,
  parameter,
  SipClient,
  targetOf,
  withHeader,
  type Answer,
} from './support/sipClient.js';

const labs: RunningLab[] = [];
const clients: SipClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await Promise.all(labs.splice(0).map((lab) => lab.stop()));
});

async function start(deployment: DeploymentId, from: View, ...faults: readonly string[]): Promise<RunningLab> {
  const lab = await startLab({ deployment, from, faults });
  labs.push(lab);
  return lab;
}

const place = (deployment: DeploymentId, from: View, pool = 'pool01'): string =>
  from === 'inside' ? `${pool}.${deployment}.internal:5061` : `sip.${deployment}.example:443`;

/** A connection of the first user, or of the one at `index`. */
async function clientOf(lab: RunningLab, at: string, index = 0): Promise<SipClient> {
  const client = await SipClient.open(lab, at, lab.users[index]?.sipAddress ?? '');
  clients.push(client);
  return client;
}

async function signedIn(
  lab: RunningLab,
  at: string,
  index = 0,
): Promise<{ client: SipClient } & Awaited<ReturnType<SipClient['ntlm']>>> {
  const client = await clientOf(lab, at, index);
  const user = lab.users[index];
  return { client, ...(await client.ntlm(user?.userName ?? '', user?.password ?? '')) };
}

const schemesOf = (answer: Answer): readonly string[] =>
  answer.all('WWW-Authenticate').map((value) => value.split(' ')[0] ?? '');
const codeOf = (answer: Answer): string =>
  (answer.header('ms-diagnostics') || answer.header('ms-diagnostics-public')).split(';')[0] ?? '';

describe('without credentials', () => {
  test.each([
    ['lync2010', 'RTC/4.0'],
    ['lync2013', 'RTC/5.0'],
    ['sfb2015', 'RTC/6.0'],
    ['sfb2019', 'RTC/7.0'],
    ['sfbse', 'RTC/7.0'],
  ] as const)('%s offers what each side offers and is %s', async (deployment, version) => {
    for (const from of ['inside', 'outside'] as const) {
      const lab = await start(deployment, from);
      const client = await clientOf(lab, place(deployment, from));
      const answer = await client.ask(client.request());
      expect(answer.status).toBe(401);
      expect(answer.header('Server')).toBe(version);
      expect(schemesOf(answer)).toEqual(from === 'inside' ? ['NTLM', 'Kerberos', 'TLS-DSK'] : ['NTLM', 'TLS-DSK']);
      expect(answer.header('ms-user-logon-data')).toBe(from === 'inside' ? '' : 'RemoteUser');
      expect(Math.abs(Date.parse(answer.header('Date')) - Date.now())).toBeLessThan(60_000);
      expect(answer.header('To')).toMatch(/;tag=[0-9A-F]{32}$/);
      expect(answer.header('Via')).toMatch(/;received=127\.0\.0\.1;ms-received-port=\d+;ms-received-cid=[0-9A-F]+$/);
      const sts = parameter(answer.all('WWW-Authenticate').at(-1) ?? '', 'sts-uri');
      const host = from === 'inside' ? `webint01.${deployment}.internal` : `web01.${deployment}.example`;
      expect(sts).toBe(`https://${host}:443/CertProv/CertProvisioningService.svc`);
      const options = await client.ask(client.request({ method: 'OPTIONS' }));
      expect([options.status, schemesOf(options)[0]]).toEqual([401, 'NTLM']);
      const negotiate = await client.ask(client.request({ method: 'NEGOTIATE', headers: ['Compression: LZ77-8K'] }));
      expect([negotiate.status, negotiate.header('Compression')]).toEqual([488, 'None']);
      const kerberos = authorization('Kerberos', targetOf(answer, 'Kerberos'), ['gssapi-data="YII="', 'version=4']);
      const refused = await client.ask(withHeader(client.request(), kerberos));
      expect([refused.status, codeOf(refused)]).toEqual([401, from === 'inside' ? '1000' : '']);
    }
  });

  test('through the Edge a request needs one hop more', async () => {
    const client = await clientOf(await start('sfb2015', 'outside'), place('sfb2015', 'outside'));
    const answer = await client.ask(client.request().replace('Max-Forwards: 70', 'Max-Forwards: 0'));
    expect(answer.start).toBe('SIP/2.0 483 Too Many Hops');
  });
});

describe('NTLM', () => {
  test.each(['lync2010', 'lync2013', 'sfb2015', 'sfb2019', 'sfbse'] as const)(
    '%s: in by the pool and by the Edge, settings read, out again',
    async (deployment) => {
      for (const from of ['inside', 'outside'] as const) {
        const lab = await start(deployment, from);
        const { client, answer, session } = await signedIn(lab, place(deployment, from));
        expect(answer.start).toBe('SIP/2.0 200 OK');
        expect(isSignedBy(session, answer)).toBe(true);
        expect(answer.header('Expires')).toBe('7200');
        expect(answer.header('Contact')).toContain('urn:uuid:34d859db-6585-5f91-a3b4-de853c15347d');
        expect(answer.header('Contact')).toContain('opaque=user:epid:21nYNIVlkV-jtN6FPBU0fQAA;gruu');
        expect(answer.header('presence-state')).toContain('is-connected-to-primary="yes"');

        const settings = await client.ask(
          client.signed(session, provisioning(['Supported: ms-piggyback-first-notify'])),
        );
        expect(isSignedBy(session, settings)).toBe(true);
        expect(settings.header('ms-piggyback-cseq')).toBe('1');
        expect(settings.body).toContain('<provisionGroup name="ServerConfiguration"><focusFactoryUri>');
        expect(settings.body).toContain('<property name="EnableMobility">true</property>');
        expect(settings.body).not.toContain('noSuchGroup');

        const gone = await client.ask(client.signed(session, { headers: ['Expires: 0'] }));
        expect([gone.status, isSignedBy(session, gone)]).toEqual([200, true]);
      }
    },
  );

  test('a client that takes no document in the answer gets it behind, signed as a request', async () => {
    const lab = await start('sfb2015', 'inside');
    const { client, session } = await signedIn(lab, place('sfb2015', 'inside'));
    for (const [headers, method] of [
      [['Supported: ms-benotify', 'Proxy-Require: ms-benotify'], 'BENOTIFY'],
      [[], 'NOTIFY'],
    ] as const) {
      const answer = await client.ask(client.signed(session, provisioning(headers)));
      expect([answer.status, answer.body]).toEqual([200, '']);
      const notify = await client.next();
      expect(notify.start.split(' ')[0]).toBe(method);
      expect(notify.header('subscription-state')).toBe('terminated;expires=0');
      expect(notify.body).toContain('provisionGroupList');
      expect(isSignedBy(session, notify)).toBe(true);
    }
  });

  test('the contact list, an unknown event, a wrong type and a tag nobody knows', async () => {
    const lab = await start('sfb2019', 'outside');
    const { client, session } = await signedIn(lab, place('sfb2019', 'outside'));
    const ask = async (headers: readonly string[], body = ''): Promise<Answer> =>
      client.ask(client.signed(session, { method: 'SUBSCRIBE', headers: [...headers, 'Expires: 0'], body }));
    const contacts = await ask([
      'Event: vnd-microsoft-roaming-contacts',
      'Accept: application/vnd-microsoft-roaming-contacts+xml',
      'Supported: ms-piggyback-first-notify',
    ]);
    expect(contacts.body.match(/<contact /g)).toHaveLength(3);
    expect((await ask(['Event: no-such-event'])).status).toBe(489);
    expect((await ask(['Event: vnd-microsoft-provisioning-v2'])).status).toBe(406);
    expect((await ask(['Event: presence', 'Require: no-such-tag'])).header('Unsupported')).toBe('no-such-tag');
    const type = 'application/vnd-microsoft-roaming-provisioning-v2+xml';
    const about = ['Event: vnd-microsoft-provisioning-v2', `Accept: ${type}`];
    const wrong = await ask([...about, 'Content-Type: text/plain'], 'x');
    expect([wrong.status, codeOf(wrong)]).toEqual([415, '4013']);
    const broken = await ask([...about, `Content-Type: ${type}`], '<x/>');
    expect([broken.status, codeOf(broken)]).toEqual([400, '4001']);
  });

  test('a wrong password is a new offer with code 1000, and the account is not known', async () => {
    const lab = await start('sfb2015', 'outside');
    const client = await clientOf(lab, place('sfb2015', 'outside'));
    const { answer } = await client.ntlm(lab.users[0]?.userName ?? '', 'wrong');
    expect([answer.status, codeOf(answer), schemesOf(answer)]).toEqual([401, '1000', ['NTLM', 'TLS-DSK']]);
    expect(answer.header('Authentication-Info')).toBe('');
  });

  test('users of another pool are sent there inside, and served through the Edge', async () => {
    const inside = await start('sfb2015', 'inside');
    for (const at of ['sip.sfb2015.example:5061', place('sfb2015', 'inside')]) {
      const { answer, session } = await signedIn(inside, at, 1);
      expect(answer.start).toBe('SIP/2.0 301 Redirect request to Home Server');
      expect(answer.header('Contact')).toBe('<sip:pool02.sfb2015.internal:5061;transport=tls>');
      expect(isSignedBy(session, answer)).toBe(true);
    }
    expect((await signedIn(inside, place('sfb2015', 'inside', 'pool02'), 1)).answer.status).toBe(200);
    const outside = await start('sfb2015', 'outside');
    expect((await signedIn(outside, place('sfb2015', 'outside'), 1)).answer.status).toBe(200);
    const online = await signedIn(outside, place('sfb2015', 'outside'), 4);
    expect(online.answer.header('Contact')).toBe('<sip:sipdir.online.lync.com:443;transport=tls>');
  });

  test('an address that is not served, not there, or somebody else’s', async () => {
    const lab = await start('sfb2015', 'inside');
    const { client, session } = await signedIn(lab, place('sfb2015', 'inside'));
    const as = async (from: string): Promise<unknown> => {
      const answer = await client.ask(client.signed(session, { from }));
      return [answer.status, codeOf(answer), isSignedBy(session, answer)];
    };
    expect(await as(lab.users[2]?.sipAddress ?? '')).toEqual([403, '4004', true]);
    expect(await as('nobody@sfb2015.example')).toEqual([404, '1003', true]);
    expect(await as(lab.users[3]?.sipAddress ?? '')).toEqual([404, '1003', true]);
    expect(await as('anna@elsewhere.example')).toEqual([404, '1005', true]);
  });
});

describe('what a registrar does not take', () => {
  test('endpoints without identity, with a foreign one, or too long a one', async () => {
    const lab = await start('sfb2015', 'inside');
    const { client, session } = await signedIn(lab, place('sfb2015', 'inside'));
    const codes: string[] = [];
    const cases: readonly [epid: string, instance: string][] = [
      ['', ''],
      ['', client.instance],
      ['12345678901234567', client.instance],
      ['0123456789', client.instance],
    ];
    for (const [epid, instance] of cases) {
      Object.assign(client, { epid, instance });
      const without = instance === '' ? /^Contact:/ : undefined;
      const answer = await client.ask(client.signed(session, without === undefined ? {} : { without }));
      expect(answer.status).toBe(400);
      codes.push(codeOf(answer));
    }
    expect(codes).toEqual(['4010', '4011', '4012', '1018']);
  });

  test('a replayed message, a number that does not rise, a changed message: offered anew, then disconnected', async () => {
    const lab = await start('sfb2019', 'outside');
    const { client, session } = await signedIn(lab, place('sfb2019', 'outside'));
    const again = client.signed(session);
    expect((await client.ask(again)).status).toBe(200);
    expect((await client.ask(again)).status).toBe(401);
    session.number -= 1;
    expect((await client.ask(client.signed(session))).status).toBe(401);
    expect((await client.ask(client.signed(session).replace('epid=', 'epid=0').replace('tag=3', 'tag=4'))).status).toBe(
      401,
    );
    const late = client.signed(session).replace(/cnum="\d+"/, 'cnum="99"');
    expect((await client.ask(late)).status).toBe(401);
    client.send(client.signed(session).replace(/response="../, 'response="ff'));
    expect((await client.next()).status).toBe(401);
    await client.closed();
  });

  test('another target or realm, another scheme, an opaque of nobody', async () => {
    const lab = await start('sfb2015', 'inside');
    const { client, session } = await signedIn(lab, place('sfb2015', 'inside'));
    for (const change of [
      (text: string) => text.replace(/targetname="[^"]*"/, 'targetname="fe99.sfb2015.internal"'),
      (text: string) => text.replace('SIP Communications Service', 'Other'),
      (text: string) => text.replace('NTLM qop', 'TLS-DSK qop'),
      (text: string) => text.replace(/opaque="[^"]*"/, 'opaque="00000000"'),
    ]) {
      expect((await client.ask(change(client.signed(session)))).status).toBe(401);
    }
  });

  test('a CSeq that does not rise', async () => {
    const lab = await start('sfb2015', 'inside');
    const { client, session } = await signedIn(lab, place('sfb2015', 'inside'));
    client.cseq -= 1;
    expect((await client.ask(client.signed(session))).status).toBe(500);
  });

  test('messages that are malformed get 400, and five of them the end', async () => {
    const client = await clientOf(await start('sfb2015', 'outside'), place('sfb2015', 'outside'));
    for (const change of ['Max-Forwards: 70\r\n', 'To: ', 'Call-ID: ', 'CSeq: ', 'Event: registration']) {
      const answer = await client.ask(client.request().replace(change, change === 'CSeq: ' ? 'CSeq: x ' : ''));
      expect([answer.status, codeOf(answer)]).toEqual([400, '1018']);
    }
    await client.closed();
  });

  test('no length: 400 and the end, as nothing after it can be framed', async () => {
    const client = await clientOf(await start('sfb2015', 'outside'), place('sfb2015', 'outside'));
    client.send(client.request().replace('Content-Length: 0\r\n', ''));
    expect((await client.next()).status).toBe(400);
    await client.closed();
  });

  test.each([
    ['HTTP', 'GET / HTTP/1.1\r\nHost: sip.sfb2015.example\r\n\r\n'],
    ['bytes', Buffer.from('16030100c8010000c40303', 'hex')],
    ['line ends', '\r\n'.repeat(2000)],
    ['a head without end', `REGISTER sip:a SIP/2.0\r\nX: ${'a'.repeat(100_000)}`],
    ['more requests than anybody has', 'ACK sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\n'.repeat(2000)],
  ])('%s: disconnected, and the port goes on', async (_what, bytes) => {
    const lab = await start('sfb2015', 'outside');
    const client = await clientOf(lab, place('sfb2015', 'outside'));
    client.send(bytes);
    await client.closed();
    const other = await clientOf(lab, place('sfb2015', 'outside'));
    expect((await other.ask(other.request())).status).toBe(401);
  });

  test('keep-alives between and inside nothing are skipped', async () => {
    const client = await clientOf(await start('sfb2015', 'outside'), place('sfb2015', 'outside'));
    client.send('\r\n\r\n');
    expect((await client.ask(`\r\n\r\n${client.request()}\r\n\r\n`)).status).toBe(401);
    expect((await client.ask(client.request())).status).toBe(401);
  });

  test('a handshake of garbage in gssapi-data', async () => {
    const client = await clientOf(await start('sfb2015', 'outside'), place('sfb2015', 'outside'));
    const offer = await client.ask(client.request());
    for (const [scheme, data] of [
      ['NTLM', 'TlRMTVNTUAADAAAA'],
      ['NTLM', '***'],
      ['TLS-DSK', 'FgMBAAUBAAABAw=='],
      ['TLS-DSK', 'AAAA'],
    ] as const) {
      const header = authorization(scheme, targetOf(offer, scheme), [`gssapi-data="${data}"`, 'version=4']);
      const answer = await client.ask(withHeader(client.request(), header));
      expect([answer.status, codeOf(answer)]).toEqual([401, '1000']);
    }
  });
});

describe('TLS-DSK', () => {
  let key = '';
  let requestFor: (cn: string) => Promise<Buffer> = async () => Buffer.alloc(0);

  beforeAll(async () => {
    const keys = await crypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 },
      true,
      ['sign', 'verify'],
    );
    const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
    key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString('base64')}\n-----END PRIVATE KEY-----\n`;
    requestFor = async (cn) => {
      const made = await x509.Pkcs10CertificateRequestGenerator.create({
        name: [{ CN: [cn] }],
        keys,
        signingAlgorithm: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
      });
      return Buffer.from(made.rawData);
    };
  });

  async function certificateOf(lab: RunningLab, index = 0): Promise<{ key: string; cert: string }> {
    const user = lab.users[index]?.sipAddress ?? '';
    const issued = await lab.clientCertificates.issue(`sip:${user}`, await requestFor(user), { poolFqdn: 'pool01' });
    if (!issued.ok) throw new Error(issued.why);
    return { key, cert: new x509.X509Certificate(new Uint8Array(issued.certificate.der)).toString('pem') };
  }

  const modern = { maxVersion: 'TLSv1.2', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'AES128-SHA:@SECLEVEL=0' } as const;

  test.each([
    ['lync2010', modern, 40],
    ['lync2010', old, 40],
    ['lync2013', old, 40],
    ['sfb2015', modern, 40],
    ['sfb2019', modern, 96],
    ['sfb2019', old, 40],
    ['sfbse', modern, 96],
  ] as const)('%s with its own certificate signs in and out (%#)', async (deployment, tls, digits) => {
    for (const from of ['inside', 'outside'] as const) {
      const lab = await start(deployment, from);
      const client = await clientOf(lab, place(deployment, from));
      const { answer, session, flights } = await client.tlsDsk(await certificateOf(lab), tls);
      expect(answer.start).toBe('SIP/2.0 200 OK');
      expect(isSignedBy(session, answer)).toBe(true);
      expect(parameter(answer.header('Authentication-Info'), 'rspauth')).toHaveLength(digits);
      // A whole flight is one record.
      const first = flights[0] ?? Buffer.alloc(5);
      expect(first.readUInt16BE(3) + 5).toBe(first.length);
      const gone = await client.ask(client.signed(session, { headers: ['Expires: 0'] }));
      expect([gone.status, isSignedBy(session, gone)]).toEqual([200, true]);
    }
  });

  test('a certificate that is revoked, expired, of another user or of nobody is refused with code 1000', async () => {
    const lab = await start('sfb2019', 'outside');
    const [own, other] = [await certificateOf(lab), await certificateOf(lab, 2)];
    const refusal = async (identity: { key: string; cert: string }): Promise<unknown> => {
      const client = await clientOf(lab, place('sfb2019', 'outside'));
      const { answer } = await client.tlsDsk(identity, modern);
      return [answer.status, codeOf(answer)];
    };
    expect(await refusal(other)).toEqual([401, '1000']);
    lab.clientCertificates.revoke(lab.users[0]?.sipAddress ?? '');
    expect(await refusal(own)).toEqual([401, '1000']);
    const foreign = await certificateOf(await start('sfb2015', 'outside'));
    expect(await refusal(foreign)).toEqual([401, '1000']);
  });
});

function provisioning(headers: readonly string[]): Parameters<SipClient['request']>[0] {
  const type = 'application/vnd-microsoft-roaming-provisioning-v2+xml';
  const groups = ['ServerConfiguration', 'ucPolicy', 'mobilityPolicy', 'noSuchGroup']
    .map((name) => `<provisioningGroup name="${name}"/>`)
    .join('');
  return {
    method: 'SUBSCRIBE',
    headers: [
      'Event: vnd-microsoft-provisioning-v2',
      `Accept: ${type}`,
      ...headers,
      'Expires: 0',
      `Content-Type: ${type}`,
    ],
    body: `<provisioningGroupList xmlns="http://schemas.microsoft.com/2006/09/sip/provisioninggrouplist">${groups}</provisioningGroupList>`,
  };
}
