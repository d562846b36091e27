/** Joins the summaries of shards into that of the whole list. */
import { fail, succeed, type Result } from '../result.js';
import type { SweepSummary } from './model.js';

export interface NamedSummary {
  /** What to call its file. */
  readonly name: string;
  readonly summary: SweepSummary;
}

export interface Merged {
  readonly summary: SweepSummary;
  /** Shards that no summary is there for; without them the table is not whole. */
  readonly missing: readonly number[];
}

/** The joined summary, or the sentence that says why these do not belong together. */
export function mergeSummaries(named: readonly NamedSummary[]): Result<Merged> {
  const [first, ...others] = named;
  if (first === undefined) return fail('There is no summary of a sweep to join.');
  for (const other of others) {
    const why = difference(first.summary, other.summary);
    if (why !== undefined) return fail(`${first.name} and ${other.name} cannot be joined: ${why}.`);
  }
  const doubled = doubledLine(named);
  if (doubled !== undefined) return fail(doubled);

  const summaries = named.map(({ summary }) => summary);
  const parts = new Set(summaries.flatMap(({ shard }) => (shard === undefined ? [] : [shard.part])));
  const of = first.summary.shard?.of ?? 0;
  const missing = Array.from({ length: of }, (_none, index) => index + 1).filter((part) => !parts.has(part));
  const isWhole = missing.length === 0 && summaries.every(({ outcome }) => outcome === 'completed');
  const { shard: _part, ...common } = first.summary;
  return succeed({
    missing,
    summary: {
      ...common,
      startedAt: earliest(summaries.map(({ startedAt }) => startedAt)),
      endedAt: earliest(
        summaries.map(({ endedAt }) => endedAt),
        -1,
      ),
      outcome: isWhole ? 'completed' : 'cancelled',
      rows: summaries.flatMap(({ rows }) => rows).toSorted((a, b) => a.line - b.line),
    },
  });
}

function difference(a: SweepSummary, b: SweepSummary): string | undefined {
  if (a.list.sha256 !== b.list.sha256 || a.list.targets !== b.list.targets) return 'they are of different lists';
  if (a.shard === undefined || b.shard === undefined) return 'one of them is of the whole list already';
  if (a.shard.of !== b.shard.of) return `one is of ${a.shard.of} shards, the other of ${b.shard.of}`;
  if (a.shard.part === b.shard.part) return `both are shard ${a.shard.part} of ${a.shard.of}`;
  if (a.location !== b.location) return 'one was made from inside the network, the other from elsewhere';
  if (a.tool !== b.tool) return `they were made by different versions (${a.tool} and ${b.tool})`;
  return undefined;
}

function doubledLine(named: readonly NamedSummary[]): string | undefined {
  const known = new Map<number, string>();
  for (const { name, summary } of named) {
    for (const { line, target } of summary.rows) {
      const other = known.get(line);
      if (other !== undefined) {
        return other === name
          ? `Line ${line} (${target}) is in ${name} twice.`
          : `Line ${line} (${target}) is in ${other} and in ${name}.`;
      }
      known.set(line, name);
    }
  }
  return undefined;
}

/** The first of some moments; with direction -1 the last. */
function earliest(moments: readonly string[], direction: 1 | -1 = 1): string {
  return moments.toSorted((a, b) => direction * (Date.parse(a) - Date.parse(b)))[0] ?? '';
}
