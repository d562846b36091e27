/** `sweep`: many targets in one run, and the joining of what several machines swept. */
import { mkdir, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { programVersion } from '../main/service/about.js';
import { summaryFileName, writeSummary, writeWhole } from '../main/sweep/files.js';
import { readSummaries } from '../main/sweep/summaries.js';
import { startSweep, type RunningSweep } from '../main/sweep/sweep.js';
import { UsageError } from '../main/usage.js';
import { runWalk } from '../main/walk.js';
import { calendarOf } from '../shared/sweep/calendar.js';
import { calendarCsv, rowsCsv } from '../shared/sweep/csv.js';
import { calendarIcs } from '../shared/sweep/ics.js';
import { mergeSummaries } from '../shared/sweep/merge.js';
import type { SweepRequest, SweepSummary } from '../shared/sweep/model.js';
import type { Shard } from '../shared/sweep/shard.js';
import { totalsOf } from '../shared/sweep/totals.js';
import { exitStatus, print, remark, type Io } from './io.js';
import { reason, readPem } from './request.js';
import { ProgressLine } from './sweepProgress.js';
import { readListText } from './sweepList.js';
import { summaryText } from './sweepText.js';
import { harmless } from './terminal.js';

/** As commander hands them over. */
export interface SweepCliOptions {
  readonly out?: string;
  readonly csv?: string;
  readonly ics?: string;
  readonly calendar?: string;
  readonly concurrency: number;
  readonly shard?: Shard;
  readonly merge?: string;
  readonly from: 'inside' | 'outside' | 'auto';
  readonly proxy: string;
  readonly dns?: string;
  readonly publicDns?: string;
  /** False with --no-dns-depth. */
  readonly dnsDepth?: boolean;
  readonly connectTo: readonly string[];
  readonly ca: readonly string[];
  readonly trustHost: readonly string[];
  readonly timeout?: number;
  /** False with --no-endpoints. */
  readonly endpoints?: boolean;
  readonly lab?: string;
  readonly fault: readonly string[];
  readonly json?: boolean;
}

/**
 * Sweeps a list, or joins summaries; prints one line a target, totals and certificates.
 * @throws UsageError when it cannot be run as asked
 */
export async function sweep(file: string | undefined, options: SweepCliOptions, io: Io): Promise<number> {
  if (options.merge !== undefined) return merge(options.merge, file, options, io);
  if (file === undefined) throw new UsageError('Say which list to sweep: a file, or - for standard input.');
  if (options.lab === undefined && options.fault.length > 0) {
    throw new UsageError('A fault can only be chosen together with --lab.');
  }
  if (options.lab !== undefined && (options.dns !== undefined || options.publicDns !== undefined)) {
    throw new UsageError('--lab brings its own name servers: leave --dns and --public-dns out.');
  }
  const request = await requestOf(file, options, io);
  const began = new Date();
  const folder = await freshFolder(options.out ?? defaultFolder(began), options.shard);
  const progress = new ProgressLine(io);
  const running = await Promise.race([
    startSweep(request, {
      folder: folder.path,
      run: runWalk,
      signal: io.interrupt.signal,
      tool: await programVersion(),
      onRow: (row, state) => progress.row(row, state),
    }).catch(async (error: unknown) => {
      await folder.undo();
      throw error;
    }),
    io.interrupt.overdue,
  ]);
  if (running === 'overdue') {
    await folder.undo();
    remark(io, 'cancelled before anything was asked.');
    return exitStatus.cancelled;
  }
  remarkRepeated(running, io);
  progress.begin(running.progress());
  const ended = await Promise.race([running.ended, io.interrupt.overdue]);
  progress.clear();
  const summary = ended === 'overdue' ? running.soFar() : ended;
  const trouble = running.trouble();
  if (trouble !== undefined) remark(io, harmless(trouble));
  const written = await writeSummary(folder.path, summary).then(
    () => true,
    (error: unknown) => {
      remark(io, `${path.join(folder.path, summaryFileName(summary))} could not be written: ${reason(error)}.`);
      return false;
    },
  );
  const status = await tell(summary, options, io);
  if (options.json !== true) {
    print(io);
    print(io, `The sessions and ${summaryFileName(summary)} are in ${folder.path}.`);
  }
  if (io.interrupt.signal.aborted) return exitStatus.cancelled;
  return (!written || trouble !== undefined) && status === exitStatus.clean ? exitStatus.couldNotRun : status;
}

async function merge(folder: string, file: string | undefined, options: SweepCliOptions, io: Io): Promise<number> {
  if (file !== undefined || options.out !== undefined || options.shard !== undefined || options.lab !== undefined) {
    throw new UsageError('--merge joins what was swept already: no list, --out, --shard or --lab goes with it.');
  }
  const merged = mergeSummaries(await readSummaries(folder));
  if (!merged.ok) throw new UsageError(harmless(merged.error));
  const { summary, missing } = merged.value;
  const status = await tell(summary, options, io);
  if (missing.length === 0) return status;
  const shown = missing.slice(0, 10).join(', ') + (missing.length > 10 ? ' and more' : '');
  remark(io, `The table is not whole: ${missing.length === 1 ? `shard ${shown} is` : `shards ${shown} are`} missing.`);
  return status === exitStatus.clean ? exitStatus.couldNotRun : status;
}

/** Prints the summary, writes the files that were asked for, and answers the exit status. */
async function tell(summary: SweepSummary, options: SweepCliOptions, io: Io): Promise<number> {
  const calendar = calendarOf(summary.rows);
  if (options.json === true) print(io, JSON.stringify(summary));
  else for (const line of summaryText(summary, calendar, { columns: columnsOf(io), style: io.style })) print(io, line);
  const files: readonly (readonly [string | undefined, () => string])[] = [
    [options.csv, () => rowsCsv(summary.rows)],
    [options.calendar, () => calendarCsv(calendar)],
    [options.ics, () => calendarIcs(calendar, summary.endedAt)],
  ];
  let isWritten = true;
  for (const [file, text] of files) {
    if (file === undefined) continue;
    await writeWhole(file, text()).catch((error: unknown) => {
      isWritten = false;
      remark(io, `${file} could not be written: ${reason(error)}.`);
    });
  }
  const { byVerdict } = totalsOf(summary.rows);
  if (byVerdict.failed > 0) return exitStatus.findings;
  return isWritten && byVerdict['could-not-run'] === 0 ? exitStatus.clean : exitStatus.couldNotRun;
}

/** Some terminals say 0; nothing is cut there. */
function columnsOf({ stdout: { columns } }: Io): number | undefined {
  return columns !== undefined && columns >= 40 ? columns : undefined;
}

async function requestOf(file: string, options: SweepCliOptions, io: Io): Promise<SweepRequest> {
  const authorities = await Promise.all(options.ca.map(readPem));
  return {
    list: await readListText(file, io),
    options: {
      location: options.from === 'auto' ? 'unknown' : options.from,
      ...(options.dns === undefined ? {} : { resolver: options.dns }),
      ...(options.publicDns === undefined ? {} : { publicResolver: options.publicDns }),
      ...(options.dnsDepth === false ? { dnsDepth: 'none' as const } : {}),
      connectTo: options.connectTo,
      proxy: options.proxy,
      authorities,
      trustedHosts: options.trustHost,
      ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
      ...(options.endpoints === false ? { endpoints: 'none' as const } : {}),
    },
    concurrency: options.concurrency,
    ...(options.shard === undefined ? {} : { shard: options.shard }),
    ...(options.lab === undefined ? {} : { lab: { deployment: options.lab, faults: options.fault } }),
  };
}

/** A name that sorts by time and that every file system takes. */
function defaultFolder(now: Date): string {
  return `lyncscope-sweep-${now.toISOString().slice(0, 19).replaceAll(':', '-')}`;
}

interface Folder {
  readonly path: string;
  /** Takes it away again where nothing was put into it and it was made for this sweep. */
  undo(): Promise<void>;
}

/** @throws UsageError when the folder cannot be had, or holds an earlier sweep */
async function freshFolder(folder: string, shard: Shard | undefined): Promise<Folder> {
  const made = await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new UsageError(`${folder} cannot be made: ${reason(error)}.`);
  });
  const summary = path.join(folder, summaryFileName(shard === undefined ? {} : { shard }));
  const known = await stat(summary).catch(() => undefined); // the good case: it is not there
  if (known !== undefined) throw new UsageError(`${summary} is from an earlier sweep: choose another folder.`);
  return {
    path: folder,
    undo: async () => {
      if (made !== undefined) await rmdir(folder).catch(() => undefined); // something is in it: it stays
    },
  };
}

function remarkRepeated({ list: { repeated } }: RunningSweep, io: Io): void {
  if (repeated.length === 0) return;
  const shown = repeated.slice(0, 5).join(', ') + (repeated.length > 5 ? ' and more' : '');
  const what =
    repeated.length === 1
      ? `Line ${shown} repeats an earlier one and is`
      : `Lines ${shown} repeat earlier ones and are`;
  remark(io, `${what} left out.`);
}
