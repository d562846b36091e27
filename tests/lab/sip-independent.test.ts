/**
 * The lab's registrar asked by programs that were written without it: sipsak over TLS, and sipp over TCP with the TLS
 * made by a relay here (few builds of sipp have TLS).
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLab } from '../../lab/index.js';
import type { RunningLab } from '../../lab/types.js';

interface Ran {
  readonly status: number;
  readonly output: string;
}

/** Runs a program to its end; status -1 when it is not there. */
function run(program: string, parameters: readonly string[], cwd?: string): Promise<Ran> {
  return new Promise((done) => {
    execFile(
      program,
      [...parameters],
      { timeout: 60_000, ...(cwd === undefined ? {} : { cwd }) },
      (error, stdout, stderr) => {
        const code: unknown = error?.code ?? 0;
        done({ status: typeof code === 'number' ? code : -1, output: `${stdout}${stderr}` });
      },
    );
  });
}

const hasSipsak = /sipsak/.test((await run('sipsak', ['-V'])).output);
const hasSipp = /SIPp v/.test((await run('sipp', ['-v'])).output);
if (!hasSipsak) process.stderr.write('SKIPPED: sipsak is not installed, so it does not ask the registrar.\n');
if (!hasSipp) process.stderr.write('SKIPPED: sipp is not installed, so it does not ask the registrar.\n');

let lab: RunningLab;
let inside: RunningLab;

beforeAll(async () => {
  [lab, inside] = await Promise.all([
    startLab({ deployment: 'sfb2019', from: 'outside' }),
    startLab({ deployment: 'lync2013', from: 'inside' }),
  ]);
});
afterAll(async () => {
  await Promise.all([lab.stop(), inside.stop()]);
});

function portOf(of: RunningLab, place: string): number {
  return Number(
    of.connectTo
      .find((entry) => entry.startsWith(`${place}:`))
      ?.split(':')
      .at(-1),
  );
}

describe.skipIf(!hasSipsak)('sipsak over TLS', () => {
  const sipsak = async (of: RunningLab, place: string, ...more: readonly string[]): Promise<Ran> =>
    run('sipsak', [
      ...['-vvv', '--transport=tls', '--tls-ignore-cert-failure', '--outbound-proxy=127.0.0.1'],
      ...['-r', String(portOf(of, place)), '-s', `sip:${of.users[0]?.sipAddress ?? ''}`, ...more],
    ]);

  test('OPTIONS at the Edge: 401 with the schemes of outside', async () => {
    const { output } = await sipsak(lab, 'sip.sfb2019.example:443');
    expect(output).toContain('SIP/2.0 401 Unauthorized');
    expect(output).toContain('ms-user-logon-data: RemoteUser');
    expect(output).toMatch(/WWW-Authenticate: NTLM realm="SIP Communications Service", targetname="[\w.]+", version=4/);
    expect(output).not.toContain('WWW-Authenticate: Kerberos');
    expect(output).toContain('Server: RTC/7.0');
  });

  test('REGISTER at a pool: 401 with the schemes of inside', async () => {
    const { output } = await sipsak(
      inside,
      'pool01.lync2013.internal:5061',
      '-U',
      '-C',
      'sip:a@192.0.2.1',
      '-x',
      '300',
    );
    expect(output).toMatch(/CSeq: \d+ REGISTER/);
    expect(output).toContain('SIP/2.0 401 Unauthorized');
    for (const scheme of ['NTLM', 'Kerberos', 'TLS-DSK']) expect(output).toContain(`WWW-Authenticate: ${scheme} `);
    expect(output).toContain('Server: RTC/5.0');
  });
});

describe.skipIf(!hasSipp)('sipp over a TLS relay', () => {
  let folder: string;
  let relay: Server;
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lyncscope-sipp-'));
    const port = portOf(lab, 'sip.sfb2019.example:443');
    relay = createServer((client) => {
      const server = connectTls({ host: '127.0.0.1', port, servername: 'sip.sfb2019.example', ca: [lab.caPem] });
      for (const socket of [client, server]) {
        sockets.add(socket);
        socket.on('error', () => {
          client.destroy();
          server.destroy();
        });
        socket.on('close', () => sockets.delete(socket));
      }
      client.pipe(server).pipe(client);
    }).listen(0, '127.0.0.1');
    await once(relay, 'listening');
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    relay.close();
    await rm(folder, { recursive: true, force: true });
  });

  const request = (method: string, wanted: string): string => `
  <send><![CDATA[
    ${method} sip:sfb2019.example SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    Max-Forwards: 70
    From: <sip:nora.haugen@sfb2019.example>;tag=[call_number];epid=0123456789
    To: <sip:nora.haugen@sfb2019.example>
    Call-ID: [call_id]
    CSeq: 1 ${method}
    Contact: <sip:[local_ip]:[local_port];transport=tls>
    Content-Length: 0

  ]]></send>
  <recv response="401">
    <action>
      <ereg regexp="${wanted}" search_in="msg" check_it="true" assign_to="1"/>
    </action>
  </recv>
  <Reference variables="1"/>`;

  test.each([
    ['REGISTER', 'TLS-DSK realm=.*sts-uri='],
    ['OPTIONS', 'NTLM realm=.SIP Communications Service.'],
  ])('%s: ten calls, each with a 401 that sipp takes', async (method, wanted) => {
    const scenario = `<?xml version="1.0" encoding="UTF-8"?><scenario name="${method}">${request(method, wanted)}</scenario>`;
    await writeFile(join(folder, `${method}.xml`), scenario);
    const { port } = relay.address() as AddressInfo;
    const { status, output } = await run(
      'sipp',
      [
        ...[`127.0.0.1:${port}`, '-sf', `${method}.xml`, '-t', 't1', '-i', '127.0.0.1', '-m', '10', '-r', '50'],
        ...['-nostdin', '-timeout', '30', '-timeout_error', '-trace_err'],
      ],
      folder,
    );
    const errors = (await readdir(folder)).filter((name) => name.startsWith(method) && name.endsWith('_errors.log'));
    const told = await Promise.all(errors.map((name) => readFile(join(folder, name), 'utf8')));
    expect({ status, told, output: status === 0 ? '' : output }).toEqual({ status: 0, told: [], output: '' });
  });
});
