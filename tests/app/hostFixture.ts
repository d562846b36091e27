/** The built page behind a web host of its own; any console error, page error or request elsewhere fails the test. */
import { test as base, expect } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { startHost, type Host } from '../../host/server.js';

export const rendererDir = fileURLToPath(new URL('../../out/renderer', import.meta.url));

export const test = base.extend<{
  host: Host;
  /** What went wrong in the page. A test that provokes refusals reads and empties it. */
  problems: string[];
}>({
  host: async ({}, use) => {
    const host = await startHost({ rendererDir });
    await use(host);
    await host.close();
  },
  problems: [
    async ({ page, host }, use) => {
      const problems: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(`console: ${message.text()}`);
      });
      page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (/^(https?|wss?):$/.test(url.protocol) && url.port !== String(host.port))
          problems.push(`request: ${url.href}`);
      });
      await use(problems);
      expect(problems).toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };
