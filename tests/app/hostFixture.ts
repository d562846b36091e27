/** The built page behind a web host of its own; any console error, page error or request elsewhere fails the test. */
import { test as base, expect } from '@playwright/test';
import { fileURLToPath } from 'node:url';

/** What host/server.ts exports, as far as tests of the page use it. The bundle is taken, as it runs for users. */
export interface Host {
  readonly url: string;
  readonly port: number;
  freshUrl(): string;
  close(): Promise<void>;
}
interface HostModule {
  startHost(options: { readonly rendererDir: string }): Promise<Host>;
}

/** The built page. */
export const rendererDir = fileURLToPath(new URL('../../out/renderer', import.meta.url));

/** Starts a host of its own; whoever starts it closes it. */
export async function startHost(): Promise<Host> {
  const { href } = new URL('../../out/host/index.js', import.meta.url);
  const host = (await import(href)) as HostModule;
  return host.startHost({ rendererDir });
}

export const test = base.extend<{
  host: Host;
  /** What went wrong in the page. A test that provokes refusals reads and empties it. */
  problems: string[];
}>({
  host: async ({}, use) => {
    const host = await startHost();
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
