/** The real command line as a child process, built once from the sources as they are. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const entry = join(root, 'out', 'cli', 'index.js');

/** Call in beforeAll: brings out/cli up to date. */
export function buildCli(): void {
  const build = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs'), '--quiet', 'cli'], {
    encoding: 'utf8',
  });
  if (build.status !== 0) throw new Error(`the command line does not build:\n${build.stdout}${build.stderr}`);
}

/** A test that fails in the middle must not leave a lab running. */
const running = new Set<ChildProcessWithoutNullStreams>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export interface CliResult {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliProcess {
  readonly child: ChildProcessWithoutNullStreams;
  /** What standard output holds by now. */
  stdout(): string;
  /** Resolves when standard output matches; rejects when the program ends before. */
  seen(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<CliResult>;
}

/** A password of the person running the tests must not reach them. */
const cleanEnv = (): NodeJS.ProcessEnv => {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' };
  for (const name of ['LYNCSCOPE_PASSWORD', 'HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'NODE_OPTIONS'])
    delete env[name];
  return env;
};

export function startCli(
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
): CliProcess {
  const child = spawn(process.execPath, [entry, ...args], { cwd: root, env: { ...cleanEnv(), ...options.env } });
  running.add(child);
  child.once('close', () => running.delete(child));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined); // it may end without reading
  if (options.input !== undefined) child.stdin.end(options.input);
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  const seen = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(stdout);
        if (found !== null) resolve(found);
      };
      look();
      child.stdout.on('data', look);
      void ended.then(({ status }) =>
        reject(new Error(`ended with ${status} before ${pattern}:\n${stdout}\n${stderr}`)),
      );
    });
  return { child, stdout: () => stdout, seen, ended };
}

/** Runs to the end. */
export function cli(
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
): Promise<CliResult> {
  return startCli(args, { input: '', ...options }).ended;
}

/** A folder of this test file's own; remove() in afterAll. */
export function scratchFolder(): { readonly path: string; file(name: string): string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'lyncscope-test-'));
  return { path, file: (name) => join(path, name), remove: () => rmSync(path, { recursive: true, force: true }) };
}
