/** The start form: what it asks for, what it refuses, and the plan beside it. */
import { askedFor, refuseStart } from './support/fakeBridge.js';
import { expect, test } from './support/fixtures.js';

test('a typed address starts a walk at once, without a password', async ({ app }) => {
  await app.keyboard.type('lenea@contoso.com');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('button', { name: /^Stop/ })).toBeVisible();
  const [asked] = await askedFor(app, 'startWalk');
  expect(asked?.args).toEqual([
    {
      sipAddress: 'lenea@contoso.com',
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

test('a logon name is refused under the field, and the focus stays there', async ({ app }) => {
  const address = app.getByLabel('Sign-in address', { exact: true });
  await address.fill('CONTOSO\\lenea');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('alert')).toContainText('This is a logon name');
  await expect(address).toBeFocused();
  await expect(address).toHaveAttribute('aria-invalid', 'true');
  expect(await askedFor(app, 'startWalk')).toEqual([]);
  await address.fill('lenea@contoso.com');
  await expect(app.getByText('This is a logon name')).toHaveCount(0);
});

test('the plan follows the choices and counts the password uses before anything is sent', async ({ app }) => {
  const plan = app.getByRole('complementary', { name: 'What this walk will ask' });
  await expect(plan).toContainText('Uses 0 password attempts, so no account can lock');
  await app.getByLabel('Password', { exact: true }).selectOption('ask');
  await expect(plan).toContainText('Uses the password at most 11 times');
  await app.getByRole('button', { name: 'More choices' }).click();
  await app.getByLabel('Sign in with').selectOption('oauth');
  await expect(plan).toContainText('Uses the password at most 7 times');
  await expect(plan).not.toContainText('Get a web ticket');
  await app.getByLabel('This computer is').selectOption('outside');
  await expect(plan).toContainText('should not exist');
  await app.getByLabel('Keep secrets readable').check();
  await expect(plan).toContainText('Keeps passwords, tickets and tokens readable');
  await expect(app.getByText('Whoever gets the file can read the password')).toBeVisible();
});

test('every advanced choice arrives in the request', async ({ app }) => {
  await app.getByLabel('Sign-in address', { exact: true }).fill('lenea@contoso.com');
  await app.getByLabel('This computer is').selectOption('inside');
  await app.getByLabel('Find the server').selectOption('manual');
  await app.getByLabel('Address inside').fill('https://a.contoso.com/');
  await app.getByLabel('Address outside').fill('https://b.contoso.com/');
  await app.getByLabel('Password', { exact: true }).selectOption('given');
  await app.getByLabel('User name').fill('CONTOSO\\lenea');
  await app.getByRole('textbox', { name: 'Password' }).fill('open sesame');
  await app.getByRole('button', { name: 'More choices' }).click();
  await app.getByLabel('Sign in with').selectOption('web-ticket');
  await app.getByLabel('Give up a wait after').fill('2.5');
  await app.getByLabel('DNS resolver').fill('192.0.2.53');
  await app.getByLabel('And with a public resolver').fill('203.0.113.53');
  await app.getByLabel('Proxy').fill('none');
  await app.getByLabel('Connect elsewhere').fill('a.contoso.com:443:127.0.0.1:8443\n:80:127.0.0.1:8080');
  await app.getByLabel('These hosts are mine').fill('lyncweb.fabrikam.com');
  const chooser = app.waitForEvent('filechooser');
  await app.getByRole('button', { name: 'Add a PEM file…' }).click();
  const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
  await (
    await chooser
  ).setFiles({ name: 'company.pem', mimeType: 'text/plain', buffer: Buffer.from(`junk\n${pem}\n`) });
  await expect(app.getByText('company.pem')).toBeVisible();
  await app.getByRole('button', { name: /^Walk the sign-in/ }).click();
  const [asked] = await askedFor(app, 'startWalk');
  expect(asked?.args).toEqual([
    {
      sipAddress: 'lenea@contoso.com',
      userName: 'CONTOSO\\lenea',
      password: { mode: 'given', value: 'open sesame' },
      location: 'inside',
      signIn: 'web-ticket',
      discoveryUrls: ['https://a.contoso.com/', 'https://b.contoso.com/'],
      resolver: '192.0.2.53',
      publicResolver: '203.0.113.53',
      connectTo: ['a.contoso.com:443:127.0.0.1:8443', ':80:127.0.0.1:8080'],
      proxy: 'none',
      authorities: [pem],
      trustedHosts: ['lyncweb.fabrikam.com'],
      timeoutMs: 2500,
      keepSecrets: false,
    },
  ]);
});

test('a public resolver is named to whoever asks it, refused at its field, and gone where nothing is compared', async ({
  app,
}) => {
  const plan = app.getByRole('complementary', { name: 'What this walk will ask' });
  await app.getByLabel('Sign-in address', { exact: true }).fill('lenea@contoso.com');
  await app.getByRole('button', { name: 'More choices' }).click();
  const open = app.getByLabel('And with a public resolver');
  await expect(open).toHaveAccessibleDescription(/is told the names of the company’s domain/);
  await open.fill('dns.example');
  await expect(plan).toContainText('Tells dns.example, a public resolver, the names of contoso.com');
  await refuseStart(app, '"dns.example" is not a resolver.', 'publicResolver');
  await app.getByRole('button', { name: /^Walk the sign-in/ }).click();
  await expect(open).toBeFocused();
  await expect(open).toHaveAccessibleDescription(/is not a resolver/);
  await app.getByLabel('Compare what DNS says').selectOption('none');
  await expect(open).toHaveCount(0);
  await expect(plan).not.toContainText('public resolver');
  await app.evaluate(() => Object.assign((window as unknown as { fake: object }).fake, { startError: null }));
  await app.getByRole('button', { name: /^Walk the sign-in/ }).click();
  await expect(app.getByRole('button', { name: /^Stop/ })).toBeVisible();
  const asked = (await askedFor(app, 'startWalk')).at(-1)?.args[0];
  expect(asked).toMatchObject({ dnsDepth: 'none' });
  expect(asked).not.toHaveProperty('publicResolver');
});

test('a file that holds no certificate is refused with a sentence', async ({ app }) => {
  await app.getByRole('button', { name: 'More choices' }).click();
  const chooser = app.waitForEvent('filechooser');
  await app.getByRole('button', { name: 'Add a PEM file…' }).click();
  await (await chooser).setFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') });
  await expect(app.getByRole('alert')).toContainText('notes.txt holds no PEM certificate.');
});

test('the practice lab offers deployments, users and the faults each deployment can show', async ({ app }) => {
  await app.getByRole('button', { name: 'Try the practice lab' }).click();
  await expect(app.getByLabel('Sign-in address', { exact: true })).toHaveValue('lenea@contoso.example');
  await app.getByLabel('User').selectOption('guest@contoso.example');
  await app.getByLabel('Only the external record').check();
  await expect(app.getByText('This fault shows from inside the company.')).toBeVisible();
  await app.getByLabel('This computer is').selectOption('inside');
  await expect(app.getByText('This fault shows from inside the company.')).toHaveCount(0);
  await app.getByRole('button', { name: /^Walk the sign-in/ }).click();
  const [asked] = await askedFor(app, 'startWalk');
  expect(asked?.args[0]).toMatchObject({
    sipAddress: 'guest@contoso.example',
    location: 'inside',
    lab: { deployment: 'sfb2019', faults: ['dns-external-only'] },
  });
});

test('the faults of the lab stand in order and can be searched; what is chosen stays in sight', async ({ app }) => {
  await app.setViewportSize({ width: 600, height: 800 });
  await app.getByRole('button', { name: 'Try the practice lab' }).click();
  const list = app.locator('.fault-list .tick');
  const titles = await list.allTextContents();
  expect(titles.length).toBeGreaterThan(1);
  expect(titles).toEqual(titles.toSorted((a, b) => a.localeCompare(b, 'en')));
  await app.getByLabel('Only the external record').check();
  await app.getByLabel('Search faults').fill('no such words');
  await expect(list).toHaveText([/^Only the external record/]);
  await app.getByLabel('Only the external record').click(); // it goes at once
  await expect(app.getByText('No fault of this deployment fits.')).toBeVisible();
  await app.getByLabel('Search faults').fill('record EXTERNAL');
  await expect(list).toHaveText([/^Only the external record/]);
  expect(await app.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(600);
});

test('a walk that could not start leads back to the form with the sentence', async ({ app }) => {
  await refuseStart(app, '"x" is not a resolver: it has the form 192.0.2.53 or 192.0.2.53:5353.');
  await app.getByLabel('Sign-in address', { exact: true }).fill('lenea@contoso.com');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('alert')).toContainText('is not a resolver');
  await expect(app.getByLabel('Sign-in address', { exact: true })).toHaveValue('lenea@contoso.com');
});
