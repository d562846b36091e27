/** Joining a meeting from the start screen: what the form asks and refuses, and a whole join through the practice lab. */
import type { Page } from '@playwright/test';
import { askedFor } from './support/fakeBridge.js';
import { expect as expectApp, test as appTest } from './support/fixtures.js';
import { expect, test } from './hostFixture.js';

const meetings = (page: Page) => page.getByRole('radio', { name: 'Join a meeting' });
const link = (page: Page) => page.getByLabel('Link of the meeting');

appTest('a pasted invitation becomes a join without account or password', async ({ app }) => {
  await meetings(app).click();
  await expectApp(app.getByRole('heading', { level: 1 })).toHaveText('Which meeting do you want to join?');
  await expectApp(app.getByLabel('Password', { exact: true })).toHaveCount(0);
  await link(app).fill('Join Skype Meeting<https://meet.contoso.com/lenea/K7Q2M9XD?sl=1>');
  await app.getByLabel('The others see the name').fill('Karl');
  await app.keyboard.press('Enter');
  await expectApp(app.getByRole('button', { name: /^Stop/ })).toBeVisible();
  const [asked] = await askedFor(app, 'startWalk');
  expectApp(asked?.args).toEqual([
    {
      meeting: { address: 'https://meet.contoso.com/lenea/K7Q2M9XD', name: 'Karl' },
      password: { mode: 'none' },
      location: 'unknown',
      signIn: 'auto',
      discoveryUrls: [],
      connectTo: [],
      proxy: 'auto',
      authorities: [],
      trustedHosts: [],
      timeoutMs: 10_000,
      keepSecrets: false,
    },
  ]);
});

appTest('refuses what is no meeting, and a guest without a name, at the field', async ({ app }) => {
  await meetings(app).click();
  await link(app).fill('https://zoom.example/j/1');
  await app.keyboard.press('Enter');
  await expectApp(app.getByRole('alert')).toContainText('This is no link of a Lync or Skype for Business meeting');
  await expectApp(link(app)).toBeFocused();
  await link(app).fill('sip:lenea@contoso.com;gruu;opaque=app:conf:focus:id:K7Q2M9XD');
  await app.getByLabel('The others see the name').fill(' ');
  await app.keyboard.press('Enter');
  await expectApp(app.getByRole('alert')).toContainText('Type the name that the others in the meeting see');
  await expectApp(app.getByLabel('The others see the name')).toBeFocused();
  expectApp(await askedFor(app, 'startWalk')).toEqual([]);
  // The sign-in form is as it was.
  await app.getByRole('radio', { name: 'Follow a sign-in' }).click();
  await expectApp(app.getByLabel('Sign-in address', { exact: true })).toHaveValue('');
});

test('joins a meeting of the practice lab and leaves it again', async ({ page, host }) => {
  await page.goto(host.url);
  await meetings(page).click();
  await page.getByRole('button', { name: 'Try the practice lab' }).click();
  await page.getByLabel('Deployment').selectOption({ label: 'Skype for Business Server 2019' });
  await page.getByLabel('This computer is').selectOption('unknown');
  await expect(page.getByLabel('User', { exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: /Join as a guest/ }).click();
  const verdict = page.getByRole('region', { name: 'Verdict' }).getByRole('heading', { level: 1 });
  await expect(verdict).toHaveText(/^Joined the meeting of nora\.haugen@sfb2019\.example as a guest and left again/, {
    timeout: 30_000,
  });
  // Nobody had to say where the guest is, so the title says nothing of it.
  await expect(page.getByRole('banner')).toContainText('Meeting of nora.haugen@sfb2019.example');
  await expect(page.getByRole('banner')).not.toContainText('Place not known');
  const step = page.getByRole('tree', { name: 'Steps' }).getByRole('treeitem', { name: /^Passed: Leave/ });
  await step.scrollIntoViewIfNeeded();
  await expect(step).toBeVisible();

  await page.getByRole('tab', { name: 'Services' }).click();
  const map = page.getByRole('group', { name: 'Services map' });
  await expect(map.getByRole('button', { name: /^The pool: Passed, Pool of the organizer/ })).toBeVisible();
  await expect(map.getByRole('button', { name: /Access Edge/ })).toHaveCount(0);
  const outcome = map.getByRole('button', { name: /^5\. Let in or not, used outside: Passed, Let in/ });
  await outcome.click();
  await expect(page.locator('#detail')).toContainText('/events');
});

test('says that the meeting is gone', async ({ page, host }) => {
  await page.goto(host.url);
  await meetings(page).click();
  await page.getByRole('button', { name: 'Try the practice lab' }).click();
  await page.getByLabel('Deployment').selectOption({ label: 'Skype for Business Server 2015' });
  await page.getByRole('checkbox', { name: 'The meeting no longer exists' }).check();
  await page.getByRole('button', { name: /Join as a guest/ }).click();
  await expect(
    page.getByRole('region', { name: 'Findings' }).getByRole('button', { name: /meeting-gone/ }),
  ).toBeVisible({ timeout: 30_000 });
});
