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
