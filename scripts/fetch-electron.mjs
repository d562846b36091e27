// Downloads Electron's binary with the package's own installer (checksums pinned there), if it can be had: whether the
// address answers is found out within a few seconds, before anything waits for a download that cannot come.
import { spawn } from 'node:child_process';
import { EnvHttpProxyAgent, fetch } from 'undici';
import { electronInstaller, electronVersion } from './find-electron.mjs';

const probeMs = 4000;

/** Where the installer will look. */
function downloadAddress() {
  const { env } = process;
  const base =
    env['npm_config_electron_mirror'] ??
    env['ELECTRON_MIRROR'] ??
    'https://github.com/electron/electron/releases/download/';
  const folder = env['ELECTRON_CUSTOM_DIR']?.replace('{{ version }}', electronVersion) ?? `v${electronVersion}`;
  return `${base}${folder}/electron-v${electronVersion}-${process.platform}-${process.arch}.zip`;
}

/** @param {AbortSignal} signal */
export async function canFetchElectron(signal) {
  const dispatcher = new EnvHttpProxyAgent({ connect: { timeout: probeMs } });
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(probeMs)]);
    return (await fetch(downloadAddress(), { method: 'HEAD', dispatcher, signal: within })).ok;
  } catch {
    return false; // no network, no such file, too slow: all mean that it cannot be had
  } finally {
    void dispatcher.destroy();
  }
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} true when it is installed
 */
export function fetchElectron(signal) {
  return new Promise((resolve) => {
    const env = { ...process.env, ELECTRON_GET_USE_PROXY: 'true' };
    const child = spawn(process.execPath, [electronInstaller], { env, stdio: ['ignore', 'inherit', 'ignore'], signal });
    child.on('error', () => resolve(false));
    child.on('exit', (status) => resolve(status === 0));
  });
}
