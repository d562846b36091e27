/** The whole way with the keyboard alone, and the page as assistive technology sees it. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { failedWalk } from '../fixtures/page/failedWalk.js';
import { passedWalk } from '../fixtures/page/passedWalk.js';
import { tell } from './support/fakeBridge.js';
import { expect, play, test } from './support/fixtures.js';

// Axe looks at everything many times over; a recording of that takes longer than the tests.
test.use({ trace: 'off' });

const trust = {
  kind: 'trust',
  id: 'q',
  from: 'a.contoso.com',
  url: 'https://b.fabrikam.com/',
  host: 'b.fabrikam.com',
  domain: 'contoso.com',
} as const;

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** @param rules these only; all of WCAG 2.2 A and AA unless given */
async function isAccessible(page: Page, rules?: readonly string[]): Promise<void> {
  const axe = new AxeBuilder({ page });
  const result = await (rules === undefined ? axe.withTags(standards) : axe.withRules([...rules])).analyze();
  const found = result.violations.map((violation) => ({
    rule: violation.id,
    where: violation.nodes
      .slice(0, 4)
      .map((node) => `${node.target.join(' ')}: ${node.any[0]?.message ?? node.all[0]?.message ?? ''}`),
  }));
  expect(found).toEqual([]);
}

test('from the address to the bytes without a pointer', async ({ app }) => {
  await app.keyboard.type('lenea@contoso.com');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('button', { name: /^Stop/ })).toBeEnabled();
  await tell(app, { type: 'events', walkId: 'w1', events: failedWalk() });
  await expect(app.getByRole('treeitem', { selected: true })).toBeVisible();

  await app.keyboard.press('F6'); // the steps
  await expect(app.locator('#steps :focus')).toHaveAttribute('role', 'treeitem');
  await app.keyboard.press('Home');
  await expect(app.getByRole('treeitem', { selected: true })).toHaveAccessibleName(/Find the server in DNS/);
  await app.keyboard.press('ArrowLeft');
  await expect(app.getByRole('treeitem', { selected: true })).toHaveAttribute('aria-expanded', 'false');
  await app.keyboard.press('ArrowRight');
  await app.keyboard.press('ArrowRight');
  await expect(app.locator(':focus')).toHaveAccessibleName(/lyncdiscoverinternal/);
  await app.keyboard.type('_sip._t');
  await expect(app.locator(':focus')).toHaveAccessibleName(/_sip\._tls/);
  await app.keyboard.press('End');
  await expect(app.locator(':focus')).toHaveAccessibleName(/: Ticket/);

  await app.keyboard.press('F6'); // findings
  await expect(app.locator(':focus')).toHaveAccessibleName(/^Error The reverse proxy/);
  await app.keyboard.press('Enter');
  await expect(app.locator('.row.sel')).toContainText('says Internal');

  await app.keyboard.press('F6'); // verdict
  await app.keyboard.press('F6'); // list
  await expect(app.locator(':focus')).toHaveAttribute('role', 'row');
  await app.keyboard.press('ArrowUp');
  await expect(app.locator(':focus')).toContainText('TLS 1.2, trusted');
  await app.keyboard.press('ArrowDown');
  await app.keyboard.press('Enter'); // deeper: the tabs
  await expect(app.locator(':focus')).toHaveAttribute('role', 'tab');
  await app.keyboard.press('ArrowRight');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('tab', { name: 'Certificates' })).toHaveAttribute('aria-selected', 'true');
  await app.keyboard.press('3');
  await expect(app.getByRole('tab', { name: 'Response' })).toHaveAttribute('aria-selected', 'true');
  await app.keyboard.press('e');
  await expect(app.locator('.row.sel')).toContainText('webint.contoso.local');
  await app.keyboard.press('Shift+E');
  await expect(app.locator('.row.sel')).toContainText('says Internal');
});

test('splitters move with the arrow keys and come back by double click', async ({ app }) => {
  await play(app, failedWalk());
  const splitter = app.getByRole('separator', { name: 'Width of steps' });
  const width = async (): Promise<number> => (await app.locator('#side').boundingBox())?.width ?? 0;
  const before = await width();
  await splitter.focus();
  await app.keyboard.press('ArrowRight');
  await expect.poll(width).toBe(before + 16);
  await app.keyboard.press('Shift+ArrowRight');
  await expect.poll(width).toBe(before + 80);
  await splitter.dblclick({ position: { x: 1, y: 300 }, force: true });
  await expect.poll(width).toBe(before);
});

test('single letters can be turned off', async ({ app }) => {
  await play(app, failedWalk());
  await app.getByRole('tree').getByRole('treeitem').first().click();
  await app.keyboard.press('?');
  const dialog = app.getByRole('dialog', { name: 'Keyboard' });
  await dialog.getByLabel('Single letters and digits').uncheck();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await app.keyboard.press('e');
  await expect(app.locator('.finding.here')).toHaveCount(0);
});

test('the start form is accessible', async ({ app }) => {
  await app.getByLabel('Password', { exact: true }).selectOption('given');
  await app.getByRole('button', { name: 'More choices' }).click();
  await app.getByRole('button', { name: /^Walk the sign-in/ }).click();
  await isAccessible(app);
  await app.getByRole('button', { name: 'Try the practice lab' }).click();
  await isAccessible(app);
});

test('a failed walk is accessible, tab by tab', async ({ app }) => {
  test.slow();
  await play(app, failedWalk());
  await isAccessible(app);
  await app.getByRole('button', { name: /^Error The reverse proxy/ }).click();
  for (const tab of ['Response', 'Certificates', 'Timing']) {
    await app.getByRole('tab', { name: tab }).click();
    await isAccessible(app);
  }
  await app.getByRole('tab', { name: 'Response' }).click();
  await app.getByRole('radio', { name: 'Raw + hex', exact: true }).click();
  await isAccessible(app);
  await app.getByRole('row', { name: /^2 Passed DNS A/ }).click();
  await app.getByRole('tab', { name: 'Answer' }).click();
  await isAccessible(app);
  await app.getByRole('treeitem', { name: /: Ticket/ }).click();
  await isAccessible(app);
});

test('a live walk, its questions and a passed walk are accessible', async ({ app }) => {
  test.slow();
  await play(app, passedWalk().slice(0, 12));
  await isAccessible(app);
  await tell(app, { type: 'question', walkId: 'w1', question: trust });
  await isAccessible(app);
  await app.keyboard.press('Escape');
  await tell(app, { type: 'events', walkId: 'w1', events: passedWalk().slice(12) });
  await expect(app.getByRole('contentinfo')).toContainText('Passed');
  await isAccessible(app);
});

test.describe('dark', () => {
  test.use({ colorScheme: 'dark' });

  test('every text stands out', async ({ app }) => {
    test.slow();
    await isAccessible(app, ['color-contrast']);
    await play(app, failedWalk());
    await isAccessible(app, ['color-contrast']);
    await app.getByRole('button', { name: /^Error The reverse proxy/ }).click();
    await isAccessible(app, ['color-contrast']);
    await app.getByRole('tab', { name: 'Certificates' }).click();
    await isAccessible(app, ['color-contrast']);
  });
});

test('at 1024 by 640 all is there and nothing scrolls sideways', async ({ app }) => {
  await app.setViewportSize({ width: 1024, height: 640 });
  await play(app, failedWalk());
  expect(await app.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1024);
  await app.getByRole('button', { name: 'Details' }).click();
  await expect(app.getByRole('radiogroup', { name: 'Told to' })).toBeVisible();
  await app.getByRole('button', { name: /AccessLocation/ }).click();
  await expect(app.locator('.code-host .cm-evidence').first()).toBeVisible();
  await isAccessible(app);
});
