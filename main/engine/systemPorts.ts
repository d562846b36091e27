/** The ports of a real run: this machine's network, clocks and randomness. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import { systemKerberos } from '../net/kerberos.js';
import { systemNetwork } from '../net/network.js';
import type { ResolveProxy } from '../net/proxy.js';
import type { Ports } from './ports.js';
import type { RunRequest } from './run.js';

export interface SystemOptions {
  /** Of this program; read from its package.json unless given. */
  readonly version?: string;
  /** How the system's own settings answer (Electron's session.resolveProxy), for proxy 'auto' without environment variables. */
  readonly resolveProxy?: ResolveProxy;
}

/** Builds the ports for one run. */
export async function systemPorts(
  request: Pick<RunRequest, 'target' | 'authorities'>,
  options: SystemOptions = {},
): Promise<Ports> {
  const { target, authorities } = request;
  const electron = process.versions['electron'];
  return {
    network: (settings) =>
      systemNetwork({
        ...settings,
        ...(target.resolver === undefined ? {} : { resolver: target.resolver }),
        ...(target.publicResolver === undefined ? {} : { publicResolver: target.publicResolver }),
        connectTo: target.connectTo,
        proxy: target.proxy,
        timeoutMs: target.timeoutMs,
        authorities,
        ...(options.resolveProxy === undefined ? {} : { resolveProxy: options.resolveProxy }),
      }),
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    kerberos: systemKerberos(),
    random: { bytes: (length) => new Uint8Array(randomBytes(length)), uuid: () => randomUUID() },
    tool: {
      version: options.version ?? (await versionOfPackage()),
      platform: `${platform()} ${release()} ${arch()}`,
      runtime: electron === undefined ? `Node ${process.versions.node}` : `Electron ${electron}`,
    },
  };
}

/** package.json lies two folders up from this source and from the built bundles alike. */
async function versionOfPackage(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8').catch(() => '{}'); // packed otherwise
  const parsed: unknown = JSON.parse(text);
  const version: unknown = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'version') : undefined;
  return typeof version === 'string' ? version : 'unknown';
}
