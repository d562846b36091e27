/** The sign-in page of the web services and its AD FS: who gets a cookie, and what the cookie is good for. */
import { describe, expect, it } from 'vitest';
import { createWsFederation, type WsFederation } from '../../../lab/identity/wsFederation.js';
import type { LabResponse } from '../../../lab/types.js';
import { deploymentOf, disabled, header, headers, lena, startLab, text, type Lab } from './harness.js';

const page = 'https://web1.contoso.com/PassiveAuth/PassiveAuth.aspx';
const passive = ['urn:microsoft.rtc:passive'];
const form = (fields: Readonly<Record<string, string>>): string => new URLSearchParams(fields).toString();
const urlencoded: readonly (readonly [string, string])[] = [['Content-Type', 'application/x-www-form-urlencoded']];

interface Setup {
  readonly lab: Lab;
  readonly sts: WsFederation;
}
/** The clock of the AD FS goes with that of the pool. */
function start(): Setup {
  const clock = { now: 0 };
  const sts = createWsFederation(deploymentOf('2015'), { now: () => clock.now });
  const lab = startLab('2015', { grants: passive, passive: sts });
  Object.defineProperty(clock, 'now', { get: () => lab.clock.now });
  return { lab, sts };
}

async function ask(sts: WsFederation, url: string, fields?: Readonly<Record<string, string>>): Promise<LabResponse> {
  const answer = await sts.service({
    method: fields === undefined ? 'GET' : 'POST',
    url: new URL(url),
    headers: [],
    body: Buffer.from(form(fields ?? {})),
    client: {
      behind: () => {
        throw new Error('no pool is asked');
      },
    },
  });
  if (answer.kind !== 'whole') throw new Error(answer.kind);
  return answer.response;
}

const unescaped = (html: string): string =>
  html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** The token of AD FS for a person who was sent there by this page. */
async function tokenOf(setup: Setup, user = lena, from = page): Promise<string> {
  const sent = header(await setup.lab.send(from), 'Location') ?? '';
  const answer = await ask(setup.sts, sent, { UserName: user.userName, Password: user.password });
  return unescaped(/name="wresult" value="([^"]*)"/.exec(text(answer))?.[1] ?? '');
}

const post = ({ lab }: Setup, wresult: string, at = page): Promise<LabResponse> =>
  lab.send(at, { body: form({ wa: 'wsignin1.0', wresult }), headers: urlencoded });
const cookieOf = (answer: LabResponse): string => header(answer, 'Set-Cookie')?.split(';')[0] ?? '';
const grant = (setup: Setup, cookie: string, host = 'web1.contoso.com'): Promise<LabResponse> =>
  setup.lab.send(`https://${host}/WebTicket/oauthtoken`, {
    body: form({ grant_type: 'urn:microsoft.rtc:passive' }),
    headers: [...urlencoded, ['Cookie', cookie]],
  });
const said = (answer: LabResponse): readonly unknown[] => [
  answer.status,
  (JSON.parse(text(answer)) as Record<string, unknown>)['error'],
  header(answer, 'X-Ms-diagnostics')?.slice(0, 5),
];
const refused = [400, 'invalid_grant', '28020'];

describe('the page', () => {
  it('sends a browser to AD FS, and takes its token for a cookie that no script sees', async () => {
    const setup = start();
    const first = await setup.lab.send(page);
    expect([first.status, header(first, 'Set-Cookie')]).toEqual([302, undefined]);
    const sent = new URL(header(first, 'Location') ?? '');
    expect([sent.origin, sent.searchParams.get('wa'), sent.searchParams.get('wtrealm')]).toEqual([
      'https://sts.contoso.com',
      'wsignin1.0',
      page,
    ]);
    const back = await post(setup, await tokenOf(setup));
    expect(back.status).toBe(302);
    expect(headers(back, 'Set-Cookie')).toEqual([
      expect.stringMatching(/^FedAuth=[\w-]{64}; path=\/; secure; HttpOnly$/),
    ]);
    const shown = await setup.lab.send(page, { headers: [['Cookie', cookieOf(back)]] });
    expect([shown.status, text(shown).includes('You are signed in.')]).toEqual([200, true]);
  });

  it('takes no token that AD FS did not make, made for another pool, or has run out', async () => {
    const setup = start();
    const good = await tokenOf(setup);
    const others: readonly string[] = [
      '',
      '<a/>',
      good.replaceAll(lena.sipAddress, 'tom@contoso.com'),
      await tokenOf(start()),
      await tokenOf(setup, lena, 'https://web2.contoso.com/PassiveAuth/PassiveAuth.aspx'),
    ];
    for (const wresult of others) {
      const answer = await post(setup, wresult);
      expect([answer.status, header(answer, 'Set-Cookie')]).toEqual([401, undefined]);
    }
    setup.lab.clock.now += 2 * 60 * 60 * 1000;
    expect((await post(setup, good)).status).toBe(401);
  });

  it('is not there over plain HTTP, nor where the grant is not offered', async () => {
    const { lab, sts } = start();
    expect((await lab.send(page.replace('https:', 'http:'))).status).toBe(403);
    expect((await startLab('2015', { passive: sts }).send(page)).status).toBe(404);
  });
});

describe('AD FS', () => {
  it('asks again after a wrong password, and knows its relying parties', async () => {
    const { lab, sts } = start();
    const sent = header(await lab.send(page), 'Location') ?? '';
    expect(text(await ask(sts, sent))).toContain('name="UserName"');
    const wrong = await ask(sts, sent, { UserName: lena.userName, Password: 'wrong' });
    expect(text(wrong)).toContain('Incorrect user ID or password');
    expect(header(wrong, 'Set-Cookie')).toBeUndefined();
    const stranger = sent.replace(/wtrealm=[^&]*/, 'wtrealm=https%3A%2F%2Fattacker.example%2F');
    expect(text(await ask(sts, stranger, { UserName: lena.userName, Password: lena.password }))).toContain('MSIS7007');
  });
});

describe('the token for the cookie', () => {
  it('is given while it is live, at its own host', async () => {
    const setup = start();
    const cookie = cookieOf(await post(setup, await tokenOf(setup)));
    const granted = await grant(setup, `other=1; ${cookie}`);
    expect([granted.status, text(granted)]).toEqual([200, expect.stringContaining('"access_token":"cwt=')]);
    expect(said(await grant(setup, cookie, 'web2.contoso.com'))).toEqual(refused);
    expect(said(await grant(setup, `${cookie}x`))).toEqual(refused);
    expect(said(await grant(setup, `My${cookie}`))).toEqual(refused);
    setup.lab.clock.now += 9 * 60 * 60 * 1000;
    expect(said(await grant(setup, cookie))).toEqual(refused);
  });

  it('is not given to an account that is not enabled', async () => {
    const setup = start();
    const cookie = cookieOf(await post(setup, await tokenOf(setup, disabled)));
    const answer = await grant(setup, cookie);
    expect([answer.status, header(answer, 'X-Ms-diagnostics')?.slice(0, 5)]).toEqual([403, '28000']);
  });
});
