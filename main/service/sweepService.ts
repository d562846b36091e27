/** The sweeps of one page: rows as they come, sessions in a folder that goes when the page goes. */
import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { FileText, Requests } from '../../shared/ipc.js';
import { fail, succeed, type Result } from '../../shared/result.js';
import type { SweepMessage, SweepRequest } from '../../shared/sweep/model.js';
import type { ResolveProxy } from '../net/proxy.js';
import { startSweep, type RunningSweep, type RunOneWalk } from '../sweep/sweep.js';
import { writeSummary } from '../sweep/files.js';
import { UsageError } from '../usage.js';
import { RowQueue } from './rowQueue.js';
import { makeSweepFolder, removeSweepFolder } from './sweepFolders.js';

export type SweepRequests = Pick<Requests, 'startSweep' | 'cancelSweep' | 'openSweepSession'>;

export interface SweepService {
  readonly requests: SweepRequests;
  /** Cancels every sweep of this page and removes their folders. Nothing is pushed from now on. */
  close(): Promise<void>;
}

export interface SweepServiceOptions {
  readonly push: (message: SweepMessage) => void;
  readonly run: RunOneWalk;
  /** Version of this program. */
  readonly tool: string;
  readonly resolveProxy?: ResolveProxy;
}

interface KnownSweep {
  readonly folder: string;
  /** Session file of each line that has one. */
  readonly files: Map<number, string>;
  readonly controller: AbortController;
  readonly queue: RowQueue;
  ended: Promise<void>;
  running: boolean;
}

/** A page shows one, and may start the next while the last one winds down. */
const mostRunning = 2;
/** Earlier sweeps of a page whose sessions can still be opened. */
const mostKnown = 8;
/** A session past this does not fit through a page's memory. */
const mostBytes = 64 * 1024 * 1024;

/** @param options.push hears of the sweeps this service started, a few times a second */
export function createSweepService(options: SweepServiceOptions): SweepService {
  const known = new Map<string, KnownSweep>();
  let closed = false;

  const start = async (request: SweepRequest): Promise<Result<string>> => {
    if (closed) return fail('The window is closing.');
    if ([...known.values()].filter(({ running }) => running).length >= mostRunning) {
      return fail(`${mostRunning} sweeps are running already: cancel one first.`);
    }
    const sweepId = randomUUID();
    const sweep: KnownSweep = {
      folder: await makeSweepFolder(),
      files: new Map(),
      controller: new AbortController(),
      queue: new RowQueue(sweepId, options.push),
      ended: Promise.resolve(),
      running: true,
    };
    known.set(sweepId, sweep);
    try {
      const running = await begin(sweep, request, options);
      sweep.queue.begin(running.progress());
      sweep.ended = follow(sweepId, sweep, running);
    } catch (error) {
      known.delete(sweepId);
      await removeSweepFolder(sweep.folder);
      return fail(sentenceOf(error));
    }
    await forgetOldest(known);
    // After this turn: the page then knows the sweep's id.
    setImmediate(() => sweep.queue.release());
    return succeed(sweepId);
  };

  return {
    requests: {
      startSweep: start,
      cancelSweep: (sweepId) => {
        known.get(sweepId)?.controller.abort();
        return Promise.resolve(succeed(null)); // a sweep that has ended is as good as cancelled
      },
      openSweepSession: (sweepId, line) => readSession(known.get(sweepId), line),
    },
    close: async () => {
      closed = true;
      const all = [...known.values()];
      known.clear();
      for (const { queue, controller } of all) {
        queue.close();
        controller.abort();
      }
      await Promise.all(all.map(({ ended, folder }) => ended.then(() => removeSweepFolder(folder))));
    },
  };
}

function begin(sweep: KnownSweep, request: SweepRequest, options: SweepServiceOptions): Promise<RunningSweep> {
  return startSweep(request, {
    folder: sweep.folder,
    run: options.run,
    signal: sweep.controller.signal,
    tool: options.tool,
    onRow: (row, progress) => {
      if (row.file !== undefined) sweep.files.set(row.line, row.file);
      sweep.queue.row(row, progress);
    },
    ...(options.resolveProxy === undefined ? {} : { resolveProxy: options.resolveProxy }),
  });
}

/** Tells the page how the sweep ended, and why where it stopped. */
async function follow(sweepId: string, sweep: KnownSweep, running: RunningSweep): Promise<void> {
  try {
    const summary = await running.ended;
    await writeSummary(sweep.folder, summary);
    sweep.queue.message({ type: 'ended', sweepId, outcome: summary.outcome, folder: sweep.folder });
  } catch (error) {
    sweep.queue.message({ type: 'stopped', sweepId, error: sentenceOf(error) });
  } finally {
    sweep.running = false;
  }
}

/** Folders do not pile up while a page stays open for days. */
async function forgetOldest(known: Map<string, KnownSweep>): Promise<void> {
  for (const [sweepId, { running, folder }] of known) {
    if (known.size <= mostKnown) return;
    if (running) continue;
    known.delete(sweepId);
    await removeSweepFolder(folder);
  }
}

async function readSession(sweep: KnownSweep | undefined, line: number): Promise<Result<FileText>> {
  const name = sweep?.files.get(line);
  if (sweep === undefined) return fail('The sessions of this sweep are not kept any more.');
  if (name === undefined) return fail('This line has no session.');
  try {
    const file = await open(path.join(sweep.folder, name), 'r');
    try {
      if ((await file.stat()).size > mostBytes) {
        return fail(`This session is larger than ${mostBytes / 1024 / 1024} MB and cannot be opened here.`);
      }
      return succeed({ name, text: await file.readFile('utf8') });
    } finally {
      await file.close();
    }
  } catch {
    return fail('The session of this line cannot be read any more.');
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  return `The sweep ended in an unexpected error: ${error instanceof Error ? error.message : String(error)}`;
}
