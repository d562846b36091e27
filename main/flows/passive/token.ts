/** The token for the cookies of a sign-in page. docs/protocol/passive.md, step 3. [skype-docs UCWA AuthenticationInUCWA] */
import { failed, type FailureError } from '../../../shared/failure.js';
import { passiveGrant, type OAuthToken } from '../../../shared/protocol/oauthToken.js';
import type { Reply, StepHandle } from '../../engine/api.js';
import { hostOf, noteAnswer, reasonOf, unexpectedStatus } from '../answers.js';
import { trustSecure } from '../documents.js';
import { errorIn, lifetimeInWords, readToken, tokenHeaders, type TokenService } from '../tokenAnswer.js';

/**
 * Posts the passive grant with the cookies, to the host that they belong to, over TLS that validated.
 * @throws FailureError credential/credential_refused, protocol/not_enabled, protocol/unexpected_status; parse/…
 */
export async function tokenForCookies(step: StepHandle, service: TokenService, cookies: string): Promise<OAuthToken> {
  const url = await trustSecure(step, service.link);
  step.fact('sign-in-with', 'passive grant');
  const reply = await step.exchange({
    method: 'POST',
    url,
    headers: [...tokenHeaders, ['Cookie', cookies]],
    body: passiveGrant,
    expect: [200],
    understood: 'any',
    carriesCredential: true,
  });
  noteAnswer(step, reply);
  if (reply.status !== 200) throw refusal(step, reply);
  const token = readToken(step, reply);
  step.meaning(
    `The cookies of the page were accepted and a token came${lifetimeInWords(token)}. It stands for the sign-in from here on.`,
  );
  return token;
}

function refusal(step: StepHandle, reply: Reply): FailureError {
  const host = hostOf(reply.url);
  const { id, text } = reasonOf(reply);
  const error = errorIn(reply);
  if (error !== undefined) step.fact('fault', `${error.error}: ${error.description ?? text}`);
  if (id === 28000) {
    step.meaning('The sign-in was accepted, but the account is not enabled for Lync or Skype for Business.');
    return failed(
      'protocol',
      'not_enabled',
      `${host} answered ${reply.status}: ${text === '' ? 'the user is not SIP enabled' : text} (28000)`,
    );
  }
  if (error?.error === 'invalid_grant') {
    step.meaning(
      'The token service does not take the cookies that the page left. The sign-in there was not finished, has run out, or another server made it. It is not tried again in this walk.',
    );
    return failed(
      'credential',
      'credential_refused',
      `${host} refused the cookies of its sign-in page (${reply.status} ${error.error}).`,
    );
  }
  step.meaning('The token service answered, but gave no token. What it says is in the answer.');
  return unexpectedStatus(reply, 'A token was asked for');
}
