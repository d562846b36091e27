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
  const site = Object.keys(lab.hosts).find((name) => name.startsWith('lyncdiscover')) ?? lab.domain;
  const toSite = lab.connectTo.find((rule) => rule.startsWith(`${site}:443:`));
  const curl = [
    `curl --cacert ${lab.caFile}`,
    ...(toSite === undefined ? [`--resolve ${site}:443:${lab.hosts[site] ?? ''}`] : [`--connect-to ${toSite}`]),
  ].join(' ');
  const account = `'${user?.userName ?? ''}'`;
  return [
    `${lab.deployment} is running for ${lab.domain}.`,
    '',
    'Users (address, account, password, what a check of them gives)',
    ...lab.users.map((entry) => `  ${entry.sipAddress}  ${entry.userName}  ${entry.password}  ${entry.expect}`),
    '',
    `Its name server answers at ${lab.dns.address}:${lab.dns.port}, its certificate authority is in ${lab.caFile}.`,
    '',
    'The root document with curl, and a token by Windows sign-in, which asks for the password:',
    `  ${curl} https://${site}/`,
    ...(lab.deployment === 'lync2010'
      ? ['  (Lync Server 2010 has no tokens.)']
      : [
          `  ${curl} --ntlm --user ${account} -d grant_type=urn:microsoft.rtc:windows https://${site}/WebTicket/oauthtoken`,
        ]),
    '',
    'A check from another terminal, which asks for the password:',
    `  lyncscope check ${user?.sipAddress ?? ''} --user ${account} --password-stdin --from ${options.from} \\`,
    [
      `    --dns ${lab.dns.address}:${lab.dns.port} --ca ${lab.caFile}`,
      ...lab.connectTo.map((rule) => `    --connect-to ${rule}`),
    ].join(' \\\n'),
    '',
    options.standardPorts === true
      ? 'Browsers and other programs: use that name server, or these lines in the hosts file, and trust the authority.'
      : 'Browsers and other programs cannot be told other ports: they need --standard-ports and these lines in the hosts file.',
    ...[...byAddress(lab.hosts)].map(([address, names]) => `  ${address}  ${names.join(' ')}`),
    '',
    options.untilStdinEnds === true ? 'It ends with Ctrl-C or at the end of standard input.' : 'It ends with Ctrl-C.',
  ];
}

function byAddress(hosts: RunningLab['hosts']): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, string[]>();
  for (const [name, address] of Object.entries(hosts)) {
    const names = lines.get(address);
    if (names === undefined) lines.set(address, [name]);
    else names.push(name);
  }
  return lines;
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
