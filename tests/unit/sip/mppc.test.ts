/** The coder of SIP compression, against the published vector and any bytes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FailureError } from '../../../shared/failure.js';
import { compress, decompress } from '../../../main/net/sip/mppc.js';
import { sample } from './fixtures.js';

const text = 'for.whom.the.bell.tolls,.the.bell.tolls.for.thee!';
const packed = '666f722e77686f6d2e7468652e62656c6c2e746f6c6c732cf4372e66fa1f199484';

it('decodes the vector of MS-RDPBCGR', () => {
  expect(new TextDecoder().decode(decompress(Buffer.from(packed, 'hex')))).toBe(text);
});

it('gives back what it took', () => {
  const bytes = fc.uint8Array({ maxLength: 3000 });
  const repeating = fc.array(fc.constantFrom('SIP/2.0', ' 200 OK\r\n', 'ä', 'x'), { maxLength: 900 });
  fc.assert(
    fc.property(bytes, (data) => {
      expect(decompress(compress(data))).toEqual(new Uint8Array(data));
    }),
  );
  fc.assert(
    fc.property(repeating, (words) => {
      const data = new TextEncoder().encode(words.join(''));
      expect(decompress(compress(data))).toEqual(data);
    }),
  );
});

it('makes a SIP message smaller', () => {
  const message = sample('03-register-200-sfb2015.txt');
  expect(compress(message).length).toBeLessThan(message.length);
});

it('says what is wrong with anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (data) => {
      try {
        expect(decompress(data).length).toBeLessThanOrEqual(8192);
      } catch (error) {
        expect(error).toBeInstanceOf(FailureError);
      }
    }),
    { numRuns: 500 },
  );
  expect(() => decompress(Uint8Array.of(0xff, 0xff, 0xff, 0xff))).toThrow(/cannot be read/);
});
