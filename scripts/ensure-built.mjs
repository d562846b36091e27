// Builds what is outdated in a process of its own, so that the caller's output and memory stay clean.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { outdated, root } from './stamps.mjs';

/**
 * @param {readonly string[]} names
 * @returns {boolean} false when a build failed; what it said went to standard error
 */
export function ensureBuilt(names) {
  const old = outdated(names);
  if (old.length === 0) return true;
  if (process.stderr.isTTY) process.stderr.write(`Building ${old.join(', ')} …\n`);
  const { status } = spawnSync(process.execPath, [path.join(root, 'scripts', 'build.mjs'), '--quiet', ...old], {
    stdio: ['ignore', 2, 2],
  });
  return status === 0;
}
