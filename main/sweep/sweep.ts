/**
 * Many walks, a few at a time: each session goes to a file while it runs, and a row of it is all that is kept. What is
 * in memory does not grow with the number of targets, but for their rows.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { judge } from '../../shared/audits/judge.js';
import type { WalkRequest } from '../../shared/ipc.js';
import type { Session } from '../../shared/session/model.js';
import { readList, type BadLine, type ListedTarget, type TargetList } from '../../shared/sweep/list.js';
import type { SweepProgress, SweepRequest, SweepRow, SweepSummary } from '../../shared/sweep/model.js';
import { rowOf, rowOfRefusal } from '../../shared/sweep/row.js';
import { ofShard } from '../../shared/sweep/shard.js';
import { progressOf } from '../../shared/sweep/totals.js';
import { JournalWriter } from '../engine/journal.js';
import type { ResolveProxy } from '../net/proxy.js';
import { UsageError } from '../usage.js';
import type { WalkOptions } from '../walk.js';
import { sessionFileName } from './files.js';
import { prepareWalks, type SweepWalks } from './walks.js';

/** Runs one walk: main/walk.ts, or a test's own. */
export type RunOneWalk = (
  request: WalkRequest,
  options: WalkOptions & { readonly resolveProxy?: ResolveProxy },
) => Promise<Session>;

export interface SweepOptions {
  /** Where the sessions go; it exists. */
  readonly folder: string;
  readonly run: RunOneWalk;
  readonly signal: AbortSignal;
  /** Version of this program. */
  readonly tool: string;
  /** Told each row as it comes, and after it how far the sweep is. */
  readonly onRow?: (row: SweepRow, progress: SweepProgress) => void;
  readonly resolveProxy?: ResolveProxy;
}

export interface RunningSweep {
  /** What was read. */
  readonly list: TargetList;
  /** How many of its entries this sweep takes: all, or its shard. */
  readonly total: number;
  /** The summary when all is done, or the walks of a cancelled sweep have wound down. */
  readonly ended: Promise<SweepSummary>;
  /** The summary as of now, for who cannot wait. */
  soFar(): SweepSummary;
  progress(): SweepProgress;
  /** The first trouble with a session file, in a sentence. */
  trouble(): string | undefined;
}

const mostWalks = 32;

/**
 * Starts a sweep; resolves once it runs.
 * @throws UsageError when it cannot be run as asked: an empty list, options that cannot be used, a lab that does not start
 */
export async function startSweep(request: SweepRequest, options: SweepOptions): Promise<RunningSweep> {
  const { concurrency, shard } = request;
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > mostWalks) {
    throw new UsageError(`The number of walks at a time is from 1 to ${mostWalks}.`);
  }
  if (shard !== undefined && shard.part > shard.of) {
    throw new UsageError(`There is no shard ${shard.part} of ${shard.of}: they are counted from 1 to ${shard.of}.`);
  }
  const list = readList(request.list);
  if (list.entries.length === 0) {
    throw new UsageError('The list names no target: it holds a sign-in address or a domain a line.');
  }
  const sweep = new Sweep(request, list, options, await prepareWalks(request));
  return {
    list,
    total: sweep.total,
    ended: sweep.run(),
    soFar: () => sweep.summary('cancelled'),
    progress: () => sweep.progress(),
    trouble: () => sweep.trouble,
  };
}

class Sweep {
  readonly #rows: SweepRow[] = [];
  readonly #waiting: Iterator<ListedTarget | BadLine>;
  readonly #began = performance.now();
  readonly #startedAt = new Date().toISOString();
  #running = 0;
  #ended = false;
  trouble: string | undefined;
  readonly total: number;

  constructor(
    private readonly request: SweepRequest,
    private readonly list: TargetList,
    private readonly options: SweepOptions,
    private readonly walks: SweepWalks,
  ) {
    const entries = ofShard(list.entries, request.shard);
    this.total = entries.length;
    this.#waiting = entries[Symbol.iterator]();
  }

  /** Works through the list; never rejects for what a walk does. */
  async run(): Promise<SweepSummary> {
    try {
      await Promise.all(Array.from({ length: Math.min(this.request.concurrency, this.total) }, () => this.#work()));
    } finally {
      await this.walks.stop();
    }
    const isWhole = this.#rows.length === this.total && this.#rows.every(({ verdict }) => verdict !== 'cancelled');
    const summary = this.summary(this.options.signal.aborted && !isWhole ? 'cancelled' : 'completed');
    this.#ended = true;
    return summary;
  }

  progress(): SweepProgress {
    return progressOf(
      {
        total: this.total,
        done: this.#rows.length,
        running: this.#running,
        elapsedMs: Math.round(performance.now() - this.#began),
      },
      this.request.concurrency,
    );
  }

  /** Rows in the order of their lines. */
  summary(outcome: SweepSummary['outcome']): SweepSummary {
    const { shard, options } = this.request;
    return {
      format: 'lyncscope-sweep',
      version: 1,
      startedAt: this.#startedAt,
      endedAt: new Date().toISOString(),
      tool: this.options.tool,
      location: options.location,
      outcome,
      list: { targets: this.list.entries.length, sha256: digestOf(this.list) },
      ...(shard === undefined ? {} : { shard }),
      rows: this.#rows.toSorted((a, b) => a.line - b.line),
    };
  }

  /** One of the walks at a time: takes targets until there are none, or nobody wants more. */
  async #work(): Promise<void> {
    while (!this.options.signal.aborted) {
      const next = this.#waiting.next();
      if (next.done === true) return;
      this.#running += 1;
      const row = await this.#rowOf(next.value);
      this.#running -= 1;
      if (this.#ended) return;
      this.#rows.push(row);
      this.options.onRow?.(row, this.progress());
    }
  }

  async #rowOf(entry: ListedTarget | BadLine): Promise<SweepRow> {
    const { line, target } = entry;
    if ('problem' in entry) return rowOfRefusal({ line, target, tookMs: 0 }, '', entry.problem);
    const file = sessionFileName(line, target);
    const began = performance.now();
    const journal: { writer?: JournalWriter | undefined } = {};
    try {
      const session = await this.#walk(entry, path.join(this.options.folder, file), journal);
      const tookMs = performance.now() - began;
      const judgement = judge(session);
      const saved = await this.#close(journal);
      return rowOf(session, judgement, { line, target, tookMs, ...(saved ? { file } : {}) });
    } catch (error) {
      const tookMs = performance.now() - began;
      const saved = await this.#close(journal);
      return rowOfRefusal({ line, target, tookMs, ...(saved ? { file } : {}) }, entry.domain, sentenceOf(error));
    }
  }

  #walk(entry: ListedTarget, file: string, journal: { writer?: JournalWriter | undefined }): Promise<Session> {
    const { run, signal, resolveProxy } = this.options;
    return run(this.walks.requestFor(entry), {
      emit: (event) => journal.writer?.write(event),
      signal,
      onStarted: async () => {
        // A full disk costs the file, not the result.
        journal.writer = await JournalWriter.open(file).catch((error: unknown) => this.#note(error));
      },
      ...(resolveProxy === undefined ? {} : { resolveProxy }),
    });
  }

  /** @returns whether the session is in its file */
  async #close({ writer }: { readonly writer?: JournalWriter | undefined }): Promise<boolean> {
    if (writer === undefined) return false;
    const problem = await writer.close();
    this.trouble ??= problem;
    return problem === undefined;
  }

  #note(error: unknown): undefined {
    this.trouble ??= error instanceof Error ? error.message : String(error);
    return undefined;
  }
}

/** Tells lists apart: shards of different ones must not be joined. */
function digestOf({ entries }: TargetList): string {
  const hash = createHash('sha256');
  for (const { line, target } of entries) hash.update(`${line} ${target}\n`);
  return hash.digest('hex');
}

function sentenceOf(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  return `The walk ended in an unexpected error: ${error instanceof Error ? error.message : String(error)}`;
}
