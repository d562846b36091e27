/** The questions of a sign-in on a page: may it be opened, and what is waited for. */
import { failedWalk } from '../fixtures/page/failedWalk.js';
import { askedFor, tell } from './support/fakeBridge.js';
import { expect, play, test } from './support/fixtures.js';

const browser = {
  kind: 'browser',
  id: 'q1',
  from: 'dirweb.contoso.com',
  url: 'https://login.windows.net/common/oauth2/authorize',
  host: 'login.windows.net',
  domain: 'contoso.com',
  canOpen: true,
  hasDeviceCode: true,
} as const;

test.beforeEach(async ({ app }) => {
  await play(app, failedWalk().slice(0, 24));
});

test('the page is shown with its host, and Enter opens nothing', async ({ app }) => {
  await tell(app, { type: 'question', walkId: 'w1', question: browser });
  const dialog = app.getByRole('alertdialog', { name: 'Sign in on a page of login.windows.net?' });
  await expect(dialog).toContainText('https://login.windows.net/common/oauth2/authorize');
  await expect(dialog.getByRole('button', { name: 'Stop here' })).toBeFocused();
  await app.keyboard.press('Enter');
  await tell(app, { type: 'question', walkId: 'w1', question: { ...browser, id: 'q2' } });
  await app.getByRole('button', { name: 'Open the browser' }).click();
  expect((await askedFor(app, 'answer')).map((asked) => asked.args.slice(1))).toEqual([
    ['q1', { kind: 'decline' }],
    ['q2', { kind: 'browser', way: 'browser' }],
  ]);
});

test('the code for another device stands there until the walk takes the question back', async ({ app }) => {
  const device = { url: 'https://login.windows.net/common/oauth2/deviceauth', code: 'WDJB-MJHT' };
  await tell(app, {
    type: 'question',
    walkId: 'w1',
    question: { kind: 'signing-in', id: 'q3', host: 'login.windows.net', device },
  });
  const dialog = app.getByRole('dialog', { name: 'Waiting for the sign-in at login.windows.net' });
  await expect(dialog).toContainText('WDJB-MJHT');
  await tell(app, { type: 'question-closed', walkId: 'w1', questionId: 'q3' });
  await expect(dialog).toHaveCount(0);
  expect(await askedFor(app, 'answer')).toEqual([]);
});

test('a page in a window of its own says whose cookies are read', async ({ app }) => {
  await tell(app, {
    type: 'question',
    walkId: 'w1',
    question: { ...browser, id: 'q4', host: 'web01.contoso.com', hasDeviceCode: false, ownWindow: true },
  });
  const dialog = app.getByRole('alertdialog', { name: 'Sign in on a page of web01.contoso.com?' });
  await expect(dialog).toContainText('Lyncscope reads the cookies it leaves for dirweb.contoso.com');
  await expect(dialog.getByRole('button', { name: 'Use a code on another device' })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Open the window' }).click();
  expect((await askedFor(app, 'answer')).map((asked) => asked.args.slice(1))).toEqual([
    ['q4', { kind: 'browser', way: 'browser' }],
  ]);
});

test('a question that wants an answer stands before the waiting for a page', async ({ app }) => {
  const waiting = { kind: 'signing-in', id: 'q5', host: 'web01.contoso.com', ownWindow: true } as const;
  await tell(app, { type: 'question', walkId: 'w1', question: waiting });
  await expect(app.getByRole('dialog', { name: /Waiting for the sign-in/ })).toContainText(
    'the window that has opened',
  );
  const trust = {
    kind: 'trust',
    id: 'q6',
    from: 'web01.contoso.com',
    url: 'https://sts.fabrikam.com/adfs/ls/',
    host: 'sts.fabrikam.com',
    domain: 'contoso.com',
  } as const;
  await tell(app, { type: 'question', walkId: 'w1', question: trust });
  await expect(app.getByRole('alertdialog')).toContainText('sts.fabrikam.com');
  await tell(app, { type: 'question-closed', walkId: 'w1', questionId: 'q6' });
  await expect(app.getByRole('dialog', { name: /Waiting for the sign-in/ })).toBeVisible();
});
