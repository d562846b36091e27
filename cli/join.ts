/** `join`: a meeting joined as a guest, without an account, told as `check` tells a sign-in. */
import type { Command } from 'commander';
import { UsageError } from '../main/usage.js';
import type { WalkRequest } from '../shared/ipc.js';
import { runAndReport } from './check.js';
import type { Io } from './io.js';
import { readPem } from './request.js';

/** As commander hands them over. */
export interface JoinOptions {
  readonly name: string;
  readonly from: 'inside' | 'outside' | 'auto';
  readonly proxy: string;
  readonly dns?: string;
  readonly connectTo: readonly string[];
  readonly ca: readonly string[];
  readonly trustHost: readonly string[];
  readonly discoveryUrl: readonly string[];
  readonly timeout?: number;
  readonly endpoints?: boolean;
  readonly lab?: string;
  readonly fault: readonly string[];
  readonly save?: string;
  readonly keepSecrets?: boolean;
  readonly json?: boolean;
}

/** What the command shares with others: how they spell their options. */
export interface OptionWords {
  readonly from: Parameters<Command['addOption']>[0];
  readonly collect: (value: string, before: readonly string[] | undefined) => readonly string[];
  readonly timeout: (text: string) => number;
}

/** Adds the command. `done` gets the exit status. */
export function addJoin(program: Command, io: Io, done: (status: number) => void, words: OptionWords): void {
  program
    .command('join')
    .description('joins a meeting as a guest, without an account, and leaves it again')
    .argument('[meeting]', "the invitation's link or a conference URI; not needed with --lab")
    .option('--name <name>', 'the name that the others in the meeting see', 'Lyncscope')
    .addOption(words.from)
    .option('--discovery-url <url>', "address of the organizer's servers instead of DNS", words.collect)
    .option('--proxy <proxy>', 'auto, none or a URL', 'auto')
    .option('--dns <addr[:port]>', 'resolver to ask instead of that of the system')
    .option('--connect-to <host:port:addr:port>', 'as in curl (may be repeated)', words.collect)
    .option('--ca <pem>', 'file of further certificate authorities (may be repeated)', words.collect)
    .option('--trust-host <host>', 'this host is ours (may be repeated)', words.collect)
    .option('--timeout <ms>', 'longest wait for one answer', words.timeout)
    .option('--no-endpoints', 'do not look at the TLS endpoints one by one')
    .option('--lab <deployment>', 'join a meeting of a practice lab, started for this walk')
    .option('--fault <id>', 'break something in that lab (may be repeated)', words.collect)
    .option('--save <file>', 'write the session to a file while it runs')
    .option('--keep-secrets', 'keep the key of the meeting and the tokens readable in the session')
    .option('--json', 'one JSON object at the end instead of text')
    .action(async (meeting: string | undefined, given: Partial<JoinOptions>) => {
      const none = { discoveryUrl: [], connectTo: [], ca: [], trustHost: [], fault: [] };
      const usual = { name: 'Lyncscope', from: 'auto', proxy: 'auto' } as const;
      const options: JoinOptions = { ...usual, ...none, ...given };
      done(await runAndReport(await joinRequestOf(meeting, options), options, io));
    });
}

/** @throws UsageError naming what cannot be used */
export async function joinRequestOf(meeting: string | undefined, options: JoinOptions): Promise<WalkRequest> {
  if (meeting === undefined && options.lab === undefined) {
    throw new UsageError('Say which meeting to join, or try a practice lab with --lab.');
  }
  if (options.lab === undefined && options.fault.length > 0) {
    throw new UsageError('A fault can only be chosen together with --lab.');
  }
  if (options.lab !== undefined && options.dns !== undefined) {
    throw new UsageError('--lab brings its own name servers: leave --dns out.');
  }
  return {
    meeting: { address: meeting ?? '', name: options.name },
    password: { mode: 'none' },
    location: options.from === 'auto' ? 'unknown' : options.from,
    signIn: 'auto',
    discoveryUrls: options.discoveryUrl,
    ...(options.dns === undefined ? {} : { resolver: options.dns }),
    connectTo: options.connectTo,
    proxy: options.proxy,
    authorities: await Promise.all(options.ca.map(readPem)),
    trustedHosts: options.trustHost,
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
    keepSecrets: options.keepSecrets === true,
    ...(options.endpoints === false ? { endpoints: 'none' as const } : {}),
    ...(options.lab === undefined ? {} : { lab: { deployment: options.lab, faults: options.fault } }),
  };
}
