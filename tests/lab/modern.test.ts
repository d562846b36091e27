/** Modern authentication against a real OpenID provider: the browser's part is played by a client that fills in the forms. */
import { describe, expect, it } from 'vitest';
import type { WalkOptions } from '../../main/walk.js';
import { judge } from '../../shared/audits/judge.js';
import type { Answer, Question } from '../../shared/ipc.js';
import { factsOf } from '../../shared/session/facts.js';
import type { Session, Step, StepKind } from '../../shared/session/model.js';
import { signInOf } from '../../shared/signIn.js';
import { SignInBrowser } from '../../lab/identity/signInBrowser.js';
import { labOfTest } from './support/labOfTest.js';
import { walk, walkIn, webOnly } from './support/walks.js';

interface Played {
  readonly session: Session;
  readonly asked: readonly Question[];
  readonly browser: SignInBrowser;
  /** Everything that was emitted, as text. */
  readonly emitted: string;
  readonly opened: readonly string[];
}

interface Part {
  readonly deployment?: 'sfb2015' | 'sfb2019' | 'sfbse';
  readonly from?: 'inside' | 'outside';
  readonly answer?: Answer;
  readonly alone?: boolean;
}

/** Without a password of its own, and without what has tests of its own. */
const byPage = { ...webOnly, signIn: 'modern', password: { mode: 'none' }, timeoutMs: 10_000 } as const;

/** One walk with `--sign-in modern` of the first user; a person agrees, and fills in the forms. */
async function play(fault: string, part: Part = {}): Promise<Played> {
  const from = part.from ?? 'outside';
  const lab = await labOfTest({ deployment: part.deployment ?? 'sfb2019', faults: [fault], from });
  const person = lab.credentialsFor(undefined);
  const who = { user: person.userName, password: person.password };
  const browser = new SignInBrowser(lab);
  const asked: Question[] = [];
  const opened: string[] = [];
  const events: string[] = [];
  const ask = async (question: Question, signal: AbortSignal): Promise<Answer> => {
    asked.push(question);
    if (question.kind === 'browser') return part.answer ?? { kind: 'browser', way: 'browser' };
    if (question.kind !== 'signing-in') return { kind: 'decline' };
    if (question.device !== undefined) {
      const page = new URL(question.device.url);
      await browser.signIn(page.href, { ...who, userCode: question.device.code });
    }
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'decline' })));
  };
  const somebody = {
    ask,
    openBrowser: (url: string) => {
      opened.push(url);
      void browser.signIn(url, who);
      return Promise.resolve();
    },
  };
  const session = await walkIn(
    lab,
    { ...byPage, location: from },
    { emit: (event) => events.push(JSON.stringify(event)), ...(part.alone === true ? {} : somebody) },
  );
  return { session, asked, browser, emitted: events.join('\n'), opened };
}

const stepsOf = (session: Session, kind: StepKind, outcome?: Step['outcome']): readonly Step[] =>
  session.steps.filter((step) => step.kind === kind && (outcome === undefined || step.outcome === outcome));
const firstFinding = (session: Session): string | undefined => judge(session).findings[0]?.id;

const brokenOutside = (session: Session): readonly string[] =>
  session.steps
    .filter(({ outcome, side, kind }) => outcome === 'failed' && side !== 'internal' && kind !== 'dns.discovery-name')
    .map(({ title, failure }) => `${title}: ${failure?.message ?? ''}`);
const tokenSteps = (session: Session): readonly string[] =>
  session.steps.flatMap((step) => (step.kind === 'modern.token' ? factsOf(step, 'sign-in-with') : []));

describe('modern authentication', () => {
  it.each([
    ['modern-adfs', 'sts.sfb2019.example'],
    ['modern-entra', 'login.windows.net'],
  ] as const)(
    'signs in through %s in the browser, once for Director and home pool, and has a web ticket with the token',
    async (fault, host) => {
      const { session, asked, browser, opened, emitted } = await play(fault);
      expect(brokenOutside(session)).toEqual([]);
      expect(asked.map(({ kind }) => kind)).toEqual(['browser', 'signing-in']);
      expect(asked[0]).toMatchObject({ host, canOpen: true, hasDeviceCode: true });
      expect(opened).toHaveLength(1);
      expect(new URL(opened[0] ?? '').host).toBe(host);
      expect(browser.visited.at(-1)).toMatch(/^http:\/\/localhost:\d+\/$/);
      expect(stepsOf(session, 'oauth.user', 'ok')).toHaveLength(4);
      expect(stepsOf(session, 'web-ticket.user', 'ok')).toHaveLength(2);
      expect(signInOf(session)).toMatchObject({ webTicket: true, oauth: true });
      expect(tokenSteps(session)).toEqual(['authorization code', 'refresh token']);
      expect(judge(session).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      // Neither code, verifier nor tokens are in any event.
      const query = new URL(opened[0] ?? '').searchParams;
      expect(emitted).toContain('grant_type');
      expect(browser.codes.length).toBeGreaterThan(0);
      for (const secret of browser.codes) expect(inEvents(emitted, secret)).toBe(false);
      expect(inEvents(emitted, 'eyJhbGciOiJ')).toBe(false);
      expect(query.get('code_challenge_method')).toBe('S256');
    },
  );

  it('signs in with a code on another device', async () => {
    const { session, asked, opened, emitted } = await play('modern-adfs', {
      answer: { kind: 'browser', way: 'device-code' },
    });
    expect(brokenOutside(session)).toEqual([]);
    expect(opened).toEqual([]);
    const shown = asked.find((question) => question.kind === 'signing-in')?.device;
    expect(shown?.url).toBe('https://sts.sfb2019.example/adfs/oauth2/deviceauth');
    expect(stepsOf(session, 'oauth.user', 'ok')).toHaveLength(4);
    expect(inEvents(emitted, shown?.code ?? '')).toBe(false);
  });

  it.each([
    ['sfb2015', /names nobody who issues tokens/],
    ['lync2010', /names no place to sign in with OAuth.* Lync Server 2010 answers so/],
  ])('tells that %s does not offer it, in place of a step that failed', async (deployment, cause) => {
    const session = await walk({ ...byPage, lab: { deployment, faults: [] } });
    const errors = judge(session).findings.filter(({ severity }) => severity !== 'info');
    expect(errors.map(({ id }) => id)).toEqual(['auth-modern-not-offered']);
    expect(errors[0]?.cause).toMatch(cause);
    expect(errors[0]?.fix).toContain('automatic choice');
  });

  it('opens nothing that was not agreed to, and asks once', async () => {
    const { session, asked, opened } = await play('modern-adfs', { answer: { kind: 'decline' } });
    expect(opened).toEqual([]);
    expect(asked.map(({ kind }) => kind)).toEqual(['browser']);
    expect(stepsOf(session, 'modern.sign-in', 'failed')).toHaveLength(1);
    expect(stepsOf(session, 'oauth.user', 'ok')).toEqual([]);
    expect(firstFinding(session)).toBe('sign-in-incomplete');
  });

  it('says that there is nobody to ask', async () => {
    const { session } = await play('modern-adfs', { alone: true });
    const [page] = stepsOf(session, 'modern.sign-in');
    expect(page).toMatchObject({ outcome: 'failed', failure: { operation: 'credential', code: 'no_credential' } });
    expect(page?.failure?.message).toMatch(/^Nobody can be asked here/);
  });

  it.each([
    ['modern-wrong-audience', 'auth-modern-token-rejected', /made out for https:\/\/sts\./],
    ['modern-issuer-untrusted', 'auth-modern-issuer-untrusted', /not this issuer/],
    ['modern-host-unregistered', 'auth-modern-host-not-registered', /invalid_resource: MSIS9602/],
    ['modern-mfa', 'auth-modern-mfa-required', /AADSTS50076/],
    ['modern-consent', 'auth-modern-consent-required', /AADSTS65001/],
  ] as const)('%s gives %s first', async (fault, finding, cause) => {
    const { session } = await play(fault);
    const [first] = judge(session).findings;
    expect([first?.id, first?.severity]).toEqual([finding, 'error']);
    expect(first?.cause).toMatch(cause);
  });
});

describe("the practice lab's own user", () => {
  const walkAlone = (faults: readonly string[], more: Partial<WalkOptions> = {}): Promise<Session> =>
    walk({ ...byPage, proxy: 'auto', lab: { deployment: 'sfb2015', faults } }, more);

  it('signs in where nobody can be asked', async () => {
    const session = await walkAlone(['modern-adfs']);
    expect(signInOf(session)).toMatchObject({ oauth: true });
  });

  it('enters the code where that was chosen', async () => {
    const asked: string[] = [];
    const session = await walkAlone(['modern-adfs'], {
      ask: (question, signal) => {
        asked.push(question.kind);
        if (question.kind === 'browser') return Promise.resolve({ kind: 'browser', way: 'device-code' });
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'decline' })));
      },
    });
    expect(asked).toEqual(['browser', 'signing-in']);
    expect(signInOf(session)).toMatchObject({ oauth: true });
  });

  it('gives up at a page that refuses the password, and the walk goes on', async () => {
    const session = await walkAlone(['modern-adfs', 'wrong-password']);
    const [page] = stepsOf(session, 'modern.sign-in');
    expect(page).toMatchObject({ outcome: 'failed', failure: { code: 'no_credential' } });
    expect(session.outcome).toBe('completed');
  });
});

/** Looks into the Base64 of bodies and bytes, too. */
function inEvents(emitted: string, secret: string): boolean {
  if (emitted.includes(secret)) return true;
  const texts = emitted.match(/[A-Za-z0-9+/]{24,}={0,2}/g) ?? [];
  return texts.some((text) => Buffer.from(text, 'base64').toString('latin1').includes(secret));
}
