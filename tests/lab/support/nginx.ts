/** nginx as a reverse proxy somebody set up: found on this machine, run without rights in a folder of its own. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The program; undefined where there is none. */
export async function findNginx(): Promise<string | undefined> {
  for (const program of ['nginx', '/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx']) {
    const works = await run(program, ['-v']).then(
      () => true,
      () => false,
    );
    if (works) return program;
  }
  return undefined;
}

export interface Nginx {
  readonly http: number;
  readonly https: number;
  stop(): Promise<void>;
}

/** What it does for these names: `location` blocks of the ports 80 and 443. */
export interface Site {
  readonly names: readonly string[];
  readonly plain: string;
  readonly secure: string;
}

/** Starts it with these sites on two free ports. Rejects with what it said when it does not start. */
export async function startNginx(
  program: string,
  certificate: { readonly certificateChain: string; readonly privateKey: string },
  sites: readonly Site[],
): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'lyncscope-nginx-'));
  const [http, https] = [await freePort(), await freePort()];
  await writeFile(join(folder, 'chain.pem'), certificate.certificateChain);
  await writeFile(join(folder, 'key.pem'), certificate.privateKey);
  await writeFile(join(folder, 'nginx.conf'), configuration(http, https, sites));
  const child = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await new Promise<void>((done, failed) => {
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        // It says this once its ports are open.
        if (/event method/.test(said)) done();
      });
      child.once('error', failed);
      child.once('close', () => failed(new Error(`nginx ended: ${said}`)));
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { http, https, stop };
}

function configuration(http: number, https: number, sites: readonly Site[]): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${kind};`);
  const block = (names: readonly string[], listen: string, locations: string): string =>
    `server { listen 127.0.0.1:${listen}; server_name ${names.join(' ')}; ${locations} }`;
  const blocks = sites.flatMap(({ names, plain, secure }) => [
    block(names, String(http), plain),
    block(names, `${https} ssl`, secure),
  ]);
  return `daemon off;
master_process off;
pid nginx.pid;
error_log stderr notice;
events { worker_connections 256; }
http {
  access_log off;
  ${temporary.join('\n  ')}
  ssl_certificate chain.pem;
  ssl_certificate_key key.pem;
  proxy_http_version 1.1;
  server_names_hash_bucket_size 128;
  ${blocks.join('\n  ')}
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
