/** Summaries of shards: joined where they belong together, refused with a sentence where they do not. */
import { describe, expect, it } from 'vitest';
import { mergeSummaries } from '../../../shared/sweep/merge.js';
import type { SweepSummary } from '../../../shared/sweep/model.js';
import { readSummary } from '../../../shared/sweep/readSummary.js';
import { aCertificate, aRow, aSummary } from './rows.js';

const shard = (part: number, lines: readonly number[], changes: Partial<SweepSummary> = {}) => ({
  name: `${part}.json`,
  summary: aSummary(
    lines.map((line) => aRow(line)),
    { shard: { part, of: 3 }, ...changes },
  ),
});

describe('shards', () => {
  it('are joined to the summary of the whole list', () => {
    const joined = mergeSummaries([
      shard(2, [2, 5], { startedAt: '2026-11-20T09:00:00.000Z' }),
      shard(1, [1, 4]),
      shard(3, [3, 6], { endedAt: '2026-11-20T11:00:00.000Z' }),
    ]);
    expect(joined).toEqual({
      ok: true,
      value: {
        missing: [],
        summary: aSummary(
          [1, 2, 3, 4, 5, 6].map((line) => aRow(line)),
          {
            startedAt: '2026-11-20T09:00:00.000Z',
            endedAt: '2026-11-20T11:00:00.000Z',
          },
        ),
      },
    });
  });

  it('that are missing are named, and the whole is not complete', () => {
    const joined = mergeSummaries([shard(2, [2, 5])]);
    expect(joined).toMatchObject({ ok: true, value: { missing: [1, 3], summary: { outcome: 'cancelled' } } });
  });

  it.each([
    ['both are shard 1 of 3', shard(1, [7])],
    ['Line 4 (d4.example) is in 1.json and in 2.json', shard(2, [4])],
    ['different lists', shard(2, [2], { list: { targets: 6, sha256: 'beef' } })],
    ['one is of 3 shards, the other of 4', shard(2, [2], { shard: { part: 2, of: 4 } })],
    ['different versions', shard(2, [2], { tool: '0.2.0' })],
    ['from inside the network', shard(2, [2], { location: 'inside' })],
    ['whole list already', { name: 'w.json', summary: aSummary([aRow(2)]) }],
  ])('that do not fit are refused: %s', (words, other) => {
    const joined = mergeSummaries([shard(1, [1, 4]), other]);
    expect(joined).toMatchObject({ ok: false, error: expect.stringContaining(words) as unknown });
  });

  it('need at least one summary, and one of a whole list is enough', () => {
    expect(mergeSummaries([])).toMatchObject({ ok: false });
    const whole = aSummary([aRow(1)]);
    expect(mergeSummaries([{ name: 'w.json', summary: whole }])).toEqual({
      ok: true,
      value: { missing: [], summary: whole },
    });
  });
});

describe('a summary file', () => {
  const text = JSON.stringify(aSummary([aRow(1, { certificates: [aCertificate()], rootCause: 'x', server: 's' })]));

  it('reads back as it was written', () => {
    expect(readSummary('s.json', `\uFEFF${text}\n`)).toEqual({ ok: true, value: JSON.parse(text) as unknown });
  });

  it.each([
    ['not whole', text.slice(0, -5)],
    ['no summary', '{"format":"lyncscope-report"}'],
    ['no summary', '[]'],
    ['no summary', 'null'],
    ['newer Lyncscope (summary format 2)', text.replace('"version":1', '"version":2')],
    ['rows.0.verdict', text.replace('"verdict":"passed"', '"verdict":"fine"')],
    ['rows.0.line', text.replace('"line":1', '"line":-1')],
    ['startedAt', text.replace('2026-11-20T10:00:00.000Z', 'yesterday')],
  ])('says what is wrong with it: %s', (words, damaged) => {
    expect(readSummary('s.json', damaged)).toMatchObject({
      ok: false,
      error: expect.stringContaining(words) as unknown,
    });
  });
});
