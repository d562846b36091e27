/** A real name server, BIND's named, with one view of one zone on a port of its own. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface Bind {
  readonly port: number;
  stop(): Promise<void>;
}

/** Path of named on PATH or where Debian has it; undefined where there is none. */
export async function findNamed(): Promise<string | undefined> {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']) {
    const path = join(folder, 'named');
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (folder !== '' && isThere) return path;
  }
  return undefined;
}

/**
 * Starts it on a free port.
 * @param domain of the zone
 * @param records of the zone, as in a zone file; SOA is made
 */
export async function startBind(named: string, domain: string, records: readonly string[]): Promise<Bind> {
  const folder = await mkdtemp(join(tmpdir(), 'lyncscope-bind-'));
  const port = await freePort();
  const zone = join(folder, 'zone');
  const start = `$ORIGIN ${domain}.\n$TTL 3600\n@ IN SOA ns1 hostmaster 2026112001 7200 3600 1209600 900\n`;
  await writeFile(zone, `${start}${records.join('\n')}\n`);
  // It asks nobody, whatever it is asked: no recursion, no root servers, no control channel.
  await writeFile(
    join(folder, 'named.conf'),
    `options {
  directory "${folder}"; pid-file none; session-keyfile none; listen-on-v6 { none; };
  listen-on port ${port} { 127.0.0.1; };
  recursion no; allow-query { any; }; notify no; dnssec-validation no; empty-zones-enable no; minimal-responses yes;
};
controls { };
zone "${domain}" { type master; file "${zone}"; };
`,
  );
  const child = spawn(named, ['-g', '-c', join(folder, 'named.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  let said = '';
  try {
    await new Promise<void>((done, failed) => {
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (/ running\r?$/m.test(said)) done();
      });
      child.once('error', failed);
      child.once('exit', () => failed(new Error(`named ended: ${said}`)));
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop };
}

/** A port that UDP has free on loopback; TCP rarely has it taken alone. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  const { port } = socket.address();
  await new Promise<void>((done) => socket.close(() => done()));
  return port;
}
