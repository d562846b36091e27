// A folder that looks like an Electron distribution to electron-builder, so that choosing files, packing, integrity,
// fuses and metadata can be checked with no download. It is not Electron and never ships.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { electronVersion } from './find-electron.mjs';

/** Electron's sentinel before the fuses, version 1 of the wire, and the states Electron ships with. */
const fuseStates = '101100011';
const fuseWire = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', 'latin1'),
  Buffer.from([1, fuseStates.length]),
  Buffer.from(fuseStates, 'latin1'),
]);
const program = Buffer.concat([
  Buffer.from('#!/bin/sh\necho "A placeholder, not Electron." >&2\nexit 97\n#'),
  fuseWire,
  Buffer.from('\n'),
]);

/**
 * @param {string} folder made anew
 * @param {'linux' | 'win32' | 'darwin'} platform
 */
export function makePlaceholderElectron(folder, platform) {
  rmSync(folder, { recursive: true, force: true });
  /**
   * @param {string} name
   * @param {string | Buffer} content
   */
  const put = (name, content, mode = 0o644) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content, { mode });
  };
  put('version', electronVersion);
  put('LICENSE', 'placeholder\n');
  put('LICENSES.chromium.html', '<p>placeholder</p>');
  if (platform === 'darwin') return putMac(put);
  put('resources/.keep', '');
  for (const language of ['en-US', 'de']) put(`locales/${language}.pak`, '');
  if (platform === 'win32') put('electron.exe', windowsProgram());
  else put('electron', program, 0o755);
  put('chrome_crashpad_handler', '#!/bin/sh\n', 0o755);
  put('chrome-sandbox', '#!/bin/sh\n', 0o755);
}

/** A real Windows program with a version resource (of a package at hand); the fuses go into its first section. */
function windowsProgram() {
  const require = createRequire(import.meta.url);
  const folder = path.dirname(require.resolve('electron-winstaller/package.json'));
  const exe = readFileSync(path.join(folder, 'vendor', '7z-x64.exe'));
  const header = exe.readUInt32LE(0x3c);
  const firstSection = header + 24 + exe.readUInt16LE(header + 20);
  fuseWire.copy(exe, exe.readUInt32LE(firstSection + 20) + 16);
  return exe;
}

/** @param {(name: string, content: string | Buffer, mode?: number) => void} put */
function putMac(put) {
  const contents = 'Electron.app/Contents';
  put(`${contents}/Info.plist`, plist('com.github.Electron', 'Electron'));
  put(`${contents}/MacOS/Electron`, '#!/bin/sh\nexit 97\n', 0o755);
  put(`${contents}/Frameworks/Electron Framework.framework/Electron Framework`, program, 0o755);
  put(`${contents}/Frameworks/Electron Framework.framework/Versions/A/Resources/en.lproj/locale.pak`, '');
  put(`${contents}/Resources/electron.icns`, '');
  put(`${contents}/Resources/en.lproj/.keep`, '');
  for (const kind of ['', ' (GPU)', ' (Plugin)', ' (Renderer)']) {
    const helper = `${contents}/Frameworks/Electron Helper${kind}.app/Contents`;
    put(`${helper}/Info.plist`, plist('com.github.Electron.helper', `Electron Helper${kind}`));
    put(`${helper}/MacOS/Electron Helper${kind}`, '#!/bin/sh\n', 0o755);
  }
}

/**
 * @param {string} id
 * @param {string} name
 */
function plist(id, name) {
  const entries = {
    CFBundleIdentifier: id,
    CFBundleExecutable: name,
    CFBundleName: name,
    CFBundleVersion: electronVersion,
    LSMinimumSystemVersion: '13.0',
  };
  const body = Object.entries(entries).map(([key, value]) => `<key>${key}</key><string>${value}</string>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict>${body.join('')}</dict></plist>\n`;
}
