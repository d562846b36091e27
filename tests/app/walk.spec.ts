/** The walk window: live, failed, passed, stopped; from a finding to the marked place. */
import { failedWalk } from '../fixtures/page/failedWalk.js';
import { passedWalk } from '../fixtures/page/passedWalk.js';
import { askedFor, tell, tellEarly } from './support/fakeBridge.js';
import { expect, play, test } from './support/fixtures.js';

test('a live walk shows its steps as they come, follows the newest and can be stopped with Esc', async ({ app }) => {
  const events = failedWalk();
  const begun = events.findIndex((event) => event.type === 'step-started' && event.step.kind === 'root.https');
  await play(app, events.slice(0, begun + 2));
  await expect(app.getByRole('treeitem', { name: /^Running: lyncdiscover, HTTPS/ })).toBeVisible();
  await expect(app.getByRole('heading', { level: 1 })).toContainText('Ask https://lyncdiscover.contoso.com');
  await expect(app.getByRole('button', { name: 'Follow' })).toHaveAttribute('aria-pressed', 'true');
  await expect(app.getByText('walk-unfinished')).toHaveCount(0);
  await app.getByRole('treeitem', { name: /^Passed: lyncdiscover\b.*203/ }).click();
  await expect(app.getByRole('button', { name: 'Follow' })).toHaveAttribute('aria-pressed', 'false');
  await app.keyboard.press('Escape');
  expect(await askedFor(app, 'cancelWalk')).toEqual([{ method: 'cancelWalk', args: ['w1'] }]);
  await tell(app, {
    type: 'events',
    walkId: 'w1',
    events: [{ type: 'session-ended', outcome: 'cancelled', endedMs: 300 }],
  });
  await expect(app.getByRole('heading', { level: 1 })).toContainText('Stopped by you');
  await expect(app.getByRole('contentinfo')).toContainText('Cancelled');
  await expect(app.getByRole('button', { name: 'Save', exact: true })).toBeVisible();
});

test('the verdict names the cause, and its proof leads to step, row, tab and the marked place', async ({ app }) => {
  await play(app, failedWalk());
  await expect(app.getByRole('heading', { level: 1 })).toHaveText(
    'The reverse proxy sends outside clients to the internal web site',
  );
  await expect(app.getByRole('region', { name: 'Verdict' })).toContainText('Server admin');
  // Failures that must be are grey and do not count as findings.
  await expect(app.getByRole('treeitem', { name: /^Expected failure: lyncdiscoverinternal/ })).toBeVisible();

  await app.getByRole('button', { name: /AccessLocation="Internal"/ }).click();
  await expect(app.getByRole('treeitem', { selected: true })).toHaveAccessibleName(/lyncdiscover, HTTPS/);
  await expect(app.locator('.row.sel')).toContainText('200 says Internal');
  await expect(app.getByRole('tab', { name: 'Response' })).toHaveAttribute('aria-selected', 'true');
  await expect(app.locator('.code-host .cm-evidence').first()).toHaveText('AccessLocation="Internal"');
  await expect(app.getByRole('note')).toContainText('rp-wrong-port-bridging');
  await app.getByRole('radio', { name: 'Raw', exact: true }).click();
  await expect(app.locator('.code-host .cm-evidence').first()).toHaveText('AccessLocation="Internal"');
  await app.getByRole('radio', { name: 'Hex', exact: true }).click();
  await expect(app.locator('.hx .evi').first()).toBeVisible();
});

test('a finding in the pane goes to its first evidence, again to the next', async ({ app }) => {
  await play(app, failedWalk());
  const finding = app.getByRole('button', { name: /^Error The reverse proxy/ });
  await finding.click();
  await expect(app.locator('.row.sel')).toContainText('says Internal');
  await finding.press('Enter');
  await expect(app.locator('.row.sel')).toContainText('webint.contoso.local');
  await finding.press('Enter');
  await expect(app.locator('.row.sel')).toContainText('says Internal');
});

test('the list filters by kind and text, says how many it shows, and a jump clears the filter', async ({ app }) => {
  await play(app, failedWalk());
  const rows = app.getByRole('grid', { name: 'Exchanges' }).getByRole('row');
  await expect(rows).toHaveCount(10);
  await app.getByRole('radio', { name: 'DNS' }).click();
  await expect(app.getByText('5 of 9')).toBeVisible();
  await app.keyboard.press('Control+f');
  await app.keyboard.type('nxdomain webint');
  await expect(app.getByText('1 of 9')).toBeVisible();
  await app.getByLabel('Filter exchanges').fill('nothing like it');
  await expect(app.getByRole('heading', { name: 'No exchange matches' })).toBeVisible();
  await app.getByRole('button', { name: /^Error The reverse proxy/ }).click();
  await expect(rows).toHaveCount(10);
});

test('secrets show as what they are, in headers, bodies, raw and hex', async ({ app }) => {
  await play(app, passedWalk());
  await expect(app.getByRole('contentinfo')).toContainText('Secrets hidden');
  await app.getByRole('row', { name: /200 ticket for 8 h/ }).click();
  await app.getByRole('tab', { name: 'Response' }).click();
  await expect(app.locator('.cm-hidden')).toHaveText('[hidden, 1,040 characters, web ticket]');
  await app.getByRole('tab', { name: 'Request' }).click();
  await app.getByRole('radio', { name: 'Raw', exact: true }).click();
  await expect(app.locator('.cm-hidden')).toHaveText(/\[hidden, \d+ characters, NTLM response\]/);
  await app.getByRole('radio', { name: 'Hex', exact: true }).click();
  await expect(app.locator('.hx .hid').first()).toBeVisible();
  await expect(
    app.getByRole('definition').filter({ hasText: /^NTLM \[hidden, \d+ characters, NTLM response\]$/ }),
  ).toBeVisible();
});

test('raw and hex share one byte selection', async ({ app }) => {
  await play(app, failedWalk());
  await app.getByRole('row', { name: /says Internal/ }).click();
  await app.getByRole('tab', { name: 'Response' }).click();
  await app.getByRole('radio', { name: 'Raw + hex' }).click();
  await app.getByRole('table', { name: 'Response, hexadecimal' }).focus();
  await app.keyboard.press('Control+Home');
  for (let i = 0; i < 7; i += 1) await app.keyboard.press('Shift+ArrowRight');
  await expect(app.getByText('0x0000 to 0x0007')).toBeVisible();
  await expect(app.locator('.cm-selected-bytes')).toHaveText('HTTP/1.1');
});

test('a step in which nothing was sent says why', async ({ app }) => {
  await play(app, failedWalk());
  await app.getByRole('treeitem', { name: /: Ticket/ }).click();
  await expect(app.getByRole('heading', { name: 'Nothing was sent in this step' })).toBeVisible();
  await expect(app.getByText('It was skipped: no address of the web ticket service.')).toBeVisible();
  await app.getByRole('button', { name: 'Go to the step around it' }).click();
  await expect(app.getByRole('treeitem', { selected: true })).toHaveAccessibleName(/Get a web ticket/);
});

test('lookups show their message decoded and in bytes, connections their chain', async ({ app }) => {
  await play(app, failedWalk());
  await app.getByRole('row', { name: /^2 Passed DNS A lyncdiscover/ }).click();
  await app.getByRole('tab', { name: 'Answer' }).click();
  await expect(app.getByRole('cell', { name: '203.0.113.24', exact: true })).toBeVisible();
  await expect(app.getByRole('table', { name: 'Answer, hexadecimal' })).toContainText('1a 2b 81 80');
  await app.getByRole('row', { name: /TLS 1.2, trusted/ }).click();
  await app.getByRole('tab', { name: 'Certificates' }).click();
  await expect(app.getByText('Contains lyncdiscover.contoso.com')).toBeVisible();
  await app.getByRole('button', { name: /Intermediate, sent/ }).click();
  await expect(app.getByText('Certificate authority')).toBeVisible();
  const download = app.waitForEvent('download');
  await app.getByRole('button', { name: 'PEM: save' }).click();
  expect((await download).suggestedFilename()).toBe('Example_Trust_TLS_RSA_CA_G2.pem');
});

test('a header that is known opens its explanation', async ({ app }) => {
  await play(app, failedWalk());
  await app.getByRole('row', { name: /says Internal/ }).click();
  await app.getByRole('tab', { name: 'Response' }).click();
  await app.getByRole('button', { name: 'X-MS-Correlation-Id' }).click();
  await expect(app.getByText('The server’s number for this request in its own logs.')).toBeVisible();
});

test('what the engine tells before the start is answered is not lost', async ({ app }) => {
  await tellEarly(app, { type: 'events', walkId: 'w1', events: failedWalk() });
  await app.getByLabel('Sign-in address', { exact: true }).fill('lenea@contoso.com');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('heading', { level: 1 })).toHaveText(/The reverse proxy/);
  await expect(app.getByRole('contentinfo')).toContainText('Failed');
});

test('a walk that turns out not to run leads back to the form with its sentence', async ({ app }) => {
  await play(app, []);
  await tell(app, { type: 'stopped', walkId: 'w1', error: 'The practice lab could not start: no port is free.' });
  await expect(app.getByRole('alert')).toContainText('no port is free');
  await expect(app.getByRole('heading', { name: 'Whose sign-in do you want to follow?' })).toBeVisible();
});

test('the cards of a chain are of one height, and stand one under the other where there is no room', async ({
  app,
}) => {
  await play(app, failedWalk());
  await app
    .getByRole('row', { name: /, trusted/ })
    .first()
    .click();
  await app.getByRole('tab', { name: /^Certificate/ }).click();
  const cards = app.locator('.chain').first().locator('.cnode');
  const boxes = async (): Promise<readonly { readonly x: number; readonly width: number; readonly height: number }[]> =>
    cards.evaluateAll((all) => all.map((card) => card.getBoundingClientRect().toJSON() as DOMRect));
  expect(new Set((await boxes()).map(({ height }) => Math.round(height))).size).toBe(1);
  await app.setViewportSize({ width: 600, height: 800 });
  expect(new Set((await boxes()).map(({ x }) => Math.round(x))).size).toBe(1);
  for (const { x, width } of await boxes()) expect(x + width).toBeLessThanOrEqual(600);
  expect(await app.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(600);
  if (process.env['SHOTS'] !== undefined) await app.screenshot({ path: `${process.env['SHOTS']}/chain.png` });
});

test('at 600 px the title bar shows the whole address, and its buttons keep their names', async ({ app }) => {
  await app.setViewportSize({ width: 600, height: 800 });
  await play(app, failedWalk());
  const bar = app.getByRole('banner');
  for (const part of await bar.locator('strong .cut').all()) {
    expect(await part.evaluate((each) => each.scrollWidth - each.clientWidth)).toBe(0);
  }
  await expect(bar.locator('strong')).toHaveText('lenea@contoso.com');
  for (const name of ['Walk again', 'Save', 'Open…']) {
    await expect(bar.getByRole('button', { name, exact: true })).toBeVisible();
  }
  expect(await app.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(600);
});

test('a long address is cut before its domain, and is whole in its tooltip', async ({ app }) => {
  const address = `${'lene-andrea-margarethe.'.repeat(4)}haugen@contoso.com`;
  await app.setViewportSize({ width: 600, height: 800 });
  const events = failedWalk().map((event) =>
    event.type === 'session-started'
      ? { ...event, session: { ...event.session, target: { ...event.session.target, sipAddress: address } } }
      : event,
  );
  await play(app, events, address);
  const title = app.getByRole('banner').locator('strong');
  await expect(title).toHaveAttribute('title', address);
  const [name, domain] = await title.locator('.cut').all();
  expect(await name?.evaluate((each) => each.scrollWidth > each.clientWidth)).toBe(true);
  expect(await domain?.evaluate((each) => each.scrollWidth === each.clientWidth && each.textContent)).toBe(
    '@contoso.com',
  );
});

test('however long the verdict is, the detail stays within the window and readable', async ({ app }) => {
  await app.setViewportSize({ width: 1280, height: 720 });
  await play(app, failedWalk());
  await expect(app.getByRole('region', { name: 'Verdict' })).toContainText('Server admin');
  // As tall as the verdict of a walk with several causes.
  await app
    .locator('.verdict .why')
    .first()
    .evaluate((why) => (why.textContent = 'One more sentence. '.repeat(60)));
  const detail = await app.locator('.detail').boundingBox();
  const footer = await app.getByRole('contentinfo').boundingBox();
  expect(detail?.height).toBeGreaterThanOrEqual(200);
  expect((detail?.y ?? 0) + (detail?.height ?? 0)).toBeLessThanOrEqual((footer?.y ?? 0) + 1);
  await expect(app.locator('.row.sel')).toBeVisible();
});

test('in the list the end of a long path stays in sight beside its host; its query goes first', async ({ app }) => {
  await app.setViewportSize({ width: 900, height: 700 });
  const long = 'https://lyncdiscover.contoso.com/Autodiscover/AutodiscoverService.svc/root';
  const events = failedWalk().map((event) =>
    event.type === 'exchange-started' || event.type === 'exchange-ended'
      ? { ...event, exchange: { ...event.exchange, request: { ...event.exchange.request, url: `${long}?a=1` } } }
      : event,
  );
  await play(app, events);
  const asked = app.locator('.row .u', { has: app.locator('.u-path') }).first();
  const cell = await asked.boundingBox();
  const path = await asked.locator('bdi').boundingBox();
  await expect(asked).toHaveText(`${long}?a=1`);
  const right = (box: typeof cell): number => (box?.x ?? 0) + (box?.width ?? 0);
  expect(path?.width).toBeGreaterThan(cell?.width ?? 0);
  expect(Math.abs(right(path) - right(cell))).toBeLessThanOrEqual(1);
});
