// Checks electron-builder.yml offline: against electron-builder's own schema, and against what this project promises.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './stamps.mjs';

const require = createRequire(import.meta.url);
const fromLib = createRequire(require.resolve('app-builder-lib/package.json'));
const { validateConfiguration } = require('app-builder-lib/out/util/config/config');
const { DebugLogger } = fromLib('builder-util');

const config = fromLib('js-yaml').load(readFileSync(path.join(root, 'electron-builder.yml'), 'utf8'));
/** @type {string[]} */
const problems = [];
try {
  await validateConfiguration(config, new DebugLogger(false));
} catch (error) {
  problems.push(error instanceof Error ? error.message : String(error));
}

/**
 * @param {unknown} holds
 * @param {string} promise
 */
const expectThat = (holds, promise) => {
  if (!holds) problems.push(promise);
};
/**
 * @param {{ target: string, arch?: string[] }[]} targets
 * @param {string} target
 * @param {string} arch
 */
const builds = (targets, target, arch) => targets?.some((one) => one.target === target && one.arch?.includes(arch));

const fuses = config.electronFuses ?? {};
for (const name of [
  'runAsNode',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'grantFileProtocolExtraPrivileges',
]) {
  expectThat(fuses[name] === false, `the fuse ${name} is off`);
}
for (const name of ['enableCookieEncryption', 'enableEmbeddedAsarIntegrityValidation', 'onlyLoadAppFromAsar']) {
  expectThat(fuses[name] === true, `the fuse ${name} is on`);
}
expectThat(config.asar === true && !config.disableAsarIntegrity, 'the program is packed, with its integrity checked');
for (const target of ['nsis', 'zip']) {
  for (const arch of ['x64', 'arm64'])
    expectThat(builds(config.win?.target, target, arch), `Windows: ${target} for ${arch}`);
}
for (const target of ['dmg', 'zip'])
  expectThat(builds(config.mac?.target, target, 'universal'), `macOS: a universal ${target}`);
expectThat(config.mac?.hardenedRuntime === true, 'macOS: hardened runtime');
const [session] = config.fileAssociations ?? [];
expectThat(session?.ext === 'lyncscope', 'session files open in the program');
for (const file of [
  config.win?.icon,
  config.mac?.icon,
  config.linux?.icon,
  config.mac?.entitlements,
  ...['ico', 'icns'].map((ext) => `${config.directories?.buildResources}/${session?.icon}.${ext}`),
]) {
  expectThat(typeof file === 'string' && existsSync(path.join(root, file)), `${file} exists`);
}

if (problems.length > 0)
  console.error(problems.map((problem) => `electron-builder.yml does not keep: ${problem}`).join('\n'));
else console.log('electron-builder.yml is valid.');
process.exitCode = problems.length > 0 ? 1 : 0;
