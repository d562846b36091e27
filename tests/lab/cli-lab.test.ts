/** `lab list` and `lab start` as other programs use them. */
import { existsSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildCli, cli, startCli, type CliProcess } from './support/cliProcess.js';

beforeAll(buildCli, 120_000);

interface Ready {
  readonly deployment: string;
  readonly domain: string;
  readonly users: readonly { sipAddress: string; userName: string; password: string; expect: string }[];
  readonly caFile: string;
  readonly dns: { readonly address: string; readonly port: number };
  readonly connectTo: readonly string[];
  readonly hosts: Readonly<Record<string, string>>;
}

async function started(args: readonly string[]): Promise<{ readonly lab: CliProcess; readonly ready: Ready }> {
  const lab = startCli(['lab', 'start', ...args, '--json', '--until-stdin-ends']);
  await lab.seen(/\n/);
  return { lab, ready: JSON.parse(lab.stdout()) as Ready };
}

const checkArguments = ({ users, dns, caFile, connectTo }: Ready, user = users[0]!): readonly string[] => [
  ...['check', user.sipAddress, '--user', user.userName, '--password-stdin', '--json'],
  ...['--dns', `${dns.address}:${dns.port}`, '--ca', caFile, ...connectTo.flatMap((rule) => ['--connect-to', rule])],
];

describe('lab list', () => {
  it('names every deployment and fault, and how to show it', async () => {
    const result = await cli(['lab', 'list', '--json']);
    const list = JSON.parse(result.stdout) as { deployments: { id: string }[]; faults: Record<string, unknown>[] };
    expect([result.status, result.stderr]).toEqual([0, '']);
    expect(list.deployments.map(({ id }) => id)).toEqual([
      ...['lync2010', 'lync2013', 'sfb2015', 'sfb2019', 'sfbse', 'lync-online', 'hybrid'],
    ]);
    expect(list.deployments.every((entry) => Object.keys(entry).join() === 'id,title')).toBe(true);
    for (const fault of list.faults) {
      expect(Object.keys(fault)).toEqual(['id', 'title', 'deployments', 'arguments', 'expect']);
      expect((fault['arguments'] as string[])[0]).toMatch(/^(?:check|join)$/);
    }
    const text = await cli(['lab', 'list']);
    expect(text.status).toBe(0);
    for (const { id } of [...list.deployments, ...list.faults]) expect(text.stdout).toContain(`  ${String(id)} `);
  });
});

describe('lab start', () => {
  it.each(['outside', 'inside'])(
    'serves a check of another process from %s, and ends with standard input',
    async (from) => {
      const { lab, ready } = await started(['sfb2015', '--from', from]);
      expect(Object.keys(ready)).toEqual(['deployment', 'domain', 'users', 'caFile', 'dns', 'connectTo', 'hosts']);
      expect(ready.users[0]?.expect).toBe('pass');
      expect(ready.users[0]?.userName).toMatch(/^[^\\]+\\[^\\]+$/);
      for (const rule of ready.connectTo) expect(rule).toMatch(/^[^:]+:\d+:[\d.]+:\d+$/);
      const result = await cli([...checkArguments(ready), '--from', from], { input: ready.users[0]?.password ?? '' });
      const report = JSON.parse(result.stdout) as { verdict: string; findings: unknown[] };
      expect([report.verdict, report.findings, result.status]).toEqual(['pass', expect.anything(), 0]);
      lab.child.stdin.end();
      expect((await lab.ended).status).toBe(0);
      expect(existsSync(ready.caFile)).toBe(false);
    },
    60_000,
  );

  it('says what a check will find where something is broken', async () => {
    const { lab, ready } = await started(['sfb2015', '--fault', 'tls-expired']);
    const result = await cli([...checkArguments(ready), '--from', 'outside'], {
      input: ready.users[0]?.password ?? '',
    });
    const report = JSON.parse(result.stdout) as { findings: { id: string }[] };
    expect(report.findings[0]?.id).toBe(ready.users[0]?.expect);
    expect(result.status).toBe(1);
    lab.child.stdin.end();
    await lab.ended;
  }, 240_000);

  it('tells a person how to point other programs at it, and frees its ports at Ctrl-C', async () => {
    const lab = startCli(['lab', 'start', 'lync2013', '--from', 'inside', '--address', '127.91.0.1']);
    const [, port] = await lab.seen(/name server answers at 127\.91\.0\.\d+:(\d+)/);
    await lab.seen(/It ends with Ctrl-C\.\n/);
    for (const hint of ['--connect-to', 'curl', '--ntlm', '--dns', '--ca', 'hosts file'])
      expect(lab.stdout()).toContain(hint);
    lab.child.kill('SIGTERM');
    const result = await lab.ended;
    if (process.platform === 'win32') return; // no signals there: the process is gone at once
    expect([result.status, result.stderr]).toEqual([0, '']);
    await new Promise<void>((resolve, reject) => {
      const again = createSocket('udp4').once('error', reject);
      again.bind(Number(port), '127.91.0.1', () => again.close(() => resolve()));
    });
  });
});
