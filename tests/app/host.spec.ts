/** The web host in a real browser: who gets in, and what a page that turned bad could not do. */
import { createServer, type Server } from 'node:http';
import type { Page } from '@playwright/test';
import { expect, test } from './hostFixture.js';

/** The page shows what the program says of itself only when its socket was let in. */
const getsIn = (page: Page): Promise<void> => expect(page.getByRole('contentinfo')).toContainText(/Node \d+\.\d+/);
const isRefused = (page: Page): Promise<void> => expect(page.getByText(/used before/).first()).toBeVisible();

test('the printed address opens the page once, and its ticket leaves the address bar', async ({
  page,
  host,
  context,
}) => {
  await page.goto(host.url);
  await getsIn(page);
  expect(page.url()).toBe(`http://127.0.0.1:${host.port}/`);
  const second = await context.newPage();
  await second.goto(host.url);
  await isRefused(second);
  await second.goto(host.freshUrl()); // pasted over the used one
  await getsIn(second);
  await getsIn(page);
});

test('a page that was loaded again says that it needs a new address', async ({ page, host }) => {
  await page.goto(host.url);
  await getsIn(page);
  await page.reload();
  await isRefused(page);
});

test('the policy stops inline scripts, eval, markup from text and connections elsewhere', async ({
  page,
  host,
  problems,
}) => {
  await page.goto(host.url);
  const seen = await page.evaluate(async () => {
    const violated: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective));
    const nameOf = async (run: () => unknown): Promise<string> => {
      try {
        await run();
        return 'nothing';
      } catch (error) {
        return error instanceof Error ? error.name : 'other';
      }
    };
    // Outside evaluate's own stack, where the debugger would allow eval.
    const evaluated = await new Promise<string>((resolve) => {
      setTimeout(() => void nameOf(() => new Function('return 1')).then(resolve));
    });
    const markup = await nameOf(() => (document.body.innerHTML += '<img src=x onerror="window.ran = 1">'));
    const policy = await nameOf(() => {
      const { trustedTypes } = window as unknown as {
        trustedTypes: { createPolicy(name: string, rules: object): object };
      };
      trustedTypes.createPolicy('mine', { createHTML: (text: string) => text });
    });
    const inline = await nameOf(() => {
      const script = document.createElement('script');
      script.append('window.ran = 1');
      document.head.append(script);
    });
    const elsewhere = await nameOf(() => fetch('http://127.0.0.1:9/'));
    const image = new Image();
    const pixel = new Promise((resolve) => (image.onerror = resolve));
    image.src = 'http://127.0.0.1:9/pixel.png';
    await pixel;
    return { evaluated, markup, policy, inline, elsewhere, ran: 'ran' in window, violated };
  });
  expect(seen).toMatchObject({
    evaluated: 'EvalError',
    markup: 'TypeError',
    policy: 'TypeError',
    elsewhere: 'TypeError',
    ran: false,
  });
  expect(seen.violated).toEqual(expect.arrayContaining(['require-trusted-types-for', 'connect-src', 'img-src']));
  problems.length = 0;
});

test.describe('a page of another site', () => {
  let server: Server;
  let site = '';
  test.beforeEach(async () => {
    server = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end('<p>another site'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    site = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  });
  test.afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('cannot open the socket, not even with a good ticket, nor read or frame the page', async ({
    page,
    host,
    problems,
  }) => {
    await page.goto(site);
    const ticket = new URL(host.url).hash.replace('#ticket=', '');
    const got = await page.evaluate(
      async ({ authority, ticket }) => {
        const socket = new Promise<string>((resolve) => {
          const opened = new WebSocket(`ws://${authority}/__host/socket`);
          opened.onopen = () => opened.send(JSON.stringify({ ticket }));
          opened.onmessage = () => resolve('heard');
          opened.onerror = () => resolve('refused');
        });
        const read = fetch(`http://${authority}/`).then(
          () => 'read',
          () => 'refused',
        );
        const frame = document.createElement('iframe');
        frame.src = `http://${authority}/`;
        const loaded = new Promise((resolve) => (frame.onload = resolve));
        document.body.append(frame);
        await loaded;
        // A refused frame shows the browser's error page, which is foreign to everyone.
        return { socket: await socket, read: await read, framed: frame.contentDocument !== null };
      },
      { authority: `127.0.0.1:${host.port}`, ticket },
    );
    expect(got).toEqual({ socket: 'refused', read: 'refused', framed: false });
    expect(page.frames().map((frame) => frame.url())).not.toContain(`http://127.0.0.1:${host.port}/`);
    problems.length = 0;
    // The ticket was not used up by the attempt.
    await page.goto(host.url);
    await getsIn(page);
    problems.length = 0;
  });
});
