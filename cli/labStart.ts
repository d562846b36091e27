/** `lab start`: a simulated deployment for other programs: browsers, curl, other clients, or our own check elsewhere. */
import { LabError, startLab } from '../lab/index.js';
import type { RunningLab } from '../lab/types.js';
import { readLab } from '../main/practiceLab.js';
import { isLoopback } from '../main/addresses.js';
import { UsageError } from '../main/usage.js';
import { exitStatus, print, type Io } from './io.js';

export interface LabStartOptions {
  readonly fault: readonly string[];
  readonly from: 'inside' | 'outside';
  readonly address?: string;
  readonly standardPorts?: boolean;
  readonly untilStdinEnds?: boolean;
  readonly json?: boolean;
}

/**
 * Runs a deployment until a signal, or the end of standard input.
 * @throws UsageError when it cannot start: unknown names, ports taken or not ours to take
 */
export async function startPractice(deployment: string, options: LabStartOptions, io: Io): Promise<number> {
  const chosen = readLab({ deployment, faults: options.fault });
  if (options.address !== undefined && !isLoopback(options.address)) {
    throw new UsageError(
      `"${options.address}" is not a loopback address: the lab stays on this machine, 127.0.0.1 to 127.255.255.254.`,
    );
  }
  let lab: RunningLab;
  try {
    lab = await startLab({
      ...chosen,
      from: options.from,
      ...(options.address === undefined ? {} : { address: options.address }),
      standardPorts: options.standardPorts === true,
    });
  } catch (error) {
    if (error instanceof LabError) throw new UsageError(error.message);
    throw error;
  }
  try {
    if (options.json === true) print(io, JSON.stringify(described(lab)));
    else for (const line of instructions(lab, options)) print(io, line);
    await ended(options, io);
  } finally {
    await Promise.race([lab.stop(), io.interrupt.overdue]);
  }
  return exitStatus.clean;
}

/** The one line that other programs read. Its shape is a contract. */
function described(lab: RunningLab): Record<string, unknown> {
  return {
    deployment: lab.deployment,
    domain: lab.domain,
    users: lab.users.map(({ sipAddress, userName, password, expect }) => ({ sipAddress, userName, password, expect })),
    caFile: lab.caFile,
    dns: { address: lab.dns.address, port: lab.dns.port },
    connectTo: lab.connectTo,
    hosts: lab.hosts,
  };
}

function instructions(lab: RunningLab, options: LabStartOptions): readonly string[] {
  const user = lab.users[0];
  const connect = lab.connectTo.map((rule) => `--connect-to ${rule}`);
  const hosts = Object.entries(lab.hosts);
  const site = hosts.find(([name]) => name.startsWith('lyncdiscover'))?.[0] ?? hosts[0]?.[0] ?? lab.domain;
  return [
    `${lab.deployment} is running for ${lab.domain}.`,
    '',
    'Users (address, account, password, what a check of them gives)',
    ...lab.users.map((entry) => `  ${entry.sipAddress}  ${entry.userName}  ${entry.password}  ${entry.expect}`),
    '',
    `Its name server answers at ${lab.dns.address}:${lab.dns.port}, its certificate authority is in ${lab.caFile}.`,
    '',
    'A check from another terminal:',
    `  lyncscope check ${user?.sipAddress ?? `user@${lab.domain}`} --user '${user?.userName ?? ''}' --password-stdin --from ${options.from} \\`,
    `    --dns ${lab.dns.address}:${lab.dns.port} --ca ${lab.caFile}${connect.length === 0 ? '' : ` \\\n    ${connect.join(' \\\n    ')}`}`,
    '',
    'The same with curl:',
    `  curl --cacert ${lab.caFile}${connect.length === 0 ? '' : ` ${connect.join(' ')}`} ${
      options.standardPorts === true ? `--resolve '${site}:443:${lab.hosts[site] ?? ''}' ` : ''
    }https://${site}/`,
    `  (its web ticket service takes --ntlm --user '${user?.userName ?? ''}')`,
    '',
    ...(options.standardPorts === true
      ? ['Any other program: use that name server, or put these lines into the hosts file, and trust the authority:']
      : ['Programs that cannot be told other ports need --standard-ports. The addresses by name:']),
    ...hosts.map(([name, address]) => `  ${address}  ${name}`),
    '',
    options.untilStdinEnds === true ? 'It ends with Ctrl-C or at the end of standard input.' : 'It ends with Ctrl-C.',
  ];
}

/** Resolves at a signal and, if wanted, when standard input ends. */
function ended(options: LabStartOptions, io: Io): Promise<void> {
  return new Promise((resolve) => {
    const { signal } = io.interrupt;
    // A pending promise keeps no process alive; this timer does, also if the lab should lose all its sockets.
    const alive = setInterval(() => undefined, 60_000);
    const end = (): void => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    if (options.untilStdinEnds !== true) return;
    for (const event of ['end', 'close', 'error']) io.stdin.once(event, end);
    io.stdin.resume();
  });
}
