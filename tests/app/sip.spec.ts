/** SIP on screen: rows that a person at the helpdesk can read, header fields explained, sign-in data, settings. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { sipWalk } from '../fixtures/page/sipWalk.js';
import { askedFor } from './support/fakeBridge.js';
import { expect, play, test } from './support/fixtures.js';

test.use({ trace: 'off' });

async function isAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual([]);
}

const rows = (app: Page) => app.getByRole('grid', { name: 'Exchanges' }).getByRole('row');
const tab = (app: Page, name: string) => app.getByRole('tab', { name, exact: true });
const panel = (app: Page) => app.getByRole('tabpanel');

test('each request is a row with its answer, and the filter shows SIP alone', async ({ app }) => {
  await play(app, sipWalk());
  await app.getByRole('radio', { name: 'SIP' }).click();
  await expect(rows(app)).toHaveText([
    /Asked/,
    /REGISTER.*no sign-in yet.*401 Unauthorized, as expected.*30 ms/,
    /REGISTER.*NTLM, empty token.*401 Unauthorized, as expected/,
    /REGISTER.*NTLM, proof of the password.*200 OK, registered/,
    /SUBSCRIBE.*settings.*200 OK/,
    /← BENOTIFY.*own presence.*No answer is due/,
    /REGISTER.*sign out.*200 OK, signed out/,
  ]);
  await expect(app.getByRole('contentinfo')).toContainText('7 exchanges in 255 ms');
  await app.getByRole('radio', { name: 'TLS' }).click();
  await expect(rows(app)).toHaveText([/Asked/, /TLS.*sip\.contoso\.com:443.*trusted, carries SIP/]);
});

test('header fields have their meaning beside them, and unfold into parameters', async ({ app }) => {
  await play(app, sipWalk());
  await rows(app).filter({ hasText: 'no sign-in yet' }).click();
  await tab(app, 'Request').click();
  await expect(panel(app)).toContainText('Sign in: tell the registrar of this domain where the user can be reached.');
  await expect(panel(app)).toContainText('tag marks the dialogue, epid this installation of the client');
  await panel(app).getByRole('button', { name: 'Contact' }).click();
  await expect(panel(app)).toContainText('The registrar tells endpoints of one user apart by it.');
  await tab(app, 'Response').click();
  await panel(app).getByRole('button', { name: 'WWW-Authenticate' }).nth(1).click();
  await expect(panel(app)).toContainText('Where a client certificate can be had for TLS-DSK.');
  await app.getByRole('radio', { name: 'Raw', exact: true }).click();
  await expect(app.locator('.code-host')).toContainText('SIP/2.0 401 Unauthorized');
  await isAccessible(app);
});

test('sign-in data is decoded: what is offered, the challenge, what is hidden, the signed string', async ({ app }) => {
  await play(app, sipWalk());
  await rows(app).filter({ hasText: 'no sign-in yet' }).click();
  await tab(app, 'Sign-in').click();
  await expect(panel(app).getByRole('row', { name: /TLS-DSK/ })).toContainText('CertProvisioningService.svc');
  await rows(app).filter({ hasText: 'empty token' }).click();
  await expect(panel(app)).toContainText('NTLM type 2, challenge');
  await expect(panel(app)).toContainText('LYNC2013-SERVER.lync.loc');
  await rows(app).filter({ hasText: 'proof of the password' }).click();
  await expect(panel(app)).toContainText('gssapi-data of NTLM: hidden');
  await expect(panel(app)).toContainText('CONTOSO\\lenea');
  await expect(panel(app).getByRole('region', { name: 'Signature' })).toHaveCount(2);
  await expect(panel(app)).toContainText('Made here');
  await expect(panel(app)).toContainText('Verified');
  await expect(panel(app)).toContainText('<9616454F>');
  await isAccessible(app);
});

test('the settings are a table that can be searched', async ({ app }) => {
  await play(app, sipWalk());
  await rows(app).filter({ hasText: 'SUBSCRIBE' }).click();
  await tab(app, 'Settings').click();
  const table = panel(app).getByRole('table');
  await expect(table.getByRole('row', { name: /May forward calls/ })).toHaveText(
    /yes true\s*ucPolicy\s*allowCallForwarding/,
  );
  await expect(table.getByRole('row', { name: /May ring another number/ })).toContainText('no');
  await app.getByLabel('Filter settings').fill('photo');
  await expect(table.getByRole('row')).toHaveText([/What it means/, /Client 1/, /AllPhotos/]);
  await isAccessible(app);
});

test('the step tells how far each way came, and that nothing is left behind', async ({ app }) => {
  await play(app, sipWalk());
  await app.getByRole('treeitem', { name: /Registrar \(SIP\)/ }).click();
  await tab(app, 'Overview').click();
  await expect(app.getByRole('region', { name: 'At the registrar' }).getByRole('row', { name: /NTLM/ })).toHaveText(
    /200 OK.*verified.*7,200 s, 2 h.*yes, nothing is left behind/,
  );
});

test('a finding leads to the SIP row and the header field that proves it', async ({ app }) => {
  await play(app, sipWalk(true));
  await app.getByRole('button', { name: /auth-remote-access-disabled/ }).click();
  await expect(app.locator('.row.sel')).toContainText('403 Forbidden (4003)');
  await expect(tab(app, 'Response')).toHaveAttribute('aria-selected', 'true');
  await expect(app.locator('.sip-hdr.hit', { hasText: 'ms-diagnostics' })).toContainText('auth-remote-access-disabled');
  await isAccessible(app);
});

test('the registrar can be left out, named, and signed in to one way', async ({ app }) => {
  await app.getByLabel('Sign-in address', { exact: true }).fill('lenea@contoso.com');
  await app.getByLabel('Password', { exact: true }).selectOption('ask');
  const plan = app.getByRole('complementary', { name: 'What this walk will ask' });
  await expect(plan).toContainText('REGISTER with TLS-DSK');
  await app.getByRole('button', { name: 'More choices' }).click();
  await app.getByLabel('Way to sign in there').selectOption('ntlm');
  await expect(plan).not.toContainText('TLS-DSK');
  await expect(plan).toContainText('Uses the password at most 10 times');
  await app.getByLabel('Registrar', { exact: true }).fill('sip.contoso.com:5061');
  await app.getByRole('button', { name: /Walk the sign-in/ }).click();
  const [asked] = await askedFor(app, 'startWalk');
  expect(asked?.args[0]).toMatchObject({ sipServer: 'sip.contoso.com:5061', sipAuth: 'ntlm' });
});

test('without the registrar the plan has no SIP in it', async ({ app }) => {
  await app.getByLabel('Sign-in address', { exact: true }).fill('lenea@contoso.com');
  await app.getByLabel('Password', { exact: true }).selectOption('ask');
  await app.getByRole('button', { name: 'More choices' }).click();
  await app.getByLabel('Sign in at the registrar (SIP)').selectOption('none');
  const plan = app.getByRole('complementary', { name: 'What this walk will ask' });
  await expect(plan).not.toContainText('REGISTER');
  await expect(plan).toContainText('Uses the password at most 8 times');
  await app.getByRole('button', { name: /Walk the sign-in/ }).click();
  expect((await askedFor(app, 'startWalk'))[0]?.args[0]).toMatchObject({ sip: 'none' });
});
