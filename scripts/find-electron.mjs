// Finds an Electron that can be started, without asking the `electron` package: with no binary it would download one.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
/** @type {{ version: string }} */
const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
export const electronVersion = version;
export const electronInstaller = path.join(folder, 'install.js');

/**
 * @returns {{ file: string, reason?: undefined } | { file?: undefined, reason: string }} the program, or why there is none
 */
export function findElectron() {
  const given = process.env['ELECTRON_EXECUTABLE'];
  if (given !== undefined && given !== '') {
    return existsSync(given) ? { file: given } : { reason: `ELECTRON_EXECUTABLE names ${given}, which is not there` };
  }
  const pathFile = path.join(folder, 'path.txt');
  if (existsSync(pathFile)) {
    const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(folder, 'dist');
    const file = path.join(dist, readFileSync(pathFile, 'utf8').trim());
    if (existsSync(file)) return { file };
  }
  return { reason: `Electron ${version} is not installed` };
}
