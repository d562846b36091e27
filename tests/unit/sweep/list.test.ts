/** Lists as people keep them: typed, exported from Windows and from spreadsheets. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readList, type ListedTarget } from '../../../shared/sweep/list.js';
import { ofShard, readShard } from '../../../shared/sweep/shard.js';

const targets = (text: string): readonly string[] =>
  readList(text).entries.map((entry) => ('problem' in entry ? `! ${entry.target}` : entry.sipAddress));

describe('a list', () => {
  it('keeps line numbers over comments, blank lines and a byte order mark', () => {
    const { entries } = readList(
      '\uFEFF# people\r\n\r\n  anna@contoso.example  \r\nfabrikam.example # the other one\r\n',
    );
    expect(entries).toEqual([
      { line: 3, target: 'anna@contoso.example', domain: 'contoso.example', sipAddress: 'anna@contoso.example' },
      { line: 4, target: 'fabrikam.example', domain: 'fabrikam.example', sipAddress: 'sweep@fabrikam.example' },
    ]);
  });

  it.each(['a@x.example\nb@x.example', 'a@x.example\rb@x.example', 'a@x.example\r\nb@x.example\r\n'])(
    'ends lines as any system does: %j',
    (text) => expect(targets(text)).toEqual(['a@x.example', 'b@x.example']),
  );

  it('takes the first column of a table, quoted or not, and leaves its heading out', () => {
    expect(targets('Email,Name\n"a@x.example","Anna, of x"\nb@x.example;Bea\nc@x.example\tCem\n')).toEqual([
      'a@x.example',
      'b@x.example',
      'c@x.example',
    ]);
    expect(targets('"SIP address"\na@x.example')).toEqual(['a@x.example']);
    // Only the first line can be one.
    expect(targets('a@x.example\nmail')).toEqual(['a@x.example', '! mail']);
  });

  it('names each target once, however it is written', () => {
    const read = readList('Anna@Contoso.example\nsip:anna@contoso.example\nCONTOSO.example\ncontoso.example.\nx\nx');
    expect(read.entries.map(({ line }) => line)).toEqual([1, 3, 5]);
    expect(read.repeated).toEqual([2, 4, 6]);
  });

  it.each([
    'localhost',
    '192.0.2.1',
    'a@b',
    'two words.example',
    '@contoso.example',
    'a@@x..example',
    'https://x.example/',
    `${'a'.repeat(300)}@${'b'.repeat(60)}.example`,
  ])('says what cannot be checked: %s', (text) => {
    const [entry] = readList(text).entries;
    expect(entry).toMatchObject({
      line: 1,
      problem: expect.stringMatching(/neither a sign-in address .* nor a domain/) as unknown,
    });
    expect(entry?.target.length).toBeLessThanOrEqual(80);
  });

  it('takes names of other scripts', () => {
    expect(targets('bücher.example\nжан@пример.example')).toEqual(['sweep@bücher.example', 'жан@пример.example']);
  });

  it('never throws, and gives each line at most once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        const { entries, repeated } = readList(text);
        const lines = [...entries.map(({ line }) => line), ...repeated];
        expect(new Set(lines).size).toBe(lines.length);
        expect(Math.max(0, ...lines)).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length);
      }),
    );
  });
});

describe('shards', () => {
  it('are disjoint and complete for every number of them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { maxLength: 60 }), fc.integer({ min: 1, max: 70 }), (entries, of) => {
        const parts = Array.from({ length: of }, (_none, index) => ofShard(entries, { part: index + 1, of }));
        expect(parts.flat().toSorted()).toEqual(entries.toSorted());
        const sizes = parts.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('count targets, not comments: half a list of comments is shared fairly', () => {
    const { entries } = readList('# 1\na@x.example\n# 2\nb@x.example\n# 3\nc@x.example\n# 4\nd@x.example');
    const lines = (part: number): readonly number[] =>
      ofShard(entries, { part, of: 2 }).map((entry) => (entry as ListedTarget).line);
    expect([lines(1), lines(2)]).toEqual([
      [2, 6],
      [4, 8],
    ]);
  });

  it('are written I/N', () => {
    expect(readShard('2/10')).toEqual({ part: 2, of: 10 });
    for (const bad of ['', '0/3', '4/3', '1', '1/', '-1/3', '1/3/5', '1.5/3', '1/99999'])
      expect(readShard(bad)).toBeUndefined();
  });
});
