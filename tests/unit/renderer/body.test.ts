/** Bodies as text: hidden places, pretty printing, raw messages, and the way back to the bytes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatJson, formatXml, languageOf, runSliced } from '../../../renderer/body/format.js';
import { hiddenLabel, markedText, rangesWithin, unmark } from '../../../renderer/body/maskedText.js';
import { findText, indexOfBytes } from '../../../renderer/body/places.js';
import { byteAt, chunkLines, placeOf, rawText } from '../../../renderer/body/rawText.js';

const encoder = new TextEncoder();
const bytesOf = (text: string): Uint8Array => encoder.encode(text);

function all(formatting: Generator<undefined, string, void>): string {
  let step = formatting.next();
  while (step.done !== true) step = formatting.next();
  return step.value;
}

describe('XML', () => {
  it('puts one element on a line and keeps short text with its element', () => {
    expect(all(formatXml('<?xml version="1.0"?><a><b x="1">text</b><c/><d></d></a>'))).toBe(
      '<?xml version="1.0"?>\n<a>\n  <b x="1">text</b>\n  <c/>\n  <d></d>\n</a>',
    );
  });
  it('gives many attributes of a long element a line each', () => {
    const long = `<a one="${'x'.repeat(60)}" two="${'y'.repeat(60)}" three='3'/>`;
    expect(all(formatXml(long)).split('\n')).toHaveLength(4);
  });
  it('leaves comments, CDATA and a > in an attribute whole', () => {
    const text = '<a><!-- <b> --><![CDATA[<c>]]><d e="1 > 0"/></a>';
    expect(all(formatXml(text))).toBe('<a>\n  <!-- <b> -->\n  <![CDATA[<c>]]>\n  <d e="1 > 0"/>\n</a>');
  });
  it('loses and invents nothing but white space, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '/', 'a', '"', "'", ' ', '=', '!', '-', '?', '\n') }),
        (text) => {
          expect(all(formatXml(text)).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        },
      ),
    );
  });
});

describe('JSON', () => {
  it('puts one value on a line and keeps digits and repeated names', () => {
    expect(all(formatJson('{"a":1.10,"a":[true,{}],"b":"x,{}"}'))).toBe(
      '{\n  "a": 1.10,\n  "a": [\n    true,\n    {}\n  ],\n  "b": "x,{}"\n}',
    );
  });
  it('gives the same value back', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(all(formatJson(text)))).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('language', () => {
  it.each([
    ['text/html', '<html>', 'xml'],
    ['application/json', ' {"a":1}', 'json'],
    ['application/json', 'grant denied', 'text'],
    [undefined, '[1]', 'json'],
    ['application/x-www-form-urlencoded', 'a=b', 'text'],
  ])('of %s beginning with %s is %s', (type, text, language) => expect(languageOf(type, text)).toBe(language));
});

it('formatting that is no longer wanted ends', async () => {
  const stop = new AbortController();
  stop.abort();
  const slow = (function* (): Generator<undefined, string, void> {
    const until = performance.now() + 30;
    while (performance.now() < until) yield;
    return 'done';
  })();
  expect(await runSliced(slow, stop.signal)).toBeUndefined();
});

describe('hidden places', () => {
  const masked = [
    { offset: 12, length: 4, kind: 'web-ticket' as const },
    { offset: 3, length: 5, kind: 'password' as const },
  ];
  it('read as labels after formatting, in their places', () => {
    const bytes = bytesOf('<a>*****</a>****<b/>');
    const text = all(formatXml(markedText(bytes, masked)));
    const shown = unmark(text, masked);
    expect(shown.text).toContain(`<a>${hiddenLabel({ length: 5, kind: 'password' })}</a>`);
    expect(shown.hidden.map(({ from, to }) => shown.text.slice(from, to))).toEqual([
      '[hidden, 5 characters, password]',
      '[hidden, 4 characters, web ticket]',
    ]);
    expect(shown.text).not.toContain('*');
  });
  it('are cut to what is shown', () => {
    expect(rangesWithin(masked, 4, 13)).toEqual([
      { offset: 0, length: 4, kind: 'password' },
      { offset: 8, length: 1, kind: 'web-ticket' },
    ]);
  });
});

describe('raw', () => {
  const wire = bytesOf('HTTP/1.1 200 OK\r\nX-A: one:two\r\n\r\n5\r\nhello\r\n0\r\n\r\n');
  const head = wire.length - 15;
  const raw = rawText(wire, { headLength: head, masked: [], chunked: true, limit: Infinity });
  const marked = (kind: string): readonly string[] =>
    raw.marks.filter((mark) => mark.kind === kind).map(({ from, to }) => raw.text.slice(from, to));

  it('shows every line ending, names headers and knows chunk sizes', () => {
    expect(raw.text.split('\n')[0]).toBe('HTTP/1.1 200 OK\\r\\n');
    expect(marked('name')).toEqual(['X-A']);
    expect(marked('chunk')).toEqual(['5', '0']);
  });
  it('does not take a body line that looks like a size for one', () => {
    const body = bytesOf('H\r\n\r\n3\r\nab\n\r\n');
    expect([...chunkLines(body, 5)]).toEqual([5]);
  });
  it('escapes what is no text and keeps UTF-8', () => {
    const bytes = Uint8Array.from([0x00, 0xff, 0xc3, 0xa9, 0xc3, 0x41, 0xe2, 0x82]);
    expect(rawText(bytes, { headLength: 0, masked: [], chunked: false, limit: Infinity }).text).toBe(
      '\\x00\\xffé\\xc3A\\xe2\\x82',
    );
  });
  it('finds the byte of every place and the place of every byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), fc.nat(20), (bytes, at, length) => {
        const offset = bytes.length === 0 ? 0 : at % bytes.length;
        const masked =
          length === 0 ? [] : [{ offset, length: Math.min(length, bytes.length - offset), kind: 'other' as const }];
        const shown = rawText(bytes, {
          headLength: 0,
          masked: masked.filter((range) => range.length > 0),
          chunked: false,
          limit: Infinity,
        });
        const inside = (byte: number): boolean =>
          masked.some((range) => byte > range.offset && byte < range.offset + range.length);
        for (let byte = 0; byte < bytes.length; byte += 1) {
          // Continuation bytes and hidden bytes have no place of their own.
          if (inside(byte) || ((bytes[byte] ?? 0) & 0xc0) === 0x80) continue;
          expect(byteAt(shown, placeOf(shown, byte))).toBe(byte);
        }
      }),
    );
  });
});

describe('places', () => {
  it('are found across new white space', () => {
    expect(findText('<a\n    b="1"\n    c="2">', 'b="1" c="2"')).toEqual({ from: 7, to: 22 });
    expect(findText('abc', 'x y')).toBeUndefined();
  });
  it('are found in bytes', () => {
    expect(indexOfBytes(bytesOf('aab aabc'), bytesOf('aabc'))).toBe(4);
    expect(indexOfBytes(bytesOf('aab'), bytesOf('b'), 3)).toBe(-1);
    expect(indexOfBytes(bytesOf('aab'), bytesOf(''))).toBe(-1);
  });
});
