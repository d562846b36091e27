/** A key distribution center of MIT Kerberos on loopback, for one test file; nothing of this machine's own is touched. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const realm = 'CORP.EXAMPLE';

export interface Kdc {
  /** For processes and libraries that shall use this realm and no other. */
  readonly env: Readonly<Record<string, string>>;
  /** Adds a service, and its key to the keytab. */
  addService(principal: string): void;
  /** Adds a service whose key the keytab does not have. */
  addForeignService(principal: string): void;
  /** Signs the user in (kinit) into the credentials cache that `env` names. */
  signIn(): void;
  signOut(): void;
  stop(): Promise<void>;
}

const tools = ['krb5kdc', 'kadmin.local', 'kdb5_util', 'kinit', 'kdestroy'] as const;
const folders = [
  ...(process.env['PATH'] ?? '').split(path.delimiter),
  '/usr/sbin',
  '/usr/lib/mit/sbin',
  '/usr/local/sbin',
];
const searchPath = folders.join(path.delimiter);

/** The tools that are missing here; none where a KDC can run. */
export function missingTools(): readonly string[] {
  if (process.platform === 'win32') return tools;
  return tools.filter((tool) => {
    try {
      execFileSync('sh', ['-c', `command -v ${tool}`], { env: { PATH: searchPath }, stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  });
}

/** Starts a KDC with the user "lena". */
export async function startKdc(): Promise<Kdc> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lyncscope-kdc-'));
  const at = (name: string): string => path.join(folder, name);
  const port = await freePort();
  const password = 'lena of the test';
  const env = {
    PATH: searchPath,
    KRB5_CONFIG: at('krb5.conf'),
    KRB5_KDC_PROFILE: at('kdc.conf'),
    KRB5CCNAME: `FILE:${at('tickets')}`,
    KRB5_KTNAME: `FILE:${at('keytab')}`,
    KRB5RCACHETYPE: 'none',
  };
  writeFileSync(
    at('krb5.conf'),
    `[libdefaults]
 default_realm = ${realm}
 dns_lookup_kdc = false
 dns_lookup_realm = false
 dns_canonicalize_hostname = false
 rdns = false
 udp_preference_limit = 1
[realms]
 ${realm} = {
  kdc = 127.0.0.1:${port}
 }
[logging]
 kdc = STDERR
`,
  );
  writeFileSync(
    at('kdc.conf'),
    `[kdcdefaults]
 kdc_listen = 127.0.0.1:${port}
 kdc_tcp_listen = 127.0.0.1:${port}
[realms]
 ${realm} = {
  database_name = ${at('principal')}
  key_stash_file = ${at('stash')}
  acl_file = ${at('acl')}
 }
[logging]
 kdc = STDERR
`,
  );
  const run = (tool: (typeof tools)[number], args: readonly string[], input = ''): void => {
    execFileSync(tool, args, { env, input, stdio: ['pipe', 'ignore', 'pipe'] });
  };
  run('kdb5_util', ['create', '-s', '-r', realm, '-P', 'master of the test']);
  run('kadmin.local', ['addprinc', '-pw', password, 'lena']);
  const kdc = spawn('krb5kdc', ['-n'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  await listening(kdc);
  return {
    env,
    addService: (principal) => {
      run('kadmin.local', ['addprinc', '-randkey', principal]);
      run('kadmin.local', ['ktadd', '-k', at('keytab'), principal]);
    },
    addForeignService: (principal) => run('kadmin.local', ['addprinc', '-randkey', principal]),
    signIn: () => run('kinit', ['lena'], `${password}\n`),
    signOut: () => run('kdestroy', ['-q']),
    async stop() {
      const ended = new Promise((resolve) => kdc.once('exit', resolve));
      kdc.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function listening(kdc: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    kdc.stderr?.on('data', (text: Buffer) => {
      said += text.toString();
      if (said.includes('commencing operation')) resolve();
    });
    kdc.once('error', reject);
    kdc.once('exit', () => reject(new Error(`krb5kdc ended: ${said}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
