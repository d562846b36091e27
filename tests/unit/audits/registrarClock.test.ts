/** What the Date of a registrar's 401 and its code 1013 say of clocks. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/audits/judge.js';
import type { Session } from '../../../shared/session/model.js';
import { failure } from './build.js';
import { offer, registrarWalk, type Answer, type RegistrarOptions } from './sipWalks.js';

/** The probe's 401 is dated this many seconds off. */
function dated(seconds: number, options: RegistrarOptions = {}): Session {
  const [method, status, headers = [], reason] = offer('NTLM', 'TLS-DSK');
  const at: Answer = [method, status, [...headers, ['Date', 'Sat, 21 Nov 2026 00:00:00 GMT']], reason ?? ''];
  const session = registrarWalk({ probe: [at], legs: [['REGISTER', 200, [], 'OK']], ...options });
  return {
    ...session,
    steps: session.steps.map((step) =>
      step.kind === 'sip.probe'
        ? { ...step, facts: [...step.facts, { name: 'sip-date-skew-seconds', value: String(seconds) }] }
        : step,
    ),
  };
}

const clocks = (session: Session) => judge(session).findings.filter(({ id }) => id === 'time-skew');

describe('the clock of a registrar', () => {
  it.each([0, 299, -300])('is good enough at %i seconds', (seconds) => {
    expect(clocks(dated(seconds))).toEqual([]);
  });

  it.each([
    [301, /5 minutes ahead of .*Kerberos allows 5 minutes and fails, NTLM allows 15\./],
    [-600, /10 minutes behind .*NTLM allows 15\./],
    [1200, /20 minutes ahead of .*Neither Kerberos \(5 minutes\) nor NTLM \(15 minutes\)/],
  ])('is a warning at %i seconds, with what it means for which sign-in', (seconds, cause) => {
    const [first] = clocks(dated(seconds));
    expect(first?.severity).toBe('warning');
    expect(first?.cause).toMatch(cause);
    expect(first?.evidence).toEqual([{ sipMessageId: 'm2', part: 'headers.Date' }]);
  });

  const refused: RegistrarOptions = {
    legs: [['REGISTER', 401, [['ms-diagnostics', '1013;reason="Significant time skew"']], 'Unauthorized']],
    registered: false,
    registerFailure: failure('protocol', 'credential_refused', 'It was refused.'),
  };

  it('is why the sign-in was refused with 1013', () => {
    const [first, ...rest] = judge(dated(1200, refused)).findings;
    expect(first).toMatchObject({ id: 'time-skew', severity: 'error' });
    expect(first?.cause).toContain('code 1013');
    expect(rest.filter(({ severity }) => severity === 'error').map(({ id }) => id)).toEqual([]);
  });

  it('may be right although the registrar says 1013', () => {
    const [first] = clocks(dated(2, refused));
    expect(first?.severity).toBe('error');
    expect(first?.cause).toContain('its domain controller');
  });
});
