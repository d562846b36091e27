/** What an issuer of tokens says when it issues none, in words. [RFC 6749 4.1.2.1, 5.2; RFC 8707 2; Entra ID and AD FS error codes] */
import { failed, type FailureError } from '../../../shared/failure.js';
import type { StepHandle } from '../../engine/api.js';

/** @param said as sent */
export function refusedByIssuer(
  step: StepHandle,
  host: string,
  said: { readonly error: string; readonly description: string | undefined },
): FailureError {
  const text = (said.description ?? '').replace(/[\r\n]+/g, ' ').slice(0, 500);
  step.fact('fault', text === '' ? said.error : `${said.error}: ${text}`);
  step.meaning(meaningOf(said.error, text));
  const isPerson = said.error === 'access_denied';
  return failed(
    'protocol',
    isPerson ? 'credential_refused' : 'grant_not_allowed',
    `${host} issued no token: ${said.error}${text === '' ? '' : ` (${text.slice(0, 200)})`}.`,
  );
}

function meaningOf(error: string, text: string): string {
  if (/AADSTS500(?:72|74|76|79)\b/.test(text)) {
    return 'The issuer demands a second factor for this sign-in, and it was not given.';
  }
  if (error === 'consent_required' || /AADSTS6500[14]\b/.test(text)) {
    return 'Nobody has agreed yet that this program may use the web services for the user. An administrator can, for everybody.';
  }
  if (isUnknownResource(error, text)) {
    return 'The issuer does not know the host name of the web services, so it issues no token for it.';
  }
  if (error === 'access_denied') return 'The sign-in was declined on the page.';
  if (error === 'invalid_client' || error === 'unauthorized_client' || /AADSTS(?:700016|50011)\b/.test(text)) {
    return 'The issuer does not know this program, or not with an address on this machine to come back to.';
  }
  return 'The issuer answered, but gave no token. What it says is in the answer.';
}

function isUnknownResource(error: string, text: string): boolean {
  return (
    error === 'invalid_resource' || error === 'invalid_target' || /AADSTS(?:500011|50001)\b|MSIS960[24]\b/.test(text)
  );
}
