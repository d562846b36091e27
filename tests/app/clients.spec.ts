/** The client matrix on screen: who can sign in, what keeps the others out, and the way from a cell to its exchange. */
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { SessionEvent } from '../../shared/session/events.js';
import { askedFor } from './support/fakeBridge.js';
import { expect, play, test } from './support/fixtures.js';

test.use({ trace: 'off' });

/** The events of a recorded walk, as its file holds them after the header line. */
function recorded(name: string): readonly SessionEvent[] {
  const text = readFileSync(new URL(`../fixtures/sessions/${name}.lyncscope`, import.meta.url), 'utf8');
  const [, ...lines] = text.trim().split('\n');
  return lines.map((line) => JSON.parse(line) as SessionEvent);
}

async function isAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual([]);
}

const matrix = (app: Page) => app.getByRole('grid', { name: 'Clients and what each needs' });
const open = async (app: Page, name: string): Promise<void> => {
  await play(app, recorded(name));
  await app.getByRole('tab', { name: 'Clients' }).click();
  await expect(matrix(app)).toBeVisible();
};

test('each client is a row with its verdict, why, and the finding behind it', async ({ app }) => {
  await open(app, 'sfbse-wrong-password-outside');
  await expect(matrix(app).getByRole('row')).toHaveCount(8);
  const mobile = matrix(app).getByRole('row', { name: /^Lync 2010 phone app/ });
  await expect(mobile).toContainText('cannot sign in from here');
  await mobile.getByRole('button', { name: 'The server refused the user name or password' }).click();
  await expect(app.locator('.row.sel, #detail')).toContainText('auth-bad-credentials');
  await expect(matrix(app)).toBeVisible();
});

test('what was not tried is unknown, and says why', async ({ app }) => {
  await open(app, 'lync2010-no-password-inside');
  const desktop = matrix(app).getByRole('row', { name: /^Windows desktop client/ });
  await expect(desktop).toContainText('The registrar was left out of this walk.');
  await expect(desktop.getByRole('gridcell').first()).toHaveText('unknown');
  const web = matrix(app).getByRole('row', { name: /^Web app/ });
  await expect(web.getByRole('gridcell').first()).toHaveText('not offered');
  await expect(app.getByRole('list', { name: 'What the signs mean' })).toContainText('not tried, or not come to');
});

test('a cell leads to the exchange that shows it, by pointer and by keys; the detail can be closed', async ({
  app,
}) => {
  await open(app, 'sfb2019-wrong-bridging-outside');
  const cell = matrix(app).getByRole('button', { name: /^Skype for Business phone app, Server reached: yes/ });
  await cell.click();
  await expect(app.locator('#detail')).toContainText('AccessLocation');
  await app.getByRole('button', { name: 'Close detail' }).click();
  await expect(app.locator('#detail')).toHaveCount(0);

  await cell.focus();
  await app.keyboard.press('ArrowDown');
  await app.keyboard.press('ArrowRight');
  await app.keyboard.press('ArrowRight');
  const signIn = matrix(app).getByRole('button', { name: /^Windows Store app, Sign-in accepted: no/ });
  await expect(signIn).toBeFocused();
  await app.keyboard.press('Enter');
  await expect(app.locator('#detail')).toContainText('webint-dir.sfb2019.internal');
});

test('F6 comes to the matrix as to any other pane', async ({ app }) => {
  await open(app, 'sfb2019-wrong-bridging-outside');
  const cells = matrix(app).locator('[data-cell]');
  await app.getByRole('treeitem').first().click();
  for (let pane = 0; pane < 5 && (await cells.and(app.locator(':focus')).count()) === 0; pane++) {
    await app.keyboard.press('F6');
  }
  await expect(cells.and(app.locator(':focus'))).toHaveCount(1);
});

test('words stand beside the signs, and the last column is whole, at 800 px', async ({ app }) => {
  await open(app, 'sfb2019-wrong-bridging-outside');
  await app.setViewportSize({ width: 800, height: 700 });
  const word = matrix(app).getByRole('row').nth(1).getByRole('gridcell').last().locator('.client-word');
  await expect(word).toBeVisible();
  const edge = await word.evaluate((element) => element.getBoundingClientRect().right);
  expect(edge).toBeLessThan(800 - 8);
  expect((await word.boundingBox())?.width).toBeGreaterThan(8);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the matrix is accessible, wide and narrow, ${colorScheme}`, async ({ app }) => {
    await app.emulateMedia({ colorScheme });
    await open(app, 'sfb2019-wrong-bridging-outside');
    await isAccessible(app);
    await app.setViewportSize({ width: 800, height: 620 });
    await isAccessible(app);
  });
}

test('one client can be walked as: the plan leaves out what it would not do', async ({ app }) => {
  await app.getByLabel('Sign-in address', { exact: true }).fill('lenea@contoso.com');
  await app.getByLabel('Password', { exact: true }).selectOption('ask');
  await app.getByRole('button', { name: 'More choices' }).click();
  const plan = app.getByRole('complementary', { name: 'What this walk will ask' });
  await expect(plan).toContainText('oauthtoken');
  await app.getByLabel('Walk as').selectOption('mobile-2010');
  await expect(plan).not.toContainText('oauthtoken');
  await expect(plan).not.toContainText('REGISTER');
  await app.getByRole('button', { name: /Walk the sign-in/ }).click();
  expect((await askedFor(app, 'startWalk'))[0]?.args[0]).toMatchObject({ client: 'mobile-2010' });
});
