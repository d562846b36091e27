/** The page with a fake Bridge; any console error, page error, policy violation or foreign request fails the test. */
import { expect, test as base, type Page } from '@playwright/test';
import type { SessionEvent } from '../../../shared/session/events.js';
import { installFakeBridge, tell } from './fakeBridge.js';
import { servePage, type PageServer } from './pageServer.js';

interface Fixtures {
  readonly problems: string[];
  /** The start screen, ready. */
  readonly app: Page;
}

export const test = base.extend<Fixtures, { server: PageServer }>({
  server: [
    async ({}, use) => {
      const server = await servePage();
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  problems: async ({ page, server }, use) => {
    const problems: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(server.url) && !/^(data|blob):/.test(url)) problems.push(`foreign request: ${url}`);
    });
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        // Reported to the console too, but only where the policy is enforced: say it in any case.
        setTimeout(() => {
          throw new Error(`policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
        });
      });
    });
    await use(problems);
    expect(problems).toEqual([]);
  },
  app: async ({ page, server, problems }, use) => {
    expect(problems).toEqual([]);
    await installFakeBridge(page);
    await page.goto(server.url);
    await expect(page.getByRole('heading', { name: 'Whose sign-in do you want to follow?' })).toBeVisible();
    await use(page);
  },
});
export { expect };

/** Types an address, starts the walk and plays its events. */
export async function play(page: Page, events: readonly SessionEvent[], address = 'lenea@contoso.com'): Promise<void> {
  await page.getByLabel('Sign-in address').fill(address);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Stop/ })).toBeEnabled();
  await tell(page, { type: 'events', walkId: 'w1', events });
}
