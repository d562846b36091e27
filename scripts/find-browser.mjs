// Finds a Chromium for the browser tests: CHROMIUM_PATH, an installed Chromium, Chrome or Edge, or the one that
// Playwright downloaded.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';

/** @returns {string | undefined} path of the browser's program */
export function findBrowser() {
  const { env } = process;
  const given = env['CHROMIUM_PATH'];
  if (given !== undefined && given !== '') return existsSync(given) ? given : undefined;
  return [...installed(), chromium.executablePath()].find((file) => file !== '' && existsSync(file));
}

/** Where the systems put browsers. */
function installed() {
  const { env, platform } = process;
  if (platform === 'win32') {
    const programs = ['chrome.exe', 'msedge.exe'].map((name) =>
      name === 'chrome.exe' ? ['Google', 'Chrome', 'Application', name] : ['Microsoft', 'Edge', 'Application', name],
    );
    const folders = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']];
    return folders.flatMap((folder) => (folder ? programs.map((program) => path.join(folder, ...program)) : []));
  }
  if (platform === 'darwin') {
    const names = ['Google Chrome', 'Microsoft Edge', 'Chromium'];
    return ['/Applications', path.join(env['HOME'] ?? '', 'Applications')].flatMap((folder) =>
      names.map((name) => path.join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
    );
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  return ['/usr/bin', '/usr/local/bin', '/snap/bin'].flatMap((folder) => names.map((name) => path.join(folder, name)));
}
