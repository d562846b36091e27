/**
 * Token requests, made by oauth4webapi and sent by the step, so that each is recorded, masked and held to the rules for
 * credentials like any other exchange. [RFC 6749; RFC 7636; RFC 8628; RFC 8707]
 */
import {
  customFetch,
  None,
  OperationProcessingError,
  UnsupportedOperationError,
  type AuthorizationServer,
  type Client,
} from 'oauth4webapi';
import { failed, FailureError } from '../../../shared/failure.js';
import { isObject } from '../../../shared/protocol/json.js';
import { parseOAuthError, type OAuthError } from '../../../shared/protocol/oauthToken.js';
import type { Reply, StepHandle } from '../../engine/api.js';
import { hostOf, noteStatus } from '../answers.js';
import type { Issuer } from './issuer.js';

/** The public client that Office is registered as at Entra ID and, by Microsoft's instructions, at AD FS. */
export const client: Client = { client_id: 'd3590ed6-52b3-4102-aeff-aad2292ab01c' };

/** A public client proves itself by nothing. */
export const noSecret = None();

export function serverOf({ issuer, authorizationUri, tokenEndpoint, deviceEndpoint }: Issuer): AuthorizationServer {
  return {
    issuer,
    authorization_endpoint: authorizationUri,
    token_endpoint: tokenEndpoint,
    ...(deviceEndpoint === undefined ? {} : { device_authorization_endpoint: deviceEndpoint }),
  };
}

type Fetch = (
  url: string,
  options: { readonly method: string; readonly headers: Record<string, string>; readonly body?: unknown },
) => Promise<Response>;

/** The library's fetch for one step. What was heard last is kept: its errors are read from there. */
export class StepFetch {
  #last: Reply | undefined;

  constructor(private readonly step: StepHandle) {}

  get option(): { readonly [customFetch]: Fetch } {
    return { [customFetch]: (url, options) => this.#send(url, options) };
  }

  get last(): Reply {
    if (this.#last === undefined) throw new Error('nothing was asked yet');
    return this.#last;
  }

  async #send(url: string, options: Parameters<Fetch>[1]): Promise<Response> {
    const reply = await this.step.exchange({
      method: 'POST',
      url,
      headers: Object.entries(options.headers).filter(([name]) => name.toLowerCase() !== 'user-agent'),
      body: String(options.body),
      expect: [200],
      understood: 'any',
      carriesCredential: true,
    });
    this.#last = reply;
    noteStatus(this.step, reply);
    if (reply.status < 200 || reply.status > 599 || reply.status === 204 || reply.status === 304) {
      throw failed('protocol', 'unexpected_status', `${hostOf(url)} answered a token request with ${reply.status}.`);
    }
    const headers = reply.headers
      .filter(([name]) => /^(content-type|www-authenticate)$/i.test(name))
      .map((pair) => [...pair] as [string, string]);
    return new Response(withoutIdToken(reply.text), { status: reply.status, headers });
  }
}

/** Nobody is signed in to this program, so an ID token proves nothing here; the access token is all that is used. */
function withoutIdToken(text: string): string {
  try {
    const answer: unknown = JSON.parse(text);
    if (!isObject(answer)) return text;
    return JSON.stringify(Object.fromEntries(Object.entries(answer).filter(([name]) => name !== 'id_token')));
  } catch {
    return text; // the library says what is wrong with it
  }
}

/** The error of an answer as RFC 6749, section 5.2 writes it; undefined for anything else. */
export function errorOf(reply: Reply): OAuthError | undefined {
  if (reply.status === 200) return undefined;
  try {
    return parseOAuthError(reply.text);
  } catch {
    return undefined;
  }
}

/** What the library has against an answer, as a failure of the step. Bugs stay bugs. */
export function failureOf(error: unknown, host: string): FailureError {
  if (error instanceof FailureError) return error;
  const isTheirs = error instanceof OperationProcessingError || error instanceof UnsupportedOperationError;
  if (!isTheirs && !(error instanceof Error && error.name === 'ResponseBodyError')) throw error;
  return failed('parse', 'unexpected_document', `The answer of ${host} is none to a token request: ${error.message}.`);
}
