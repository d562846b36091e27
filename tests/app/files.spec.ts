/** Saving, opening, dropping, and what cannot be opened. */
import type { FileText } from '../../shared/ipc.js';
import { sessionLines } from '../../shared/session/file.js';
import { reduceSession } from '../../shared/session/reduce.js';
import type { Session } from '../../shared/session/model.js';
import { failedWalk } from '../fixtures/page/failedWalk.js';
import { passedWalk } from '../fixtures/page/passedWalk.js';
import { askedFor, offerFile, tell } from './support/fakeBridge.js';
import { expect, play, test } from './support/fixtures.js';

function sessionOf(events: ReturnType<typeof failedWalk>): Session {
  const session = events.reduce(reduceSession, null as Session | null);
  if (session === null) throw new Error('no session in the fixture');
  return session;
}

test('a walk that is saved and opened again shows the same', async ({ app }) => {
  await play(app, failedWalk());
  const before = await app.getByRole('grid', { name: 'Exchanges' }).innerText();
  await app.keyboard.press('Control+s');
  await expect(app.getByText('Saved as lenea@contoso.com 2026-11-20 2132.lyncscope')).toBeVisible();
  const saved = (await askedFor(app, 'saveSessionFile'))[0]?.args[0] as FileText;
  expect(saved.text).toBe(sessionLines(sessionOf(failedWalk())));
  await app.getByRole('button', { name: 'New walk' }).click();
  await offerFile(app, saved);
  await app.keyboard.press('Control+o');
  await expect(app.getByRole('heading', { level: 1 })).toContainText('The reverse proxy sends outside clients');
  expect(await app.getByRole('grid', { name: 'Exchanges' }).innerText()).toBe(before);
  await expect(app.getByRole('contentinfo')).toContainText(saved.name);
});

test('walking again after opening a file shows the form as it was asked', async ({ app }) => {
  await offerFile(app, { name: 'case.lyncscope', text: sessionLines(sessionOf(passedWalk())) });
  await app.getByRole('button', { name: 'Open a saved walk' }).click();
  await app.getByRole('button', { name: 'Walk again…' }).click();
  await expect(app.getByLabel('Sign-in address', { exact: true })).toHaveValue('lenea@contoso.com');
  await expect(app.getByLabel('This computer is')).toHaveValue('outside');
  await expect(app.getByLabel('Password', { exact: true })).toHaveValue('ask');
});

test('walking again in this page asks the same, but never with a typed password', async ({ app }) => {
  await app.getByLabel('Sign-in address', { exact: true }).fill('lenea@contoso.com');
  await app.getByLabel('Password', { exact: true }).selectOption('given');
  await app.getByRole('textbox', { name: 'Password' }).fill('open sesame');
  await app.getByRole('button', { name: /^Walk the sign-in/ }).click();
  await tell(app, { type: 'events', walkId: 'w1', events: passedWalk() });
  await app.getByRole('button', { name: 'Walk again' }).click();
  const asked = await askedFor(app, 'startWalk');
  expect(asked.map((each) => (each.args[0] as { password: unknown }).password)).toEqual([
    { mode: 'given', value: 'open sesame' },
    { mode: 'ask' },
  ]);
});

test('a foreign file and a newer one are refused with a sentence, and the screen stays', async ({ app }) => {
  await offerFile(app, { name: 'letter.txt', text: 'Dear Sir' });
  await app.keyboard.press('Control+o');
  await expect(app.getByRole('alert')).toContainText('letter.txt cannot be opened');
  await app.getByRole('button', { name: 'Dismiss' }).click();
  await offerFile(app, { name: 'new.lyncscope', text: '{"format":"lyncscope-session","formatVersion":99}\n' });
  await app.keyboard.press('Control+o');
  await expect(app.getByRole('alert')).toContainText('new.lyncscope cannot be opened');
  await expect(app.getByLabel('Sign-in address', { exact: true })).toBeVisible();
});

test('a journal whose program was killed shows what it holds', async ({ app }) => {
  const text = sessionLines(sessionOf(failedWalk())).split('\n');
  const cut = text.slice(0, Math.floor(text.length / 2)).join('\n');
  await offerFile(app, { name: 'killed.lyncscope', text: `${cut}\n{"type":"step-st` });
  await app.keyboard.press('Control+o');
  await expect(app.getByRole('alert')).toContainText('killed.lyncscope is not whole');
  await expect(app.getByRole('tree')).toBeVisible();
  await expect(app.getByRole('contentinfo')).toContainText('Not finished');
  await expect(app.locator('.spin')).toHaveCount(0);
});

test('a dropped file opens', async ({ app }) => {
  const text = sessionLines(sessionOf(passedWalk()));
  await app.evaluate((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], 'dropped.lyncscope'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, text);
  await expect(app.getByRole('contentinfo')).toContainText('dropped.lyncscope');
});

test('nothing is opened over a walk that runs', async ({ app }) => {
  await play(app, failedWalk().slice(0, 20));
  await offerFile(app, { name: 'other.lyncscope', text: sessionLines(sessionOf(passedWalk())) });
  await app.keyboard.press('Control+o');
  await expect(app.getByRole('alert')).toContainText('A walk is running. Stop it first.');
});
