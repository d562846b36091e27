/** Sign-in in the browser of the user: authorization code with PKCE, back to an address on loopback. docs/protocol/modern.md, step 2. [RFC 6749 4.1; RFC 7636; RFC 8252] */
import {
  authorizationCodeGrantRequest,
  AuthorizationResponseError,
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomState,
  processAuthorizationCodeResponse,
  validateAuthResponse,
  type TokenEndpointResponse,
} from 'oauth4webapi';
import type { Place } from '../context.js';
import type { StepHandle } from '../../engine/api.js';
import { hostOf } from '../answers.js';
import type { Issuer } from './issuer.js';
import { refusedByIssuer } from './refusals.js';
import { client, errorOf, failureOf, noSecret, serverOf, StepFetch } from './requests.js';

interface Code {
  readonly parameters: URLSearchParams;
  readonly redirectUri: string;
  readonly verifier: string;
}

/** Opens the page that was agreed to and waits for the browser to come back. @param resource https://HOST */
export async function signInWithBrowser(step: StepHandle, issuer: Issuer, resource: string): Promise<Code> {
  const host = hostOf(issuer.authorizationUri);
  const verifier = generateRandomCodeVerifier();
  const state = generateRandomState();
  step.secret('access-token', verifier);
  const listener = await step.pages.listen();
  try {
    const page = new URL(issuer.authorizationUri);
    const asked = {
      response_type: 'code',
      client_id: client.client_id,
      redirect_uri: listener.redirectUri,
      scope: 'openid',
      resource,
      state,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      login_hint: step.target.sipAddress,
    };
    for (const [name, value] of Object.entries(asked)) page.searchParams.set(name, value);
    const query = await step.pages.whileWaiting({ host }, async (signal) => {
      const [came] = await Promise.all([listener.query(state, signal), step.pages.open(page.href)]);
      return came;
    });
    const parameters = answerIn(step, issuer, query, state);
    step.value('signed in');
    step.meaning(`The sign-in on the page of ${host} led to a code; a token is to be had for it, once.`);
    return { parameters, redirectUri: listener.redirectUri, verifier };
  } finally {
    await listener.close();
  }
}

function answerIn(step: StepHandle, issuer: Issuer, query: string, state: string): URLSearchParams {
  const answer = new URLSearchParams(query);
  const code = answer.get('code');
  if (code !== null && code !== '') step.secret('access-token', code);
  try {
    return validateAuthResponse(serverOf(issuer), client, answer, state);
  } catch (error) {
    const host = hostOf(issuer.authorizationUri);
    if (!(error instanceof AuthorizationResponseError)) throw failureOf(error, host);
    throw refusedByIssuer(step, host, { error: error.error, description: error.error_description });
  }
}

/** Posts the code. */
export function tokenForCode(
  { step, side }: Place,
  issuer: Issuer,
  resource: string,
  code: Code,
): Promise<TokenEndpointResponse> {
  const title = 'Ask for a token with the code';
  const spec = { doc: 'RFC 6749', section: '4.1.3' } as const;
  return step.step({ kind: 'modern.token', side, title, spec }, async (asking) => {
    const fetch = new StepFetch(asking);
    const server = serverOf(issuer);
    const host = hostOf(issuer.tokenEndpoint);
    asking.fact('sign-in-with', 'authorization code');
    try {
      const answer = await authorizationCodeGrantRequest(
        server,
        client,
        noSecret,
        code.parameters,
        code.redirectUri,
        code.verifier,
        {
          additionalParameters: { resource },
          ...fetch.option,
        },
      );
      const error = errorOf(fetch.last);
      if (error !== undefined) throw refusedByIssuer(asking, host, error);
      return await processAuthorizationCodeResponse(server, client, answer);
    } catch (error) {
      throw failureOf(error, host);
    }
  });
}
