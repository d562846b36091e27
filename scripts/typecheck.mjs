// Runs the compiler over every project that tsconfig.json names; all of them, so that one run shows every error.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { root } from './stamps.mjs';

/** @type {{ references: { path: string }[] }} */
const { references } = JSON.parse(readFileSync(new URL('../tsconfig.json', import.meta.url), 'utf8'));
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
let failed = false;
for (const { path } of references) {
  const { status } = spawnSync(process.execPath, [compiler, '-p', path], { cwd: root, stdio: 'inherit' });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
