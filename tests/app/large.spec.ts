/** Large walks: a body of 5 MB and ten thousand rows do not stop the page. */
import { bigBodyWalk, longWalk } from '../fixtures/page/bigWalk.js';
import { expect, play, test } from './support/fixtures.js';
import type { Page } from '@playwright/test';

// Recording every change of a large page would take longer than the test.
test.use({ trace: 'off' });

/** Longest time, in ms, in which the page could not answer while `run` went on. */
async function longestPause(page: Page, run: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const state = { longest: 0, last: performance.now(), on: true };
    Object.assign(window, { pause: state });
    const beat = (): void => {
      const now = performance.now();
      state.longest = Math.max(state.longest, now - state.last);
      state.last = now;
      if (state.on) setTimeout(beat);
    };
    beat();
  });
  await run();
  return page.evaluate(() => {
    const { pause } = window as unknown as { pause: { longest: number; on: boolean } };
    pause.on = false;
    return pause.longest;
  });
}

test('a body of 5 MB opens with its first part, then whole, formatted and in bytes', async ({ app }) => {
  test.slow();
  await play(app, bigBodyWalk(5));
  await app.getByRole('row', { name: /^1 / }).click();
  const opening = await longestPause(app, async () => {
    await app.getByRole('tab', { name: 'Response' }).click();
    await expect(app.getByText(/Showing 2\.0 MB of 5\.\d MB/)).toBeVisible();
    await expect(app.locator('.code-host .cm-line').first()).toContainText('AutodiscoverResponse');
  });
  const whole = await longestPause(app, async () => {
    await app.getByRole('button', { name: 'Show all' }).click();
    await expect(app.getByText(/^Showing/)).toHaveCount(0);
    await expect(app.locator('.code-host .cm-line').first()).toContainText('AutodiscoverResponse');
    await app.locator('.code-host .cm-content').click();
    await app.keyboard.press('Control+f');
    await app.keyboard.type('the-end');
    await app.keyboard.press('Enter');
    await expect(app.locator('.code-host .cm-searchMatch-selected')).toHaveText('the-end');
    await app.keyboard.press('Escape');
  });
  await app.getByRole('radio', { name: 'Hex', exact: true }).click();
  await app.getByRole('table', { name: 'Response, hexadecimal' }).focus();
  await app.keyboard.press('Control+End');
  await expect(app.getByRole('table', { name: 'Response, hexadecimal' })).toContainText('0d 0a 30 0d 0a 0d 0a');
  await app.getByRole('radio', { name: 'Raw', exact: true }).click();
  await expect(app.locator('.code-host .cm-line').first()).toContainText('HTTP/1.1 200 OK');
  test.info().annotations.push({
    type: 'longest pause',
    description: `${Math.round(opening)} ms, whole ${Math.round(whole)} ms`,
  });
});

test('ten thousand exchanges scroll, filter and select', async ({ app }) => {
  test.slow();
  await play(app, longWalk(10_000));
  const grid = app.getByRole('grid', { name: 'Exchanges' });
  await expect(grid).toHaveAttribute('aria-rowcount', '10001');
  expect(await grid.getByRole('row').count()).toBeLessThan(100);
  await grid.getByRole('row').nth(1).click();
  await app.keyboard.press('End');
  await expect(app.locator(':focus')).toContainText('h9999.contoso.com');
  await expect(app.getByRole('treeitem', { selected: true })).toHaveAccessibleName(/Ask number 9999/);
  await expect(app.getByRole('treeitem', { selected: true })).toHaveAttribute('aria-posinset', '10000');
  await app.getByLabel('Filter exchanges').fill('h77');
  await expect(app.getByText('111 of 10,000')).toBeVisible();
});
