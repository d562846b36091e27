// Builds the bundles named as arguments (default: all that are outdated) into out/. Each is built in a folder of its
// own and moved into place file by file, entry last, so that two builds at once and a running program see whole files.
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { bundleFolder, bundles, outdated, root, sourceStamp, stampFile } from './stamps.mjs';

const args = process.argv.slice(2);
const named = args.filter((argument) => !argument.startsWith('--'));
const unknown = named.filter((name) => !Object.hasOwn(bundles, name));
if (unknown.length > 0) {
  console.error(`There is no bundle ${unknown.join(', ')}: choose from ${Object.keys(bundles).join(', ')}.`);
  process.exit(2);
}
const wanted = named.length > 0 ? named : Object.keys(bundles);
process.chdir(root);
try {
  for (const name of args.includes('--force') ? wanted : outdated(wanted)) {
    await buildBundle(name);
    if (!args.includes('--quiet')) console.log(`built out/${name}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** @param {string} name */
async function buildBundle(name) {
  const stamp = sourceStamp(name); // before: a change during the build makes it outdated again
  mkdirSync(path.join(root, 'out'), { recursive: true });
  const temporary = mkdtempSync(path.join(root, 'out', `.${name}-`));
  try {
    await build({
      configFile: path.join(root, `vite.${name}.config.ts`),
      logLevel: 'warn',
      build: { outDir: temporary, emptyOutDir: true, reportCompressedSize: false },
    });
    publish(temporary, bundleFolder(name), bundles[name]?.entry ?? '');
    writeFileSync(path.join(temporary, '.stamp'), stamp);
    move(path.join(temporary, '.stamp'), stampFile(name));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * Moves a built folder over the one in use; what the new one lacks goes last.
 * @param {string} from
 * @param {string} to
 * @param {string} entry
 */
function publish(from, to, entry) {
  const files = filesIn(from).sort((a, b) => Number(a === entry) - Number(b === entry));
  for (const file of files) move(path.join(from, file), path.join(to, file));
  for (const file of filesIn(to)) {
    if (!files.includes(file) && file !== '.stamp') rmSync(path.join(to, file), { force: true });
  }
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(path.join(folder, name)).isFile(),
  );
}

/**
 * @param {string} from
 * @param {string} to
 */
function move(from, to) {
  mkdirSync(path.dirname(to), { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      // Windows refuses while another process has the old file open for a moment.
      if (process.platform !== 'win32' || attempt === 20) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
}
