/** Reading what UCWA answers below "applications": code and subcode of refusals, and what a client does after them. */
import { cacheSentence, keepsCachedUrl } from '../../../shared/protocol/ucwaCache.js';
import { parseUcwaError, ucwaErrorText, type UcwaError } from '../../../shared/protocol/ucwaError.js';
import type { UcwaResource } from '../../../shared/protocol/ucwaResource.js';
import type { FailureError } from '../../../shared/failure.js';
import type { Reply, RequestSpec, StepHandle } from '../../engine/api.js';
import { headerOf, noteAnswer, unexpectedStatus } from '../answers.js';

/** An application that is registered, and how it is spoken to. */
export interface Application {
  readonly resource: UcwaResource;
  /** Absolute. */
  readonly url: string;
  readonly token: string;
  /** The creating answer: paths without host belong to its host. */
  readonly created: Reply;
}

/** A GET for something of the application. */
export function askFor({ token }: Application, url: string, accept: string): RequestSpec {
  return {
    method: 'GET',
    url,
    headers: [
      ['Accept', accept],
      ['Authorization', `Bearer ${token}`],
    ],
    expect: [200],
    understood: 'any',
    carriesCredential: true,
  };
}

/**
 * Records the answer.
 * @param meaning what a refusal means here, where it is another than for a user of UCWA
 * @throws FailureError where it is none of the wanted ones
 */
export function demand(
  step: StepHandle,
  reply: Reply,
  wanted: readonly number[],
  asked: string,
  meaning?: (error: UcwaError | undefined) => string | undefined,
): void {
  noteAnswer(step, reply);
  if (wanted.includes(reply.status)) return;
  const error = parseUcwaError(headerOf(reply, 'Content-Type'), reply.text);
  if (error !== undefined) step.fact('ucwa-error', ucwaErrorText(error));
  const event = { kind: 'status', status: reply.status } as const;
  step.fact('ucwa-saved-address', keepsCachedUrl(event) ? 'kept' : 'forgotten');
  step.meaning(meaning?.(error) ?? `${meaningOf(reply, error)} ${cacheSentence(event)}`);
  throw refusal(reply, error, asked);
}

/** The application is not there any more. */
export function isGone(reply: Reply): boolean {
  return reply.status === 404 && parseUcwaError(headerOf(reply, 'Content-Type'), reply.text)?.subcode !== undefined;
}

function refusal(reply: Reply, error: UcwaError | undefined, asked: string): FailureError {
  return unexpectedStatus(reply, error === undefined ? asked : `${asked} (${ucwaErrorText(error)})`);
}

function meaningOf({ status }: Reply, error: UcwaError | undefined): string {
  const subcode = error?.subcode ?? '';
  if (status === 403 && subcode === 'UserAgentNotAllowed') {
    return 'The client version policy of the servers does not let this client in.';
  }
  if (status === 404 && subcode === 'ApplicationNotFound') {
    return 'The server has forgotten the application. Clients then create a new one, which should be rare.';
  }
  if (error === undefined && status !== 401) {
    return `This ${status} is not worded as UCWA words it: a proxy on the way or the web server itself made it.`;
  }
  switch (status) {
    case 401:
      return 'The server does not accept the token any more, or not here.';
    case 403:
      return 'UCWA knows the user and forbids it: the mobility policy of the user is the first thing to look at.';
    case 429:
      return 'UCWA takes no more for now: too many requests, or too many applications of this user at once.';
    case 500:
      return 'UCWA failed inside.';
    case 503:
      return 'UCWA is stopped or being restarted at this server.';
    default:
      return 'UCWA refuses this.';
  }
}
