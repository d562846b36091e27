// Tells whether a built bundle is newer than its sources: a stamp of their names, sizes and times lies beside it.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** What each bundle is made of. @type {Record<string, { sources: string[], entry: string }>} */
export const bundles = {
  cli: { sources: ['cli', 'host', 'main', 'shared', 'lab', 'scripts/nodeBundle.ts'], entry: 'index.js' },
  host: { sources: ['host', 'main', 'shared', 'lab', 'scripts/nodeBundle.ts'], entry: 'index.js' },
  main: { sources: ['main', 'shared', 'lab', 'scripts/nodeBundle.ts'], entry: 'index.js' },
  preload: { sources: ['preload', 'shared'], entry: 'index.cjs' },
  renderer: { sources: ['renderer', 'shared'], entry: 'index.html' },
};

/** @param {string} name */
export const bundleFolder = (name) => path.join(root, 'out', name);
/** @param {string} name */
export const stampFile = (name) => path.join(bundleFolder(name), '.stamp');

/**
 * Stamp of a bundle's sources as they are now.
 * @param {string} name
 */
export function sourceStamp(name) {
  const hash = createHash('sha256').update(process.platform);
  const { sources } = bundles[name] ?? { sources: [] };
  for (const source of [...sources, `vite.${name}.config.ts`, 'package-lock.json', 'package.json']) {
    addToStamp(hash, source);
  }
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} relative
 */
function addToStamp(hash, relative) {
  const stat = statSync(path.join(root, relative), { throwIfNoEntry: false });
  if (stat?.isDirectory()) {
    for (const name of readdirSync(path.join(root, relative)).sort()) addToStamp(hash, `${relative}/${name}`);
  } else {
    hash.update(`${relative}\0${stat?.size ?? -1}\0${stat?.mtimeMs ?? -1}\n`);
  }
}

/**
 * The bundles that are missing or older than their sources.
 * @param {readonly string[]} names
 */
export function outdated(names) {
  return names.filter((name) => {
    try {
      return readFileSync(stampFile(name), 'utf8') !== sourceStamp(name);
    } catch {
      return true; // never built
    }
  });
}
