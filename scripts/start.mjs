// `npm start`: builds what is needed and opens the window; where no window can be opened it says why in one line and
// serves the page instead. `npm start -- --web` serves the page at once; `--port N` says where.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './ensure-built.mjs';
import { findElectron } from './find-electron.mjs';
import { bundleFolder, root } from './stamps.mjs';

/** An Electron that ends this soon, with an error, never showed a window. */
const startMs = 5000;

const stop = new AbortController();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(130); // asked twice
    stop.abort();
  });
}

const options = readOptions();
if (options === undefined) process.exitCode = 2;
else process.exitCode = await start(options);

/** @typedef {{ web: boolean, port: number | undefined, files: string[] }} StartOptions */

/** @returns {StartOptions | undefined} */
function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      options: { web: { type: 'boolean', default: false }, port: { type: 'string' } },
      allowPositionals: true,
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
      throw new Error(`"${values.port}" is not a port: say a number from 1 to 65535.`);
    }
    return { web: values.web || port !== undefined, port, files: positionals };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** @param {StartOptions} options */
async function start({ web, port, files }) {
  if (!web) {
    const window = await openWindow(files);
    if (window.opened || stop.signal.aborted) return 0;
    console.log(`No window can be opened (${window.reason}), so the page is served instead.`);
  }
  return stop.signal.aborted ? 0 : serveThePage(port);
}

/**
 * @param {readonly string[]} files
 * @returns {Promise<{ opened: true } | { opened: false, reason: string }>}
 */
async function openWindow(files) {
  if (!hasDisplay()) return { opened: false, reason: 'this session has no display' };
  let found = findElectron();
  if (found.file === undefined && process.env['ELECTRON_EXECUTABLE'] === undefined) {
    const { canFetchElectron, fetchElectron } = await import('./fetch-electron.mjs');
    if (!(await canFetchElectron(stop.signal)))
      return { opened: false, reason: `${found.reason} and cannot be downloaded` };
    console.log('Downloading Electron, once …');
    if (await fetchElectron(stop.signal)) found = findElectron();
  }
  if (found.file === undefined) return { opened: false, reason: found.reason };
  if (!ensureBuilt(['main', 'preload', 'renderer'])) return { opened: false, reason: 'the program could not be built' };
  const { status, afterMs } = await runElectron(found.file, files);
  if (status !== 0 && afterMs < startMs) return { opened: false, reason: `Electron ended with status ${status}` };
  return { opened: true };
}

/**
 * @param {string} file
 * @param {readonly string[]} files
 * @returns {Promise<{ status: number, afterMs: number }>}
 */
function runElectron(file, files) {
  const began = Date.now();
  // Chromium refuses its sandbox to root; the page is the program's own all the same.
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const child = spawn(file, [...(asRoot ? ['--no-sandbox'] : []), root, ...files.map((name) => path.resolve(name))], {
    stdio: 'inherit',
  });
  const end = () => child.kill('SIGTERM');
  stop.signal.addEventListener('abort', end, { once: true });
  return new Promise((resolve) => {
    child.on('error', () => resolve({ status: 127, afterMs: 0 }));
    child.on('exit', (status) =>
      resolve({ status: stop.signal.aborted ? 0 : (status ?? 1), afterMs: Date.now() - began }),
    );
  });
}

/** @param {number | undefined} port */
async function serveThePage(port) {
  if (!ensureBuilt(['host', 'renderer'])) {
    console.error('The page could not be built.');
    return 1;
  }
  /** @type {typeof import('../host/index.js')} */
  const { serve, UsageError } = await import(pathToFileURL(path.join(bundleFolder('host'), 'index.js')).href);
  try {
    await serve({
      rendererDir: bundleFolder('renderer'),
      ...(port === undefined ? {} : { port }),
      signal: stop.signal,
      /** @param {string} line */
      print: (line) => console.log(line),
      ...(process.stdin.isTTY ? { input: process.stdin } : {}),
      ...(hasDisplay() ? { open: openBrowser } : {}),
    });
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
}

/** @param {string} url */
async function openBrowser(url) {
  const { default: open } = await import('open');
  const child = await open(url);
  child.on('error', () => undefined); // no opener there: the address is printed
}

function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}
