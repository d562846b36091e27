// startLab as the command line and other programs use it, with the real web applications behind the network.
import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { LabError, listLab, startLab, type RunningLab, type StartOptions } from '../../lab/index.js';

const run = promisify(execFile);
const labs: RunningLab[] = [];

async function start(options: StartOptions): Promise<RunningLab> {
  const lab = await startLab(options);
  labs.push(lab);
  return lab;
}

afterEach(async () => {
  await Promise.all(labs.splice(0).map((lab) => lab.stop()));
});

const hasCurl = await run('curl', ['--version']).then(
  () => true,
  () => false,
);

async function curl(lab: RunningLab, ...parameters: readonly string[]): Promise<string> {
  const { stdout } = await run('curl', [
    ...['--silent', '--show-error', '--noproxy', '*', '--cacert', lab.caFile],
    ...lab.connectTo.flatMap((entry) => ['--connect-to', entry]),
    ...parameters,
  ]);
  return stdout;
}

test('the catalogue names every deployment and every fault', () => {
  const { deployments, faults } = listLab();
  expect(deployments.map(({ id }) => id)).toEqual([
    ...['lync2010', 'lync2013', 'sfb2015', 'sfb2019', 'sfbse', 'lync-online', 'hybrid'],
  ]);
  expect(new Set(faults.map(({ id }) => id)).size).toBe(faults.length);
  expect(faults.length).toBeGreaterThanOrEqual(44);
});

describe('a running lab', () => {
  test('says what a client needs, and removes its files when it stops', async () => {
    const lab = await startLab({ deployment: 'sfb2015' });
    try {
      expect(await readFile(lab.caFile, 'utf8')).toBe(lab.caPem);
      expect(lab).toMatchObject({ deployment: 'sfb2015', domain: 'sfb2015.example' });
      expect(lab.users.map((user) => user.expect)).toEqual([
        'pass',
        'pass',
        'pass',
        'auth-user-not-sip-enabled',
        'hybrid-user-homed-online',
      ]);
      expect(lab.hosts['lyncdiscover.sfb2015.example']).toMatch(/^127\./);
    } finally {
      await lab.stop();
    }
    await expect(access(lab.caFile)).rejects.toThrow();
    // A second stop is harmless: the command line may get a signal and the end of its input.
    await lab.stop();
  });

  test('gives the credentials of the user asked for, else of the first', async () => {
    const lab = await start({ deployment: 'lync2013' });
    const [first, second] = lab.users;
    expect(lab.credentialsFor(undefined).userName).toBe(first?.userName);
    expect(lab.credentialsFor(`SIP:${second?.sipAddress.toUpperCase() ?? ''}`).userName).toBe(second?.userName);
    expect(lab.credentialsFor('nobody@lync2013.example').userName).toBe(first?.userName);
    expect(lab.credentialsFor(first?.sipAddress).password).toBe(first?.password);
  });

  test('hands out a wrong password on demand, while its users keep theirs', async () => {
    const lab = await start({ deployment: 'lync2013', faults: ['wrong-password'] });
    expect(lab.credentialsFor(undefined).password).not.toBe(lab.users[0]?.password);
    expect(lab.users[0]?.expect).toBe('pass');
  });

  test('says what its faults make a check find', async () => {
    const lab = await start({ deployment: 'lync2013', faults: ['tls-expired'] });
    expect(lab.users[0]?.expect).toBe('tls-expired');
  });

  test.each([
    [{ deployment: 'lync2013', faults: ['no-such'] }, /^There is no fault "no-such"/],
    [{ deployment: 'lync2010', faults: ['grant-not-allowed'] }, /does not exist on Lync Server 2010/],
    [{ deployment: 'lync2013', address: '192.0.2.1' }, /is not an IPv4 loopback address/],
  ] as const)('does not start with %o', async (options, message) => {
    const failure = await startLab(options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LabError);
    expect(failure instanceof Error ? failure.message : '').toMatch(message);
  });
});

describe.skipIf(!hasCurl)('curl', () => {
  test('discovers through the front door and keeps one connection for NTLM', async () => {
    const lab = await start({ deployment: 'lync2013' });
    const [user] = lab.users;
    if (user === undefined) throw new Error('no users');
    const root = await curl(lab, 'https://lyncdiscover.lync2013.example/?sipuri=anna.berg@lync2013.example');
    expect(JSON.parse(root)).toMatchObject({ AccessLocation: 'External' });
    const token = await curl(
      lab,
      ...['--ntlm', '--user', `${user.userName}:${user.password}`],
      ...['--data-urlencode', 'grant_type=urn:microsoft.rtc:windows', '--write-out', ' %{http_code} %{num_connects}'],
      'https://web01.lync2013.example/WebTicket/oauthtoken',
    );
    expect(token).toMatch(/"access_token":"cwt=.* 200 [01]$/s);
  });

  test('meets the policy faults in the applications', async () => {
    const lab = await start({ deployment: 'sfb2019', faults: ['http-links', 'wrong-bridging'] });
    const root = await curl(
      lab,
      ...['--header', 'Accept: application/vnd.microsoft.rtc.autodiscover+xml;v=1'],
      'https://lyncdiscover.sfb2019.example/?sipuri=a@sfb2019.example',
    );
    expect(root).toContain('AccessLocation="Internal"');
    expect(root).toContain('href="http://webint-dir.sfb2019.internal/');
    expect(root).not.toContain('href="https://');
  });
});
