/**
 * Signing in with OAuth: challenge, token, user document in both forms, and on at the home pool.
 * docs/protocol/oauth.md. [skype-docs UCWA AuthenticationInUCWA; MS-OCAUTHWS]
 */
import { failed, FailureError } from '../../shared/failure.js';
import { linkOf, type AutodiscoverDocument } from '../../shared/protocol/autodiscover.js';
import { parseChallenges, type Challenge } from '../../shared/protocol/challenge.js';
import { accepts } from '../../shared/protocol/mediaType.js';
import { grants, parseOAuthChallenge, readBearerChallenge } from '../../shared/protocol/msRtcOAuth.js';
import type { OAuthToken } from '../../shared/protocol/oauthToken.js';
import type { Reply, StepHandle } from '../engine/api.js';
import { headersOf, hostOf, meaningOfStranger, noteAnswer, unexpectedStatus } from './answers.js';
import { skipAll, together, valueOf, type Place, type Walk } from './context.js';
import { isOnline, learn, learnLink, trustSecure, type LearnedLink } from './documents.js';
import { goOnAtHomePool, homedOnline } from './homePool.js';
import type { Root } from './redirects.js';
import { wantsPage } from './passive/tokens.js';
import type { TokenService } from './tokenAnswer.js';
import { requestToken } from './tokenRequest.js';
import { visit } from './trail.js';
import { readUserAnswer } from './webTicket.js';

const spec = { doc: 'UCWA AuthenticationInUCWA', section: 'Authentication' } as const;
export const challengeSpec = {
  kind: 'oauth.challenge',
  title: 'Ask for the user document without a token',
  spec,
} as const;
const tokenSpec = { kind: 'oauth.token', title: 'Ask for a token', spec } as const;
export const jsonSpec = {
  kind: 'oauth.user',
  title: 'Ask for the user document with the token, as JSON',
  spec,
} as const;
export const xmlSpec = { kind: 'oauth.user', title: 'Ask for the user document with the token, as XML', spec } as const;

/** The address that OAuth begins at: "OAuth" in Autodiscover documents, "user" in UCWA resources. */
export function oauthLink(root: Root): LearnedLink | undefined {
  const isUcwa = root.document.form === 'ucwa-json' || root.document.form === 'ucwa-xml';
  return learnLink(root.document, isUcwa ? 'user' : 'OAuth', root.reply);
}

/**
 * @param myTurn resolves when a credential may be used
 * @returns the user document in the Autodiscover form; undefined where nothing failed but there is no password
 * @throws FailureError what stopped it; the steps that could not be run are recorded as skipped
 */
export async function signInWithOAuth(
  walk: Walk,
  place: Place,
  root: Root,
  myTurn: () => Promise<void>,
): Promise<AutodiscoverDocument | undefined> {
  const { step, side } = place;
  // 1. Ask for the user document. 2. The 401 names the token service and the grants it takes.
  const challenge = await step.attempt({ ...challengeSpec, side }, (asking) => askWithoutToken(asking, root));
  if (!challenge.ok) {
    skipAll(place, [tokenSpec, jsonSpec, xmlSpec], 'the token service is not known');
    throw new FailureError(challenge.failure);
  }
  const { userUrl, service } = challenge.value;
  if (isOnline(userUrl) || isOnline(service.link.url)) {
    skipAll(place, [tokenSpec, jsonSpec, xmlSpec], 'the account is homed online');
    throw homedOnline(userUrl);
  }

  // 3. Post a grant to the token service, when it is this way's turn. A sign-in on a page needs no password.
  const onPage = wantsPage(walk, service.grants);
  if (onPage || walk.credentials.mode !== 'none') await myTurn();
  const unavailable = onPage ? undefined : walk.credentials.unavailable;
  if (unavailable !== undefined) {
    skipAll(place, [tokenSpec, jsonSpec, xmlSpec], unavailable);
    step.value(unavailable);
    step.meaning('Everything before the sign-in works. The rest needs a password.');
    return undefined;
  }
  const token = await tokenFor(walk, place, service, onPage);
  if (token === undefined) return undefined;
  walk.ucwa.keepToken(service.link.url, token);

  // 4. The user document with the token, in the forms of web apps and of other clients.
  const [json, xml] = await together([
    step.attempt({ ...jsonSpec, side }, (asking) => askWithToken(asking, userUrl, token, accepts.json)),
    step.attempt({ ...xmlSpec, side }, (asking) => askWithToken(asking, userUrl, token, accepts.autodiscoverXml)),
  ]);
  const answer = json.ok ? json.value : valueOf(xml);
  if (answer.redirect === undefined) return xml.ok ? xml.value.document : answer.document;
  // 5. Another pool is the user's home: a new token there.
  const trail = visit(root.trail, userUrl);
  const accept = json.ok ? accepts.json : accepts.autodiscoverXml;
  return goOnAtHomePool(place, answer.redirect, trail, accept, (home, homeRoot) => {
    walk.endpoints.learnDocument(homeRoot.document, side);
    return signInWithOAuth(walk, home, homeRoot, myTurn);
  });
}

/**
 * With the password or Windows grant; on a page where nothing else is offered, or the answer wants it.
 * @returns undefined where a page is wanted that cannot be shown, and there is nobody who would sign in
 */
async function tokenFor(
  walk: Walk,
  place: Place,
  service: TokenService,
  onPage: boolean,
): Promise<OAuthToken | undefined> {
  const { step, side } = place;
  try {
    if (onPage) {
      const token = await walk.passive.tokenFor(walk, place, service);
      if (token === undefined) skipAll(place, [jsonSpec, xmlSpec], 'nobody signed in on the page');
      return token;
    }
    let page: LearnedLink | undefined;
    const attempt = await step.attempt({ ...tokenSpec, side }, (asking) =>
      requestToken(walk, asking, service, (named) => (page = named)),
    );
    if (!attempt.ok && page !== undefined && step.pages.hasOwnWindow) {
      return await walk.passive.tokenFor(walk, place, service, page);
    }
    return valueOf(attempt);
  } catch (error) {
    if (error instanceof FailureError) skipAll(place, [jsonSpec, xmlSpec], 'there is no token');
    throw error;
  }
}

/** What the 401 of the user document says. */
export interface OAuthStart {
  readonly userUrl: string;
  readonly service: TokenService;
}

/** What the 401 says, for every way to a token. */
export interface OAuthChallenges {
  readonly userUrl: string;
  readonly reply: Reply;
  readonly challenges: readonly Challenge[];
  /** Who issues tokens in place of the web services: modern authentication. */
  readonly authorization: LearnedLink | undefined;
}

/** @throws FailureError protocol/missing_link, protocol/unexpected_status; trust/… */
export async function askForChallenges(step: StepHandle, root: Root): Promise<OAuthChallenges> {
  const link = oauthLink(root);
  if (link === undefined) {
    throw failed('protocol', 'missing_link', `The root document of ${hostOf(root.reply.url)} has no link for OAuth.`);
  }
  const userUrl = await trustSecure(step, link);
  visit(root.trail, userUrl); // two pools that name each other would take a token from each in turn
  const reply = await step.exchange({
    method: 'GET',
    url: userUrl,
    headers: [['Accept', accepts.json]],
    expect: [401],
    understood: 'any',
  });
  noteAnswer(step, reply);
  if (reply.status !== 401) {
    step.meaning(meaningOfStranger(reply));
    throw unexpectedStatus(reply, 'The user document was asked for without a token, and 401 should come');
  }
  const challenges = parseChallenges(headersOf(reply, 'WWW-Authenticate'));
  for (const scheme of new Set(challenges.map((challenge) => challenge.scheme))) step.fact('scheme', scheme);
  const bearer = readBearerChallenge(challenges);
  for (const issuer of bearer?.trustedIssuers ?? []) step.fact('bearer-issuer', issuer);
  if (bearer?.clientId !== undefined) step.fact('bearer-client-id', bearer.clientId);
  const modern = bearer?.authorizationUri;
  if (modern !== undefined) step.fact('authorization-uri', modern);
  const authorization = modern === undefined ? undefined : learn(modern, 'Bearer authorization_uri', reply);
  return { userUrl, reply, challenges, authorization };
}

/** Asks for the user document as anybody may: the 401 names the token service. @throws FailureError for another answer */
export async function askWithoutToken(step: StepHandle, root: Root): Promise<OAuthStart> {
  const { userUrl, reply, challenges, authorization } = await askForChallenges(step, root);
  const offered = parseOAuthChallenge(challenges);
  const href = learn(offered.href, 'MsRtcOAuth href', reply);
  step.fact('oauth-href', href.url);
  for (const grant of offered.grants) step.fact('oauth-grant', grant);
  step.meaning(
    `As it should: the user document needs a token. ${hostOf(href.url)} issues it for ${grantsInWords(offered.grants)}.${
      authorization === undefined ? '' : ` Modern authentication is offered too, by ${hostOf(authorization.url)}.`
    }`,
  );
  return { userUrl, service: { link: href, grants: offered.grants } };
}

const grantWords: Readonly<Record<string, string>> = {
  [grants.password]: 'user name and password',
  [grants.windows]: 'Windows sign-in',
  [grants.anonymousMeeting]: 'guests of a meeting (anonmeeting: a conference key, no account)',
  [grants.passive]: 'a sign-in page in the browser (passive: AD FS)',
};

function grantsInWords(offered: readonly string[]): string {
  return offered.length === 0 ? 'no grant at all' : offered.map((grant) => grantWords[grant] ?? grant).join(', ');
}

/** @throws FailureError protocol/unexpected_status where the token is refused */
export async function askWithToken(
  step: StepHandle,
  url: string,
  token: Pick<OAuthToken, 'accessToken'>,
  accept: string,
) {
  const reply = await step.exchange({
    method: 'GET',
    url,
    headers: [
      ['Accept', accept],
      ['Authorization', `Bearer ${token.accessToken}`],
    ],
    expect: [200],
    understood: 'any',
    carriesCredential: true,
  });
  noteAnswer(step, reply);
  if (reply.status === 401 || reply.status === 403) {
    step.meaning(
      'The server does not accept the token. It may be meant for another host, have expired, or be signed with a certificate that this server does not know.',
    );
    throw unexpectedStatus(reply, `The token was shown to ${hostOf(url)}`);
  }
  const answer = readUserAnswer(step, reply, accept);
  if (
    accept === accepts.json &&
    answer.redirect === undefined &&
    linkOf(answer.document, 'applications') === undefined
  ) {
    step.meaning('This is the user document, but it does not say where UCWA applications are created.');
  }
  return answer;
}
