/** Sign-in on another device, with a code to enter there. docs/protocol/modern.md, step 2. [RFC 8628] */
import {
  deviceAuthorizationRequest,
  deviceCodeGrantRequest,
  processDeviceAuthorizationResponse,
  processDeviceCodeResponse,
  type TokenEndpointResponse,
} from 'oauth4webapi';
import { failed } from '../../../shared/failure.js';
import type { StepHandle } from '../../engine/api.js';
import { hostOf } from '../answers.js';
import type { Issuer } from './issuer.js';
import { refusedByIssuer } from './refusals.js';
import { client, errorOf, failureOf, noSecret, serverOf, StepFetch } from './requests.js';

/** Asked for a code that nobody enters, an issuer says so this often at most. */
const mostQuestions = 200;

/** @param resource https://HOST */
export async function signInWithDeviceCode(
  step: StepHandle,
  issuer: Issuer,
  resource: string,
): Promise<TokenEndpointResponse> {
  const fetch = new StepFetch(step);
  const server = serverOf(issuer);
  const host = hostOf(issuer.tokenEndpoint);
  step.fact('sign-in-with', 'device code');
  try {
    const begun = await deviceAuthorizationRequest(
      server,
      client,
      noSecret,
      { scope: 'openid', resource },
      fetch.option,
    );
    const refused = errorOf(fetch.last);
    if (refused !== undefined) throw refusedByIssuer(step, host, refused);
    const device = await processDeviceAuthorizationResponse(server, client, begun);
    step.secret('access-token', device.device_code);
    step.secret('access-token', device.user_code);
    const shown = { url: device.verification_uri.slice(0, 500), code: device.user_code.slice(0, 64) };
    const token = await step.pages.whileWaiting({ host, device: shown }, async (signal) => {
      let seconds = Math.min(Math.max(device.interval ?? 5, 1), 60);
      for (let asked = 0; asked < mostQuestions; asked += 1) {
        await step.pages.pause(seconds * 1000, signal);
        const answer = await deviceCodeGrantRequest(server, client, noSecret, device.device_code, {
          additionalParameters: { resource },
          ...fetch.option,
        });
        const error = errorOf(fetch.last);
        if (error === undefined) return processDeviceCodeResponse(server, client, answer);
        if (error.error === 'slow_down') seconds = Math.min(seconds + 5, 60);
        else if (error.error !== 'authorization_pending') throw refusedByIssuer(step, host, error);
      }
      throw failed('limit', 'timeout', `Nobody entered the code at ${hostOf(shown.url)} in time.`);
    });
    step.value('signed in');
    step.meaning(`The code was entered at ${hostOf(shown.url)}, and a token came.`);
    return token;
  } catch (error) {
    throw failureOf(error, host);
  }
}
