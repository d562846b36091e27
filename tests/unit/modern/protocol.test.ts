/** What issuers of tokens say, read without belief; secrets of RFC 6749, 7636 and 8628 found by their shape. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerTo } from '../../../cli/signInQuestions.js';
import { findShaped } from '../../../main/engine/secrets/structure.js';
import { FailureError } from '../../../shared/failure.js';
import { parseChallenges } from '../../../shared/protocol/challenge.js';
import { readBearerChallenge } from '../../../shared/protocol/msRtcOAuth.js';
import {
  metadataAddressOf,
  parseIssuerMetadata,
  readAccessToken,
  tokenAddressOf,
} from '../../../shared/protocol/openId.js';

describe('the Bearer challenge', () => {
  it('names issuer, application and trusted issuers, as published', () => {
    const line =
      'Bearer trusted_issuers="00000001-0000-0000-c000-000000000000@*", client_id="00000004-0000-0ff1-ce00-000000000000", authorization_uri="https://login.windows.net/common/oauth2/authorize"';
    expect(readBearerChallenge(parseChallenges([line]))).toEqual({
      trustedIssuers: ['00000001-0000-0000-c000-000000000000@*'],
      clientId: '00000004-0000-0ff1-ce00-000000000000',
      authorizationUri: 'https://login.windows.net/common/oauth2/authorize',
    });
  });
});

describe('the addresses of an issuer', () => {
  it.each([
    ['https://sts.contoso.com/adfs/oauth2/authorize', 'https://sts.contoso.com/adfs/.well-known/openid-configuration'],
    [
      'https://login.windows.net/common/oauth2/authorize',
      'https://login.windows.net/common/.well-known/openid-configuration',
    ],
    [
      'https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize?x=1',
      'https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration',
    ],
    ['https://id.example/sign-in', 'https://id.example/sign-in/.well-known/openid-configuration'],
  ])('%s describes itself at %s', (authorization, metadata) => {
    expect(metadataAddressOf(authorization)).toBe(metadata);
  });

  it('guesses the token address only from a form that is known', () => {
    expect(tokenAddressOf('https://sts.contoso.com/adfs/oauth2/authorize')).toBe(
      'https://sts.contoso.com/adfs/oauth2/token',
    );
    expect(tokenAddressOf('https://id.example/sign-in')).toBeUndefined();
  });

  it('takes no description without issuer or token address', () => {
    const good = {
      issuer: 'https://sts.contoso.com/adfs',
      token_endpoint: 'https://sts.contoso.com/adfs/oauth2/token',
    };
    expect(parseIssuerMetadata(JSON.stringify(good))).toEqual({
      issuer: good.issuer,
      tokenEndpoint: good.token_endpoint,
      deviceEndpoint: undefined,
    });
    for (const text of ['', '[]', '{}', JSON.stringify({ ...good, issuer: 7 }), JSON.stringify({ issuer: 'x' })]) {
      expect(() => parseIssuerMetadata(text)).toThrow(FailureError);
    }
  });
});

describe('an access token', () => {
  const jwt = (claims: unknown): string =>
    ['{"alg":"RS256"}', JSON.stringify(claims), 'signature']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');

  it('says who issued it for whom', () => {
    expect(readAccessToken(jwt({ iss: 'https://sts.contoso.com/adfs', aud: 'https://web.contoso.com' }))).toEqual({
      issuer: 'https://sts.contoso.com/adfs',
      audiences: ['https://web.contoso.com'],
    });
    expect(readAccessToken(jwt({ aud: ['a', 7, 'b'] }))).toEqual({ issuer: undefined, audiences: ['a', 'b'] });
    expect(readAccessToken('cwt=AAEBHAEFAAAAAAAFFQAAAA')).toBeUndefined();
  });

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.base64String(), { maxLength: 4 }).map((parts) => parts.join('.')),
        ),
        (text) => {
          readAccessToken(text);
        },
      ),
    );
  });
});

describe('secrets', () => {
  const masked = (text: string): string =>
    findShaped(text).reduce((left, { from, to }) => left.slice(0, from) + '*'.repeat(to - from) + left.slice(to), text);

  it('of a token request are found: code, verifier, refresh token, device code', () => {
    const code = 'fU5ar5n610G9l6O4T9IdaiCfK9FsksJkWdr2g5Eorrs';
    const text = masked(
      `grant_type=authorization_code&code=${code}&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA&device_code=GmRhmhcxhwAzkoEqiMEg&client_id=s6BhdRkqt3`,
    );
    for (const secret of [code, 'dBjftJeZ', 'tGzv3JOk', 'GmRhmhcx']) expect(text).not.toContain(secret);
    expect(text).toContain('client_id=s6BhdRkqt3');
    expect(text).toContain('grant_type=authorization_code');
  });

  it('of an answer are found, also where the code is part of an address', () => {
    const text = masked(
      JSON.stringify({
        access_token: 'eyJhbGciOi',
        refresh_token: 'tGzv3JOkF0',
        id_token: 'eyJ0eXAiOi',
        device_code: 'GmRhmhcxhw',
        user_code: 'WDJB-MJHT',
        verification_uri: 'https://example.com/device',
        verification_uri_complete: 'https://example.com/device?user_code=WDJB-MJHT',
        expires_in: 1800,
      }),
    );
    for (const secret of ['eyJhbG', 'tGzv3', 'eyJ0eX', 'GmRhm', 'WDJB', 'MJHT']) expect(text).not.toContain(secret);
    expect(text).toContain('"expires_in":1800');
    expect(masked('/?code=SplxlOBeZQQYbYS6WxSbIA&state=xyz')).toBe('/?code=**********************&state=xyz');
  });

  it('are not every word "code"', () => {
    for (const text of [
      '{"code":"Forbidden","subcode":"ApplicationNotFound"}',
      'grant_type=x&code=short',
      '<a code="abcdefghijklmnop"/>',
    ]) {
      expect(masked(text)).toBe(text);
    }
  });
});

describe('on a terminal', () => {
  it('anything but a clear yes is no', () => {
    expect(answerTo(' Yes\n', true)).toEqual({ kind: 'browser', way: 'browser' });
    expect(answerTo('c', true)).toEqual({ kind: 'browser', way: 'device-code' });
    for (const typed of ['', 'n', 'yep', 'open', 'c']) expect(answerTo(typed, false)).toEqual({ kind: 'decline' });
  });
});
