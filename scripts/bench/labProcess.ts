/** The lab in a process of its own, so that its work does not take the walk's processor time. */
import { spawn } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startLab } from '../../lab/index.js';
import type { RunningLab, StartOptions } from '../../lab/types.js';

/** What the parent process needs of it. */
export type LabDescription = Pick<RunningLab, 'domain' | 'users' | 'caPem' | 'caFile' | 'dns' | 'connectTo' | 'hosts'>;

/** One request as the lab saw it: from its head being read to its answer being handed over, delays included. */
export interface Handled {
  readonly request: string; // "GET host/path"
  readonly ms: number;
}

/** The child: starts the lab, says so in one line, answers the end of its standard input with what it handled. */
export async function serveLab(options: StartOptions): Promise<void> {
  const handled: Handled[] = [];
  const begun = new WeakMap<IncomingMessage, number>();
  subscribe('http.server.request.start', (message) => {
    begun.set((message as { request: IncomingMessage }).request, performance.now());
  });
  subscribe('http.server.response.finish', (message) => {
    const { request } = message as { request: IncomingMessage };
    const path = (request.url ?? '').split('?')[0] ?? '';
    const ms = performance.now() - (begun.get(request) ?? performance.now());
    handled.push({ request: `${request.method ?? ''} ${request.headers.host ?? ''}${path}`, ms });
  });
  const lab = await startLab(options);
  const { domain, users, caPem, caFile, dns, connectTo, hosts } = lab;
  const description: LabDescription = { domain, users, caPem, caFile, dns, connectTo, hosts };
  process.stdout.write(`${JSON.stringify(description)}\n`);
  process.stdin.resume().once('end', () => {
    void lab.stop().finally(() => process.stdout.write(`${JSON.stringify(handled)}\n`, () => process.exit(0)));
  });
}

export interface LabProcess {
  readonly lab: LabDescription;
  /** Ends it; resolves to what it handled. */
  stop(): Promise<readonly Handled[]>;
}

/** The parent: resolves when the lab is ready. */
export async function spawnLab(options: StartOptions): Promise<LabProcess> {
  const self = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [self, 'lab', JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the lab ended early');
    return value;
  };
  // Both lines are written by serveLab above.
  const lab = JSON.parse(await next()) as LabDescription;
  return {
    lab,
    stop: async () => {
      child.stdin.end();
      return JSON.parse(await next()) as readonly Handled[];
    },
  };
}
