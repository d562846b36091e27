/** The two questions a walk may ask. */
import { failedWalk } from '../fixtures/page/failedWalk.js';
import { askedFor, tell } from './support/fakeBridge.js';
import { expect, play, test } from './support/fixtures.js';

const trust = {
  kind: 'trust',
  id: 'q1',
  from: 'lyncdiscover.contoso.com',
  url: 'https://lyncweb.fabrikam.com/Autodiscover/AutodiscoverService.svc/root?originalDomain=contoso.com',
  host: 'lyncweb.fabrikam.com',
  domain: 'contoso.com',
} as const;

const password = {
  kind: 'password',
  id: 'q2',
  userName: 'lenea@contoso.com',
  url: 'https://lyncweb.contoso.com/WebTicket/WebTicketService.svc',
  host: 'lyncweb.contoso.com',
  tls: 'TLSv1.2',
  use: 1,
  of: 4,
} as const;

test.beforeEach(async ({ app }) => {
  await play(app, failedWalk().slice(0, 24));
});

test('the trust question has its focus on the safe answer, and Enter gives that', async ({ app }) => {
  await tell(app, { type: 'question', walkId: 'w1', question: trust });
  const dialog = app.getByRole('alertdialog', { name: 'Is lyncweb.fabrikam.com yours?' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Stop here' })).toBeFocused();
  await expect(dialog.locator('dd b')).toHaveText(['contoso.com', 'fabrikam.com']);
  await app.keyboard.press('Enter');
  expect(await askedFor(app, 'answer')).toEqual([
    { method: 'answer', args: ['w1', 'q1', { kind: 'trust', allow: false }] },
  ]);
  await expect(dialog).toHaveCount(0);
});

test('following is for this walk, by its own button; Esc stops here and not the walk', async ({ app }) => {
  await tell(app, { type: 'question', walkId: 'w1', question: trust });
  await app.keyboard.press('Escape');
  await tell(app, { type: 'question', walkId: 'w1', question: { ...trust, id: 'q3' } });
  await app.getByRole('button', { name: 'Follow for this walk' }).click();
  expect((await askedFor(app, 'answer')).map((asked) => asked.args.slice(1))).toEqual([
    ['q1', { kind: 'trust', allow: false }],
    ['q3', { kind: 'trust', allow: true }],
  ]);
  expect(await askedFor(app, 'cancelWalk')).toEqual([]);
});

test('the password is asked for with server, protection and the number of this use', async ({ app }) => {
  await tell(app, { type: 'question', walkId: 'w1', question: password });
  const dialog = app.getByRole('dialog', { name: 'Sign in as lenea@contoso.com' });
  await expect(dialog).toContainText('lyncweb.contoso.com over TLS 1.2');
  await expect(dialog).toContainText('This is use 1 of at most 4.');
  await expect(dialog.getByLabel('Password')).toBeFocused();
  await app.keyboard.press('Enter'); // nothing typed: nothing is sent
  expect(await askedFor(app, 'answer')).toEqual([]);
  await app.keyboard.type('open sesame');
  await dialog.getByLabel('User name').fill('CONTOSO\\lenea');
  await app.keyboard.press('Enter');
  expect((await askedFor(app, 'answer'))[0]?.args).toEqual([
    'w1',
    'q2',
    { kind: 'password', userName: 'CONTOSO\\lenea', password: 'open sesame' },
  ]);
  // The page keeps no trace of it.
  expect(await app.content()).not.toContain('open sesame');
});

test('going on without a password, and stopping, are always offered', async ({ app }) => {
  await tell(app, { type: 'question', walkId: 'w1', question: password });
  await app.getByRole('button', { name: 'Go on without' }).click();
  await tell(app, { type: 'question', walkId: 'w1', question: { ...password, id: 'q4' } });
  await app.getByRole('button', { name: 'Stop here' }).click();
  expect((await askedFor(app, 'answer')).map((asked) => asked.args.slice(1))).toEqual([
    ['q2', { kind: 'decline' }],
    ['q4', { kind: 'decline' }],
  ]);
  expect(await askedFor(app, 'cancelWalk')).toHaveLength(1);
});

test('a question that the engine withdraws goes away, and the next one waits its turn', async ({ app }) => {
  await tell(
    app,
    { type: 'question', walkId: 'w1', question: trust },
    { type: 'question', walkId: 'w1', question: password },
  );
  await expect(app.getByRole('alertdialog')).toBeVisible();
  await expect(app.getByRole('dialog', { name: /Sign in as/ })).toHaveCount(0);
  await tell(app, { type: 'question-closed', walkId: 'w1', questionId: 'q1' });
  await expect(app.getByRole('alertdialog')).toHaveCount(0);
  await expect(app.getByRole('dialog', { name: /Sign in as/ })).toBeVisible();
});
