// Installs Chromium from the system's own packages, where that needs no password: root on Debian or Ubuntu.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What a person types where this script may not. */
export const browserAdvice =
  'No Chromium, Chrome or Edge was found: install one, or name its program in CHROMIUM_PATH ' +
  '(Debian: sudo apt-get install chromium; elsewhere: npx playwright install chromium).';

/** @returns {boolean} false where it cannot be done; what went wrong is on standard error */
export function installBrowser() {
  const may = process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
  if (!may) return false;
  console.log('Installing Chromium from the system packages …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Without fonts the page has no glyphs to look at.
  const packages = ['chromium', 'fonts-noto-core', 'fonts-dejavu-core'];
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    const { status } = spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) return false;
  }
  return true;
}
