/** What answers of a registrar make audits say, whose other evidence is over HTTP. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/audits/judge.js';
import { failure } from './build.js';
import { signInOf } from '../../../shared/signIn.js';
import { diagnosed, offer, registrarWalk, type Answer, type RegistrarOptions } from './sipWalks.js';
import { told } from './told.js';
import { walk } from './walks.js';

const refused = failure('protocol', 'not_enabled', 'The registrar refuses.');
const noPassword = failure('credential', 'credential_refused', 'The registrar refuses.');
const found = (options: RegistrarOptions): readonly string[] => told(judge(registrarWalk(options)).findings);

describe('a REGISTER that is refused', () => {
  it.each([
    [
      diagnosed(403, '4003;reason="From URI not enabled for remote access"', 'Forbidden', 'ms-diagnostics-public'),
      'auth-remote-access-disabled',
    ],
    [diagnosed(403, '4004;reason="Credentials provided are not authorized"'), 'auth-identity-mismatch'],
    [diagnosed(403, '17002;reason="Invalid protocol client version"'), 'client-version-blocked'],
    [diagnosed(403, '17003;reason="Declined with URL"'), 'client-version-blocked'],
    [diagnosed(404, '4005;reason="Destination URI"', 'Not Found'), 'auth-user-not-sip-enabled'],
    [diagnosed(404, '1003;reason="User does not exist"', 'Not Found'), 'auth-user-not-sip-enabled'],
    [diagnosed(480, '5000;reason="One or more critical applications"'), 'registrar-no-quorum'],
    [['REGISTER', 480, [], 'Temporarily Unavailable'], 'registrar-no-quorum'],
    [['REGISTER', 503, [], 'Service Unavailable'], 'registrar-no-quorum'],
  ] as const)('%j gives %s and nothing else', (answer, id) => {
    const findings = found({ legs: [answer], registered: false, registerFailure: refused });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(`error ${id} | `);
    expect(findings[0]).toMatch(/m4 start/);
  });
});

describe('before anybody signs in', () => {
  it.each([
    ['1008;reason="Unable to resolve DNS SRV record";source="sip.contoso.com"', 'edge-next-hop'],
    ['1010;reason="Certificate trust";source="sip.contoso.com"', 'edge-next-hop'],
    ['1038;reason="Failed to connect to a peer server"', 'edge-next-hop'],
    ['1;reason="Service unavailable"', 'registrar-no-quorum'],
  ])('504 with %s gives %s', (value, id) => {
    const findings = found({ probe: [diagnosed(504, value, 'Server time-out')], groupFailure: refused });
    expect(findings.map((one) => one.split(' | ')[0])).toEqual([`error ${id}`]);
  });

  it('without NTLM where the web takes passwords: a hint, as a certificate may do', () => {
    const findings = found({ probe: [offer('TLS-DSK')], scheme: 'TLS-DSK', legs: [['REGISTER', 200]] });
    expect(findings.map((one) => one.split(' | ')[0])).toEqual(['info auth-registrar-web-mismatch']);
  });
});

it('a password that only the registrar refuses is a contradiction, not a wrong password', () => {
  const legs = [diagnosed(401, '1000;reason="Final handshake failed"', 'Unauthorized')];
  const findings = found({ legs, registered: false, registerFailure: noPassword });
  expect(findings).toEqual([
    'error auth-registrar-web-mismatch | The web services take this password, the registrar refuses it | m4 start, s21 outcome',
  ]);
});

it('a certificate that the registrar refuses', () => {
  const step = ['WWW-Authenticate', 'TLS-DSK opaque="78D29AC8", gssapi-data="FgM="'] as const;
  const legs = [
    offer('TLS-DSK'),
    ['REGISTER', 401, [step]],
    diagnosed(401, '1000;reason="Final handshake failed"', 'Unauthorized'),
  ] as const;
  const options = { scheme: 'TLS-DSK', legs, registered: false, registerFailure: noPassword } as const;
  expect(found(options)).toEqual([
    'error certprov-fails | The registrar does not accept the client certificate | m8 start, s21 outcome',
  ]);
});

it('limited mode shows in the 200', () => {
  const presence = ['presence-state', 'register-action="added";is-connected-to-primary="no"'] as const;
  expect(found({ legs: [['REGISTER', 200, [presence]]] })).toEqual([
    'warning registrar-no-quorum | The registrar serves this user in limited mode | m4 headers.presence-state, m4 start',
  ]);
});

it('a mobility policy in the settings', () => {
  const fact = ['provisioning', 'Mobility: May use mobile clients = false (mobilityPolicy/EnableMobility)'] as const;
  const options = (facts: readonly (typeof fact)[]): RegistrarOptions => ({
    legs: [['REGISTER', 200]],
    provisioning: { answer: ['SUBSCRIBE', 200], facts },
  });
  expect(found(options([fact]))).toEqual([
    'warning mobility-policy-off | Mobile clients are not allowed for this user | m6 body, s23 outcome',
  ]);
  const on = ['provisioning', fact[1].replace('false', 'true')] as const;
  expect(told(judge(registrarWalk({ ...options([]), registerFacts: [on] })).findings)).toEqual([]);
});

it('a registrar without NTLM is no fault, and is not told as one', () => {
  const session = registrarWalk();
  const offer = session.sipMessages.map((message) => ({
    ...message,
    headers: message.headers.filter(([name, value]) => !(/^www-auth/i.test(name) && /^NTLM/.test(value))),
  }));
  const [first] = judge({ ...session, sipMessages: offer }).findings;
  expect([first?.id, first?.severity]).toEqual(['auth-registrar-web-mismatch', 'info']);
  expect(first?.cause).toContain('nothing is broken');
  expect(first?.fix).toMatch(/^Nothing to mend/);
});

describe('what the check was told', () => {
  it('a scheme alone that the registrar does not offer is the choice of the user, not a fault', () => {
    const session = registrarWalk({
      target: { sipAuth: 'kerberos' },
      groupFailure: failure('protocol', 'no_common_binding', 'None of them could be used.'),
    });
    const { findings, caller } = judge(session);
    expect(told(findings)).toEqual([
      'warning auth-registrar-web-mismatch | Only Kerberos was chosen; the registrar offers NTLM and TLS-DSK | m2 headers.WWW-Authenticate, m2 start, s18 outcome',
    ]);
    expect(caller.text).toContain('told to try only one way');
  });

  it.each(['inside', 'outside'] as const)('a typed registrar that cannot be reached is an error %s', (location) => {
    const refusedThere = failure('connect', 'connection_refused', 'The connection was refused.');
    const session = walk({
      target: { sip: 'auto', sipServer: 'nowhere.contoso.com:80', location },
      then: (builder) => {
        const group = builder.step('registrar', { failure: refusedThere });
        const step = builder.step('sip.connect', { parent: group, failure: refusedThere });
        builder.connection(step, 'https://nowhere.contoso.com:80', { failure: refusedThere });
      },
    });
    const { findings, admin } = judge(session);
    const [first] = told(findings);
    expect(first).toContain('error net-access-edge-blocked | The registrar that was typed in, nowhere.contoso.com:80,');
    expect(findings.map(({ id }) => id)).not.toContain('step-unexplained');
    expect(admin.commands).toEqual(['Test-NetConnection nowhere.contoso.com -Port 80   # Windows PowerShell']);
  });
});

describe('503 and 480 are told apart', () => {
  const options = (answer: Answer): RegistrarOptions => ({
    legs: [answer],
    registered: false,
    registerFailure: refused,
  });
  const commands = (answer: Answer): string => judge(registrarWalk(options(answer))).admin.commands.join('\n');

  it('503: start the services, and reset nothing', () => {
    const text = commands(diagnosed(503, '1;reason="Service unavailable"', 'Service Unavailable'));
    expect(text).toContain('Start-CsWindowsService');
    expect(text).not.toContain('Reset-CsPoolRegistrarState');
  });

  it.each([480, 503])('%i with the code of lost replicas', (status) => {
    const answer = diagnosed(status, '5000;reason="One or more critical applications"');
    expect(commands(answer)).toContain('Reset-CsPoolRegistrarState');
  });
});

describe('how far the sign-in came, for programs', () => {
  it('the last leg tells the status where the sign-in itself could not', () => {
    const session = registrarWalk({
      more: (builder, group) => {
        const register = builder.step('sip.register', {
          parent: group,
          facts: [['sip-scheme', 'TLS-DSK']],
          failure: refused,
        });
        for (const status of ['401', '403']) {
          builder.step('sip.leg', { parent: register, facts: [['sip-status', status]] });
        }
      },
    });
    expect(signInOf(session).registrar).toEqual({ scheme: 'TLS-DSK', status: 403, deregistered: false });
  });
});

it('a sign-in over SIP that worked is told beside discovery that did not', () => {
  const { summary, helpdesk } = judge(registrarWalk({ onlyRoot: true, legs: [['REGISTER', 200]] }));
  expect(summary).toContain('The registrar took the sign-in with NTLM.');
  expect(helpdesk.map(({ text }) => text)).toContain('The registrar took the sign-in with NTLM.');
});

it('a healthy sign-in at the registrar adds nothing', () => {
  expect(found({ legs: [['REGISTER', 200]] })).toEqual([]);
});
