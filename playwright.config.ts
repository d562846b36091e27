import { defineConfig } from '@playwright/test';
import { findBrowser } from './scripts/find-browser.mjs';

const browser = findBrowser();
const asRoot = process.getuid?.() === 0;
const report = process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'];

export default defineConfig({
  globalSetup: './scripts/buildBeforeTests.ts',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 1,
  forbidOnly: process.env['CI'] !== undefined,
  outputDir: 'test-results',
  reporter: [
    ['list'],
    ['./scripts/loudSkipReporter.ts'],
    ...(report === undefined ? [] : [['json', { outputFile: report }] as const]),
  ],
  projects: [
    {
      name: 'app',
      testDir: 'tests/app',
      use: {
        browserName: 'chromium',
        viewport: { width: 1360, height: 860 },
        trace: 'retain-on-failure',
        launchOptions: {
          ...(browser === undefined ? {} : { executablePath: browser }),
          // Chromium refuses its sandbox to root, which is what containers run as.
          chromiumSandbox: !asRoot,
          args: [
            ...(asRoot ? ['--no-sandbox'] : []),
            '--disable-gpu',
            '--disable-quic',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-domain-reliability',
            '--disable-sync',
            '--no-first-run',
            '--no-pings',
            // Hermetic: without this Chromium looks up its maker's hosts at every start.
            '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
            '--font-render-hinting=none',
            '--force-color-profile=srgb',
          ],
        },
      },
    },
    { name: 'electron', testDir: 'tests/electron' },
  ],
});
