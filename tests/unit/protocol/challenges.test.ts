/** WWW-Authenticate, the OAuth challenge, X-Ms-diagnostics, SOAP faults and token answers, as published. */
import { describe, expect, it } from 'vitest';
import { challengesOf, parameterOf, parseChallenges } from '../../../shared/protocol/challenge.js';
import { parseDiagnostics } from '../../../shared/protocol/diagnostics.js';
import { parseOAuthChallenge, readBearerChallenge } from '../../../shared/protocol/msRtcOAuth.js';
import {
  parseOAuthError,
  parseOAuthToken,
  passiveGrant,
  passwordGrant,
  windowsGrant,
} from '../../../shared/protocol/oauthToken.js';
import { parseSoapFault } from '../../../shared/protocol/soapFault.js';
import { sampleAnswer, sampleText, valuesOf } from './samples.js';

const all = ['urn:microsoft.rtc:windows', 'urn:microsoft.rtc:anonmeeting', 'password'];

describe('WWW-Authenticate', () => {
  it('reads the two lines of a Lync Server 2013', () => {
    const challenges = parseChallenges(valuesOf(sampleAnswer('ucwa-04-user-401-challenge.http'), 'WWW-Authenticate'));
    expect(challenges.map(({ scheme }) => scheme)).toEqual(['Bearer', 'MsRtcOAuth']);
    expect(parseOAuthChallenge(challenges)).toEqual({
      href: 'https://lyncweb.contoso.com/WebTicket/oauthtoken',
      grants: all,
    });
    expect(readBearerChallenge(challenges)).toEqual({
      trustedIssuers: ['00000002-0000-0ff1-ce00-000000000000@contoso.com'],
      clientId: '00000004-0000-0ff1-ce00-000000000000',
      authorizationUri: undefined,
    });
  });

  it('reads the address without quotes', () => {
    const challenges = parseChallenges(
      valuesOf(sampleAnswer('oauth-01-challenge-unquoted-href.http'), 'WWW-Authenticate'),
    );
    expect(parseOAuthChallenge(challenges)).toEqual({ href: 'https://contoso.com/WebTicket/oauthtoken', grants: all });
  });

  it('reads what the online service sends, with modern authentication', () => {
    const challenges = parseChallenges(valuesOf(sampleAnswer('online-ucwa-403-28055.http'), 'WWW-Authenticate'));
    expect(readBearerChallenge(challenges)?.authorizationUri).toBe('https://login.windows.net/common/oauth2/authorize');
    expect(parseOAuthChallenge(challenges).grants).toEqual([
      'urn:microsoft.rtc:passive',
      'urn:microsoft.rtc:anonmeeting',
    ]);
  });

  it('takes apart what a proxy merged into one line', () => {
    const merged =
      'Negotiate,NTLM,Bearer trusted_issuers="a@b,c@d", client_id="x", MsRtcOAuth href="https://w/t?a=1,2" , grant_type="password" ,Basic realm="a \\"b\\""';
    const challenges = parseChallenges([merged]);
    expect(challenges.map(({ scheme }) => scheme)).toEqual(['Negotiate', 'NTLM', 'Bearer', 'MsRtcOAuth', 'Basic']);
    expect(readBearerChallenge(challenges)?.trustedIssuers).toEqual(['a@b', 'c@d']);
    expect(parseOAuthChallenge(challenges)).toEqual({ href: 'https://w/t?a=1,2', grants: ['password'] });
    expect(challenges.map((challenge) => parameterOf(challenge, 'REALM')).at(-1)).toBe('a "b"');
  });

  it('keeps the token of NTLM and Negotiate, padding and all', () => {
    const challenges = parseChallenges(['NTLM TlRMTVNTUAACAAAA==', 'Negotiate oYG2MIGzoAM=, NTLM']);
    expect(challenges.map(({ scheme, token }) => [scheme, token])).toEqual([
      ['NTLM', 'TlRMTVNTUAACAAAA=='],
      ['Negotiate', 'oYG2MIGzoAM='],
      ['NTLM', undefined],
    ]);
    expect(challengesOf(challenges, 'ntlm')).toHaveLength(2);
  });

  it('takes the first challenge that names an address', () => {
    const challenges = parseChallenges(['MsRtcOAuth grant_type="password"', 'MSRTCOAUTH HREF=https://w/t']);
    expect(parseOAuthChallenge(challenges)).toEqual({ href: 'https://w/t', grants: [] });
    expect(() => parseOAuthChallenge(parseChallenges(['Basic realm="x"']))).toThrow(
      /no MsRtcOAuth challenge, only Basic/,
    );
  });

  it('passes over what is no challenge', () => {
    expect(parseChallenges(['', ',,,', '"x" = ;', '=', 'a='])).toEqual([
      { scheme: 'x', token: undefined, parameters: [] },
      { scheme: 'a', token: undefined, parameters: [] },
    ]);
  });
});

describe('X-Ms-diagnostics', () => {
  const published = sampleText('diagnostics-header-values.txt')
    .trim()
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '');

  it('reads every published value', () => {
    expect(published.map((value) => parseDiagnostics(value))).toEqual([
      { id: 28020, source: 'server.contoso.com', reason: 'No valid security token.', faultCode: undefined },
      { id: 28029, source: 'server.contoso.com', reason: 'Authentication type not allowed.', faultCode: undefined },
      { id: 28020, source: 'Director.NNY.local', reason: 'No valid security token.', faultCode: undefined },
      {
        id: 28055,
        source: 'DM10B06FES04.infra.lync.com',
        reason: 'The OAuth token is invalid.',
        faultCode: 'wsse:FailedAuthentication',
      },
      {
        id: 28070,
        source: '000DCO2L50FE1A.domain.com',
        reason: 'Service does not allow a cross domain request from this origin.',
        faultCode: undefined,
      },
    ]);
  });

  it('fails on what is none', () => {
    expect(() => parseDiagnostics('reason="x"')).toThrow(/does not begin with a number/);
  });
});

describe('faults', () => {
  it('reads the published refusal of /Auth', () => {
    expect(parseSoapFault(sampleAnswer('webticket-auth-500-28020.http').body)).toEqual({
      code: 'FailedAuthentication',
      reason: 'No valid security token.',
      errorId: 28020,
      errorReason: 'No valid security token.',
    });
  });

  it('reads the code of a SOAP 1.2 fault', () => {
    const fault =
      '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value>' +
      '<s:Subcode><s:Value xmlns:a="urn:x">a:ActionNotSupported</s:Value></s:Subcode></s:Code>' +
      '<s:Reason><s:Text xml:lang="en">No.</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>';
    expect(parseSoapFault(fault)).toEqual({
      code: 'ActionNotSupported',
      reason: 'No.',
      errorId: undefined,
      errorReason: undefined,
    });
  });

  it('says so when it is a web page', () => {
    expect(() => parseSoapFault('<html/>')).toThrow(/root element is html/);
  });
});

describe('OAuth tokens', () => {
  it('reads the published answers', () => {
    expect(parseOAuthToken(sampleAnswer('ucwa-06-oauthtoken-response-200.http').body)).toEqual({
      accessToken: 'cwt=AAEB...buHc',
      tokenType: 'Bearer',
      expiresInSeconds: 28289,
      identityScope: 'local',
    });
    expect(parseOAuthToken(sampleAnswer('oauth-03-password-response-200.http').body).expiresInSeconds).toBe(3600);
  });

  it('reads the published errors', () => {
    expect(parseOAuthError(sampleAnswer('oauth-07-passive-response-400.http').body)).toEqual({
      error: 'invalid_grant',
      description: undefined,
      passiveAuthUri: 'https://server.contoso.com/PassiveAuth/PassiveAuth.aspx',
    });
    expect(parseOAuthError(sampleAnswer('oauth-08-error-400-unsupported_grant_type.http').body).error).toBe(
      'unsupported_grant_type',
    );
  });

  it('takes no token that would break a header', () => {
    expect(() => parseOAuthToken('{"access_token":"a\\r\\nX: y"}')).toThrow(/no usable access_token/);
  });

  it('asks for the passive grant as published, and with nothing else', () => {
    const published = /^grant_type=.*$/m.exec(sampleText('oauth-06-passive-request.http'))?.[0];
    expect([...new URLSearchParams(passiveGrant)]).toEqual([...new URLSearchParams(published)]);
  });

  it('writes grants that survive form decoding', () => {
    const form = new URLSearchParams(passwordGrant('CONTOSO\\lenea', 'p&=+ä%€'));
    expect(Object.fromEntries(form)).toEqual({
      grant_type: 'password',
      username: 'CONTOSO\\lenea',
      password: 'p&=+ä%€',
    });
    expect(new URLSearchParams(windowsGrant).get('grant_type')).toBe('urn:microsoft.rtc:windows');
  });
});
