// Packages the built program around a placeholder for Electron, for all three systems, and looks into the results.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageProblems } from './check-package.mjs';
import { ensureBuilt } from './ensure-built.mjs';
import { makePlaceholderElectron } from './placeholder-electron.mjs';
import { root } from './stamps.mjs';

const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js');
const systems = /** @type {const} */ ([
  { platform: 'linux', target: ['--linux', 'dir', '--x64'], folder: 'linux-unpacked' },
  { platform: 'win32', target: ['--win', 'dir', '--x64'], folder: 'win-unpacked' },
  { platform: 'darwin', target: ['--mac', 'dir', '--x64'], folder: 'mac' },
]);

if (!ensureBuilt(['main', 'preload', 'renderer'])) process.exit(1);
const temporary = mkdtempSync(path.join(tmpdir(), 'lyncscope-package-'));
let failed = false;
try {
  for (const { platform, target, folder } of systems) {
    const electron = path.join(temporary, `electron-${platform}`);
    const output = path.join(temporary, `dist-${platform}`);
    makePlaceholderElectron(electron, platform);
    const options = [`-c.electronDist=${electron}`, `-c.directories.output=${output}`, '-c.mac.identity=null'];
    // Nothing to sign with here, and nothing to sign.
    const run = spawnSync(
      process.execPath,
      [builder, ...target, '--publish', 'never', '-c.win.signExecutable=false', ...options],
      {
        cwd: root,
        env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' },
        encoding: 'utf8',
      },
    );
    const problems =
      run.status === 0 ? await packageProblems(path.join(output, folder)) : [`${run.stdout}${run.stderr}`];
    console.log(
      problems.length === 0
        ? `${platform}: packaged as it should be`
        : problems.map((text) => `${platform}: ${text}`).join('\n'),
    );
    failed ||= problems.length > 0;
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
