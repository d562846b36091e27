/** The services map and the UCWA resources, of a walk through the practice lab: every box leads to its place. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './hostFixture.js';

test.use({ trace: 'off' });

async function isAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual([]);
}

async function walkTheLab(page: Page, url: string, deployment: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('button', { name: 'Try the practice lab' }).click();
  await page.getByLabel('Deployment').selectOption({ label: deployment });
  await page.getByRole('button', { name: /Walk the sign-in/ }).click();
}

const map = (page: Page): Locator => page.getByRole('group', { name: 'Services map' });
const detail = (page: Page): Locator => page.locator('#detail');
const verdict = (page: Page): Locator => page.getByRole('region', { name: 'Verdict' });
const tab = (page: Page, name: string | RegExp): Locator => page.getByRole('tab', { name });
const box = (page: Page, name: RegExp): Locator => map(page).getByRole('button', { name });

/** Title of the service, and what its exchange must show. */
const leads: readonly (readonly [service: RegExp, shows: RegExp])[] = [
  [/^Autodiscover, outside/, /\/Autodiscover\/AutodiscoverService\.svc\/root/i],
  [/^UCWA, outside/, /\/ucwa\/v1\/applications/i],
  [/^Store app \(Reach\), outside/, /\/Reach\/sip\.svc/i],
  [/^Group expansion, outside/, /\/groupexpansion\/service\.svc/i],
  [/^Meeting scheduler, outside/, /\/Scheduler/i],
  [/^Control panel, outside/, /\/cscp/i],
];

test('the map grows with the walk, and every box leads to its exchange', async ({ page, host }) => {
  await walkTheLab(page, host.url, 'Skype for Business Server 2019');
  await tab(page, 'Services').click();
  await expect(map(page)).toBeVisible();
  await expect(verdict(page)).toContainText(/sign-in works/i, { timeout: 40_000 });

  // Whole at first: nobody asked for a detail.
  await expect(detail(page)).toHaveCount(0);
  await expect(box(page, /^The client: Passed, This computer/)).toBeVisible();
  await expect(box(page, /^On the way outside: Passed, Reverse proxy/)).toBeVisible();
  await expect(box(page, /^On the way inside: Not reached from here, DNS/).first()).toBeVisible();
  await expect(box(page, /^The pool: Passed, Home pool/)).toContainText('pool01');
  await expect(map(page).getByRole('list', { name: 'Servers that answered' }).getByRole('button')).not.toHaveCount(0);

  for (const [service, shows] of leads) {
    const tested = box(page, service).first();
    await expect(tested).toHaveAccessibleName(/: Passed, \d{3} .*\d+ ms$/);
    await tested.click();
    await expect(tested).toHaveAttribute('aria-current', 'true');
    await expect(detail(page)).toHaveAccessibleName(/^Row \d+/);
    await expect(detail(page)).toContainText(shows);
  }
  // And all others lead somewhere: to a record, or to a step that says why there is none.
  for (const each of await map(page).getByRole('button').and(page.locator('.box')).all()) {
    await each.click();
    await expect(each).toHaveAttribute('aria-current', 'true');
    await expect(detail(page)).toBeVisible();
  }

  await page.getByRole('button', { name: 'Close detail' }).click();
  await expect(detail(page)).toHaveCount(0);
  await isAccessible(page);

  await tab(page, /^Exchanges/).click();
  await expect(page.getByRole('grid', { name: 'Exchanges' })).toBeVisible();
  await expect(detail(page)).toBeVisible();
});

test('with the keyboard alone, and UCWA’s resources as a tree', async ({ page, host }) => {
  await walkTheLab(page, host.url, 'Skype for Business Server 2015');
  await expect(verdict(page)).toContainText(/sign-in works/i, { timeout: 40_000 });
  await tab(page, /^Exchanges/).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(map(page)).toBeVisible();

  const focused = page.locator(':focus');
  await box(page, /^The client/).focus();
  await page.keyboard.press('ArrowDown');
  await expect(focused).toHaveAccessibleName(/^On the way outside: Passed, DNS/);
  await page.keyboard.press('ArrowRight');
  await expect(focused).toHaveAccessibleName(/DNS, SRV/);
  await page.keyboard.press('ArrowDown');
  await expect(focused).toHaveAccessibleName(/Access Edge/);
  await page.keyboard.press('Enter');
  await expect(detail(page)).toContainText(/sip\.sfb2015\.example:443/);
  await page.keyboard.press('Tab');
  await expect(focused).toHaveClass(/box/);

  await map(page).getByRole('button', { name: 'Resources' }).click();
  const tree = page.getByRole('tree', { name: 'UCWA resources' });
  const item = (name: RegExp): Locator => tree.getByRole('treeitem', { name });
  await expect(item(/^application ?, ?read/)).toHaveAttribute('aria-expanded', 'true');
  await expect(item(/^people ?, ?in the answer/)).toBeVisible();
  await expect(item(/, ?not asked$/)).not.toHaveCount(0);
  await expect(item(/^events ?, ?held open/)).toHaveCount(1);
  await item(/^application/).focus();
  await page.keyboard.press('ArrowRight');
  await expect(focused).toHaveAccessibleName(/^me ?, ?read/);
  await page.keyboard.press('Enter');
  await expect(detail(page)).toContainText('/me');
  await expect(page.getByRole('region', { name: 'Resource me' })).toContainText('sip:lena.fischer@sfb2015.example');
  await page.keyboard.press('ArrowLeft');
  await expect(item(/^me ?, ?read/)).toHaveAttribute('aria-expanded', 'false');
  await isAccessible(page);
});

test('a narrow window stacks the halves, and nothing is cut off', async ({ page, host }) => {
  await page.setViewportSize({ width: 600, height: 900 });
  await walkTheLab(page, host.url, 'Lync Server 2010 with the mobility update; takes TLS 1.0 to 1.2');
  await tab(page, 'Services').click();
  await expect(verdict(page)).toContainText(/sign-in works/i, { timeout: 40_000 });
  await expect(box(page, /^UCWA, outside: Not offered/)).not.toHaveCount(0);
  const wide = await page.locator('.map-scroll').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  expect(wide).toBe(0);
  const left = async (name: RegExp): Promise<number> => (await box(page, name).first().boundingBox())?.x ?? -1;
  expect(await left(/^On the way inside: .*DNS, /)).toBe(await left(/^On the way outside: .*DNS, /));
  await isAccessible(page);
});
