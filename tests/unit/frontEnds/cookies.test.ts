/** Cookies go back to the address that gave them, and nothing a server sends gets more out of a client than that. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cookieHeader, keptCookies } from '../../../shared/protocol/cookies.js';

const mcx = new URL('https://web01.contoso.com/Mcx/McxService.svc');
const sentBack = (...set: readonly string[]): string | undefined => cookieHeader(keptCookies(new Map(), set, mcx));

describe('a cookie', () => {
  it.each([
    ['MS-WSMAN=ab12; path=/', 'MS-WSMAN=ab12'],
    ['MS-WSMAN = "a b" ; Path=/Mcx; Secure; HttpOnly', 'MS-WSMAN="a b"'],
    ['a=b=c', 'a=b=c'],
    ['a=1; domain=.contoso.com', 'a=1'],
    ['a=1; domain=contoso.com; domain=web01.contoso.com', 'a=1'],
  ])('%s goes back as %s', (set, header) => {
    expect(sentBack(set)).toBe(header);
  });

  it.each([
    ['a=1; path=/ucwa'],
    ['a=1; path=/Mc'],
    ['a=1; domain=fabrikam.com'],
    ['a=1; domain=oso.com'],
    ['a=1; Max-Age=0'],
    ['a=1; expires=Thu, 01 Jan 1970 00:00:00 GMT'],
    ['no value'],
    ['=nameless'],
    ['a=1\r\nAuthorization: x'],
    [`a=${'x'.repeat(5000)}`],
  ])('%s does not', (set) => {
    expect(sentBack(set)).toBeUndefined();
  });

  it('is replaced and taken away by later answers', () => {
    const first = keptCookies(new Map(), ['a=1', 'b=2'], mcx);
    expect(cookieHeader(keptCookies(first, ['a=3', 'b=; Max-Age=-1'], mcx))).toBe('a=3');
  });

  it('for https only is kept back from http', () => {
    expect(keptCookies(new Map(), ['a=1; Secure'], new URL('http://web01.contoso.com/'))).toEqual(new Map());
  });
});

it('takes anything, and sends back one sound line with few cookies', () => {
  const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(';', '=', 'path=/', 'domain=', 'a', '\r\n'));
  const line = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (set) => {
      const header = sentBack(...set) ?? '';
      expect(header).toMatch(/^[\x20-\x7e]*$/);
      expect(keptCookies(new Map(), set, mcx).size).toBeLessThanOrEqual(16);
    }),
  );
});
