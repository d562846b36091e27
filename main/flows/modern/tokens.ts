/**
 * Access tokens of modern authentication for one walk: one sign-in by a person, then a token for each web host that asks.
 * docs/protocol/modern.md. [RFC 6749 4.1, 6; RFC 8707]
 */
import { processRefreshTokenResponse, refreshTokenGrantRequest, type TokenEndpointResponse } from 'oauth4webapi';
import { failed, FailureError } from '../../../shared/failure.js';
import { readAccessToken } from '../../../shared/protocol/openId.js';
import type { StepHandle } from '../../engine/api.js';
import { hostOf } from '../answers.js';
import { valueOf, type Place } from '../context.js';
import type { LearnedLink } from '../documents.js';
import { signInWithBrowser, tokenForCode } from './browser.js';
import { signInWithDeviceCode } from './deviceCode.js';
import { askIssuer, type Issuer } from './issuer.js';
import { refusedByIssuer } from './refusals.js';
import { client, errorOf, failureOf, noSecret, serverOf, StepFetch } from './requests.js';

const metadataSpec = {
  kind: 'modern.metadata',
  title: 'Ask who issues tokens for its addresses',
  spec: { doc: 'OpenID Connect Discovery 1.0', section: '4' },
} as const;
const pageSpec = {
  kind: 'modern.sign-in',
  title: 'Sign in on a page in the browser, or with a code',
  spec: { doc: 'RFC 8252', section: '4.1' },
} as const;
const refreshSpec = {
  kind: 'modern.token',
  title: 'Ask for a token for another host',
  spec: { doc: 'RFC 6749', section: '6' },
} as const;

export class ModernTokens {
  readonly #tokens = new Map<string, string>();
  readonly #issuers = new Map<string, Issuer>();
  #refreshToken: string | undefined;
  #authorization: LearnedLink | undefined;
  /** Why nobody is asked again. */
  #ended: FailureError | undefined;

  /** True once somebody has signed in. */
  get signedIn(): boolean {
    return this.#tokens.size > 0;
  }

  /** Why there can be no token for another host; undefined where there can. */
  get unavailable(): string | undefined {
    return this.signedIn ? undefined : 'nobody has signed in for a token';
  }

  /**
   * An access token for the host of `url`.
   * @param authorization as the host's own challenge named it; else the one that was learned before
   * @throws FailureError what stopped it; nobody is asked twice to sign in
   */
  async tokenFor(place: Place, url: string, authorization = this.#authorization): Promise<string> {
    const resource = `https://${new URL(url).hostname}`;
    const known = this.#tokens.get(resource);
    if (known !== undefined) return known;
    if (this.#ended !== undefined) throw this.#ended;
    if (authorization === undefined) {
      throw failed('protocol', 'missing_link', `${hostOf(url)} names no one who issues tokens (authorization_uri).`);
    }
    this.#authorization ??= authorization;
    try {
      const issuer = await this.#issuerAt(place, authorization);
      const answer = await this.#ask(place, issuer, resource);
      return this.#keep(resource, answer);
    } catch (error) {
      if (error instanceof FailureError && !this.signedIn) this.#ended = error;
      throw error;
    }
  }

  async #issuerAt({ step, side }: Place, authorization: LearnedLink): Promise<Issuer> {
    const known = this.#issuers.get(authorization.url);
    if (known !== undefined) return known;
    const issuer = valueOf(await step.attempt({ ...metadataSpec, side }, (asking) => askIssuer(asking, authorization)));
    this.#issuers.set(authorization.url, issuer);
    return issuer;
  }

  async #ask(place: Place, issuer: Issuer, resource: string): Promise<TokenEndpointResponse> {
    const { step, side } = place;
    const refreshToken = this.#refreshToken;
    if (refreshToken !== undefined) {
      return step.step({ ...refreshSpec, side }, (asking) => refresh(asking, issuer, resource, refreshToken));
    }
    const signedIn = await step.step({ ...pageSpec, side }, async (asking) => {
      asking.fact('authorization-uri', issuer.authorizationUri);
      const hasDeviceCode = issuer.deviceEndpoint !== undefined;
      const way = await asking.pages.choose({ url: issuer.authorizationUri, from: issuer.from, hasDeviceCode });
      if (way === 'browser') return { code: await signInWithBrowser(asking, issuer, resource) };
      if (way === 'device-code' && hasDeviceCode)
        return { token: await signInWithDeviceCode(asking, issuer, resource) };
      throw notOpened(asking, hostOf(issuer.authorizationUri), way === 'nobody');
    });
    return 'code' in signedIn ? tokenForCode(place, issuer, resource, signedIn.code) : signedIn.token;
  }

  #keep(resource: string, answer: TokenEndpointResponse): string {
    this.#tokens.set(resource, answer.access_token);
    this.#refreshToken = answer.refresh_token ?? this.#refreshToken;
    return answer.access_token;
  }
}

async function refresh(
  step: StepHandle,
  issuer: Issuer,
  resource: string,
  refreshToken: string,
): Promise<TokenEndpointResponse> {
  const fetch = new StepFetch(step);
  const server = serverOf(issuer);
  const host = hostOf(issuer.tokenEndpoint);
  step.fact('sign-in-with', 'refresh token');
  try {
    const answer = await refreshTokenGrantRequest(server, client, noSecret, refreshToken, {
      additionalParameters: { resource },
      ...fetch.option,
    });
    const error = errorOf(fetch.last);
    if (error !== undefined) throw refusedByIssuer(step, host, error);
    const token = await processRefreshTokenResponse(server, client, answer);
    step.meaning(`A token for ${resource} came, without another sign-in.`);
    return token;
  } catch (error) {
    throw failureOf(error, host);
  }
}

function notOpened(step: StepHandle, host: string, isNobody: boolean): FailureError {
  step.value('not opened');
  step.meaning(
    isNobody
      ? 'The rest needs a person who signs in on a page in the browser, and there is nobody here to ask.'
      : `The sign-in page of ${host} was not opened, as was wished. The rest needs it.`,
  );
  return failed(
    'credential',
    'no_credential',
    isNobody
      ? `Nobody can be asked here whether the sign-in page of ${host} may be opened.`
      : `The sign-in page of ${host} was not opened: nobody agreed to it.`,
  );
}

/** What the token says of itself, kept because its bytes are masked. */
export function noteToken(step: StepHandle, token: string): void {
  const read = readAccessToken(token);
  if (read === undefined) return;
  if (read.issuer !== undefined) step.fact('token-issuer', read.issuer.slice(0, 500));
  for (const audience of read.audiences) step.fact('token-audience', audience.slice(0, 500));
}
