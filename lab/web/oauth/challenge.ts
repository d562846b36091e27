// The two WWW-Authenticate lines of a service that takes OAuth tokens (web.md 6.1).
import { entraHost } from '../../identity/types.js';
import type { Deployment, Pool, Site, WebPolicy } from '../../types.js';
import { webOrigin } from '../topology.js';

// Application ids fixed by Microsoft: Exchange (a trusted issuer) and Lync itself.
const exchangeApplication = '00000002-0000-0ff1-ce00-000000000000';
// What Entra ID issues for whatever tenant.
const entraTrust = '00000001-0000-0000-c000-000000000000@*';
const lyncApplication = '00000004-0000-0ff1-ce00-000000000000';

/** Bearer for server-to-server callers, MsRtcOAuth for users, in the order and the punctuation of published captures. */
export function oauthChallenge(
  deployment: Deployment,
  pool: Pool,
  site: Site,
  policy: WebPolicy,
): readonly (readonly [string, string])[] {
  const tokenUrl = `${webOrigin(pool, site, policy)}/WebTicket/oauthtoken`;
  const isEntra = policy.tokenIssuer?.startsWith(`https://${entraHost}/`) === true;
  const issuers = [`${exchangeApplication}@${deployment.sipDomain}`, ...(isEntra ? [entraTrust] : [])].join(',');
  return [
    [
      'WWW-Authenticate',
      `Bearer trusted_issuers="${issuers}", client_id="${lyncApplication}"` +
        (policy.tokenIssuer === undefined ? '' : `, authorization_uri="${policy.tokenIssuer}"`),
    ],
    ['WWW-Authenticate', `MsRtcOAuth href="${tokenUrl}",grant_type="${policy.grants.join(',')}"`],
  ];
}

/** The lines of the online directory: Entra issues the tokens, and only two grants are left. */
export function onlineChallenge(host: string): readonly (readonly [string, string])[] {
  return [
    [
      'WWW-Authenticate',
      `Bearer trusted_issuers="${entraTrust}", client_id="${lyncApplication}", ` +
        'authorization_uri="https://login.windows.net/common/oauth2/authorize"',
    ],
    [
      'WWW-Authenticate',
      `MsRtcOAuth href="https://${host}/WebTicket/oauthtoken",grant_type="urn:microsoft.rtc:passive,urn:microsoft.rtc:anonmeeting"`,
    ],
  ];
}
