/** Each audit passes, fails and stays silent where it should, and a failing session gets its finding and no other error. */
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { explanations } from '../../../shared/audits/explain.js';
import { audits } from '../../../shared/audits/index.js';
import { judge } from '../../../shared/audits/judge.js';
import { cases } from './cases.js';
import { undecidable, withTicket } from './moreCases.js';
import { told } from './told.js';

const undecided: readonly string[] = undecidable;

describe.each(
  audits
    .filter(({ id }) => !undecided.includes(id))
    .map((audit) => ({ id: audit.id, audit, one: Object.entries(cases).find(([id]) => id === audit.id)?.[1] })),
)('$id', ({ audit, one }) => {
  const good = one?.pass;
  if (good !== null) {
    it('passes where all is well', () => {
      expect(good && audit.check(good)).toEqual({ verdict: 'pass' });
    });
  }

  it('gives its finding, and no unrelated one', () => {
    expect(one && audit.check(one.fail).verdict).toBe('fail');
    expect(one && told(judge(one.fail).findings)).toEqual(one?.told);
  });

  const elsewhere = one?.notApplicable;
  if (elsewhere !== null) {
    it('says why it does not apply', () => {
      const why: unknown = expect.stringMatching(/\.$/);
      expect(elsewhere && audit.check(elsewhere)).toEqual({ verdict: 'not-applicable', why });
    });
  }
});

it('says what it cannot tell, and never more', () => {
  for (const audit of audits.filter(({ id }) => undecided.includes(id))) {
    for (const { fail } of Object.values(cases)) {
      expect(audit.check(fail).verdict).toMatch(/^(unknown|not-applicable)$/);
    }
  }
});

it.each([
  ['unknown-service', 'The domain knows no service HTTP/webext.contoso.com'],
  ['clock-skew', 'The clocks of this computer and of the domain differ too much for Kerberos'],
  ['expired', 'The sign-in of this computer to the domain has expired'],
  ['no-credentials', 'The user of this computer is not signed in to the domain'],
  ['no-kdc', 'No domain controller can be reached for a Kerberos ticket'],
  ['timeout', 'No domain controller answered in time for a Kerberos ticket'],
  ['other', 'There is no Kerberos ticket for HTTP/webext.contoso.com'],
])('tells why there is no Kerberos ticket: %s', (state, title) => {
  const [first, ...rest] = judge(withTicket([state])).findings;
  expect(first).toMatchObject({ id: 'auth-kerberos-spn', severity: 'error', title });
  expect(rest).toEqual([]);
});

it('does not judge Kerberos where it is not available', () => {
  const audit = audits.find(({ id }) => id === 'auth-kerberos-spn');
  expect(audit?.check(withTicket(['no-package']))).toMatchObject({ verdict: 'unknown' });
});

it('has one file and one explanation for each audit', async () => {
  const files = await readdir(new URL('../../../shared/audits/', import.meta.url));
  const ids = audits.map((audit) => audit.id).sort();
  expect(ids).toEqual(Object.keys(explanations).sort());
  expect(files.filter((file) => ids.includes(file.replace('.ts', ''))).sort()).toEqual(ids.map((id) => `${id}.ts`));
});
