/** What the server said to a credential, read from the wire: refused, not enabled, wrong grant, or browser wanted. */
import { headerValue } from '../../session/headers.js';
import { bodyText } from './evidence.js';
import { isFromFrontEnd } from './answers.js';
import { exchangesOf } from './signIn.js';
import type { Sighting, Survey } from './survey.js';

export type Refusal = 'credential' | 'not-enabled' | 'grant' | 'passive';

const usesPassword: readonly string[] = [
  ...['web-ticket.request', 'oauth.token', 'cert-prov.ticket'],
  ...['online.sts', 'online.token'],
];

/** Requests that carried a credential and were refused, each with its last answer. */
export function refusalsOf(survey: Survey): readonly { readonly answer: Sighting; readonly refusal: Refusal }[] {
  return survey.session.steps
    .filter((step) => usesPassword.includes(step.kind) && step.outcome === 'failed')
    .flatMap((step) => {
      const asked = exchangesOf(survey, step);
      const answer = asked.findLast((sighting) => sighting.response !== undefined);
      const refusal = answer === undefined ? undefined : refusalIn(answer, asked.length, step.failure?.code);
      return answer === undefined || refusal === undefined ? [] : [{ answer, refusal }];
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

/** Number in X-Ms-diagnostics; '' without one. */
function diagnosis({ response }: Sighting): string {
  const value = response === undefined ? undefined : headerValue(response, 'X-Ms-diagnostics');
  return /^\s*(\d+)/.exec(value ?? '')?.[1] ?? '';
}
