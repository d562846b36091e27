/** Cases of the audits of modern authentication; same shape as in cases.ts. */
import type { Session } from '../../../shared/session/model.js';
import { Builder, failure, type Facts } from './build.js';
import { walk } from './walks.js';

const issuer = 'https://login.windows.net/common/oauth2/authorize';
const empty = new Builder().session();

/** A sign-in on the page, and one token request with its answer. */
function tokenAsked(answer: { readonly error: string; readonly error_description: string } | undefined): Session {
  const builder = new Builder({ signIn: 'modern', hasPassword: false });
  builder.step('modern.sign-in', { side: 'external', facts: [['authorization-uri', issuer]] });
  const said = answer === undefined ? undefined : `${answer.error}: ${answer.error_description}`;
  const step = builder.step('modern.token', {
    side: 'external',
    ...(said === undefined ? {} : { failure: failure('protocol', 'grant_not_allowed'), facts: [['fault', said]] }),
  });
  builder.ask(step, 'https://login.windows.net/common/oauth2/token', {
    method: 'POST',
    status: answer === undefined ? 200 : 400,
    headers: [['Content-Type', 'application/json; charset=utf-8']],
    body: JSON.stringify(answer ?? { token_type: 'Bearer' }),
  });
  if (answer === undefined) builder.step('oauth.user', { side: 'external', facts: [['document', 'user']] });
  return builder.session();
}

/** The page itself sent the browser back with an error. */
function pageRefused(said: string): Session {
  const builder = new Builder({ signIn: 'modern', hasPassword: false });
  builder.step('modern.sign-in', {
    side: 'external',
    failure: failure('protocol', 'grant_not_allowed'),
    facts: [
      ['authorization-uri', 'https://sts.contoso.com/adfs/oauth2/authorize'],
      ['fault', said],
    ],
  });
  return builder.session();
}

const fine = tokenAsked(undefined);

/** The user document asked for with a token of AD FS that is made out for this host; `trusted` as the challenge named it. */
export function tokenShown(refused: boolean, trusted = 'partner@contoso.com', audience = 'https://webext.contoso.com') {
  const builder = new Builder({ signIn: 'modern', hasPassword: false });
  builder.step('oauth.challenge', { side: 'external', facts: [['bearer-issuer', trusted]] });
  const step = builder.step('oauth.user', {
    side: 'external',
    ...(refused ? { failure: failure('protocol', 'unexpected_status') } : {}),
    facts: [
      ['token-issuer', 'https://sts.contoso.com/adfs'],
      ['token-audience', audience],
      ...(refused ? [] : ([['document', 'user']] as const)),
    ],
  });
  builder.ask(step, 'https://webext.contoso.com/Autodiscover/AutodiscoverService.svc/root/oauth/user', {
    status: refused ? 403 : 200,
    ...(refused ? { headers: [['X-Ms-diagnostics', '28055;source="fe";reason="The OAuth token is invalid."']] } : {}),
  });
  return builder.session();
}

/** The user document asked for without a token; the challenge names an issuer of tokens, or none. */
function challenged(facts: Facts): Session {
  return walk({
    target: { signIn: 'modern', hasPassword: false },
    oauth: {
      facts: [['scheme', 'Bearer'], ...facts],
      ...(facts.length === 0 ? { failure: failure('protocol', 'grant_not_allowed') } : {}),
    },
  });
}

export const modernCases = {
  'auth-modern-not-offered': {
    pass: challenged([['authorization-uri', issuer]]),
    fail: challenged([]),
    told: [
      'error auth-modern-not-offered | webext.contoso.com does not offer modern authentication | x6 response.headers.WWW-Authenticate',
    ],
    notApplicable: empty,
  },
  'auth-modern-issuer-untrusted': {
    pass: tokenShown(false),
    fail: tokenShown(true),
    told: [
      'error auth-modern-issuer-untrusted | webext.contoso.com does not trust the issuer of the token | x1 response.headers.X-Ms-diagnostics',
    ],
    notApplicable: empty,
  },
  'auth-modern-mfa-required': {
    pass: fine,
    fail: tokenAsked({
      error: 'interaction_required',
      error_description: 'AADSTS50076: Due to a configuration change, you must use multi-factor authentication.',
    }),
    told: ['error auth-modern-mfa-required | The issuer of tokens demands a second factor | x1 response.body:"error"'],
    notApplicable: empty,
  },
  'auth-modern-consent-required': {
    pass: fine,
    fail: tokenAsked({
      error: 'invalid_grant',
      error_description: 'AADSTS65001: The user or administrator has not consented to use the application.',
    }),
    told: [
      'error auth-modern-consent-required | Nobody has agreed that this program may use the web services | x1 response.body:"error"',
    ],
    notApplicable: empty,
  },
  'auth-modern-host-not-registered': {
    pass: fine,
    fail: pageRefused("invalid_resource: MSIS9602: The received 'resource' parameter is invalid."),
    told: [
      'error auth-modern-host-not-registered | The issuer of tokens does not know the host name of the web services | s1 outcome',
    ],
    notApplicable: empty,
  },
} as const;
