/** The operating system's certificate store, read at most once a program run and never on this thread. */
import { readFile } from 'node:fs/promises';
import * as tls from 'node:tls';
import { Worker } from 'node:worker_threads';
import { limits } from './limits.js';

export type SystemStore =
  | { readonly state: 'read'; readonly certificates: readonly string[] }
  /** This runtime has no way to read it. */
  | { readonly state: 'unreadable' }
  /** Not there within the limit; it may come later. */
  | { readonly state: 'late' };

let first: Promise<SystemStore> | undefined;
let settled: SystemStore | undefined;

/**
 * The store's certificates as PEM. Waits for them once, no longer than the limit: with many certificates the macOS
 * keychain takes minutes (nodejs/node#63313). Later calls get them as soon as they are there.
 */
export async function systemAuthorities(): Promise<SystemStore> {
  first ??= readWithin(limits.systemStoreMs);
  const answer = await first;
  return settled ?? answer;
}

function readWithin(waitMs: number): Promise<SystemStore> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ state: 'late' }), waitMs);
    void readStore().then((store) => {
      clearTimeout(timer);
      settled = store;
      resolve(store);
    });
  });
}

async function readStore(): Promise<SystemStore> {
  const certificates = 'getCACertificates' in tls ? await readInWorker() : await readLinuxBundle();
  return certificates === undefined ? { state: 'unreadable' } : { state: 'read', certificates };
}

/** The call blocks its thread, so it gets one of its own. */
function readInWorker(): Promise<readonly string[] | undefined> {
  const source = `const { parentPort } = require('node:worker_threads');
    parentPort.postMessage(require('node:tls').getCACertificates('system'));`;
  return new Promise((resolve) => {
    const worker = new Worker(source, { eval: true });
    worker.unref(); // a slow keychain must not keep the program alive
    worker.once('message', (message: unknown) => resolve(isTexts(message) ? message : undefined));
    worker.once('error', () => resolve(undefined));
    worker.once('exit', () => resolve(undefined));
  });
}

/** Where the distributions keep the bundle that their own programs read. */
const linuxBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

async function readLinuxBundle(): Promise<readonly string[] | undefined> {
  if (process.platform !== 'linux') return undefined;
  for (const path of linuxBundles) {
    const text = await readFile(path, 'latin1').catch(() => undefined); // not this distribution
    const found = text?.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
    if (found) return found;
  }
  return undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
