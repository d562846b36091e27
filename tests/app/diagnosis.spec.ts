/** What broke and why, on screen: three voices with their proof, findings in order, explanations, certificates, refusals. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { endpointWalk, leafWith, unreadable } from '../fixtures/page/endpointWalk.js';
import { failedWalk } from '../fixtures/page/failedWalk.js';
import { passedWalk } from '../fixtures/page/passedWalk.js';
import { refuseStart } from './support/fakeBridge.js';
import { expect, play, test } from './support/fixtures.js';

test.use({ trace: 'off', permissions: ['clipboard-read', 'clipboard-write'] });

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

async function isAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(wcag).analyze();
  expect(violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 4).map(({ target }) => target.join(' '))])).toEqual(
    [],
  );
}

const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' });
const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

test('the verdict speaks in three voices, each to copy', async ({ app }) => {
  await play(app, failedWalk());
  const told = verdict(app).getByRole('region', { name: 'What to tell whom' });
  await told.getByRole('radio', { name: 'User' }).click();
  await told.getByRole('button', { name: 'Copy for the user' }).click();
  await expect(told.getByRole('button', { name: 'Copied' })).toBeVisible();
  const said = (await clipboard(app)).trim();
  await expect(told.getByRole('group', { name: 'For the user' })).toHaveText(said);
  await told.getByRole('radio', { name: 'User' }).press('ArrowRight');
  await expect(told.getByRole('group', { name: 'For the helpdesk' })).toContainText('lenea@contoso.com');
  await told.getByRole('radio', { name: 'Server admin' }).click();
  const commands = told.getByRole('figure', { name: 'PowerShell' });
  await expect(commands).toContainText('Get-Cs');
  await commands.getByRole('button', { name: 'Copy the commands' }).click();
  await expect.poll(() => clipboard(app)).toContain('Get-Cs');
  await expect.poll(async () => (await clipboard(app)).includes('Copy the commands')).toBe(false);
});

test('every sentence leads to its proof with the keyboard, and the verdict makes room', async ({ app }) => {
  await play(app, failedWalk());
  await verdict(app).getByRole('radio', { name: 'Server admin' }).click();
  const sentence = verdict(app).getByRole('group', { name: 'For the server admin' }).getByRole('link').first();
  await sentence.focus();
  await app.keyboard.press('Enter');
  await expect(app.locator('.row.sel')).toContainText('says Internal');
  await expect(app.getByRole('tab', { name: 'Response' })).toBeFocused();
  await expect(app.locator('.code-host .cm-evidence').first()).toBeVisible();
  await expect(verdict(app).getByRole('button', { name: 'Details' })).toBeVisible();
  await expect(app.getByRole('tree', { name: 'Steps' })).toBeInViewport();
});

test('findings: consequences folded under the cause, expected failures apart and grey', async ({ app }) => {
  await play(app, failedWalk());
  const findings = app.getByRole('region', { name: 'Findings' });
  await expect(findings.getByRole('button', { name: /^Follows from/ })).toHaveAttribute('aria-expanded', 'false');
  await findings.getByRole('button', { name: /^Follows from/ }).click();
  await findings.locator('.follows').getByRole('button').nth(1).click();
  await expect(app.getByRole('treeitem', { selected: true })).toHaveAccessibleName(/^(Skipped|Failed)/);
  await findings.getByRole('button', { name: /^Expected failures/ }).click();
  const expected = findings.getByRole('button', { name: /^Expected failure .*lyncdiscoverinternal/ });
  await expected.first().click();
  await expect(app.locator('.row.sel')).toContainText('lyncdiscoverinternal');
});

test('a finding leads to its explanation, that to the proof, and Esc back to where one was', async ({ app }) => {
  await play(app, failedWalk());
  const explain = app.getByRole('button', { name: /^Explain: The reverse proxy/ });
  await explain.click();
  const page = app.getByRole('article');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/reverse proxy/);
  await expect(page).toContainText('What to do');
  await expect(page).toContainText('In this walk');
  await expect(app.getByRole('tree')).toHaveCount(0);
  await app.keyboard.press('Escape');
  await expect(app.getByRole('tree')).toBeVisible();
  await expect(explain).toBeFocused();
  await explain.click();
  await page.getByRole('button', { name: 'Show the proof' }).click();
  await expect(app.locator('.row.sel')).toContainText('says Internal');
});

test('the explanations open with F1 before any walk and find entries and codes as one types', async ({ app }) => {
  await app.keyboard.press('F1');
  const search = app.getByLabel('Search diagnoses and codes');
  await expect(search).toBeFocused();
  await search.fill('ms-diagnostics: 28020;source="fe01.contoso.com"');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('heading', { level: 1 })).toHaveText('No valid security token.');
  await search.fill('tls-untrusted-root');
  await app.keyboard.press('ArrowDown');
  await expect(app.locator(':focus')).toContainText('tls-untrusted-root');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('article')).toContainText('Sources');
  await isAccessible(app);
  await search.fill('no entry has these words');
  await expect(app.getByText('Nothing has all of these words.')).toBeVisible();
  await search.focus();
  await app.keyboard.press('Escape');
  await expect(search).toHaveValue('');
  await app.keyboard.press('Escape');
  await expect(app.getByRole('heading', { name: 'Whose sign-in do you want to follow?' })).toBeVisible();
});

test('keys of the walk below do nothing while the explanations cover it', async ({ app }) => {
  await play(app, failedWalk());
  const row = await app.locator('.row.sel').getAttribute('data-row');
  await app.keyboard.press('F1');
  await app.locator('.explain-main').focus();
  await app.keyboard.press('e');
  await app.keyboard.press('F6');
  await expect(app.locator('.explain')).toBeVisible();
  await app.keyboard.press('F1');
  await expect(app.locator('.row.sel')).toHaveAttribute('data-row', row ?? '');
});

test('the certificate view shows chain, revocation, versions, extensions and name apart from trust', async ({
  app,
}) => {
  await play(app, endpointWalk());
  await app.getByRole('row', { name: /TLS 1.2, trusted/ }).click();
  await app.getByRole('tab', { name: 'Certificates' }).click();
  const view = app.getByRole('group', { name: 'Certificates' });
  await expect(view.getByRole('figure')).toHaveAccessibleName(
    /As sent: 2 certificates, in order.*root of this computer/,
  );
  await expect(view.getByRole('term').filter({ hasText: /^Name$/ })).toBeVisible();
  await expect(view.getByRole('term').filter({ hasText: /^Trust$/ })).toBeVisible();
  await expect(view).toContainText('Good, answered in 41 ms');
  await expect(view.getByRole('term').filter({ hasText: 'TLS 1.0' })).toBeVisible();
  await expect(view).toContainText('Another certificate');
  await view.getByRole('button', { name: 'Extensions' }).click();
  await expect(view.getByRole('region', { name: 'Extensions' })).toContainText('2.5.29.17');
  await view.getByRole('button', { name: 'Copy PEM' }).click();
  await expect.poll(() => clipboard(app)).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
  const der = app.waitForEvent('download');
  await view.getByRole('button', { name: 'DER: save' }).click();
  expect((await der).suggestedFilename()).toBe('lyncweb.contoso.com.cer');
  await isAccessible(app);
  // A certificate that cannot be read is still one to look at and to save.
  await view
    .getByRole('button', { name: /^Root|^Intermediate, found/ })
    .last()
    .click();
  await expect(view).toContainText('It cannot be read');
});

test('the rows of version probes say which version', async ({ app }) => {
  await play(app, endpointWalk());
  await expect(app.getByRole('row', { name: /TLS 1\.0 refused/ })).toBeVisible();
  await expect(app.getByRole('row', { name: /TLS 1\.2 offered/ })).toBeVisible();
  await app.getByRole('row', { name: /TLS 1\.0 refused/ }).click();
  await app.getByRole('tab', { name: 'Certificates' }).click();
  await expect(app.getByRole('heading', { name: 'The server sent no certificate' })).toBeVisible();
  await isAccessible(app);
});

test('ten thousand names are limited, and shown all on demand', async ({ app }) => {
  await play(app, endpointWalk({ chain: [leafWith(10_000), unreadable] }));
  await app.getByRole('row', { name: /TLS 1.2, trusted/ }).click();
  await app.getByRole('tab', { name: 'Certificates' }).click();
  const view = app.getByRole('group', { name: 'Certificates' });
  await expect(view.getByRole('list', { name: 'Names' }).getByRole('listitem')).toHaveCount(50);
  // What was asked for is among them, though it is the last one.
  await expect(view.getByRole('listitem').first()).toContainText('lyncweb.contoso.com');
  await view.getByRole('button', { name: 'Show all 10,001' }).click();
  const all = view.getByRole('group', { name: '10,001 names' });
  expect(await all.getByRole('listitem').count()).toBeLessThan(100);
  await all.focus();
  await app.keyboard.press('End');
  await expect(all.getByText('lyncweb.contoso.com')).toBeVisible();
  await isAccessible(app);
});

test('a refused resolver is told at its field, which has the focus, until it is changed', async ({ app }) => {
  const sentence = '"x" is not a resolver: it has the form 192.0.2.53 or 192.0.2.53:5353.';
  await refuseStart(app, sentence, 'resolver');
  await app.getByLabel('Sign-in address', { exact: true }).fill('lenea@contoso.com');
  await app.keyboard.press('Enter');
  const field = app.getByLabel('DNS resolver');
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(new RegExp('is not a resolver'));
  await isAccessible(app);
  await field.fill('192.0.2.53');
  await expect(field).toHaveAttribute('aria-invalid', 'false');
  await expect(app.getByText(sentence)).toHaveCount(0);
});

test('a chosen row comes into sight: by its step again, and when the list gets smaller', async ({ app }) => {
  await play(app, failedWalk());
  await app.setViewportSize({ width: 1360, height: 720 });
  const grid = app.getByRole('grid', { name: 'Exchanges' });
  const rowOf = app.locator('.row.sel');
  await app.getByRole('treeitem', { name: /: lyncdiscover, HTTPS/ }).click();
  await expect(rowOf).toBeInViewport();
  await app.locator('#list').evaluate((list) => (list.style.height = '110px'));
  await expect(rowOf).toBeInViewport({ ratio: 1 });
  await grid.evaluate((box) => (box.scrollTop = 0));
  await expect(rowOf).not.toBeInViewport();
  await app.getByRole('treeitem', { selected: true }).click();
  await expect(rowOf).toBeInViewport({ ratio: 1 });
});

test('the lab says in words what each user shows', async ({ app }) => {
  await app.getByRole('button', { name: 'Try the practice lab' }).click();
  await expect(app.getByLabel('User')).toContainText('the account is not enabled for Lync or Skype for Business');
  await expect(app.getByLabel('User')).not.toContainText('auth-user-not-sip-enabled');
});

for (const width of [480, 720]) {
  test(`at ${width} px verdict, findings and explanations are there, and nothing scrolls sideways`, async ({ app }) => {
    await app.setViewportSize({ width, height: 860 });
    await play(app, failedWalk());
    const sideways = (): Promise<number> => app.evaluate(() => document.documentElement.scrollWidth);
    expect(await sideways()).toBeLessThanOrEqual(width);
    await expect(app.getByRole('tree', { name: 'Steps' })).toBeInViewport();
    await app.getByRole('button', { name: 'Details' }).click();
    await expect(verdict(app).getByRole('radiogroup', { name: 'Told to' })).toBeInViewport();
    await app.keyboard.press('F1');
    await expect(app.getByLabel('Search diagnoses and codes')).toBeInViewport();
    expect(await sideways()).toBeLessThanOrEqual(width);
    await isAccessible(app);
  });
}

test.describe('in the dark', () => {
  test.use({ colorScheme: 'dark' });
  test('verdict, findings and explanations have contrast enough', async ({ app }) => {
    await play(app, failedWalk());
    for (const fold of await app.locator('.fold-head').all()) await fold.click();
    await verdict(app).getByRole('radio', { name: 'Server admin' }).click();
    await isAccessible(app);
    await app.keyboard.press('F1');
    await app.getByRole('button', { name: /rp-wrong-port-bridging/ }).click();
    await isAccessible(app);
  });
});

test('a passed walk has nothing for the server admin to change', async ({ app }) => {
  await play(app, passedWalk());
  await verdict(app).getByRole('button', { name: 'Details' }).click();
  await verdict(app).getByRole('radio', { name: 'Server admin' }).click();
  await expect(verdict(app)).toContainText('There is nothing to change on the servers.');
});
