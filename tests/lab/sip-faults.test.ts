/** What each SIP fault puts on the wire, seen by a client of the tests' own; elsewhere the registrar stays as it is. */
import { connect } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { startLab } from '../../lab/index.js';
import { sipFaults } from '../../lab/sipFaults.js';
import type { RunningLab, View } from '../../lab/types.js';
import { explanations } from '../../shared/audits/explain.js';
import { isSignedBy, SipClient, type Answer } from './support/sipClient.js';

const labs: RunningLab[] = [];
const clients: SipClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await Promise.all(labs.splice(0).map((lab) => lab.stop()));
});

const edge = 'sip.sfb2015.example:443';
const pool = 'pool01.sfb2015.internal:5061';

async function start(from: View, fault: string): Promise<{ lab: RunningLab; client: SipClient }> {
  const lab = await startLab({ deployment: 'sfb2015', from, faults: [fault] });
  labs.push(lab);
  const client = await SipClient.open(lab, from === 'outside' ? edge : pool, lab.users[0]?.sipAddress ?? '');
  clients.push(client);
  return { lab, client };
}

const signIn = (lab: RunningLab, client: SipClient): ReturnType<SipClient['ntlm']> =>
  client.ntlm(lab.users[0]?.userName ?? '', lab.users[0]?.password ?? '');
const codeOf = (answer: Answer): string =>
  (answer.header('ms-diagnostics') || answer.header('ms-diagnostics-public')).split(';')[0] ?? '';
const schemesOf = (answer: Answer): readonly string[] =>
  answer.all('WWW-Authenticate').map((value) => value.split(' ')[0] ?? '');

test.each(Object.entries(sipFaults))('%s names a finding that exists', (_id, { expect: finding }) => {
  expect(Object.keys(explanations)).toContain(finding);
});

describe('after the sign-in', () => {
  test.each([
    ['remote-access-off', 'outside', 403, '4003'],
    ['identity-other', 'inside', 403, '4004'],
    ['registrar-unknown-user', 'outside', 404, '4005'],
    ['registrar-480', 'inside', 480, '5000'],
    ['client-version', 'outside', 403, '17002'],
    ['client-version-url', 'inside', 403, '17003'],
    ['registrar-loop', 'inside', 301, ''],
  ] as const)('%s, %s: %i with code %s, signed; out is still possible', async (fault, from, status, code) => {
    const { lab, client } = await start(from, fault);
    const { answer, session } = await signIn(lab, client);
    expect([answer.status, codeOf(answer), isSignedBy(session, answer)]).toEqual([status, code, true]);
    const out = await client.ask(client.signed(session, { headers: ['Expires: 0'] }));
    expect(out.status).toBe(200);
  });

  test('registrar-loop: the other pool sends back', async () => {
    const { lab, client } = await start('inside', 'registrar-loop');
    const first = await signIn(lab, client);
    const other = await SipClient.open(lab, 'pool02.sfb2015.internal:5061', lab.users[0]?.sipAddress ?? '');
    clients.push(other);
    const second = await signIn(lab, other);
    expect(first.answer.header('Contact')).toContain('pool02.');
    expect(second.answer.header('Contact')).toContain('pool01.');
  });

  test('remote-access-off does not concern clients inside', async () => {
    const { lab, client } = await start('inside', 'remote-access-off');
    expect((await signIn(lab, client)).answer.status).toBe(200);
  });

  test('registrar-limited and mobility-policy show in answers that are 200', async () => {
    const limited = await start('outside', 'registrar-limited');
    const { answer } = await signIn(limited.lab, limited.client);
    expect([answer.status, answer.header('presence-state')]).toEqual([
      200,
      expect.stringContaining('is-connected-to-primary="no"'),
    ]);
    const mobile = await start('outside', 'mobility-policy');
    const { session } = await signIn(mobile.lab, mobile.client);
    const settings = await mobile.client.ask(mobile.client.signed(session, provisioning));
    expect(settings.body).toContain('<property name="EnableMobility">false</property>');
  });

  test('provisioning-refused', async () => {
    const { lab, client } = await start('outside', 'provisioning-refused');
    const { answer, session } = await signIn(lab, client);
    expect(answer.status).toBe(200);
    const refused = await client.ask(client.signed(session, provisioning));
    expect([refused.status, codeOf(refused), isSignedBy(session, refused)]).toEqual([500, '4000', true]);
  });
});

describe('before the sign-in', () => {
  test.each([
    ['edge-next-hop-dns', 504, '1008', 'sip.sfb2015.example'],
    ['edge-next-hop-trust', 504, '1010', 'sip.sfb2015.example'],
    ['registrar-stopped', 503, '1', 'fe'],
  ] as const)('%s: %i with code %s of %s', async (fault, status, code, source) => {
    const { client } = await start('outside', fault);
    const answer = await client.ask(client.request());
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    expect(answer.header('ms-diagnostics')).toContain(`source="${source}`);
  });

  test.each([
    ['sip-no-common-scheme', ['Kerberos'], ['Kerberos']],
    ['sip-ntlm-off', ['Kerberos', 'TLS-DSK'], ['TLS-DSK']],
    ['certprov-unpublished', ['TLS-DSK'], ['TLS-DSK']],
    ['certificate-revoked', ['TLS-DSK'], ['TLS-DSK']],
    ['certificate-expired', ['TLS-DSK'], ['TLS-DSK']],
  ] as const)('%s: %j inside, %j outside', async (fault, inside, outside) => {
    for (const [from, wanted] of [
      ['inside', inside],
      ['outside', outside],
    ] as const) {
      const { client } = await start(from, fault);
      expect(schemesOf(await client.ask(client.request()))).toEqual(wanted);
    }
  });

  test('edge-wrong-name: a certificate that is trusted and made for another name', async () => {
    const lab = await startLab({ deployment: 'sfb2015', from: 'outside', faults: ['edge-wrong-name'] });
    labs.push(lab);
    const port = Number(
      lab.connectTo
        .find((entry) => entry.startsWith(`${edge}:`))
        ?.split(':')
        .at(-1),
    );
    const error = await new Promise<unknown>((done) => {
      const socket = connect({ host: '127.0.0.1', port, servername: 'sip.sfb2015.example', ca: [lab.caPem] });
      socket.on('error', done);
      socket.on('secureConnect', () => done(undefined));
    });
    expect(error).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  test('clock-skew: the Date of the 401 is that of the servers', async () => {
    const { client } = await start('outside', 'clock-skew');
    const answer = await client.ask(client.request());
    expect(Date.parse(answer.header('Date')) - Date.now()).toBeGreaterThan(30 * 60_000);
  });
});

const type = 'application/vnd-microsoft-roaming-provisioning-v2+xml';
const provisioning = {
  method: 'SUBSCRIBE',
  headers: [
    'Event: vnd-microsoft-provisioning-v2',
    `Accept: ${type}`,
    'Supported: ms-piggyback-first-notify',
    'Expires: 0',
    `Content-Type: ${type}`,
  ],
  body: '<provisioningGroupList xmlns="http://schemas.microsoft.com/2006/09/sip/provisioninggrouplist"><provisioningGroup name="mobilityPolicy"/></provisioningGroupList>',
} as const;
