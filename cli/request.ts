/** Turns the options of `check` into a WalkRequest; files are read here, so that nothing starts with half of them. */
import { readFile } from 'node:fs/promises';
import { readAuthorities } from '../main/authorities.js';
import { UsageError } from '../main/usage.js';
import type { WalkRequest } from '../shared/ipc.js';
import type { ClientChoice, SignInMethod, SipAuth } from '../shared/session/model.js';
import type { Io } from './io.js';
import { readPassword } from './password.js';

/** As commander hands them over. */
export interface CheckOptions {
  readonly user?: string;
  readonly passwordStdin?: boolean;
  /** False with --no-password. */
  readonly password: boolean;
  /** Instead of a password; one in the environment is not used. */
  readonly currentUser?: boolean;
  readonly from: 'inside' | 'outside' | 'auto';
  readonly signIn: SignInMethod;
  readonly discoveryUrl: readonly string[];
  readonly proxy: string;
  readonly dns?: string;
  /** False with --no-dns-depth. */
  readonly dnsDepth?: boolean;
  readonly publicDns?: string;
  readonly connectTo: readonly string[];
  readonly ca: readonly string[];
  readonly trustHost: readonly string[];
  readonly timeout?: number;
  readonly lab?: string;
  readonly fault: readonly string[];
  readonly save?: string;
  readonly keepSecrets?: boolean;
  /** False with --no-endpoints. */
  readonly endpoints?: boolean;
  /** False with --no-sip. */
  readonly sip?: boolean;
  readonly sipServer?: string;
  readonly sipAuth?: SipAuth;
  readonly services?: 'none' | 'reachability' | 'full';
  readonly client?: ClientChoice;
  readonly json?: boolean;
}

/** @throws UsageError naming what cannot be used */
export async function requestOf(address: string | undefined, options: CheckOptions, io: Io): Promise<WalkRequest> {
  if (address === undefined && options.lab === undefined) {
    throw new UsageError('Say which sign-in address to check, or try a practice lab with --lab.');
  }
  if (options.lab === undefined && options.fault.length > 0) {
    throw new UsageError('A fault can only be chosen together with --lab.');
  }
  if (options.lab !== undefined && (options.dns !== undefined || options.publicDns !== undefined)) {
    throw new UsageError('--lab brings its own name servers: leave --dns and --public-dns out.');
  }
  if (options.publicDns !== undefined && options.dnsDepth === false) {
    throw new UsageError('--public-dns and --no-dns-depth exclude each other.');
  }
  if (options.passwordStdin === true && !options.password) {
    throw new UsageError('--password-stdin and --no-password exclude each other.');
  }
  if (options.currentUser === true && options.passwordStdin === true) {
    throw new UsageError('--current-user and --password-stdin exclude each other.');
  }
  if (options.sip === false && options.sipServer !== undefined) {
    throw new UsageError('--no-sip and --sip-server exclude each other.');
  }
  const authorities = await Promise.all(options.ca.map(readPem));
  return {
    ...(address === undefined ? {} : { sipAddress: address }),
    ...(options.user === undefined ? {} : { userName: options.user }),
    password: await passwordOf(options, io),
    ...(options.currentUser === true ? { currentUser: true } : {}),
    location: options.from === 'auto' ? 'unknown' : options.from,
    signIn: options.signIn,
    discoveryUrls: options.discoveryUrl,
    ...(options.dns === undefined ? {} : { resolver: options.dns }),
    connectTo: options.connectTo,
    proxy: options.proxy,
    authorities,
    trustedHosts: options.trustHost,
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
    keepSecrets: options.keepSecrets === true,
    ...(options.endpoints === false ? { endpoints: 'none' as const } : {}),
    ...(options.dnsDepth === false ? { dnsDepth: 'none' as const } : {}),
    ...(options.publicDns === undefined ? {} : { publicResolver: options.publicDns }),
    ...(options.sip === false ? { sip: 'none' as const } : {}),
    ...(options.sipServer === undefined ? {} : { sipServer: options.sipServer }),
    ...(options.sipAuth === undefined ? {} : { sipAuth: options.sipAuth }),
    ...(options.services === undefined ? {} : { services: options.services }),
    ...(options.client === undefined ? {} : { client: options.client }),
    ...(options.lab === undefined ? {} : { lab: { deployment: options.lab, faults: options.fault } }),
  };
}

async function passwordOf(options: CheckOptions, io: Io): Promise<WalkRequest['password']> {
  if (!options.password || options.currentUser === true) return { mode: 'none' };
  if (options.passwordStdin === true)
    return { mode: 'given', value: await readPassword(io.stdin, io.interrupt.signal) };
  // The lab has its own; a real password lying in the environment is not tried on it.
  if (options.lab !== undefined) return { mode: 'ask' };
  const value = io.env['LYNCSCOPE_PASSWORD'] ?? '';
  return value === '' ? { mode: 'none' } : { mode: 'given', value };
}

/** PEM text of the certificates in a file. @throws UsageError when it holds none */
export async function readPem(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${reason(error)}.`);
  }
  return readAuthorities(text, path).join('\n');
}

/** The operating system's reason in words. */
export function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of its path is not a folder',
    EROFS: 'the disk is read-only',
    ENOSPC: 'the disk is full',
    EADDRINUSE: 'the port is in use',
    EADDRNOTAVAIL: 'the address is not available on this machine',
  };
  return words[code] ?? (error instanceof Error ? error.message.replace(/\.$/, '') : String(error));
}
