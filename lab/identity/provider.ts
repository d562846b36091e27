/**
 * A real OpenID provider, run as AD FS (sts.<domain>/adfs) or as Entra ID (login.windows.net/common), with the accounts of the
 * deployment and sign-in pages that a browser, or a test, can fill in.
 */
import { createPublicKey, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Provider from 'oidc-provider';
import { signInPageHost } from '../dnsZones.js';
import { drawKeyPair, keyObjectsOf } from '../keys.js';
import { identityProductOf } from '../modernFaults.js';
import { whole, type FrontRequest } from '../network/exchange.js';
import type { Deployment, LabEnvironment, LabResponse } from '../types.js';
import { openBridge } from './bridge.js';
import { accountFor, officeClient, providerConfiguration, registeredHosts, type Setup } from './configuration.js';
import { formFields, messagePage, sendPage, signInPage } from './pages.js';
import { verifyAccessToken } from './tokens.js';
import { entraHost, type IdentityProvider } from './types.js';

/** Starts it where the faults call for one; undefined elsewhere. */
export async function startIdentityProvider(
  deployment: Deployment,
  faults: ReadonlySet<string>,
  environment: LabEnvironment,
): Promise<IdentityProvider | undefined> {
  const product = identityProductOf(faults);
  if (product === undefined) return undefined;
  const { privateKey } = await keyObjectsOf(environment.keyPair?.(`tokens of ${product}`) ?? drawKeyPair());
  const kid = randomUUID();
  const key = { ...privateKey.export({ format: 'jwk' }), kid };
  const setup: Setup = { product, deployment, faults, key };
  const host = product === 'adfs' ? signInPageHost(deployment) : entraHost;
  const mount = product === 'adfs' ? '/adfs' : '/common';
  const issuer = product === 'adfs' ? `https://${host}/adfs` : `https://sts.windows.net/${randomUUID()}/`;
  const provider = new Provider(issuer, providerConfiguration(setup, mount));
  provider.proxy = true;
  const callback = provider.callback();
  const bridge = await openBridge((request, response) => {
    const path = request.url ?? '/';
    if (!path.startsWith(`${mount}/`))
      return sendPage(response, 404, messagePage('Not found', 'There is nothing here.'));
    // As frameworks do it where an application does not begin at the root.
    Object.assign(request, { originalUrl: path, url: path.slice(mount.length) });
    if (path.startsWith(`${mount}/interaction/`)) {
      signInOnPage(provider, setup, request, response).catch(() =>
        sendPage(response, 400, messagePage('An error occurred', 'This sign-in is over. Begin anew.')),
      );
      return;
    }
    void callback(request, response);
  });
  const rules = {
    keys: [{ ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, use: 'sig' }],
    // Its predecessor is the one that the web services know.
    issuer: faults.has('modern-issuer-untrusted') ? `https://sts-old.${deployment.sipDomain}/adfs` : issuer,
    now: () => environment.now(),
  };
  return {
    host,
    organization: product === 'adfs' ? `${deployment.netbiosDomain} Corporation` : 'Microsoft Corporation',
    authorizationUri: `https://${host}${mount}/oauth2/authorize`,
    verify: (token, webHost) => verifyAccessToken(token, webHost, rules),
    service: async (request) =>
      whole(refusal(setup, request) ?? (await bridge.pass(withEveryResource(setup, request)))),
    close: () => bridge.close(),
  };
}

/** The page that asks for name and password, and what becomes of them. */
async function signInOnPage(
  provider: Provider,
  { product, ...setup }: Setup,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  const action = `${product === 'adfs' ? '/adfs' : '/common'}/interaction/${uid}`;
  if (request.method !== 'POST') return sendPage(response, 200, signInPage(product, action, undefined));
  const form = new URLSearchParams(await bodyOf(request));
  const { user, password } = formFields[product];
  const accountId = accountFor({ product, ...setup }, form.get(user) ?? '', form.get(password) ?? '');
  if (accountId === undefined) {
    return sendPage(response, 200, signInPage(product, action, 'Incorrect user ID or password.'));
  }
  await provider.interactionFinished(request, response, { login: { accountId } }, { mergeWithLastSubmission: false });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** What Entra ID says to a token request when a policy is not met. */
function refusal({ faults, product }: Setup, { method, url, body }: FrontRequest): LabResponse | undefined {
  if (product !== 'entra' || method !== 'POST' || !url.pathname.endsWith('/oauth2/token')) return undefined;
  const grant = new URLSearchParams(body.toString('utf8')).get('grant_type');
  if (grant !== 'authorization_code') return undefined;
  if (faults.has('modern-mfa')) {
    return tokenError({
      error: 'interaction_required',
      error_description:
        'AADSTS50076: Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.',
      error_codes: [50076],
      suberror: 'basic_action',
    });
  }
  if (faults.has('modern-consent')) {
    return tokenError({
      error: 'invalid_grant',
      error_description: `AADSTS65001: The user or administrator has not consented to use the application with ID '${officeClient}'. Send an interactive authorization request for this user and resource.`,
      error_codes: [65001],
      suberror: 'consent_required',
    });
  }
  return undefined;
}

function tokenError(content: Readonly<Record<string, unknown>>): LabResponse {
  const headers = [
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Cache-Control', 'no-store'],
  ] as const;
  return { status: 400, headers, body: Buffer.from(JSON.stringify(content), 'utf8') };
}

/**
 * Refresh tokens of AD FS and Entra ID are good for every resource, whichever was asked for first; the provider binds them
 * to what was asked for, so it is made to hear of all.
 */
function withEveryResource(setup: Setup, request: FrontRequest): FrontRequest {
  const isQuery = request.method === 'GET' && request.url.pathname.endsWith('/oauth2/authorize');
  const isForm = request.method === 'POST' && request.url.pathname.endsWith('/oauth2/devicecode');
  if (!isQuery && !isForm) return request;
  const parameters = new URLSearchParams(isQuery ? request.url.search : request.body.toString('utf8'));
  const asked = parameters.getAll('resource');
  const others = registeredHosts(setup).map((host) => `https://${host}`);
  if (!asked.every((resource) => others.includes(resource))) return request;
  for (const resource of others) if (!asked.includes(resource)) parameters.append('resource', resource);
  if (isForm) return { ...request, body: Buffer.from(parameters.toString(), 'utf8') };
  const url = new URL(request.url);
  url.search = parameters.toString();
  return { ...request, url };
}
