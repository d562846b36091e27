/** The token service's requests and answers. [RFC 6749 4.3, 5; skype-docs UCWA AuthenticationInUCWA] */
import { failed } from '../failure.js';
import { grants } from './msRtcOAuth.js';
import { parseJsonObject, stringOf, valueOf } from './json.js';

export const formContentType = 'application/x-www-form-urlencoded;charset=UTF-8';

export interface OAuthToken {
  /** As it goes into "Authorization: Bearer …": "cwt=AAEB…". */
  readonly accessToken: string;
  readonly tokenType: string;
  readonly expiresInSeconds: number | undefined;
  /** "local" for a user of this deployment; absent for anonymous ones. */
  readonly identityScope: string | undefined;
}

export interface OAuthError {
  /** invalid_request, invalid_grant, unsupported_grant_type, invalid_scope or server_error. */
  readonly error: string;
  readonly description: string | undefined;
  /** Page to open in a browser where the pool wants passive sign-in. */
  readonly passiveAuthUri: string | undefined;
}

/** Body of the password grant, values percent-encoded. */
export function passwordGrant(userName: string, password: string): string {
  return `grant_type=${grants.password}&username=${encodeForm(userName)}&password=${encodeForm(password)}`;
}

/** Body of the Windows grant: NTLM on the connection says who it is. */
export const windowsGrant = `grant_type=${encodeForm(grants.windows)}`;

/** Body of the passive grant: the cookies of the sign-in page say who it is. */
export const passiveGrant = `grant_type=${encodeForm(grants.passive)}`;

/** Body of the grant for guests of a meeting: its key, and its URI. */
export function anonymousMeetingGrant(key: string, conferenceUri: string): string {
  return `grant_type=${encodeForm(grants.anonymousMeeting)}&password=${encodeForm(key)}&ms_rtc_conferenceuri=${encodeForm(conferenceUri)}`;
}

/** @throws FailureError parse/malformed_document, parse/unexpected_document */
export function parseOAuthToken(text: string): OAuthToken {
  const answer = parseJsonObject(text, 'token answer');
  const accessToken = stringOf(answer, 'access_token');
  // The token goes into a header: anything but visible characters is no token.
  if (accessToken === undefined || !/^[\x21-\x7e]+$/.test(accessToken)) {
    throw failed('parse', 'unexpected_document', 'The token answer holds no usable access_token.');
  }
  const expires = valueOf(answer, 'expires_in');
  const seconds = typeof expires === 'string' && /^\d{1,9}$/.test(expires) ? Number(expires) : expires;
  return {
    accessToken,
    tokenType: stringOf(answer, 'token_type') ?? 'Bearer',
    expiresInSeconds: typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined,
    identityScope: stringOf(answer, 'ms_rtc_identityscope'),
  };
}

/** @throws FailureError parse/malformed_document, parse/unexpected_document */
export function parseOAuthError(text: string): OAuthError {
  const answer = parseJsonObject(text, 'answer of the token service');
  const error = stringOf(answer, 'error');
  if (error === undefined || error === '') {
    throw failed('parse', 'unexpected_document', 'The answer of the token service names no error.');
  }
  return {
    error,
    description: stringOf(answer, 'error_description'),
    passiveAuthUri: stringOf(answer, 'ms_rtc_passiveauthuri'),
  };
}

/** Percent-encoding that form readers understand; a lone surrogate cannot be sent and becomes U+FFFD. */
function encodeForm(text: string): string {
  return encodeURIComponent(
    text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD'),
  );
}
