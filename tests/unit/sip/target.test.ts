/** What the user says of the registrar, and how many uses of the password that announces. */
import { describe, expect, it } from 'vitest';
import { readSipServer } from '../../../main/addresses.js';
import { buildTarget } from '../../../main/target.js';
import { UsageError } from '../../../main/usage.js';
import type { WalkRequest } from '../../../shared/ipc.js';
import { plainRequest } from '../../fixtures/request.js';
import { signInOf } from '../../../shared/signIn.js';
import { evidenceText } from '../../../shared/report.js';
import type { Session, SipMessage, Step } from '../../../shared/session/model.js';

describe('the server', () => {
  it.each([
    ['SIP.Contoso.com:443', 'sip.contoso.com:443'],
    ['192.0.2.1:5061', '192.0.2.1:5061'],
    ['[2001:db8::1]:5061', '[2001:db8::1]:5061'],
  ])('%s', (typed, read) => expect(readSipServer(typed)).toBe(read));

  it.each(['sip.contoso.com', 'a:0', 'a:70000', 'sip:a:443', 'https://a:443', '[a]:1', 'a b:1', ':443', ''])(
    'refuses %j',
    (typed) => expect(() => readSipServer(typed)).toThrow(UsageError),
  );
});

describe('planned password uses', () => {
  const uses = (about: Partial<WalkRequest>): number =>
    buildTarget(
      {
        ...plainRequest,
        sipAddress: 'a@contoso.com',
        password: { mode: 'given', value: 'x' },
        location: 'unknown',
        ...about,
      },
      0,
    ).plannedCredentialUses;

  it.each([
    ['none', { sip: 'none' }, 0],
    ['auto', {}, 3],
    ['NTLM', { sipAuth: 'ntlm' }, 2],
    ['TLS-DSK', { sipAuth: 'tls-dsk' }, 1],
    ['Kerberos', { sipAuth: 'kerberos' }, 0],
  ] as const)('%s', (_name, about, more) => expect(uses(about) - uses({ sip: 'none' })).toBe(more));

  it('are none without a password', () => expect(uses({ password: { mode: 'none' } })).toBe(0));
});

describe('the report', () => {
  const step = (id: string, kind: Step['kind'], facts: readonly (readonly [string, string])[]): Step => ({
    id,
    kind,
    title: `Step ${id}`,
    outcome: 'ok',
    startedMs: 0,
    facts: facts.map(([name, value]) => ({ name, value })),
  });

  it('says how far each way came', () => {
    expect(signInOf({ steps: [] })).toEqual({ webTicket: false, oauth: false, registrar: null });
    const steps = [
      step('s1', 'web-ticket.user', [['document', 'redirect']]),
      step('s2', 'oauth.user', [['document', 'ucwa-user']]),
      {
        ...step('s3', 'sip.register', [
          ['sip-scheme', 'NTLM'],
          ['sip-status', '403'],
        ]),
        outcome: 'failed' as const,
      },
      step('s4', 'sip.register', [
        ['sip-scheme', 'TLS-DSK'],
        ['sip-status', '301'],
        ['sip-status', '200'],
        ['sip-deregistered', 'yes'],
      ]),
    ];
    expect(signInOf({ steps })).toEqual({
      webTicket: false,
      oauth: true,
      registrar: { scheme: 'TLS-DSK', status: 200, deregistered: true },
    });
    expect(signInOf({ steps: steps.slice(0, 3) }).registrar).toEqual({
      scheme: 'NTLM',
      status: 403,
      deregistered: false,
    });
  });

  it('points at a SIP message', () => {
    const message: Partial<SipMessage> = {
      id: 'm2',
      stepId: 's1',
      direction: 'received',
      start: { kind: 'response', status: 403, reason: 'Forbidden' },
    };
    const session = { steps: [step('s1', 'sip.leg', [])], sipMessages: [message] } as unknown as Session;
    expect(evidenceText({ sipMessageId: 'm2', part: 'response.status' }, session)).toBe(
      'm2: 403 Forbidden (received), the status of the answer (step "Step s1")',
    );
  });
});
