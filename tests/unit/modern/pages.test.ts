/** Where the browser comes back to, and what may be opened in it. Real sockets on loopback. */
import { get, request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunContext } from '../../../main/engine/context.js';
import { UserPages } from '../../../main/engine/signInPages.js';
import { openLoopbackRedirect, type LoopbackRedirect } from '../../../main/net/loopbackRedirect.js';

let open: LoopbackRedirect | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

/** Status of the answer. */
function browse(at: LoopbackRedirect, path: string, method = 'GET'): Promise<number> {
  const { port } = new URL(at.redirectUri);
  return new Promise((done, failed) => {
    const asked = request({ host: '127.0.0.1', port, path, method, agent: false }, (answer) => {
      answer.resume();
      answer.on('end', () => done(answer.statusCode ?? 0));
    });
    asked.on('error', failed);
    asked.end();
  });
}

describe('the address the browser comes back to', () => {
  it('takes one answer, and only the one with its state', async () => {
    open = await openLoopbackRedirect();
    expect(open.redirectUri).toMatch(/^http:\/\/localhost:\d+\/$/);
    const query = open.query('right', new AbortController().signal);
    expect(await browse(open, '/?state=wrong&code=evil')).toBe(404);
    expect(await browse(open, '/?state=right&code=evil', 'POST')).toBe(404);
    expect(await browse(open, '/elsewhere?state=right&code=evil')).toBe(404);
    expect(await browse(open, '/favicon.ico')).toBe(404);
    expect(await browse(open, '/?state=right&code=good')).toBe(200);
    expect(await query).toBe('state=right&code=good');
    expect(await browse(open, '/?state=right&code=late')).toBe(404);
  });

  it('is given up with the wait', async () => {
    open = await openLoopbackRedirect();
    const stop = new AbortController();
    const query = open.query('right', stop.signal);
    stop.abort();
    await expect(query).rejects.toThrow('ended');
  });

  it('is closed to everybody afterwards', async () => {
    const at = await openLoopbackRedirect();
    await at.close();
    const { port } = new URL(at.redirectUri);
    await expect(
      new Promise((done, failed) => get({ host: '127.0.0.1', port, agent: false }, done).on('error', failed)),
    ).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('the browser', () => {
  const pagesWith = (opened: string[] | undefined, ask?: RunContext['ask']): UserPages =>
    new UserPages(
      {
        ask,
        openBrowser: opened === undefined ? undefined : (url: string) => Promise.resolve(void opened.push(url)),
        signal: new AbortController().signal,
        target: { domain: 'contoso.com' },
        recorder: { id: () => 'q1' },
      } as unknown as RunContext,
      's1',
    );

  it('opens https pages and nothing else', async () => {
    const opened: string[] = [];
    const pages = pagesWith(opened);
    await pages.open('https://sts.contoso.com/adfs/oauth2/authorize?state=1');
    for (const bad of [
      'http://sts.contoso.com/',
      'file:///etc/passwd',
      'https://user:pw@sts.contoso.com/',
      'calculator:x',
    ]) {
      await expect(pages.open(bad)).rejects.toMatchObject({ failure: { code: 'no_credential' } });
    }
    expect(opened).toEqual(['https://sts.contoso.com/adfs/oauth2/authorize?state=1']);
  });

  it('is not opened where there is none, or nobody agreed', async () => {
    const page = { url: 'https://sts.contoso.com/adfs/oauth2/authorize', from: 'web.contoso.com', hasDeviceCode: true };
    expect(await pagesWith([]).choose(page)).toBe('nobody');
    expect(await pagesWith([], () => Promise.resolve({ kind: 'decline' })).choose(page)).toBe('declined');
    expect(await pagesWith([], () => Promise.resolve({ kind: 'trust', allow: true })).choose(page)).toBe('declined');
    const yes: RunContext['ask'] = () => Promise.resolve({ kind: 'browser', way: 'browser' });
    expect(await pagesWith(undefined, yes).choose(page)).toBe('declined');
    expect(await pagesWith([], yes).choose(page)).toBe('browser');
  });

  it('is waited for until the user stops it', async () => {
    const stopped = pagesWith([], () => Promise.resolve({ kind: 'decline' })).whileWaiting(
      { host: 'sts.contoso.com' },
      () => new Promise(() => undefined),
    );
    await expect(stopped).rejects.toMatchObject({ failure: { code: 'no_credential' } });
  });
});

describe('the window for a page of the server', () => {
  const page = {
    url: 'https://web01.contoso.com/PassiveAuth/PassiveAuth.aspx',
    cookiesFor: 'https://web01.contoso.com/WebTicket/oauthtoken',
    mayVisit: () => Promise.resolve(true),
  };
  const learned: string[] = [];
  const pagesWith = (openPassivePage: RunContext['openPassivePage'], ask?: RunContext['ask']): UserPages =>
    new UserPages(
      {
        ask,
        openBrowser: undefined,
        openPassivePage,
        signal: new AbortController().signal,
        target: { domain: 'contoso.com' },
        recorder: {
          id: () => 'q1',
          masker: {
            text: (text: string) => text,
            add: (kind: string, secret: string) => void learned.push(`${kind} ${secret}`),
          },
        },
      } as unknown as RunContext,
      's1',
    );

  it('gives its cookies, which are secrets from then on', async () => {
    const pages = pagesWith(() =>
      Promise.resolve({ kind: 'cookies', header: 'FedAuth=0123456789; lang=en; a=b=cdefghij' }),
    );
    expect(pages.hasOwnWindow).toBe(true);
    expect(await pages.cookiesFrom(page)).toBe('FedAuth=0123456789; lang=en; a=b=cdefghij');
    expect(learned).toEqual(['cookie 0123456789', 'cookie b=cdefghij']);
  });

  it.each(['', 'no pair', 'a=b\r\nX: y', 'a=\u0000', 'a=ä', ' a=b', `a=${'x'.repeat(40_000)}`])(
    'gives no header that is none: %j',
    async (header) => {
      const pages = pagesWith(() => Promise.resolve({ kind: 'cookies', header }));
      await expect(pages.cookiesFrom(page)).rejects.toMatchObject({ failure: { code: 'no_credential' } });
    },
  );

  it('is not there in a browser, nor for anything but https', async () => {
    expect(pagesWith(undefined).hasOwnWindow).toBe(false);
    await expect(pagesWith(undefined).cookiesFrom(page)).rejects.toMatchObject({ failure: { code: 'no_credential' } });
    const opened: string[] = [];
    const pages = pagesWith(({ url }) => {
      opened.push(url);
      return Promise.resolve({ kind: 'closed' });
    });
    for (const url of ['http://web01.contoso.com/', 'https://user:pw@web01.contoso.com/', 'file:///etc/passwd']) {
      await expect(pages.cookiesFrom({ ...page, url })).rejects.toMatchObject({ failure: { code: 'no_credential' } });
    }
    expect(opened).toEqual([]);
  });

  it('is agreed to like the browser, where there is one', async () => {
    const yes: RunContext['ask'] = () => Promise.resolve({ kind: 'browser', way: 'browser' });
    const about = { url: page.url, from: 'web01.contoso.com', hasDeviceCode: false, ownWindow: true } as const;
    expect(await pagesWith(() => Promise.resolve({ kind: 'closed' }), yes).choose(about)).toBe('browser');
    expect(await pagesWith(undefined, yes).choose(about)).toBe('declined');
    expect(await pagesWith(() => Promise.resolve({ kind: 'closed' })).choose(about)).toBe('nobody');
  });
});
