/** The page of a sweep: what it asks for, one line a target as they come, totals, the calendar, the way to a walk and back. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import type { SweepProgress, SweepRow } from '../../shared/sweep/model.js';
import { askedFor, offerSweepSession, refuseStart, tellSweep } from './support/fakeBridge.js';
import { expect, test } from './support/fixtures.js';
import { certificateOf, sweepRow } from './support/sweepRows.js';

const list = '# our domains\ncontoso.example\nlenea@fabrikam.example\nnot a domain\n';

async function open(app: Page): Promise<void> {
  await app.getByRole('button', { name: 'Check many domains' }).click();
  await expect(app.getByRole('heading', { name: 'Which domains do you want to check?' })).toBeVisible();
}

async function start(app: Page, text = list): Promise<void> {
  await open(app);
  await app.getByLabel('Sign-in addresses or domains, one a line').fill(text);
  await app.getByRole('button', { name: 'Start the sweep' }).click();
  await expect(app.getByRole('button', { name: 'Stop the sweep' })).toBeEnabled();
}

const progress = (done: number, total: number, more: Partial<SweepProgress> = {}): SweepProgress => ({
  total,
  done,
  running: Math.min(6, total - done),
  elapsedMs: 5000,
  ...more,
});

const rows = (app: Page, all: readonly SweepRow[], at: SweepProgress): Promise<void> =>
  tellSweep(app, { type: 'rows', sweepId: 'sweep1', rows: all, progress: at });

test('the list is read as it is typed, and the request holds no password', async ({ app }) => {
  await open(app);
  await app.getByRole('button', { name: 'Start the sweep' }).click();
  await expect(app.getByRole('alert')).toContainText('at least one sign-in address or domain');
  await expect(app.getByLabel('Sign-in addresses or domains, one a line')).toBeFocused();
  await app.getByLabel('Sign-in addresses or domains, one a line').fill(list);
  await expect(app.getByText('2 targets; 1 line that cannot be read: Line 4:')).toBeVisible();
  await app.getByLabel('Walks at a time').selectOption('2');
  await app.getByLabel('DNS resolver').fill('192.0.2.53');
  await app.getByRole('button', { name: 'Start the sweep' }).click();
  const [asked] = await askedFor(app, 'startSweep');
  expect(asked?.args).toEqual([
    {
      list,
      concurrency: 2,
      options: {
        location: 'outside',
        resolver: '192.0.2.53',
        connectTo: [],
        proxy: 'auto',
        authorities: [],
        trustedHosts: [],
      },
    },
  ]);
});

test('a sweep that cannot run says why and keeps the list', async ({ app }) => {
  await refuseStart(app, 'The resolver "x" is no address.');
  await open(app);
  await app.getByLabel('Sign-in addresses or domains, one a line').fill(list);
  await app.getByRole('button', { name: 'Start the sweep' }).click();
  await expect(app.getByText('The resolver "x" is no address.')).toBeVisible();
  await expect(app.getByLabel('Sign-in addresses or domains, one a line')).toHaveValue(list);
});

test('rows come in any order and stand in that of the list; chips, diagnoses and text narrow them', async ({ app }) => {
  await start(app);
  await rows(app, [sweepRow(7, 'passed'), sweepRow(2, 'failed')], progress(2, 4, { leftMs: 90_000 }));
  await expect(app.getByRole('status').filter({ hasText: 'done' })).toHaveText('2 done · 2 running · about 2 min left');
  await rows(app, [sweepRow(3, 'warnings'), sweepRow(9, 'could-not-run')], progress(4, 4));
  await tellSweep(app, { type: 'ended', sweepId: 'sweep1', outcome: 'completed', folder: 'Lyncscope sweep 7' });
  await expect(app.getByRole('heading', { name: '4 targets checked' })).toBeVisible();
  await expect(app.getByText('The walks are kept in Lyncscope sweep 7')).toBeVisible();

  const table = app.getByRole('table', { name: 'Targets' });
  const lines = table.getByRole('row');
  await expect(lines).toHaveText([/^Line/, /^2.*company0002/, /^3.*company0003/, /^7.*company0007/, /^9.*company0009/]);
  await app.getByRole('button', { name: '1 Failed' }).click();
  await expect(lines).toHaveText([/^Line/, /^2/]);
  await app.getByRole('button', { name: '4 All' }).click();
  await app.getByPlaceholder('Filter').fill('pool01 0007');
  await expect(lines).toHaveText([/^Line/, /^7/]);
  await app.getByPlaceholder('Filter').fill('');
  await app.getByRole('tab', { name: 'Diagnoses 2' }).click();
  await app.getByRole('button', { name: 'A certificate ends soon' }).click();
  await expect(lines).toHaveText([/^Line/, /^3/]);
  await app.getByRole('button', { name: 'A certificate ends soon' }).click();
  await expect(lines).toHaveCount(5);
});

test('the calendar has each certificate once, the first to end on top, and is saved as it is shown', async ({
  app,
}) => {
  await start(app);
  const shared = certificateOf('contoso.example', 300, 'AA:01');
  await rows(
    app,
    [
      sweepRow(1, 'passed', { certificates: [shared] }),
      sweepRow(2, 'passed', { certificates: [{ ...shared, host: 'web.contoso.example' }] }),
      sweepRow(3, 'failed', { certificates: [certificateOf('late.example', -3.5, 'BB:02')] }),
      sweepRow(4, 'warnings', { certificates: [certificateOf('soon.example', 20.5, 'CC:03')] }),
    ],
    progress(4, 4),
  );
  await app.getByRole('tab', { name: 'Certificates 3' }).click();
  const lines = app.getByRole('table', { name: 'Certificates' }).getByRole('row');
  await expect(lines).toHaveText([
    /Ends/,
    /ended 4 days ago.*\*\.late\.example/,
    /in 20 days.*\*\.soon\.example/,
    /in 29\d days|in 300 days.*lyncdiscover\.contoso\.example:443 and 1 more.*2 targets/,
  ]);
  await app.getByRole('button', { name: 'Calendar file' }).click();
  await app.getByRole('button', { name: 'Table as CSV' }).click();
  const saved = (await askedFor(app, 'saveTextFile')).map(({ args }) => args[0] as { name: string; text: string });
  expect(saved.map(({ name }) => name.replace(/[\d-]{10} \d{4}/, 'DATE'))).toEqual([
    'Certificates DATE.ics',
    'Certificates DATE.csv',
  ]);
  expect(saved[0]?.text.match(/BEGIN:VEVENT/g)).toHaveLength(3);
  expect(saved[1]?.text.split('\r\n').filter(Boolean)).toHaveLength(4);
});

test('a line opens its walk, and the way back shows the same line', async ({ app }) => {
  await start(app);
  const many = Array.from({ length: 2000 }, (_each, index) =>
    sweepRow(index + 1, index % 5 === 0 ? 'failed' : 'passed'),
  );
  await rows(app, many, progress(2000, 2000));
  await tellSweep(app, { type: 'ended', sweepId: 'sweep1', outcome: 'completed', folder: 'f' });
  const drawn = await app.locator('.virtual > .sweep-row').count();
  expect(drawn).toBeLessThan(120);
  await app.getByPlaceholder('Filter').fill('company1500');
  const text = readFileSync(
    new URL('../fixtures/sessions/sfb2019-wrong-bridging-outside.lyncscope', import.meta.url),
    'utf8',
  );
  await offerSweepSession(app, { name: '1500 company1500.example.lyncscope', text });
  await app.getByRole('button', { name: 'company1500.example' }).click();
  await expect(app.locator('#steps')).toBeVisible();
  expect((await askedFor(app, 'openSweepSession'))[0]?.args).toEqual(['sweep1', 1500]);
  await app.getByRole('button', { name: 'Back to the sweep' }).click();
  await expect(app.locator('.sweep-row.sel')).toContainText('company1500.example');
  await app.getByPlaceholder('Filter').fill('');
  await app.getByRole('button', { name: 'New sweep' }).click();
  await expect(app.getByLabel('Sign-in addresses or domains, one a line')).toHaveValue(list);
});

test('stopping asks the program once and keeps what is done', async ({ app }) => {
  await start(app);
  await rows(app, [sweepRow(1, 'passed')], progress(1, 30));
  await app.getByRole('button', { name: 'Stop the sweep' }).click();
  await expect(app.getByRole('button', { name: 'Stop the sweep' })).toBeDisabled();
  expect(await askedFor(app, 'cancelSweep')).toHaveLength(1);
  await tellSweep(app, { type: 'ended', sweepId: 'sweep1', outcome: 'cancelled', folder: 'f' });
  await expect(app.getByRole('heading', { name: 'Stopped after 1 of 30 targets' })).toBeVisible();
});

for (const scheme of ['light', 'dark'] as const) {
  test(`form, targets, diagnoses and calendar have no accessibility faults (${scheme})`, async ({ app }) => {
    await app.emulateMedia({ colorScheme: scheme });
    const faults = async (): Promise<readonly string[]> => {
      const { violations } = await new AxeBuilder({ page: app }).analyze();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    };
    await open(app);
    expect(await faults()).toEqual([]);
    await app.getByLabel('Sign-in addresses or domains, one a line').fill(list);
    await app.getByRole('button', { name: 'Start the sweep' }).click();
    const certificates = [certificateOf('late.example', -3.5, 'BB:02'), certificateOf('soon.example', 20.5, 'CC:03')];
    await rows(
      app,
      [sweepRow(1, 'failed', { certificates }), sweepRow(2, 'warnings'), sweepRow(3, 'passed')],
      progress(3, 9),
    );
    for (const tab of ['Targets', /^Diagnoses/, /^Certificates/]) {
      await app.getByRole('tab', { name: tab }).click();
      expect(await faults()).toEqual([]);
    }
  });
}

for (const scheme of ['light', 'dark'] as const) {
  test(`in a narrow window every button of the certificates stands clear of the table (${scheme})`, async ({ app }) => {
    await app.emulateMedia({ colorScheme: scheme });
    await app.setViewportSize({ width: 600, height: 800 });
    await start(app);
    const certificates = [certificateOf('late.example', -3.5, 'BB:02'), certificateOf('soon.example', 20.5, 'CC:03')];
    await rows(app, [sweepRow(1, 'failed', { certificates }), sweepRow(2, 'warnings')], progress(2, 9));
    await app.getByRole('tab', { name: /^Certificates/ }).click();
    const table = app.getByRole('table', { name: 'Certificates' });
    const top = (await table.boundingBox())?.y ?? 0;
    for (const tool of [
      app.getByPlaceholder('Filter'),
      app.getByRole('button', { name: 'Calendar file' }),
      app.getByRole('button', { name: 'Table as CSV' }),
    ]) {
      const box = await tool.boundingBox();
      expect(box === null ? Infinity : box.y + box.height).toBeLessThanOrEqual(top);
      await tool.click({ trial: true });
    }
    expect(await app.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(600);
    if (process.env['SHOTS'] !== undefined)
      await app.screenshot({ path: `${process.env['SHOTS']}/sweep-${scheme}.png` });
  });
}
