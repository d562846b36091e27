/** The OAuth challenge of Lync Server 2013 and later: where a token is to be had, and for what. [MS-OCAUTHWS; skype-docs UCWA Authentication] */
import { failed } from '../failure.js';
import { challengesOf, parameterOf, type Challenge } from './challenge.js';

export const grants = {
  password: 'password',
  windows: 'urn:microsoft.rtc:windows',
  anonymousMeeting: 'urn:microsoft.rtc:anonmeeting',
  passive: 'urn:microsoft.rtc:passive',
} as const;

export interface OAuthChallenge {
  /** Address of the token service, as sent. */
  readonly href: string;
  readonly grants: readonly string[];
}

/**
 * The MsRtcOAuth challenge; the first with an href wins where a server sends several.
 * @throws FailureError parse/missing_header
 */
export function parseOAuthChallenge(challenges: readonly Challenge[]): OAuthChallenge {
  const offered = challengesOf(challenges, 'MsRtcOAuth');
  for (const challenge of offered) {
    const href = parameterOf(challenge, 'href')?.trim() ?? '';
    if (href !== '') {
      const list = (parameterOf(challenge, 'grant_type') ?? '').split(',').map((grant) => grant.trim());
      return { href, grants: list.filter((grant) => grant !== '') };
    }
  }
  const sent = [...new Set(challenges.map(({ scheme }) => scheme))].join(', ');
  throw failed(
    'parse',
    'missing_header',
    offered.length > 0
      ? 'The MsRtcOAuth challenge names no token service (href).'
      : `The answer carries no MsRtcOAuth challenge${sent === '' ? '' : `, only ${sent}`}.`,
  );
}

export interface BearerChallenge {
  readonly trustedIssuers: readonly string[];
  readonly clientId: string | undefined;
  /** Present where the pool offers modern authentication. */
  readonly authorizationUri: string | undefined;
}

/** The Bearer challenge that stands beside it, or undefined. */
export function readBearerChallenge(challenges: readonly Challenge[]): BearerChallenge | undefined {
  const challenge = challengesOf(challenges, 'Bearer')[0];
  if (challenge === undefined) return undefined;
  const issuers = (parameterOf(challenge, 'trusted_issuers') ?? '').split(',').map((issuer) => issuer.trim());
  return {
    trustedIssuers: issuers.filter((issuer) => issuer !== ''),
    clientId: parameterOf(challenge, 'client_id'),
    authorizationUri: parameterOf(challenge, 'authorization_uri'),
  };
}
