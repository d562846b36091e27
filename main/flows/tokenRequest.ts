/** Asking for an OAuth token with the grants that use a password. docs/protocol/oauth.md, step 3. [RFC 6749 4.3; skype-docs UCWA AuthenticationInUCWA] */
import { failed, FailureError } from '../../shared/failure.js';
import { mediaTypeOf } from '../../shared/protocol/mediaType.js';
import { grants } from '../../shared/protocol/msRtcOAuth.js';
import {
  formContentType,
  parseOAuthError,
  parseOAuthToken,
  passwordGrant,
  windowsGrant,
  type OAuthError,
  type OAuthToken,
} from '../../shared/protocol/oauthToken.js';
import type { Reply, StepHandle } from '../engine/api.js';
import { demandValidated, headerOf, hostOf, noteAnswer, reasonOf, unexpectedStatus } from './answers.js';
import type { Walk } from './context.js';
import { trustSecure, type LearnedLink } from './documents.js';
import { asCurrentUser, postAsCurrentUser } from './currentUser.js';
import { postWithNtlm } from './ntlmExchange.js';

export interface TokenService {
  readonly link: LearnedLink;
  readonly grants: readonly string[];
}

/** Of a request for a token. */
export const tokenHeaders = [
  ['Content-Type', formContentType],
  ['Accept', 'application/json'],
] as const;

/**
 * Gets a token with the password grant, else with Windows sign-in.
 * @throws FailureError protocol/grant_not_allowed when neither is offered or the server refuses the grant;
 *   credential/credential_refused; protocol/not_enabled
 */
export async function requestToken(walk: Walk, step: StepHandle, service: TokenService): Promise<OAuthToken> {
  const url = await trustSecure(step, service.link);
  const offered = service.grants.map((grant) => grant.toLowerCase());
  if (offered.includes(grants.password) && !asCurrentUser(walk)) {
    step.fact('sign-in-with', 'password grant');
    if (hostOf(service.link.reply.url) === hostOf(url)) demandValidated(step, service.link.reply);
    const { userName, password } = await walk.order.take(step, url);
    const reply = await step.exchange({
      method: 'POST',
      url,
      headers: tokenHeaders,
      body: passwordGrant(userName, password),
      expect: [200],
      understood: 'any',
      carriesCredential: true,
    });
    noteAnswer(step, reply);
    return readToken(walk, step, reply);
  }
  if (offered.includes(grants.windows)) {
    step.fact('sign-in-with', 'windows grant');
    const sign = asCurrentUser(walk) ? postAsCurrentUser : postWithNtlm;
    return readToken(walk, step, await sign(walk, step, { url, headers: tokenHeaders, body: windowsGrant }));
  }
  step.meaning(
    offered.includes(grants.passive)
      ? 'The server wants users to sign in on a page in the browser. A password cannot be used here, and none was sent.'
      : 'The server takes neither a password nor Windows sign-in for a token. No password was sent.',
  );
  throw failed(
    'protocol',
    'grant_not_allowed',
    `The token service of ${hostOf(url)} offers ${service.grants.join(', ') || 'no grant'}, neither password nor ${grants.windows}.`,
  );
}

function readToken(walk: Walk, step: StepHandle, reply: Reply): OAuthToken {
  if (reply.status !== 200) throw refusal(walk, step, reply);
  const token = tokenOf(step, reply);
  const hours = token.expiresInSeconds === undefined ? undefined : token.expiresInSeconds / 3600;
  step.meaning(
    `${asCurrentUser(walk) ? 'The sign-in of the current user' : 'The password'} was accepted and a token came${
      hours === undefined
        ? ''
        : hours < 2
          ? `, good for ${Math.round(hours * 60)} minutes`
          : `, good for about ${Math.round(hours)} hours`
    }. It stands for ${asCurrentUser(walk) ? 'it' : 'the password'} from here on.`,
  );
  return token;
}

/** The token of a good answer, and what is recorded of it. @throws FailureError parse/… */
export function tokenOf(step: StepHandle, reply: Reply): OAuthToken {
  const type = mediaTypeOf(headerOf(reply, 'Content-Type'));
  if (type !== 'application/json') {
    throw failed(
      'parse',
      'unexpected_media_type',
      `A token should come as application/json; ${type === '' ? 'something unnamed' : type} came.`,
    );
  }
  const token = parseOAuthToken(reply.text);
  if (token.expiresInSeconds !== undefined) step.fact('token-lifetime-seconds', String(token.expiresInSeconds));
  if (token.identityScope !== undefined) step.fact('token-scope', token.identityScope);
  step.value('200 token');
  return token;
}

/** RFC 6749 names the error in JSON; X-Ms-diagnostics beside it tells more, and nothing but 28000 is decided by it. */
function refusal(walk: Walk, step: StepHandle, reply: Reply): FailureError {
  const host = hostOf(reply.url);
  const { id, text } = reasonOf(reply);
  const error = errorOf(reply);
  if (error !== undefined) step.fact('fault', `${error.error}: ${error.description ?? text}`);
  if (id === 28000) {
    step.meaning('User name and password are right, but the account is not enabled for Lync or Skype for Business.');
    return failed(
      'protocol',
      'not_enabled',
      `${host} answered ${reply.status}: ${text === '' ? 'the user is not SIP enabled' : text} (28000)`,
    );
  }
  if (error?.passiveAuthUri !== undefined) {
    step.fact('passive-uri', error.passiveAuthUri);
    step.meaning(
      'The server wants this user to sign in on a page in the browser. Whether the password is right was not judged.',
    );
    return failed(
      'protocol',
      'grant_not_allowed',
      `${host} wants a passive sign-in at ${hostOf(error.passiveAuthUri)} instead of the password.`,
    );
  }
  if (asCurrentUser(walk) && error?.error === 'invalid_grant') {
    step.meaning('The server took the ticket of the current user, and gives no token for this account.');
    return unexpectedStatus(reply, 'A token was asked for');
  }
  if (error?.error === 'invalid_grant' || (error === undefined && reply.status === 401)) {
    walk.credentials.refused(step);
    step.meaning(
      'The server does not accept this user name with this password. To protect the account from a lock-out, the password is not used again in this walk.',
    );
    return failed(
      'credential',
      'credential_refused',
      `${host} refused the user name and password (${reply.status} ${error?.error ?? ''}).`.replace(' )', ')'),
    );
  }
  if (error?.error === 'unsupported_grant_type' || error?.error === 'unauthorized_client') {
    step.meaning('The server does not allow this kind of sign-in here. Whether the password is right was not judged.');
    return failed(
      'protocol',
      'grant_not_allowed',
      `${host} answered ${reply.status} ${error.error}${text === '' ? '' : ` (${text})`}.`,
    );
  }
  step.meaning('The token service answered, but gave no token. What it says is in the answer.');
  return unexpectedStatus(reply, 'A token was asked for');
}

export function errorOf(reply: Reply): OAuthError | undefined {
  if (mediaTypeOf(headerOf(reply, 'Content-Type')) !== 'application/json') return undefined;
  try {
    return parseOAuthError(reply.text);
  } catch {
    return undefined; // the status alone has to do
  }
}
