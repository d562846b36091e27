/**
 * Passive sign-in with a real browser in the place of the desktop app's window: Chromium fills in the page of the lab's
 * AD FS, and the walk goes on with the cookies that the web services left in it.
 */
import { chromium, expect, test, type Browser } from '@playwright/test';
import { startLab, type RunningLab } from '../../lab/index.js';
import type { OpenPassivePage, PassivePage } from '../../main/walk.js';
import { cookieHeader, SignInProgress, verdictOn } from '../../main/electron/passiveRules.js';
import { judge } from '../../shared/audits/judge.js';
import { signInOf } from '../../shared/signIn.js';
import { findBrowser } from '../../scripts/find-browser.mjs';
import { walkPassively } from '../lab/support/passiveWalk.js';

let lab: RunningLab;
let browser: Browser;

test.beforeEach(async () => {
  lab = await startLab({ deployment: 'sfb2019', faults: ['passive-only'], from: 'outside' });
  const executablePath = findBrowser();
  const isRoot = process.getuid?.() === 0;
  browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    chromiumSandbox: !isRoot,
    args: [...(isRoot ? ['--no-sandbox'] : []), '--disable-gpu', '--no-first-run', resolverRules(lab)],
  });
});
test.afterEach(async () => {
  await browser.close();
  await lab.stop();
});

/** The names of the lab and nothing else. */
function resolverRules({ connectTo }: RunningLab): string {
  const rules = connectTo.flatMap((rule) => {
    const [host, port, address, at] = rule.split(':');
    return port === '443' ? [`MAP ${host}:443 ${address}:${at}`] : [];
  });
  return `--host-resolver-rules=${[...rules, 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1'].join(',')}`;
}

interface Seen {
  readonly hosts: string[];
  /** What the window would have said to each navigation, redirects included. */
  readonly verdicts: string[];
  /** Of every host. */
  readonly cookies: { readonly name: string; readonly value: string; readonly domain: string }[];
}

/**
 * Fills in the form as a person does, in a context of its own, as the window has a partition of its own. What the window
 * decides by (passiveRules.ts) is held to what a real browser does.
 */
function person(user: string, password: string, seen: Seen): OpenPassivePage {
  return async ({ url, cookiesFor, mayVisit }: PassivePage) => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    try {
      const page = await context.newPage();
      const progress = new SignInProgress(url, cookiesFor);
      const known = new Set([new URL(url).host]);
      let status = -1;
      page.on('request', (request) => {
        if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return;
        seen.verdicts.push(`${verdictOn({ url: request.url(), type: 'mainFrame' }, known)} ${request.method()}`);
        known.add(new URL(request.url()).host);
        if (progress.isFirstStep(request.method(), request.url())) progress.begin([]);
      });
      page.on('response', (response) => {
        if (response.request().isNavigationRequest()) status = response.status();
      });
      page.on('framenavigated', (frame) => seen.hosts.push(new URL(frame.url()).host));
      const done = new Promise<string>((resolve) => {
        page.on('load', () => {
          progress.arrived(page.url(), status);
          void context.cookies(cookiesFor).then((cookies) => {
            if (progress.isDone(cookies)) resolve(cookieHeader(cookies));
          });
        });
      });
      await page.goto(url);
      if (!(await mayVisit(page.url(), new URL(url).host))) return { kind: 'closed' };
      await page.getByLabel('User name').fill(user);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      const refused = page.getByRole('alert').waitFor();
      refused.catch(() => undefined); // it is not refused, as a rule
      const header = await Promise.race([done, refused]);
      seen.cookies.push(...(await context.cookies()));
      return header === undefined ? { kind: 'closed' } : { kind: 'cookies', header };
    } finally {
      await context.close();
    }
  };
}

test('the cookies of a sign-in in Chromium lead to the user document, and are in no output', async () => {
  const seen: Seen = { hosts: [], verdicts: [], cookies: [] };
  const { userName, password } = lab.credentialsFor(undefined);
  const { session, asked, outputs } = await walkPassively(lab, { openPassivePage: person(userName, password, seen) });

  expect(signInOf(session).oauth).toBe(true);
  const { steps } = session;
  expect(steps.filter(({ kind }) => kind === 'oauth.user').map(({ outcome }) => outcome)).toEqual(
    new Array(4).fill('ok'),
  );
  expect(steps.filter(({ kind }) => kind === 'passive.token').map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
  // Director and home pool: each has a page and cookies of its own, and each is agreed to.
  const pages = asked.flatMap((question) => (question.kind === 'browser' ? [question] : []));
  expect(pages.map(({ host, ownWindow, canOpen }) => [host, ownWindow, canOpen])).toEqual([
    ['dirweb.sfb2019.example', true, true],
    ['web01.sfb2019.example', true, true],
  ]);
  expect(asked.map(({ kind }) => kind)).not.toContain('password');
  expect(new Set(seen.hosts)).toEqual(
    new Set(['dirweb.sfb2019.example', 'web01.sfb2019.example', 'sts.sfb2019.example']),
  );

  const once = ['go GET', 'ask GET', 'go POST', 'go POST', 'go GET'];
  expect(seen.verdicts).toEqual([...once, ...once]);

  // What AD FS left stays in the browser; what the web services left went to each of them alone.
  const sent = session.exchanges.flatMap(({ request }) =>
    request.headers.filter(([name]) => name.toLowerCase() === 'cookie').map(([, value]) => [request.url, value]),
  );
  expect(sent.map(([url]) => url)).toEqual([
    'https://dirweb.sfb2019.example/WebTicket/oauthtoken',
    'https://web01.sfb2019.example/WebTicket/oauthtoken',
  ]);
  for (const [, value] of sent) expect(value).toMatch(/^FedAuth=\*+$/);
  expect(seen.cookies.map(({ name }) => name).sort()).toEqual(['FedAuth', 'FedAuth', 'MSISAuth', 'MSISAuth']);
  for (const [name, output] of Object.entries(outputs)) {
    const texts = [output, ...decoded(output)];
    const secrets = [password, 'cwt=AAEB', ...seen.cookies.map(({ value }) => value)];
    for (const secret of secrets) expect([name, texts.some((text) => text.includes(secret))]).toEqual([name, false]);
  }
  const finding = judge(session).findings.find(({ id }) => id === 'auth-passive-required');
  expect(finding?.severity).toBe('info');
  expect(judge(session).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('a password that AD FS refuses leaves no cookie, and closing the window ends it', async () => {
  const seen: Seen = { hosts: [], verdicts: [], cookies: [] };
  const { userName } = lab.credentialsFor(undefined);
  const { session, asked, outputs } = await walkPassively(lab, { openPassivePage: person(userName, 'wrong', seen) });
  expect(seen.cookies).toEqual([]);
  expect(asked.filter(({ kind }) => kind === 'browser')).toHaveLength(1);
  const page = session.steps.filter(({ kind }) => kind === 'passive.page').at(-1);
  expect(page).toMatchObject({ outcome: 'failed', failure: { code: 'no_credential' } });
  expect(outputs['report']).toContain('auth-passive-required');
});

/** Bytes in the outputs are Base64. */
function decoded(output: string): readonly string[] {
  const texts = output.match(/[A-Za-z0-9+/]{24,}={0,2}/g) ?? [];
  return texts.map((text) => Buffer.from(text, 'base64').toString('latin1'));
}
