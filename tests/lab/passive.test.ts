/** Passive sign-in without a window: what is asked, what stops it, and that it is asked once. tests/app has the real browser. */
import { describe, expect, it } from 'vitest';
import type { OpenPassivePage, PassivePage } from '../../main/walk.js';
import { judge } from '../../shared/audits/judge.js';
import { factsOf } from '../../shared/session/facts.js';
import type { Session, Step, StepKind } from '../../shared/session/model.js';
import { labOfTest } from './support/labOfTest.js';
import { walkPassively, type Part } from './support/passiveWalk.js';

async function play(part: Part, deployment: 'lync2013' | 'sfb2015' | 'sfb2019' = 'sfb2019') {
  return walkPassively(await labOfTest({ deployment, faults: ['passive-only'], from: part.from ?? 'outside' }), part);
}

const stepsOf = (session: Session, kind: StepKind): readonly Step[] =>
  session.steps.filter((step) => step.kind === kind);
const outcomes = (session: Session, kind: StepKind): readonly string[] =>
  stepsOf(session, kind).map(({ outcome }) => outcome);

describe('passive sign-in', () => {
  it('refuses a cookie that is none, once, and blames no password', async () => {
    const shown: PassivePage[] = [];
    const window: OpenPassivePage = (page) => {
      shown.push(page);
      return Promise.resolve({ kind: 'cookies', header: 'FedAuth=forged-0123456789; lang=en' });
    };
    const { session, asked, outputs } = await play({ openPassivePage: window, withPassword: true });
    expect(shown.map(({ url, cookiesFor }) => [url, cookiesFor])).toEqual([
      [
        'https://dirweb.sfb2019.example/PassiveAuth/PassiveAuth.aspx',
        'https://dirweb.sfb2019.example/WebTicket/oauthtoken',
      ],
    ]);
    expect(asked.filter(({ kind }) => kind === 'browser')).toHaveLength(1);
    expect(stepsOf(session, 'passive.token').map(({ failure }) => failure?.code)).toEqual(['credential_refused']);
    expect(factsOf(stepsOf(session, 'passive.token')[0] as Step, 'diagnostics')[0]).toMatch(/^28020/);
    expect(outcomes(session, 'oauth.user')).toEqual(expect.arrayContaining(['skipped', 'skipped']));
    const [first, ...others] = judge(session).findings;
    expect([first?.id, first?.severity]).toEqual(['auth-passive-required', 'error']);
    expect(first?.cause).toMatch(/signed in on the page/);
    expect(others.map(({ id }) => id)).not.toContain('auth-bad-credentials');
    for (const output of Object.values(outputs)) expect(output).not.toContain('forged-0123456789');
  });

  it('never shows the cookies to another host than the one they are for', async () => {
    const { session } = await play({
      openPassivePage: () => Promise.resolve({ kind: 'cookies', header: 'FedAuth=forged-0123456789' }),
    });
    const withCookie = session.exchanges.filter(({ request }) =>
      request.headers.some((header) => header[0].toLowerCase() === 'cookie'),
    );
    expect(withCookie.map(({ request }) => request.url)).toEqual([
      'https://dirweb.sfb2019.example/WebTicket/oauthtoken',
    ]);
  });

  it.each([
    ['the window is closed', { openPassivePage: () => Promise.resolve({ kind: 'closed' }) }, /was closed/],
    [
      'the wait is stopped',
      { openPassivePage: () => new Promise(() => undefined), stopsWaiting: true },
      /was stopped before/,
    ],
    [
      'nobody agrees',
      { openPassivePage: () => Promise.reject(new Error('opened')), agrees: false },
      /nobody agreed to it/,
    ],
    [
      'what came is no cookie',
      { openPassivePage: () => Promise.resolve({ kind: 'cookies', header: 'a=b\r\nX: y' }) },
      /left no cookie/,
    ],
  ] as const)('ends where %s, says so and asks nobody again', async (_name, part, words) => {
    const { session, asked } = await play({ ...part, withPassword: true } as Part);
    const failed = stepsOf(session, 'passive.page').filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ failure }) => failure?.code)).toEqual(['no_credential']);
    expect(failed[0]?.failure?.message).toMatch(words);
    expect(failed[0]?.meaning).toBeDefined();
    expect(asked.filter(({ kind }) => kind === 'browser')).toHaveLength(1);
    expect(stepsOf(session, 'passive.token')).toEqual([]);
    expect(judge(session).findings[0]?.id).toBe('auth-passive-required');
  });

  it('tells why a page could not be shown, and takes that for no refusal', async () => {
    const { session } = await play({
      openPassivePage: () => Promise.resolve({ kind: 'failed', reason: 'ERR_NAME_NOT_RESOLVED' }),
      from: 'inside',
    });
    const failed = stepsOf(session, 'passive.page').filter(({ outcome }) => outcome === 'failed');
    expect(failed[0]?.failure).toMatchObject({ operation: 'connect', code: 'unknown' });
    expect(failed[0]?.failure?.message).toMatch(/could not be shown: ERR_NAME_NOT_RESOLVED/);
  });

  it('asks another host of the sign-in through the trust check, and refuses plain HTTP', async () => {
    const answers: boolean[] = [];
    const window: OpenPassivePage = async ({ mayVisit }) => {
      for (const next of [
        'https://sts.sfb2019.example/adfs/ls/?wtrealm=secret-realm',
        'http://sts.sfb2019.example/adfs/ls/',
        'https://login.attacker.example/',
        'javascript:alert(1)',
      ])
        answers.push(await mayVisit(next, 'dirweb.sfb2019.example'));
      return { kind: 'closed' };
    };
    const { session, asked } = await play({ openPassivePage: window });
    expect(answers).toEqual([true, false, false, false]);
    expect(asked.find(({ kind }) => kind === 'trust')).toMatchObject({ host: 'login.attacker.example' });
    const decisions = session.trustDecisions.filter(({ learnedFrom }) => learnedFrom.field === 'the sign-in page');
    expect(decisions.map(({ url, basis }) => [url, basis])).toEqual([
      ['https://sts.sfb2019.example/adfs/ls/', 'in-domain'],
      ['https://login.attacker.example/', 'none'],
    ]);
  });
});

describe('without a window of its own', () => {
  it('stops with a password, and says who can go on', async () => {
    const { session, asked } = await play({ withPassword: true });
    const [which, page] = stepsOf(session, 'passive.page');
    expect(which).toMatchObject({ outcome: 'ok' });
    expect(factsOf(which as Step, 'passive-uri')).toEqual([
      'https://dirweb.sfb2019.example/PassiveAuth/PassiveAuth.aspx',
    ]);
    expect(page).toMatchObject({ outcome: 'failed', failure: { code: 'grant_not_allowed' } });
    expect(page?.meaning).toMatch(/A browser keeps its cookies to itself.*desktop app can/);
    expect(asked).toEqual([]);
    expect(judge(session).findings[0]?.id).toBe('auth-passive-required');
  });

  it('only looks, without one', async () => {
    const { session } = await play({}, 'lync2013');
    expect(outcomes(session, 'passive.page')).toEqual(['ok', 'skipped']);
    const [first] = judge(session).findings;
    expect([first?.id, first?.severity]).toEqual(['auth-passive-required', 'warning']);
  });
});
