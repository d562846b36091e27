// Looks into a packaged folder: what was packed, the fuses, and that the packed files' hash is where Electron checks it.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// electron-builder's own copies: the newest refuse Node 20.
const builder = createRequire(createRequire(import.meta.url).resolve('app-builder-lib/package.json'));
const asar = builder('@electron/asar');
const { FuseV1Options, getCurrentFuseWire } = builder('@electron/fuses');
const off = '0'.charCodeAt(0);
const on = '1'.charCodeAt(0);
const fuses = {
  RunAsNode: off,
  EnableCookieEncryption: on,
  EnableNodeOptionsEnvironmentVariable: off,
  EnableNodeCliInspectArguments: off,
  EnableEmbeddedAsarIntegrityValidation: on,
  OnlyLoadAppFromAsar: on,
  GrantFileProtocolExtraPrivileges: off,
};
const wanted = ['/out/main/index.js', '/out/preload/index.cjs', '/out/renderer/index.html', '/package.json'];

/**
 * @param {string} folder as electron-builder's `dir` target leaves it
 * @returns {Promise<string[]>} what is wrong
 */
export async function packageProblems(folder) {
  const app = readdirSync(folder).find((name) => name.endsWith('.app'));
  const resources =
    app === undefined ? path.join(folder, 'resources') : path.join(folder, app, 'Contents', 'Resources');
  const name = app ?? readdirSync(folder).find((file) => file.endsWith('.exe')) ?? 'lyncscope';
  const program = path.join(folder, name);
  const archive = path.join(resources, 'app.asar');

  /** @type {string[]} */
  const files = asar.listPackage(archive).map((/** @type {string} */ file) => file.replaceAll('\\', '/'));
  const problems = wanted.filter((file) => !files.includes(file)).map((file) => `${file} is not packed`);
  const stray = files.filter((file) =>
    /node_modules|\.(map|ts|tsx|stamp)$|^\/(tests|scripts|lab|out\/(cli|host))/.test(file),
  );
  if (stray.length > 0) problems.push(`should not be packed: ${stray.slice(0, 5).join(', ')}`);
  if (existsSync(path.join(resources, 'app'))) problems.push('there is a resources/app beside the archive');
  const manifest = JSON.parse(asar.extractFile(archive, 'package.json').toString('utf8'));
  if (manifest.main !== 'out/main/index.js' || manifest.devDependencies !== undefined)
    problems.push('package.json was not cleaned');

  const wire = await getCurrentFuseWire(program);
  for (const [fuse, state] of Object.entries(fuses)) {
    if (wire[FuseV1Options[fuse]] !== state) problems.push(`the fuse ${fuse} is not ${state === on ? 'on' : 'off'}`);
  }
  const hash = createHash('sha256').update(asar.getRawHeader(archive).headerString).digest('hex');
  const holder = app === undefined ? program : path.join(program, 'Contents', 'Info.plist');
  if (name !== 'lyncscope' && !readFileSync(holder).includes(hash))
    problems.push('the archive is not bound to the program');
  return problems;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = process.argv[2];
  if (folder === undefined) {
    console.error('Say which packaged folder to look into: node scripts/check-package.mjs dist/win-unpacked');
    process.exit(2);
  }
  const problems = await packageProblems(folder);
  console.log(
    problems.length === 0 ? `${folder} is as it should be.` : problems.map((text) => `${folder}: ${text}`).join('\n'),
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}
