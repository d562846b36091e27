/** Whose fault a refused token is: by its audience, and by what the web services say of issuers. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/audits/judge.js';
import { meansIssuer } from '../../../shared/audits/reading/tokens.js';
import { tokenShown } from './modernCases.js';

const adfs = 'https://sts.contoso.com/adfs';
const entra = 'https://sts.windows.net/6babcaad-604b-40ac-a9d7-9fd97c0b779f/';

describe('a refused token', () => {
  it('is blamed on the issuer where it is for this host, with what the challenge names', () => {
    const [first] = judge(tokenShown(true)).findings;
    expect(first?.id).toBe('auth-modern-issuer-untrusted');
    expect(first?.cause).toContain('name partner@contoso.com');
    expect(first?.cause).toContain('not this issuer');
  });

  it('is blamed on the key of an issuer that the challenge names', () => {
    const [first] = judge(tokenShown(true, 'app@sts.contoso.com')).findings;
    expect(first?.cause).toContain('most likely the key');
  });

  it('is blamed on its audience where it is for another host', () => {
    const [first] = judge(tokenShown(true, 'x@y', 'https://other.contoso.com')).findings;
    expect(first?.id).toBe('auth-modern-token-rejected');
  });
});

it.each([
  ['00000001-0000-0000-c000-000000000000@*', entra, true],
  ['00000001-0000-0000-c000-000000000000@6babcaad-604b-40ac-a9d7-9fd97c0b779f', entra, true],
  ['00000001-0000-0000-c000-000000000000@11111111-604b-40ac-a9d7-9fd97c0b779f', entra, false],
  ['00000002-0000-0ff1-ce00-000000000000@*', entra, false],
  ['00000001-0000-0000-c000-000000000000@*', adfs, false],
  ['00000002-0000-0ff1-ce00-000000000000@contoso.com', adfs, false],
  ['app@sts.contoso.com', adfs, true],
  ['https://sts.contoso.com/adfs', adfs, true],
])('%s means %s: %s', (entry, issuer, means) => {
  expect(meansIssuer(entry, issuer)).toBe(means);
});
