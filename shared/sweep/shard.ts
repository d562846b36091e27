/** One list, several machines: each takes every N-th target. */
import type { SweepRequest } from './model.js';

export type Shard = NonNullable<SweepRequest['shard']>;

/** The shard's entries; all of them without a shard. Shards 1 to N of a list are disjoint and complete. */
export function ofShard<T>(entries: readonly T[], shard: Shard | undefined): readonly T[] {
  if (shard === undefined) return entries;
  return entries.filter((_entry, index) => index % shard.of === shard.part - 1);
}

/** Reads "I/N", both from 1, I not above N; undefined for anything else. */
export function readShard(text: string): Shard | undefined {
  const parts = /^([1-9]\d{0,4})\/([1-9]\d{0,4})$/.exec(text.trim());
  const part = Number(parts?.[1]);
  const of = Number(parts?.[2]);
  return parts === null || part > of || of > 10_000 ? undefined : { part, of };
}
