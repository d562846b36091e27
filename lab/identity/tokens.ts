/** Checking an access token as the web services do: signature by the published keys, issuer, audience, dates. [RFC 7519; RFC 7515] */
import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';

export type AccessTokenVerdict =
  { readonly ok: true; readonly upn: string } | { readonly ok: false; readonly why: 'invalid' | 'expired' };

/** A published key (JWKS), as OpenID providers write it. */
export type PublishedKey = JsonWebKey & { readonly kid?: string };

export interface AccessTokenRules {
  readonly keys: readonly PublishedKey[];
  readonly issuer: string;
  /** ms since 1970. */
  now(): number;
}

/** @param host the web host the token was shown to: the only audience that counts */
export function verifyAccessToken(token: string, host: string, rules: AccessTokenRules): AccessTokenVerdict {
  const invalid = { ok: false, why: 'invalid' } as const;
  const [head, payload, signature, ...rest] = token.split('.');
  if (head === undefined || payload === undefined || signature === undefined || rest.length > 0) return invalid;
  const header = objectIn(head);
  const claims = objectIn(payload);
  const key = rules.keys.find(({ kid }) => kid !== undefined && kid === header?.['kid']);
  if (claims === undefined || key === undefined || header?.['alg'] !== 'RS256') return invalid;
  const signed = Buffer.from(`${head}.${payload}`, 'latin1');
  const publicKey = createPublicKey({ key, format: 'jwk' });
  if (!verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))) return invalid;
  const { iss, aud, exp, nbf, upn } = claims;
  const audiences = Array.isArray(aud) ? aud : [aud];
  const isForHost = audiences.some(
    (audience) =>
      typeof audience === 'string' && audience.replace(/\/$/, '').toLowerCase() === `https://${host}`.toLowerCase(),
  );
  if (iss !== rules.issuer || !isForHost || typeof upn !== 'string') return invalid;
  const seconds = rules.now() / 1000;
  // Five minutes for clocks that differ, as Windows allows everywhere.
  const skew = 300;
  if (typeof exp !== 'number' || exp + skew < seconds) return { ok: false, why: 'expired' };
  if (typeof nbf === 'number' && nbf - skew > seconds) return invalid;
  return { ok: true, upn };
}

function objectIn(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}
