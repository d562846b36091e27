/** What the server said to a credential, read from the wire: refused, not enabled, wrong grant, or browser wanted. */
import { headerValue, headerValues } from '../../session/headers.js';
import { bodyText } from './evidence.js';
import { isFromFrontEnd } from './answers.js';
import { exchangesOf } from './signIn.js';
import type { Sighting, Survey } from './survey.js';

/** 'torn': the parts of one Windows sign-in came to different servers, so nobody could look at the password. */
export type Refusal = 'credential' | 'torn' | 'not-enabled' | 'grant' | 'passive';

const showsCredential: readonly string[] = [
  ...['web-ticket.request', 'oauth.token', 'cert-prov.ticket'],
  ...['online.sts', 'online.token', 'passive.token'],
];

/** Requests that carried a credential and were refused, each with its last answer. */
export function refusalsOf(survey: Survey): readonly { readonly answer: Sighting; readonly refusal: Refusal }[] {
  return survey.session.steps
    .filter((step) => showsCredential.includes(step.kind) && step.outcome === 'failed')
    .flatMap((step) => {
      const asked = exchangesOf(survey, step);
      const answer = asked.findLast((sighting) => sighting.response !== undefined);
      const refusal = answer === undefined ? undefined : refusalIn(answer, asked.length, step.failure?.code);
      if (answer === undefined || refusal === undefined) return [];
      // Cookies of a sign-in page are no password.
      if (refusal === 'credential' && step.kind === 'passive.token') return [];
      return [{ answer, refusal: refusal === 'credential' && isTorn(asked) ? 'torn' : refusal }];
    });
}

function refusalIn(answer: Sighting, exchanges: number, code: string | undefined): Refusal | undefined {
  const status = answer.response?.status ?? 0;
  const body = bodyText(answer.exchange);
  const oauthError = /"error"\s*:\s*"(\w+)"/.exec(body)?.[1];
  if (oauthError === 'unsupported_grant_type') return 'grant';
  if (/"ms_rtc_passiveauthuri"\s*:/.test(body)) return 'passive';
  // The server forbids the service to someone it knows; a diagnosis of something else is told by its own step.
  if (status === 403 && isFromFrontEnd(answer) && /^(28000|)$/.test(diagnosis(answer))) return 'not-enabled';
  if (oauthError === 'invalid_grant') return 'credential';
  if (code === 'not_enabled' || code === 'account_not_here') return 'not-enabled';
  if (code === 'grant_not_allowed') return 'grant';
  if (code === 'credential_refused') return 'credential';
  // The third leg of NTLM was answered with another challenge: the password did not fit.
  const offers = headerValue(answer.response ?? { headers: [] }, 'WWW-Authenticate') ?? '';
  return status === 401 && exchanges > 2 && /NTLM|Negotiate/i.test(offers) ? 'credential' : undefined;
}

/**
 * NTLM authenticates a connection: its challenge and what follows must come from one server. Where they name two, something
 * in between spreads the requests of one client over several connections. [MS-NTHT, section 1.3; RFC 4559, section 6]
 */
function isTorn(asked: readonly Sighting[]): boolean {
  const [challenge, last] = asked.filter(({ response }) => response !== undefined).slice(-2);
  if (last?.response?.status !== 401 || challenge?.response?.status !== 401) return false;
  const [one, other] = [serverOf(challenge), serverOf(last)];
  return one !== undefined && other !== undefined && one !== other && /^(?:NTLM|Negotiate) \S/.test(offered(challenge));
}

const serverOf = ({ response }: Sighting): string | undefined =>
  response === undefined ? undefined : headerValue(response, 'X-MS-Server-Fqdn')?.toLowerCase();

const offered = ({ response }: Sighting): string =>
  (response === undefined ? [] : headerValues(response, 'WWW-Authenticate')).find((value) => /\s/.test(value)) ?? '';

/** Number in X-Ms-diagnostics; '' without one. */
function diagnosis({ response }: Sighting): string {
  const value = response === undefined ? undefined : headerValue(response, 'X-Ms-diagnostics');
  return /^\s*(\d+)/.exec(value ?? '')?.[1] ?? '';
}
