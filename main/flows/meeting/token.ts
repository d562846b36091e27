/** A guest's token: the meeting's key for a password. docs/protocol/meeting.md, step 5. [skype-docs UCWA AuthenticationInUCWA] */
import { failed, type FailureError } from '../../../shared/failure.js';
import { grants } from '../../../shared/protocol/msRtcOAuth.js';
import { anonymousMeetingGrant, type OAuthToken } from '../../../shared/protocol/oauthToken.js';
import type { Reply, StepHandle } from '../../engine/api.js';
import { hostOf, noteAnswer, reasonOf, unexpectedStatus } from '../answers.js';
import { trustSecure } from '../documents.js';
import { errorIn, readToken, tokenHeaders, type TokenService } from '../tokenAnswer.js';
import type { Conference } from './locate.js';

/** @throws FailureError protocol/grant_not_allowed, credential/credential_refused, protocol/unexpected_status; parse/… */
export async function requestGuestToken(
  step: StepHandle,
  service: TokenService,
  conference: Conference,
): Promise<OAuthToken> {
  const url = await trustSecure(step, service.link);
  if (!service.grants.some((grant) => grant.toLowerCase() === grants.anonymousMeeting)) {
    step.meaning(
      'The token service issues nothing for guests of meetings, so nobody can join without an account here.',
    );
    const offered = service.grants.join(', ') || 'no grant';
    const why = `The token service of ${hostOf(url)} offers ${offered}, not ${grants.anonymousMeeting}.`;
    throw failed('protocol', 'grant_not_allowed', why);
  }
  const reply = await step.exchange({
    method: 'POST',
    url,
    headers: tokenHeaders,
    body: anonymousMeetingGrant(conference.key, conference.uri),
    expect: [200],
    understood: 'any',
    carriesCredential: true,
  });
  noteAnswer(step, reply);
  if (reply.status !== 200) throw refusal(step, reply);
  const token = readToken(step, reply);
  step.meaning(
    'The server takes the key of the meeting and gives a token for one guest of it. No account and no password was used.',
  );
  return token;
}

function refusal(step: StepHandle, reply: Reply): FailureError {
  const error = errorIn(reply);
  const host = hostOf(reply.url);
  if (error !== undefined) step.fact('fault', `${error.error}: ${error.description ?? reasonOf(reply).text}`);
  switch (error?.error) {
    case 'invalid_grant':
      step.meaning(
        'The server knows no meeting of this organizer with this key. The link is wrong or shortened, or the meeting is gone.',
      );
      return failed('credential', 'credential_refused', `${host} refused the key of the meeting (${reply.status}).`);
    case 'unsupported_grant_type':
    case 'unauthorized_client':
      step.meaning('The server gives no tokens to guests of meetings.');
      return failed('protocol', 'grant_not_allowed', `${host} answered ${reply.status} ${error.error}.`);
    default:
      step.meaning('The token service answered, but gave no token. What it says is in the answer.');
      return unexpectedStatus(reply, 'A token for a guest was asked for');
  }
}
