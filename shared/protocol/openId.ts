/** What an issuer of tokens says of itself, and what an access token says of itself. [OpenID Connect Discovery 1.0, 3 and 4; RFC 8414; RFC 9068] */
import { bytesOf } from '../session/bytes.js';
import { failed } from '../failure.js';
import { parseJsonObject, stringOf, valueOf } from './json.js';

export interface IssuerMetadata {
  readonly issuer: string;
  /** Absolute or relative, as sent. */
  readonly tokenEndpoint: string;
  readonly deviceEndpoint: string | undefined;
}

/**
 * Where the issuer describes itself: the authorization address less what both products end it with
 * (…/adfs/oauth2/authorize, …/common/oauth2/authorize, …/oauth2/v2.0/authorize).
 */
export function metadataAddressOf(authorizationUri: string): string {
  const url = new URL(authorizationUri);
  const base = url.pathname.replace(/\/oauth2(?:\/v2\.0)?\/authorize\/?$/i, '').replace(/\/$/, '');
  const version = /\/oauth2\/v2\.0\//i.test(url.pathname) ? '/v2.0' : '';
  return `${url.origin}${base}${version}/.well-known/openid-configuration`;
}

/** The token address where the issuer does not describe itself (AD FS before 2016); undefined for an unknown form. */
export function tokenAddressOf(authorizationUri: string): string | undefined {
  const url = new URL(authorizationUri);
  if (!/\/authorize\/?$/i.test(url.pathname)) return undefined;
  return `${url.origin}${url.pathname.replace(/\/authorize\/?$/i, '/token')}`;
}

/** @throws FailureError parse/malformed_document, parse/unexpected_document */
export function parseIssuerMetadata(text: string): IssuerMetadata {
  const document = parseJsonObject(text, 'description of the token issuer');
  const issuer = stringOf(document, 'issuer') ?? '';
  const tokenEndpoint = stringOf(document, 'token_endpoint') ?? '';
  if (issuer === '' || tokenEndpoint === '') {
    throw failed(
      'parse',
      'unexpected_document',
      'The description of the token issuer names no issuer or no token address.',
    );
  }
  const device = stringOf(document, 'device_authorization_endpoint') ?? '';
  return { issuer, tokenEndpoint, deviceEndpoint: device === '' ? undefined : device };
}

/** Issuer and audiences of an access token in the form of a JWT; undefined for one that cannot be read. Nothing is verified. */
export function readAccessToken(
  token: string,
): { readonly issuer: string | undefined; readonly audiences: readonly string[] } | undefined {
  const [, payload, , ...rest] = token.split('.');
  if (payload === undefined || rest.length > 0 || payload.length > 100_000) return undefined;
  try {
    const padded = payload.replace(/-/g, '+').replace(/_/g, '/');
    const claims = parseJsonObject(new TextDecoder().decode(bytesOf(padded)), 'access token');
    const audience = valueOf(claims, 'aud');
    const audiences = Array.isArray(audience) ? audience : [audience];
    return {
      issuer: stringOf(claims, 'iss'),
      audiences: audiences.filter((each) => typeof each === 'string').slice(0, 8),
    };
  } catch {
    return undefined; // tokens are opaque to clients; this one stays so
  }
}
