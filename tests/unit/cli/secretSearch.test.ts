/** The searcher is what proves that nothing leaks: it must itself find what is hidden in each way. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { long, secretsIn, short } from '../../lab/support/secretSearch.js';

const secret = 'Str+ße/7?"Tür"#zu & <more>';
const planted = [short('password', secret)];
const utf8 = Buffer.from(secret);
const wide = Buffer.from(secret, 'utf16le');

describe('the search for secrets', () => {
  it.each([
    ['raw', secret],
    ['UTF-16LE', Buffer.concat([Buffer.from('xyz'), wide, Buffer.from('!')])],
    ['hex', utf8.toString('hex')],
    ['hex of UTF-16LE, upper case', wide.toString('hex').toUpperCase()],
    ['percent', encodeURIComponent(secret)],
    ['form', encodeURIComponent(secret).replaceAll('%20', '+')],
    ['XML', secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')],
    ['JSON', JSON.stringify({ password: secret })],
    [
      'base64 in base64 in JSON',
      JSON.stringify({
        wire: Buffer.from(`opaque=${Buffer.from(`<a>${secret}</a>`).toString('base64')}`).toString('base64'),
      }),
    ],
  ])('finds it as %s', (_form, output) => {
    expect(secretsIn(output, planted)).toHaveLength(1);
  });

  it('finds it in base64 wherever it lies', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom(utf8, wide),
        (before, after, bytes) => {
          const text = Buffer.concat([before, bytes, after]).toString('base64');
          expect(secretsIn(`"${text}"`, planted)).toHaveLength(1);
        },
      ),
    );
  });

  it('finds a piece of a long one, and nothing where there is nothing', () => {
    const token = 'q8Zx0LmN4pRt7VwY2aBc5DeF8gHj1KlM3oPq6StU9xYz';
    expect(secretsIn(`cwt=***${token.slice(16)}`, [long('token', token)])).toHaveLength(1);
    expect(secretsIn(Buffer.alloc(4000, '*').toString('base64'), [long('token', token), ...planted])).toEqual([]);
  });
});
