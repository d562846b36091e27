/** Many targets in one run: what is asked for, one row a target, and what the rows add up to. Plain JSON. */
import type { WalkRequest } from '../ipc.js';
import type { Severity } from '../audits/audit.js';

/** What every walk of a sweep has in common. Sign-in addresses come with the targets; there is no password. */
export type SweepOptions = Pick<
  WalkRequest,
  | 'location'
  | 'resolver'
  | 'publicResolver'
  | 'dnsDepth'
  | 'connectTo'
  | 'proxy'
  | 'authorities'
  | 'trustedHosts'
  | 'timeoutMs'
  | 'endpoints'
>;

export interface SweepRequest {
  /** The list as typed or read: a sign-in address or a domain a line; '#' begins a comment. */
  readonly list: string;
  readonly options: SweepOptions;
  /** Walks at a time, 1 to 32. */
  readonly concurrency: number;
  /**
   * Every `of`-th target from the `part`-th on, counted from 1: ten machines can share a list. Comments, blank lines and
   * repeats are not counted.
   */
  readonly shard?: { readonly part: number; readonly of: number };
  /** A practice lab, started once for all lines; the lines are its users and domains. */
  readonly lab?: { readonly deployment: string; readonly faults: readonly string[] };
}

export type SweepVerdict = 'passed' | 'warnings' | 'failed' | 'cancelled' | 'could-not-run';

/** The result of one line of the list: all that is kept in memory of its walk. */
export interface SweepRow {
  /** Line number in the list, counted from 1. */
  readonly line: number;
  readonly target: string; // as written, trimmed
  readonly domain: string;
  readonly verdict: SweepVerdict;
  /** One sentence: the headline of the judgement, or why it could not run. */
  readonly headline: string;
  /** The first finding that is an error or a warning. */
  readonly rootCause?: string;
  /** Errors and warnings, root cause first. */
  readonly findings: readonly { readonly id: string; readonly severity: Severity; readonly title: string }[];
  /** Hosts that discovery led to. */
  readonly server?: string; // home pool or discovery server
  readonly certificates: readonly CertificateDate[];
  readonly tookMs: number;
  /** File name of its session, inside the sweep's folder. */
  readonly file?: string;
}

/** One certificate at one place, for the calendar. */
export interface CertificateDate {
  readonly host: string;
  readonly port: number;
  /** Common name or first alternative name. */
  readonly name: string;
  readonly issuer: string;
  readonly notBefore: string; // ISO 8601
  readonly notAfter: string;
  readonly sha256: string;
  /** 'leaf', or an intermediate that ends before its leaf does. */
  readonly role: 'leaf' | 'intermediate';
}

/** The calendar's row: one certificate, with every place it was seen at. */
export interface CalendarEntry extends Omit<CertificateDate, 'host' | 'port'> {
  readonly places: readonly string[]; // "host:port", sorted
  readonly targets: number; // how many targets use it
}

export interface SweepTotals {
  readonly total: number;
  readonly byVerdict: Readonly<Record<SweepVerdict, number>>;
  /** Most frequent first. */
  readonly byFinding: readonly {
    readonly id: string;
    readonly severity: Severity;
    readonly title: string;
    readonly targets: number;
    /** In how many of them it was the root cause. */
    readonly asRootCause: number;
  }[];
}

export interface SweepProgress {
  readonly total: number;
  readonly done: number;
  readonly running: number;
  readonly elapsedMs: number;
  /** Absent until enough is done to tell. */
  readonly leftMs?: number;
}

/** The summary file of a sweep or of one shard of it (format lyncscope-sweep, one JSON object). */
export interface SweepSummary {
  readonly format: 'lyncscope-sweep';
  readonly version: 1;
  readonly startedAt: string; // ISO 8601
  readonly endedAt: string;
  readonly tool: string; // version
  readonly location: WalkRequest['location'];
  /** 'cancelled': targets that had not begun are missing from the rows. */
  readonly outcome: 'completed' | 'cancelled';
  /** What the whole list holds, the same for each of its shards: how many targets, and a digest of them. */
  readonly list: { readonly targets: number; readonly sha256: string };
  /** Absent: the whole list, or shards joined to it. */
  readonly shard?: { readonly part: number; readonly of: number };
  readonly rows: readonly SweepRow[];
}

export type SweepMessage =
  | {
      readonly type: 'rows';
      readonly sweepId: string;
      readonly rows: readonly SweepRow[];
      readonly progress: SweepProgress;
    }
  /** `folder` where sessions and summary lie, in words the user can find it by. */
  | {
      readonly type: 'ended';
      readonly sweepId: string;
      readonly outcome: 'completed' | 'cancelled';
      readonly folder: string;
    }
  | { readonly type: 'stopped'; readonly sweepId: string; readonly error: string };
