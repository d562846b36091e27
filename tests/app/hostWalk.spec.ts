/** The whole program in a real browser: page, web host, engine and practice lab, from the start form to a reopened file. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './hostFixture.js';

async function walkTheLab(page: Page, deployment: string, faults: readonly string[] = []): Promise<void> {
  await page.getByRole('button', { name: 'Try the practice lab' }).click();
  await page.getByLabel('Deployment').selectOption({ label: deployment });
  for (const fault of faults) {
    const box = page.getByRole('checkbox', { name: fault });
    if (!(await box.isVisible())) await page.getByText('Break it on purpose').click();
    await box.check();
  }
  await page.getByRole('button', { name: /Walk the sign-in/ }).click();
}
const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' }).getByRole('heading', { level: 1 });
const step = (page: Page, name: RegExp) => page.getByRole('tree', { name: 'Steps' }).getByRole('treeitem', { name });

/** Rows far from the chosen one are not drawn: the tree is scrolled until the step is in sight. */
async function expectStep(page: Page, name: RegExp): Promise<void> {
  const tree = page.getByRole('tree', { name: 'Steps' });
  await tree.getByRole('treeitem').first().press('Home');
  await expect(async () => {
    if (await step(page, name).isVisible()) return;
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await step(page, name).isVisible()).toBe(true);
  }).toPass({ intervals: [0] });
}

test('walks a sign-in through the practice lab, saves it and opens it again', async ({ page, host, context }) => {
  await page.goto(host.url);
  await walkTheLab(page, 'Skype for Business Server 2019');
  await expect(verdict(page)).toHaveText(/sign-in works/i, { timeout: 30_000 });
  await expectStep(page, /^Passed: Sign in with a web ticket/);
  await expectStep(page, /^Passed: Sign in with OAuth/);

  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/\.lyncscope$/);
  expect(await readFile(await saved.path(), 'utf8')).toContain('"lyncscope-session"');

  const again = await context.newPage();
  await again.goto(host.freshUrl());
  const choosing = again.waitForEvent('filechooser');
  await again.getByRole('button', { name: /Open a saved walk/ }).click();
  await (await choosing).setFiles(await saved.path());
  await expect(verdict(again)).toHaveText((await verdict(page).textContent()) ?? '');
  const exchanges = (of: Page) => of.getByRole('heading', { name: /^Exchanges \d+/ });
  await expect(exchanges(again)).toHaveText((await exchanges(page).textContent()) ?? '');
});

test('says what broke', async ({ page, host }) => {
  await page.goto(host.url);
  await walkTheLab(page, 'Skype for Business Server 2019', ['The certificate has expired']);
  const findings = page.getByRole('region', { name: 'Findings' });
  await expect(findings.getByRole('button', { name: /tls-expired/ })).toBeVisible({ timeout: 30_000 });
});

test('a walk whose page is closed ends, and the port is free at once', async ({ page, host }) => {
  await page.goto(host.url);
  await walkTheLab(page, 'Skype for Business Server 2019', ['The web server takes minutes to answer']);
  await expect(step(page, /^Running/).first()).toBeVisible();
  await page.close();
  await host.close();
  await expect(fetch(`http://127.0.0.1:${host.port}/`)).rejects.toThrow();
});
