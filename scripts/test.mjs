// `npm test`: builds what is tested, runs vitest (unit and lab) and Playwright (page and Electron), and ends with one
// line that adds up what both counted. `--app` runs Playwright alone; what follows `--` goes to it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ensureBuilt } from './ensure-built.mjs';
import { findBrowser } from './find-browser.mjs';
import { browserAdvice, installBrowser } from './install-browser.mjs';
import { bundles, root } from './stamps.mjs';
import { closingLine, playwrightCounts, sum, vitestCounts } from './test-results.mjs';

const args = process.argv.slice(2);
const appOnly = args.includes('--app');
const rest = args.filter((argument) => argument !== '--app');
const require = createRequire(import.meta.url);
const vitest = path.join(path.dirname(require.resolve('vitest/package.json')), 'vitest.mjs');
const playwright = path.join(path.dirname(require.resolve('@playwright/test/package.json')), 'cli.js');
const reports = path.join(root, 'out', 'reports');
const isCI = process.env['CI'] !== undefined && process.env['CI'] !== 'false';

process.exitCode = main();

function main() {
  if (!ensureBuilt(Object.keys(bundles))) {
    console.error('The program could not be built, so there is nothing to test.');
    console.log(closingLine({ passed: 0, failed: 1, skipped: 0 }));
    return 1;
  }
  mkdirSync(reports, { recursive: true });
  const counts = sum([...(appOnly ? [] : [runVitest()]), ...runPlaywright()]);
  writeFileSync(path.join(reports, 'summary.json'), JSON.stringify(counts));
  console.log(`\n${closingLine(counts)}`);
  return counts.failed === 0 ? 0 : 1;
}

function runVitest() {
  const report = freshReport('vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = node([vitest, 'run', ...reporters]);
  return counted(vitestCounts(report), status);
}

function runPlaywright() {
  const browser = findBrowser() ?? (installBrowser() ? findBrowser() : undefined);
  if (browser !== undefined) return [playwrightRun(browser, [])];
  // The tests in Electron need no browser of ours.
  const listed = playwrightRun('', ['--project=app', '--list'], 'ignore');
  const tests = listed.passed + listed.failed + listed.skipped;
  const line = '!'.repeat(78);
  console.log(`\n${line}\n! NOT RUN: ${tests} browser tests. ${browserAdvice}\n${line}`);
  const missed = isCI ? { passed: 0, failed: 1, skipped: tests } : { passed: 0, failed: 0, skipped: tests };
  return [missed, playwrightRun('', ['--project=electron'])];
}

/**
 * @param {string} browser
 * @param {readonly string[]} options
 * @param {'inherit' | 'ignore'} output
 */
function playwrightRun(browser, options, output = 'inherit') {
  const report = freshReport('playwright.json');
  const env = { ...process.env, CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const { status } = node([playwright, 'test', ...options, ...rest], env, output);
  return counted(playwrightCounts(report), status);
}

/**
 * A runner that says it failed has failed, whatever it counted.
 * @param {import('./test-results.mjs').Counts} counts
 * @param {number | null} status
 */
function counted(counts, status) {
  return status === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

/** @param {string} name */
function freshReport(name) {
  const report = path.join(reports, name);
  rmSync(report, { force: true }); // an old one must not be counted
  return report;
}

/**
 * @param {readonly string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @param {'inherit' | 'ignore'} output
 */
function node(command, env = process.env, output = 'inherit') {
  return spawnSync(process.execPath, command, { cwd: root, env, stdio: ['ignore', output, output] });
}
