/** How the OpenID provider is set up to stand for AD FS or Entra ID. [RFC 6749; RFC 7636; RFC 8628; RFC 8707] */
import { randomBytes, type JsonWebKey } from 'node:crypto';
import { errors, interactionPolicy, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { allPools, findAccount, splitAccount } from '../web/topology.js';
import type { Deployment } from '../types.js';
import { memoryAdapter } from './memory.js';
import { confirmPage, formPage, messagePage } from './pages.js';

/** The public client that Office is registered as; Lync clients sign in with it, too. */
export const officeClient = 'd3590ed6-52b3-4102-aeff-aad2292ab01c';

export interface Setup {
  readonly product: 'adfs' | 'entra';
  readonly deployment: Deployment;
  readonly faults: ReadonlySet<string>;
  readonly key: JsonWebKey;
}

/** Identifiers that the web services are registered under: every web host, inside and outside. */
export function registeredHosts({ deployment, faults }: Setup): readonly string[] {
  if (faults.has('modern-host-unregistered')) return [];
  const hosts = allPools(deployment).flatMap((pool) => [pool.internalWebFqdn, pool.externalWebFqdn]);
  return [...hosts, `lyncdiscover.${deployment.sipDomain}`, `lyncdiscoverinternal.${deployment.sipDomain}`];
}

/** Redirects of interactions go below `mount`. */
export function providerConfiguration(setup: Setup, mount: string): Configuration {
  const { deployment, product, key } = setup;
  const policy = interactionPolicy.base();
  // An administrator has consented for everybody.
  policy.get('consent')?.checks.remove('native_client_prompt');
  return {
    adapter: memoryAdapter(),
    clients: [
      {
        client_id: officeClient,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://localhost/', 'http://127.0.0.1/'],
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      },
    ],
    jwks: { keys: [{ ...key, use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomBytes(24).toString('hex')] },
    scopes: ['openid', 'user_impersonation'],
    pkce: { required: () => true },
    routes: {
      authorization: '/oauth2/authorize',
      token: '/oauth2/token',
      device_authorization: '/oauth2/devicecode',
      code_verification: '/oauth2/deviceauth',
      jwks: '/discovery/keys',
    },
    interactions: { policy, url: (_ctx, interaction) => `${mount}/interaction/${interaction.uid}` },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    issueRefreshToken: () => true,
    rotateRefreshToken: false,
    extraTokenClaims: (_ctx, token) => {
      const account = 'accountId' in token ? token.accountId : undefined;
      return { upn: account, ...(product === 'entra' ? { unique_name: account } : {}) };
    },
    loadExistingGrant: (ctx) => everythingGranted(ctx, setup),
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = messagePage('An error occurred', out.error_description ?? out.error);
    },
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      DeviceCode: 600,
      Interaction: 600,
      Session: 3600,
      Grant: 3600,
      IdToken: 3600,
      RefreshToken: 3600,
    },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: (ctx, form) => {
          ctx.body = formPage('Enter code', form);
        },
        userCodeConfirmSource: (ctx, form, _client, _device, userCode) => {
          ctx.body = confirmPage(form, userCode);
        },
        successSource: (ctx) => {
          ctx.body = messagePage('You have signed in', 'You may close this window.');
        },
      },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => {
          const known = registeredHosts(setup).some((host) => `https://${host}` === resource.replace(/\/$/, ''));
          if (!known) throw new errors.CustomOIDCProviderError('invalid_resource', unknownResource(setup, resource));
          return {
            scope: 'user_impersonation',
            accessTokenFormat: 'jwt',
            audience: setup.faults.has('modern-wrong-audience')
              ? `https://sts.${deployment.sipDomain}/userinfo`
              : resource,
            jwt: { sign: { alg: 'RS256' } },
          };
        },
      },
    },
  };
}

/** The account that signs in on the page; undefined where name or password is wrong. */
export function accountFor({ deployment }: Setup, typed: string, password: string): string | undefined {
  const { domain, name } = splitAccount(typed);
  const user = findAccount(deployment, domain, name);
  return user?.password === password ? user.upn : undefined;
}

async function everythingGranted(ctx: KoaContextWithOIDC, setup: Setup) {
  const accountId = ctx.oidc.session?.accountId ?? ctx.oidc.account?.accountId;
  const clientId = ctx.oidc.client?.clientId;
  if (accountId === undefined || clientId === undefined) return undefined;
  const grant = new ctx.oidc.provider.Grant({ accountId, clientId });
  grant.addOIDCScope('openid');
  for (const host of registeredHosts(setup)) grant.addResourceScope(`https://${host}`, 'user_impersonation');
  await grant.save();
  return grant;
}

function unknownResource({ product }: Setup, resource: string): string {
  return product === 'adfs'
    ? `MSIS9602: The received 'resource' parameter is invalid. The authorization server can not find a registered resource with the specified identifier '${resource}'.`
    : `AADSTS500011: The resource principal named ${resource} was not found in the tenant.`;
}
