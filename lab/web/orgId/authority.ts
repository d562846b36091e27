// Who signs for whom: the AD FS of the organisation for OrgID, OrgID for the online service (web.md 12.3 and 12.4).
import type { Element } from '@xmldom/xmldom';
import { federatedDomainOf, stsHostOf } from '../../deployments/online.js';
import { drawKeyPair, keyObjectsOf } from '../../keys.js';
import type { Deployment, LabEnvironment, LabUser, OnlineTrouble } from '../../types.js';
import { createTicketIssuer, type Ticket, type TicketVerdict } from '../webTicket/assertion.js';
import { decryptToken, encryptToken } from './encryptedToken.js';

/** What AD FS calls OrgID. */
export const orgIdAudience = 'urn:federation:MicrosoftOnline';
const persistent = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';
const hour = 60 * 60 * 1000;

export interface OrgIdToken {
  /** EncryptedData. */
  readonly xml: string;
  readonly created: Date;
  readonly expires: Date;
}

export type Realm = 'managed' | 'federated' | 'unknown';

export interface OrgIdAuthority {
  readonly deployment: Deployment;
  readonly environment: LabEnvironment;
  readonly trouble: OnlineTrouble | undefined;
  realmOf(login: string): Realm;
  /** The account, whatever its realm. */
  findUser(login: string): LabUser | undefined;
  /** Address of the AD FS for password sign-in; undefined where the organisation named none. */
  readonly stsUrl: string | undefined;
  /** A token of the AD FS that names a user to OrgID. */
  issueAtSts(user: LabUser): Promise<Ticket>;
  verifyFromSts(assertion: string): Promise<TicketVerdict>;
  /** A token for one address of the online service, readable only there. */
  issue(user: LabUser, audience: string): Promise<OrgIdToken>;
  /** What the online service finds in such a token. */
  open(encrypted: Element): Promise<TicketVerdict>;
}

/** Its keys are those of the environment. */
export function createOrgIdAuthority(
  deployment: Deployment,
  trouble: OnlineTrouble | undefined,
  environment: LabEnvironment,
): OrgIdAuthority {
  const sts = createTicketIssuer(`http://${stsHostOf(deployment)}/adfs/services/trust`, environment, hour);
  const orgId = createTicketIssuer('uri:WindowsLiveID', environment, hour);
  const keys = keyObjectsOf(environment.keyPair?.('tokens for the online service') ?? drawKeyPair());
  keys.catch(() => undefined); // awaited when a token is made
  const subjectOf = (user: LabUser) =>
    ({ sipAddress: user.sipAddress, subject: { format: persistent, name: user.upn } }) as const;
  return {
    deployment,
    environment,
    trouble,
    realmOf: (login) => realmOf(deployment, trouble, login),
    findUser: (login) => deployment.users.find(({ upn }) => upn.toLowerCase() === login.trim().toLowerCase()),
    stsUrl:
      trouble === 'no-sts' ? undefined : `https://${stsHostOf(deployment)}/adfs/services/trust/2005/usernamemixed`,
    issueAtSts: (user) =>
      sts.issue({ ...subjectOf(user), audience: orgIdAudience, method: 'password', proofKey: undefined }),
    verifyFromSts: (assertion) => sts.verify(assertion),
    issue: async (user, audience) => {
      const token = await orgId.issue({ ...subjectOf(user), audience, method: 'password', proofKey: undefined });
      const { publicKey } = await keys;
      return { xml: encryptToken(token.xml, publicKey), created: token.created, expires: token.expires };
    },
    open: async (encrypted) => {
      const { privateKey } = await keys;
      const assertion = decryptToken(encrypted, privateKey);
      return assertion === undefined ? { ok: false, why: 'unreadable' } : orgId.verify(assertion);
    },
  };
}

/** A realm belongs to a domain, not to a user. */
function realmOf(deployment: Deployment, trouble: OnlineTrouble | undefined, login: string): Realm {
  const domain = login.slice(login.lastIndexOf('@') + 1).toLowerCase();
  if (trouble === 'realm-unknown') return 'unknown';
  if (domain === federatedDomainOf(deployment)) return 'federated';
  if (domain !== deployment.sipDomain) return 'unknown';
  return trouble === 'no-sts' || trouble === 'sts-unpublished' ? 'federated' : 'managed';
}
