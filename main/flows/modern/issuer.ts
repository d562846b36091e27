/** Who issues tokens for the web services, asked for its addresses. docs/protocol/modern.md, step 1. [OpenID Connect Discovery 1.0, 4] */
import { failed } from '../../../shared/failure.js';
import { metadataAddressOf, parseIssuerMetadata, tokenAddressOf } from '../../../shared/protocol/openId.js';
import type { StepHandle } from '../../engine/api.js';
import { hostOf, noteStatus } from '../answers.js';
import { learn, trustSecure, type LearnedLink } from '../documents.js';

/** Addresses that passed the trust check. */
export interface Issuer {
  /** As it names itself; in the browser's answer it must be the same. */
  readonly issuer: string;
  readonly authorizationUri: string;
  /** The host that named it. */
  readonly from: string;
  readonly tokenEndpoint: string;
  readonly deviceEndpoint: string | undefined;
}

/**
 * @param authorization as the Bearer challenge named it
 * @throws FailureError trust/…; protocol/missing_link where no token address can be found
 */
export async function askIssuer(step: StepHandle, authorization: LearnedLink): Promise<Issuer> {
  const authorizationUri = await trustSecure(step, authorization);
  const from = hostOf(authorization.reply.url);
  const reply = await step.exchange({
    method: 'GET',
    url: metadataAddressOf(authorizationUri),
    headers: [['Accept', 'application/json']],
    expect: [200],
    understood: 'any',
  });
  noteStatus(step, reply);
  if (reply.status !== 200) {
    const tokenEndpoint = tokenAddressOf(authorizationUri);
    if (tokenEndpoint === undefined) {
      throw failed('protocol', 'missing_link', `${hostOf(authorizationUri)} does not say where it issues tokens.`);
    }
    step.fact('token-endpoint', tokenEndpoint);
    step.meaning('It does not describe itself, as AD FS before Windows Server 2016; the usual token address is taken.');
    return {
      issuer: new URL(authorizationUri).origin,
      authorizationUri,
      from,
      tokenEndpoint,
      deviceEndpoint: undefined,
    };
  }
  const metadata = parseIssuerMetadata(reply.text);
  const endpoint = (address: string, field: string): Promise<string> => trustSecure(step, learn(address, field, reply));
  const tokenEndpoint = await endpoint(metadata.tokenEndpoint, 'token_endpoint');
  const deviceEndpoint =
    metadata.deviceEndpoint === undefined
      ? undefined
      : await endpoint(metadata.deviceEndpoint, 'device_authorization_endpoint');
  step.fact('token-issuer', metadata.issuer);
  step.fact('token-endpoint', tokenEndpoint);
  if (deviceEndpoint !== undefined) step.fact('device-endpoint', deviceEndpoint);
  step.meaning(`${hostOf(tokenEndpoint)} issues tokens, after a sign-in on a page of ${hostOf(authorizationUri)}.`);
  return { issuer: metadata.issuer, authorizationUri, from, tokenEndpoint, deviceEndpoint };
}
