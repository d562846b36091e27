/** Bad input: one clear sentence, exit status 2, nothing on standard output, nothing half-written. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCli, cli, scratchFolder } from './support/cliProcess.js';

const folder = scratchFolder();
const file = (name: string): string => folder.file(name);
beforeAll(() => {
  buildCli();
  writeFileSync(file('foreign.lyncscope'), 'once upon a time\nthere was a file\n');
  writeFileSync(file('json.lyncscope'), '{"format":"har","version":1}\n');
  writeFileSync(file('newer.lyncscope'), '{"format":"lyncscope-session","formatVersion":99}\n');
  writeFileSync(file('binary.lyncscope'), Buffer.from([0, 255, 254, 3, 10, 200, 0, 10]));
  writeFileSync(file('empty'), '');
  writeFileSync(file('garbage.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  writeFileSync(file('key.pem'), '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n');
  mkdirSync(file('folder'));
}, 120_000);
afterAll(() => folder.remove());

const someone = ['check', 'bob@contoso.example', '--no-password'];
const table: readonly (readonly [args: readonly string[], sentence: RegExp])[] = [
  [['check'], /sign-in address/],
  [['check', 'bob'], /"bob" is not a sign-in address/],
  [['check', 'bob@'], /not a sign-in address/],
  [['check', 'bob@com'], /not a sign-in address/],
  [['check', 'bob@contoso.example', 'eve@contoso.example'], /too many arguments/i],
  [[...someone, '--bogus'], /unknown option '--bogus'/i],
  [['bogus'], /unknown command 'bogus'/i],
  [['lab', 'bogus'], /unknown command 'bogus'/i],
  [['check', 'bob@contoso.example', '--password', 'hunter2'], /never an argument/],
  [['check', 'bob@contoso.example', '--password=hunter2'], /never an argument/],
  [['check', 'bob@contoso.example', '--password-stdin'], /No password came/],
  [[...someone, '--password-stdin'], /exclude each other/],
  [['check', 'bob@contoso.example', '--current-user', '--password-stdin'], /exclude each other/],
  [[...someone, '--fault', 'tls-expired'], /together with --lab/],
  [[...someone, '--lab', 'lync1999'], /no practice lab "lync1999".*lync2010/],
  [[...someone, '--lab', 'sfb2015', '--fault', 'bad-weather'], /no fault "bad-weather"/],
  [[...someone, '--lab', 'sfb2019'], /no user bob@contoso\.example\. Its users are \S+@\S+, \S+@/],
  [['check', '--lab', 'lync2010', '--fault', 'grant-not-allowed'], /cannot happen in lync2010/],
  [[...someone, '--from', 'moon'], /inside, outside, auto/],
  [[...someone, '--sign-in', 'magic'], /auto, web-ticket, oauth/],
  [[...someone, '--discovery-url', 'lync.contoso.example'], /not a discovery address/],
  [
    [...someone, ...['a', 'b', 'c'].flatMap((name) => ['--discovery-url', `https://${name}.example/`])],
    /two discovery addresses/,
  ],
  [[...someone, '--proxy', 'socks5://proxy.example'], /not a proxy/],
  [[...someone, '--proxy', 'http://bob:hunter2@proxy.example:8080'], /leave them out/],
  [[...someone, '--dns', 'dns.example'], /not a resolver/],
  [[...someone, '--dns', '127.0.0.1:99999'], /not a resolver/],
  [[...someone, '--public-dns', 'dns.example'], /not a resolver/],
  [[...someone, '--public-dns', '192.0.2.1', '--no-dns-depth'], /exclude each other/],
  [['check', '--lab', 'sfb2015', '--dns', '192.0.2.1'], /--lab brings its own name servers/],
  [['check', '--lab', 'sfb2015', '--public-dns', '192.0.2.1'], /--lab brings its own name servers/],
  [[...someone, '--connect-to', '443:127.0.0.1'], /not a connect-to rule/],
  [[...someone, '--trust-host', 'https://web.example'], /not a host name/],
  [[...someone, '--timeout', '-1'], /whole number/],
  [[...someone, '--timeout', '0'], /whole number/],
  [[...someone, '--timeout', '1e3'], /whole number/],
  [[...someone, '--user', ''], /user name/],
  [[...someone, '--ca', file('missing.pem')], /missing\.pem cannot be read: there is no such file/],
  [[...someone, '--ca', file('folder')], /folder cannot be read: it is a folder/],
  [[...someone, '--ca', file('empty')], /empty holds no PEM certificate/],
  [[...someone, '--ca', file('key.pem')], /key\.pem holds no PEM certificate/],
  [[...someone, '--ca', file('garbage.pem')], /Certificate 1 in .*garbage\.pem cannot be read/],
  [
    [...someone, '--save', file('no/such/folder/x.lyncscope')],
    /x\.lyncscope cannot be written: the folder does not exist/,
  ],
  [[...someone, '--save', file('folder')], /folder cannot be written: it is a folder/],
  [['judge'], /missing required argument/i],
  [['judge', file('missing.lyncscope')], /missing\.lyncscope cannot be read: there is no such file/],
  [['judge', file('folder')], /folder cannot be read: it is a folder/],
  ...(existsSync('/dev/zero') ? [[['judge', '/dev/zero'], /zero is not a file/] as const] : []),
  [['judge', file('foreign.lyncscope')], /foreign\.lyncscope/],
  [['judge', file('json.lyncscope')], /json\.lyncscope/],
  [['judge', file('binary.lyncscope')], /binary\.lyncscope/],
  [['judge', file('empty')], /empty/],
  [['judge', file('newer.lyncscope')], /newer/],
  [['lab', 'start'], /missing required argument/i],
  [['lab', 'start', 'lync1999'], /no practice lab "lync1999"/],
  [['lab', 'start', 'sfb2015', '--fault', 'bad-weather'], /no fault "bad-weather"/],
  [['lab', 'start', 'sfb2015', '--from', 'auto'], /inside, outside/],
  [['lab', 'start', 'sfb2015', '--address', '192.0.2.1'], /not a loopback address/],
  [['serve', '--port', 'http'], /whole number/],
  [['serve', '--port', '65536'], /whole number/],
];

describe('bad input', () => {
  it.concurrent.each(table)('%j', async (args, sentence) => {
    const result = await cli(args);
    expect(result.stderr).toMatch(sentence);
    expect(result.stderr).toMatch(/^lyncscope: \S[^\n]*[.)?]\n$/);
    expect(result.stderr).not.toMatch(/hunter2/);
    expect(result.stdout).toBe('');
    expect(result.status).toBe(2);
  });

  it('does not touch an existing file for a walk that cannot start', async () => {
    const kept = file('kept.lyncscope');
    writeFileSync(kept, 'precious');
    await cli(['check', 'bob', '--save', kept]);
    await cli(['check', '--lab', 'sfb2015', '--fault', 'bad-weather', '--save', kept]);
    expect(readFileSync(kept, 'utf8')).toBe('precious');
  });

  it('says which command there is, with status 2, when none was given', async () => {
    const result = await cli([]);
    expect([result.status, result.stdout]).toEqual([2, '']);
    expect(result.stderr).toMatch(/Usage: lyncscope/);
  });

  it('prints help and version as answers', async () => {
    for (const args of [['--help'], ['check', '--help'], ['lab', '--help'], ['--version']]) {
      const result = await cli(args);
      expect([args, result.status, result.stderr]).toEqual([args, 0, '']);
      expect(result.stdout).not.toBe('');
    }
  });

  it.each([['serve', (port: number) => ['serve', '--port', String(port)]]])(
    'a port in use: %s',
    async (_name, args) => {
      const busy = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => busy.once('listening', resolve));
      const address = busy.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const result = await cli(args(port));
      busy.close();
      expect(result.stderr).toMatch(/^lyncscope: [^\n]*\.\n$/);
      expect([result.status, result.stdout]).toEqual([2, '']);
    },
  );

  it('a standard port in use', async (context) => {
    const busy = createServer();
    const taken = await new Promise<boolean>((resolve) => {
      busy.once('listening', () => resolve(true));
      busy.once('error', () => resolve(false));
      busy.listen(53, '127.83.1.1');
    });
    context.skip(!taken, 'port 53 is not ours to take on this machine');
    const result = await cli(['lab', 'start', 'sfb2015', '--standard-ports', '--address', '127.83.1.1']);
    busy.close();
    expect(result.stderr).toMatch(/^lyncscope: [^\n]*port 53 on 127\.83\.1\.1[^\n]*\.\n$/);
    expect([result.status, result.stdout]).toEqual([2, '']);
  });

  it('leaves no file behind', () => {
    const made = ['foreign.lyncscope', 'json.lyncscope', 'newer.lyncscope', 'binary.lyncscope', 'empty'];
    expect(readdirSync(folder.path).sort()).toEqual(
      [...made, 'garbage.pem', 'key.pem', 'folder', 'kept.lyncscope'].sort(),
    );
  });
});
