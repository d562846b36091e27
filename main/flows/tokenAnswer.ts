/** What the token service answers, whichever grant was posted. docs/protocol/oauth.md, step 3. [RFC 6749 5; skype-docs UCWA AuthenticationInUCWA] */
import { failed } from '../../shared/failure.js';
import { mediaTypeOf } from '../../shared/protocol/mediaType.js';
import {
  formContentType,
  parseOAuthError,
  parseOAuthToken,
  type OAuthError,
  type OAuthToken,
} from '../../shared/protocol/oauthToken.js';
import type { Reply, StepHandle } from '../engine/api.js';
import { headerOf } from './answers.js';
import type { LearnedLink } from './documents.js';

export interface TokenService {
  readonly link: LearnedLink;
  readonly grants: readonly string[];
}

/** Of every request for a token. */
export const tokenHeaders = [
  ['Content-Type', formContentType],
  ['Accept', 'application/json'],
] as const;

/** Reads the token of a 200 and records what it says of itself. @throws FailureError parse/… when it is none */
export function readToken(step: StepHandle, reply: Reply): OAuthToken {
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

/** ", good for about 8 hours"; '' where the token does not say. */
export function lifetimeInWords({ expiresInSeconds }: OAuthToken): string {
  if (expiresInSeconds === undefined) return '';
  const hours = expiresInSeconds / 3600;
  return hours < 2 ? `, good for ${Math.round(hours * 60)} minutes` : `, good for about ${Math.round(hours)} hours`;
}

/** The error of an answer; undefined where it names none. */
export function errorIn(reply: Reply): OAuthError | undefined {
  if (mediaTypeOf(headerOf(reply, 'Content-Type')) !== 'application/json') return undefined;
  try {
    return parseOAuthError(reply.text);
  } catch {
    return undefined; // the status alone has to do
  }
}
