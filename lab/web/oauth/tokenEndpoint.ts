// POST /WebTicket/oauthtoken: grants in, tokens or OAuth errors out (web.md 6.2 and 6.3).
import { randomInt, randomUUID } from 'node:crypto';
import { passivePage } from '../../identity/wsFederation.js';
import type { LabUser } from '../../types.js';
import { escapeSlashes } from '../autodiscover/documents.js';
import { aspNetAnswer, emptyAnswer, withHeaders, type Answer } from '../shell/answer.js';
import { diagnostics, diagnosticsHeader, type Diagnostic } from '../shell/diagnostics.js';
import { errorPage } from '../shell/errorPages.js';
import type { WebRequest } from '../shell/request.js';
import type { Services } from '../services.js';
import { findAccount, sipAddressOf, splitAccount, webOrigin } from '../topology.js';
import { findConference } from '../ucwa/conferences.js';
import { readForm } from './form.js';

/** Lower-case path of the endpoint. */
export const oauthTokenPath = '/webticket/oauthtoken';

const grant = {
  password: 'password',
  windows: 'urn:microsoft.rtc:windows',
  anonymousMeeting: 'urn:microsoft.rtc:anonmeeting',
  passive: 'urn:microsoft.rtc:passive',
} as const;

const uncached: readonly (readonly [string, string])[] = [
  ['Cache-Control', 'no-store'],
  ['Pragma', 'no-cache'],
];

/** Answers any request to the token endpoint. */
export async function answerOAuthToken(services: Services, request: WebRequest): Promise<Answer> {
  // A pre-flight has no token either; CORS is not spoken here, browsers go through XFrame.
  if (request.method === 'OPTIONS') {
    return emptyAnswer(400, [diagnosticHeader(request, diagnostics.noValidSecurityToken)]);
  }
  if (request.method !== 'POST') return errorPage(405, [['Allow', 'POST']]);

  // IIS takes a step of Windows authentication before the application sees the form, which may be empty until the last.
  let headers: readonly (readonly [string, string])[] = [];
  let windowsUser: LabUser | undefined;
  if (services.policy.windowsAuth !== 'none' && services.windows.isStep(request)) {
    const authentication = services.windows.authenticate(request);
    if (!authentication.done) return authentication.answer;
    windowsUser = authentication.user;
    headers = authentication.headers;
  }
  return withHeaders(await answerForm(services, request, windowsUser), headers);
}

async function answerForm(services: Services, request: WebRequest, windowsUser: LabUser | undefined): Promise<Answer> {
  const form = await readForm(request);
  const grantType = form?.get('grant_type');
  if (form === null || grantType === undefined || grantType === '') return oauthError(request, 'invalid_request');
  if (!services.policy.grants.includes(grantType)) {
    return oauthError(request, 'unsupported_grant_type', diagnostics.authenticationTypeNotAllowed);
  }
  const scope = form.get('scope');
  if (scope !== undefined && scope !== 'all') return oauthError(request, 'invalid_scope');
  switch (grantType) {
    case grant.password:
      return passwordGrant(services, request, form);
    case grant.windows:
      return windowsGrant(services, request, windowsUser);
    case grant.anonymousMeeting:
      return anonymousMeetingGrant(services, request, form);
    case grant.passive:
      return passiveGrant(services, request, form);
    default:
      return oauthError(request, 'unsupported_grant_type', diagnostics.authenticationTypeNotAllowed);
  }
}

function passwordGrant(services: Services, request: WebRequest, form: ReadonlyMap<string, string>): Answer {
  const username = form.get('username') ?? '';
  const password = form.get('password') ?? '';
  if (username === '' || password === '') return oauthError(request, 'invalid_request');
  const { domain, name } = splitAccount(username);
  const user = findAccount(services.deployment, domain, name);
  if (user?.password !== password) return refused(request, diagnostics.noValidSecurityToken);
  return grantTo(services, request, user);
}

function windowsGrant(services: Services, request: WebRequest, authenticated: LabUser | undefined): Answer {
  if (services.policy.windowsAuth === 'none') return errorPage(401);
  if (authenticated !== undefined) return grantTo(services, request, authenticated);
  const authentication = services.windows.authenticate(request);
  return authentication.done ? grantTo(services, request, authentication.user) : authentication.answer;
}

// A token for whoever knows the key of a meeting, which is its id; a token from before keeps the guest's name.
function anonymousMeetingGrant(services: Services, request: WebRequest, form: ReadonlyMap<string, string>): Answer {
  const password = form.get('password') ?? '';
  const conference = form.get('ms_rtc_conferenceuri') ?? '';
  const organizer = sipAddressOf(conference.split(';')[0] ?? '');
  if (password === '' || organizer === undefined || !/;opaque=app:conf:focus:id:[^;]+/i.test(conference)) {
    return oauthError(request, 'invalid_request');
  }
  const found = findConference(services.conferences, conference);
  if (found?.id !== password) return refused(request, diagnostics.noValidSecurityToken);
  const renewed = form.get('ms_rtc_renew');
  const before = renewed === undefined ? undefined : services.tokens.verify(renewed);
  if (before !== undefined && (!before.ok || before.conference !== found.uri)) {
    return refused(request, diagnostics.noValidSecurityToken);
  }
  const guest = before?.ok === true ? before.sipAddress : `${randomUUID()}@anonymous.invalid`;
  const seconds = 3600 - randomInt(90);
  const token = services.tokens.issue(guest, seconds * 1000, found.uri);
  return json(200, { access_token: token.text, expires_in: seconds, token_type: 'Bearer' });
}

function passiveGrant(services: Services, request: WebRequest, form: ReadonlyMap<string, string>): Answer {
  if (form.has('username') || form.has('password')) return oauthError(request, 'invalid_request');
  const signedIn = services.passiveSessions.find(request.header('Cookie'), request.lab.url.hostname)?.toLowerCase();
  const user = services.deployment.users.find(({ sipAddress }) => sipAddress.toLowerCase() === signedIn);
  if (user !== undefined) return grantTo(services, request, user);
  const page = `${webOrigin(request.lab.pool, request.lab.site, services.policy)}${passivePage}`;
  return oauthError(request, 'invalid_grant', diagnostics.noValidSecurityToken, { ms_rtc_passiveauthuri: page });
}

function grantTo(services: Services, request: WebRequest, user: LabUser): Answer {
  if (user.home === null) {
    return withHeaders(json(403, { error: 'invalid_grant' }), [
      diagnosticsHeader(diagnostics.userNotSipEnabled, request.lab.frontEnd, 'wsse:FailedAuthentication'),
    ]);
  }
  // Eight hours less some minutes: published tokens live between 28000 and 28800 seconds.
  const seconds = 28_800 - randomInt(600);
  const token = services.tokens.issue(user.sipAddress, seconds * 1000);
  return json(200, {
    access_token: token.text,
    expires_in: seconds,
    ms_rtc_identityscope: 'local',
    token_type: 'Bearer',
  });
}

type OAuthError = 'invalid_request' | 'invalid_grant' | 'unsupported_grant_type' | 'invalid_scope';

function refused(request: WebRequest, diagnostic: Diagnostic): Answer {
  return oauthError(request, 'invalid_grant', diagnostic);
}

function oauthError(
  request: WebRequest,
  error: OAuthError,
  diagnostic?: Diagnostic,
  more: Readonly<Record<string, string>> = {},
): Answer {
  const answer = json(400, { error, ...more });
  return diagnostic === undefined ? answer : withHeaders(answer, [diagnosticHeader(request, diagnostic)]);
}

function diagnosticHeader(request: WebRequest, diagnostic: Diagnostic): readonly [string, string] {
  return diagnosticsHeader(diagnostic, request.lab.frontEnd);
}

function json(status: number, content: Readonly<Record<string, string | number>>): Answer {
  return aspNetAnswer(status, 'application/json', escapeSlashes(JSON.stringify(content)), uncached);
}
