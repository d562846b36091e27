/**
 * Tokens of a sign-in on a page of the server (passive): AD FS, a second factor, a smart card. Only the desktop app can
 * show the page and read what it leaves. docs/protocol/passive.md. [skype-docs UCWA AuthenticationInUCWA]
 */
import { failed, FailureError } from '../../../shared/failure.js';
import { grants } from '../../../shared/protocol/msRtcOAuth.js';
import type { OAuthToken } from '../../../shared/protocol/oauthToken.js';
import type { StepHandle } from '../../engine/api.js';
import { hostOf } from '../answers.js';
import type { Place, Walk } from '../context.js';
import { asCurrentUser } from '../currentUser.js';
import type { LearnedLink } from '../documents.js';
import type { TokenService } from '../tokenAnswer.js';
import { askForPage, signInOnPage } from './page.js';
import { tokenForCookies } from './token.js';

const spec = { doc: 'UCWA AuthenticationInUCWA', section: 'Passive authentication' } as const;
const groupSpec = { kind: 'passive', title: 'Sign in on a page of the server', spec } as const;
const whichSpec = { kind: 'passive.page', title: 'Ask which page users sign in on', spec } as const;
const pageSpec = { kind: 'passive.page', title: 'Sign in on that page, in a window of its own', spec } as const;
const tokenSpec = { kind: 'passive.token', title: 'Ask for a token with the cookies of the page', spec } as const;

/** Nothing is offered that this walk could use without a page. */
export function wantsPage(walk: Walk, offered: readonly string[]): boolean {
  const has = (grant: string): boolean => offered.some((one) => one.toLowerCase() === grant);
  return has(grants.passive) && !has(grants.windows) && (!has(grants.password) || asCurrentUser(walk));
}

/** After these nobody is asked again in this walk; a page that could not be reached says nothing about the next one. */
const final: readonly string[] = ['no_credential', 'credential_refused', 'grant_not_allowed'];

export class PassiveTokens {
  readonly #tokens = new Map<string, OAuthToken>();
  #ended: FailureError | undefined;

  /**
   * A token of this service. Cookies belong to one host, so every host has a page of its own; the first "no" and the
   * first refusal end it for the walk.
   * @param named the page, where an answer named it already
   * @returns undefined where the page cannot be shown here and the walk was to do without a sign-in anyway
   * @throws FailureError what stopped it
   */
  async tokenFor(
    walk: Walk,
    place: Place,
    service: TokenService,
    named?: LearnedLink,
  ): Promise<OAuthToken | undefined> {
    const { step, side } = place;
    const host = hostOf(service.link.url).toLowerCase();
    const known = this.#tokens.get(host);
    if (known !== undefined) return known;
    if (this.#ended !== undefined) {
      step.skip({ ...groupSpec, side }, 'the sign-in on a page had ended before');
      throw this.#ended;
    }
    try {
      const token = await step.step({ ...groupSpec, side }, (group) =>
        signIn(walk, { step: group, side }, service, named),
      );
      if (token !== undefined) this.#tokens.set(host, token);
      return token;
    } catch (error) {
      if (error instanceof FailureError && final.includes(error.failure.code)) this.#ended = error;
      throw error;
    }
  }
}

async function signIn(
  walk: Walk,
  { step, side }: Place,
  service: TokenService,
  named: LearnedLink | undefined,
): Promise<OAuthToken | undefined> {
  // 1. The token service names the page, to whoever comes without its cookies.
  const page = named ?? (await step.step({ ...whichSpec, side }, (asking) => askForPage(asking, service)));
  if (!step.pages.hasOwnWindow && walk.credentials.mode === 'none') {
    step.skip({ ...pageSpec, side }, 'only the desktop app can show the page and read the cookies it leaves');
    step.meaning(notHere(hostOf(page.url)));
    return undefined;
  }
  // 2. A person signs in there.
  const cookies = await step.step({ ...pageSpec, side }, (asking) => {
    if (!asking.pages.hasOwnWindow) throw cannotShow(asking, page);
    return signInOnPage(asking, service, page);
  });
  // 3. Its cookies stand for the sign-in.
  const token = await step.step({ ...tokenSpec, side }, (asking) => tokenForCookies(asking, service, cookies));
  step.meaning(`The sign-in on the page of ${hostOf(page.url)} led to a token.`);
  return token;
}

const notHere = (host: string): string =>
  `Users sign in on a page of ${host}, and the cookies it leaves in the browser are the proof. A browser keeps its cookies to itself, so neither the command line nor a page in a browser can go on from here. The desktop app can: it opens the page in a window of its own.`;

function cannotShow(step: StepHandle, page: LearnedLink): FailureError {
  const host = hostOf(page.url);
  step.value('not opened');
  step.meaning(notHere(host));
  return failed(
    'protocol',
    'grant_not_allowed',
    `${hostOf(page.reply.url)} wants a sign-in on a page of ${host} instead of a password. Only the desktop app can show it and read its cookies.`,
  );
}
