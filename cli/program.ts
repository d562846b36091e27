/** The commands and options: names that scripts rely on. What they do is in the files beside this one. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../main/usage.js';
import { clientProfiles } from '../shared/clients/profiles.js';
import { readShard, type Shard } from '../shared/sweep/shard.js';
import { check } from './check.js';
import { explain } from './explain.js';
import { exitStatus, type Io } from './io.js';
import { addJoin } from './join.js';
import { judgeFile } from './judge.js';
import { listPractice } from './labList.js';
import { startPractice, type LabStartOptions } from './labStart.js';
import type { CheckOptions } from './request.js';
import { servePage } from './serve.js';
import { sweep, type SweepCliOptions } from './sweep.js';

/**
 * Runs one command line.
 * @param args without the program's own name
 * @returns the exit status
 * @throws UsageError when it cannot be run as asked
 */
export async function runCommandLine(args: readonly string[], version: string, io: Io): Promise<number> {
  let status: number = exitStatus.clean;
  const program = buildProgram(version, io, (result) => {
    status = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitStatus.clean; // help and version
    if (error.code === 'commander.help') return exitStatus.couldNotRun; // no command: the help was the answer
    throw new UsageError(sentenceOf(error));
  }
}

function buildProgram(version: string, io: Io, done: (status: number) => void): Command {
  const program = new Command('lyncscope');
  program
    .description('Shows how a Lync or Skype for Business client finds its server and signs in, and says what broke.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined, // becomes one sentence of ours
    });

  addCheck(program, io, done);
  addJoin(program, io, done, {
    from: fromOption(['inside', 'outside', 'auto'], 'auto'),
    collect,
    timeout: wholeNumber(1, 600_000),
  });
  addSweep(program, io, done);

  const lab = program.command('lab').description('practice labs: whole simulated deployments on this machine');
  lab
    .command('list')
    .description('the deployments and the faults that can be put into them')
    .option('--json', 'as one JSON object')
    .action((options: { readonly json?: boolean }) => done(listPractice(options.json === true, io)));
  lab
    .command('start')
    .description('runs a deployment until Ctrl-C, for other programs to be pointed at')
    .argument('<deployment>', 'an id of "lab list"')
    .option('--fault <id>', 'break something (may be repeated)', collect)
    .addOption(fromOption(['inside', 'outside'], 'outside'))
    .option('--address <addr>', 'first loopback address to bind')
    .option('--standard-ports', 'bind 53, 80 and 443, for programs that cannot be told another port')
    .option('--until-stdin-ends', 'end at the end of standard input, too')
    .option('--json', 'one JSON line when it is ready')
    .action(async (deployment: string, given: Given<LabStartOptions>) => {
      done(await startPractice(deployment, { fault: [], ...given }, io));
    });

  program
    .command('judge')
    .description('the findings of a saved session')
    .argument('<file>', 'a .lyncscope file')
    .option('--json', 'as one JSON object')
    .action(async (file: string, options: { readonly json?: boolean }) =>
      done(await judgeFile(file, options.json === true, io)),
    );

  program
    .command('explain')
    .description('what a finding means, what is behind it and what to do; without an id all of them')
    .argument('[id]', 'as a finding shows it, e.g. tls-expired')
    .option('--json', 'as one JSON object')
    .action((id: string | undefined, options: { readonly json?: boolean }) =>
      done(explain(id, options.json === true, io)),
    );

  program
    .command('serve')
    .description("the window's page, served on this machine only")
    .option('--port <n>', 'instead of a free one', wholeNumber(0, 65_535))
    .action(async (options: { readonly port?: number }) => done(await servePage(options, io)));
  return program;
}

function addCheck(program: Command, io: Io, done: (status: number) => void): void {
  program
    .command('check')
    .description('walks through discovery and sign-in; the password comes from LYNCSCOPE_PASSWORD or --password-stdin')
    .argument('[sip-address]', 'user@example.com; not needed with --lab')
    .option('--user <name>', 'DOMAIN\\user or user@domain, where it differs from the address')
    .option('--password-stdin', 'read the password from standard input')
    .option('--no-password', 'only what needs no password')
    .option('--current-user', 'sign in as the user of this computer, by Kerberos and without a password')
    .addOption(fromOption(['inside', 'outside', 'auto'], 'auto'))
    .addOption(
      new Option(
        '--sign-in <method>',
        'how to sign in; with online the password also goes to login.microsoftonline.com or the AD FS it names',
      )
        .choices(['auto', 'web-ticket', 'oauth', 'modern', 'online'])
        .default('auto'),
    )
    .option('--discovery-url <url>', 'manual address instead of DNS; twice: internal, then external', collect)
    .option('--proxy <proxy>', 'auto, none or a URL', 'auto')
    .option('--dns <addr[:port]>', 'resolver to ask instead of that of the system')
    .option('--public-dns <addr[:port]>', 'a resolver of the public internet that may be asked, too')
    .option('--no-dns-depth', "do not compare resolvers, nor ask the zone's own servers")
    .option('--connect-to <host:port:addr:port>', 'as in curl (may be repeated)', collect)
    .option('--ca <pem>', 'file of further certificate authorities (may be repeated)', collect)
    .option('--trust-host <host>', 'this host is ours (may be repeated)', collect)
    .option('--timeout <ms>', 'longest wait for one answer', wholeNumber(1, 600_000))
    .option('--lab <deployment>', 'check a practice lab, started for this walk')
    .option('--fault <id>', 'break something in that lab (may be repeated)', collect)
    .option('--save <file>', 'write the session to a file while it runs')
    .option('--no-endpoints', 'do not look at the TLS endpoints one by one')
    .option('--no-sip', 'do not sign in at the registrar')
    .option('--sip-server <host:port>', 'the registrar or Access Edge, instead of what discovery names')
    .addOption(
      new Option('--sip-auth <scheme>', 'how to sign in at the registrar').choices([
        'auto',
        'ntlm',
        'kerberos',
        'tls-dsk',
      ]),
    )
    .addOption(
      new Option('--services <extent>', 'how far the services behind the sign-in are tested').choices([
        'none',
        'reachability',
        'full',
      ]),
    )
    .addOption(
      new Option(
        '--client <kind>',
        'walk as one kind of client does; all: everything, and which of them can sign in',
      ).choices([...clientProfiles.map(({ kind }) => kind), 'all']),
    )
    .option('--keep-secrets', 'keep passwords, tickets and tokens readable in the session')
    .option('--json', 'one JSON object at the end instead of text')
    .action(async (address: string | undefined, given: Given<CheckOptions>) => {
      const none = { discoveryUrl: [], connectTo: [], ca: [], trustHost: [], fault: [] };
      done(await check(address, { ...none, ...given }, io));
    });
}

function addSweep(program: Command, io: Io, done: (status: number) => void): void {
  program
    .command('sweep')
    .description('checks many addresses or domains, without passwords: one line each, and when certificates end')
    .argument('[file]', "one sign-in address or domain a line, or a table's first column; - for standard input")
    .option('--out <folder>', 'where the sessions and summary.json go')
    .option('--csv <file>', 'the table, for spreadsheets')
    .option('--ics <file>', 'when certificates end, for calendar programs')
    .option('--calendar <file>', 'when certificates end, for spreadsheets')
    .option('--concurrency <n>', 'walks at a time', wholeNumber(1, 32), 8)
    .option('--shard <i/n>', 'only every n-th target, from the i-th on: n machines share a list', shard)
    .option('--merge <folder>', 'instead of a list: join the summaries of shards in this folder')
    .addOption(fromOption(['inside', 'outside', 'auto'], 'auto'))
    .option('--proxy <proxy>', 'auto, none or a URL', 'auto')
    .option('--dns <addr[:port]>', 'resolver to ask instead of that of the system')
    .option('--public-dns <addr[:port]>', 'a resolver of the public internet that may be asked, too')
    .option('--no-dns-depth', "do not compare resolvers, nor ask the zone's own servers")
    .option('--connect-to <host:port:addr:port>', 'as in curl (may be repeated)', collect)
    .option('--ca <pem>', 'file of further certificate authorities (may be repeated)', collect)
    .option('--trust-host <host>', 'this host is ours (may be repeated)', collect)
    .option('--timeout <ms>', 'longest wait for one answer', wholeNumber(1, 600_000))
    .option('--no-endpoints', 'do not look at the TLS endpoints one by one')
    .option('--lab <deployment>', 'sweep a practice lab, started once for all targets')
    .option('--fault <id>', 'break something in that lab (may be repeated)', collect)
    .option('--json', 'the summary as one JSON object instead of text')
    .action(async (file: string | undefined, given: Given<SweepCliOptions>) => {
      const none = { connectTo: [], ca: [], trustHost: [], fault: [] };
      done(await sweep(file, { ...none, ...given }, io));
    });
}

type Repeated = 'discoveryUrl' | 'connectTo' | 'ca' | 'trustHost' | 'fault';
/** As commander hands options over: a repeated one is absent when it was not given. */
type Given<T> = Omit<T, Repeated> & Partial<Pick<T, Repeated & keyof T>>;

const fromOption = (choices: readonly string[], initially: string): Option =>
  new Option('--from <where>', 'where you are').choices(choices).default(initially);

/** Options that may be repeated have no default of their own: help would show it. */
const collect = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];

const shard = (text: string): Shard => {
  const read = readShard(text);
  if (read === undefined) throw new InvalidArgumentError('Say which part of how many, as in 2/10.');
  return read;
};

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d{1,9}$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Say a whole number from ${least} to ${most}.`);
    }
    return value;
  };

/** Commander's message as one sentence. A mistaken `--password=…` must not come back on the screen. */
function sentenceOf(error: CommanderError): string {
  const text = error.message
    .replace(/^error: /, '')
    .replace(/(unknown option '--?[\w-]+)=[^']*'/, "$1'")
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  if (/unknown option '--?(pass|pw)/i.test(text)) {
    return 'A password is never an argument: use --password-stdin or the variable LYNCSCOPE_PASSWORD.';
  }
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.)?]$/.test(sentence) ? sentence : `${sentence}.`;
}
