/**
 * Proving to the online service who the user is: where the account signs in, a token of the organisation's AD FS where
 * it is federated, a token of OrgID. docs/protocol/online.md. [WS-Trust February 2005; WS-Trust 1.3]
 */
import { failed, FailureError, type Failure } from '../../shared/failure.js';
import type { IssuedToken } from '../../shared/protocol/orgIdAnswer.js';
import { parseUserRealm, realmUrl, type UserRealm } from '../../shared/protocol/orgIdRealm.js';
import type { StepHandle } from '../engine/api.js';
import { demandValidated, hostOf, meaningOfStranger, noteAnswer, unexpectedStatus } from './answers.js';
import { skipAll, valueOf, type Place, type Walk } from './context.js';
import { learn, trustSecure, type LearnedLink } from './documents.js';
import { askOrgId, askSts, loginOf } from './onlineToken.js';

const realmSpec = { kind: 'online.realm', title: 'Ask where the account signs in' } as const;
const stsSpec = { kind: 'online.sts', title: 'Ask the sign-in server of the organisation for a token' } as const;
const tokenSpec = { kind: 'online.token', title: 'Ask login.microsoftonline.com for a token' } as const;

/** Where accounts of the service sign in; the metadata of its ticket service name the environment, not the address. */
export const orgIdHost = 'login.microsoftonline.com';

/** Tokens of one walk: the password is used once, whichever side asks and however often. */
export class OnlineTokens {
  private readonly held = new Map<string, IssuedToken>();
  private ended: Failure | undefined;
  private isUsed = false;

  /** A token for this address that is good for another minute. */
  find(appliesTo: string, now: number): IssuedToken | undefined {
    const token = this.held.get(appliesTo);
    return token === undefined || Date.parse(token.expires ?? '') - 60_000 <= now ? undefined : token;
  }

  keep(appliesTo: string, token: IssuedToken): void {
    this.held.set(appliesTo, token);
  }

  /** The sign-in failed: it would fail again, and is not tried again. */
  end(failure: Failure): void {
    this.ended ??= failure;
  }

  /** @throws FailureError what ended the sign-in before */
  demandOpen(): void {
    if (this.ended !== undefined) throw new FailureError(this.ended);
  }

  /** @throws FailureError credential/credential_use_ended for a second use */
  beginUse(): void {
    if (this.isUsed) {
      throw failed(
        'credential',
        'credential_use_ended',
        'Another token would need the password once more; online it is used once in a walk.',
      );
    }
    this.isUsed = true;
  }
}

/**
 * Gets a token of OrgID for the address that gives web tickets for it. Only for a user who chose to sign in online.
 * @param bearer the WsFed_bearer address, as the metadata of the ticket service name it
 * @throws FailureError protocol/account_not_here for a domain that nobody has; credential/credential_refused;
 *   protocol/no_common_binding where a password alone will not do
 */
export async function tokenFor(walk: Walk, place: Place, bearer: LearnedLink): Promise<IssuedToken> {
  const { step, side } = place;
  walk.onlineTokens.demandOpen();
  const known = walk.onlineTokens.find(bearer.url, walk.run.now());
  if (known !== undefined) return known;
  walk.onlineTokens.beginUse();
  const title = `Prove to ${orgIdHost} who the user is`;
  const attempt = await step.attempt({ kind: 'online', side, title }, async (group) => {
    const token = await signIn(walk, { step: group, side }, bearer);
    group.meaning('The account proved who it is. The token stands for the password towards the online service.');
    return token;
  });
  if (!attempt.ok) walk.onlineTokens.end(attempt.failure);
  const token = valueOf(attempt);
  walk.onlineTokens.keep(bearer.url, token);
  return token;
}

async function signIn(walk: Walk, place: Place, bearer: LearnedLink): Promise<IssuedToken> {
  const { step, side } = place;
  const asked = await step.attempt({ ...realmSpec, side }, (asking) => askRealm(asking, bearer));
  if (!asked.ok) {
    skipAll(place, [stsSpec, tokenSpec], 'it is not known where the account signs in');
    throw new FailureError(asked.failure);
  }
  const { sts } = asked.value;
  const request = { walk, orgId: asked.value.orgId, appliesTo: bearer.url };
  if (sts === undefined) {
    step.skip({ ...stsSpec, side }, 'no sign-in server of an organisation is named');
    return valueOf(await step.attempt({ ...tokenSpec, side }, (asking) => askOrgId(asking, request)));
  }
  const home = await step.attempt({ ...stsSpec, side }, async (asking) =>
    askSts(asking, walk, await trustSecure(asking, sts)),
  );
  if (!home.ok) {
    skipAll(place, [tokenSpec], 'there is no token of the organisation');
    throw new FailureError(home.failure);
  }
  return valueOf(await step.attempt({ ...tokenSpec, side }, (asking) => askOrgId(asking, request, home.value)));
}

interface Realm {
  readonly orgId: LearnedLink;
  /** The AD FS of a federated account, not yet trusted. */
  readonly sts: LearnedLink | undefined;
}

/** No password travels here, only the name of the account. */
async function askRealm(step: StepHandle, bearer: LearnedLink): Promise<Realm> {
  const login = loginOf(step.target.userName, step.target.sipAddress);
  const learned = { ...bearer, url: realmUrl(orgIdHost, login), field: 'MSWebAuthentication' };
  const url = await trustSecure(step, learned);
  const reply = await step.exchange({ method: 'GET', url, expect: [200], understood: 'any' });
  noteAnswer(step, reply);
  demandValidated(step, reply);
  if (reply.status !== 200) {
    step.meaning(meaningOfStranger(reply));
    throw unexpectedStatus(reply, 'Where the account signs in was asked');
  }
  const realm = parseUserRealm(reply.text);
  step.fact('realm', realm.kind);
  if (realm.domain !== undefined) step.fact('realm-domain', realm.domain);
  if (realm.stsUrl !== undefined) step.fact('sts-url', realm.stsUrl);
  step.value(realm.kind);
  step.meaning(meaningOf(realm, login));
  if (realm.kind === 'unknown') {
    throw failed(
      'protocol',
      'account_not_here',
      `${hostOf(url)} does not know the domain of ${login}. The password was not sent.`,
    );
  }
  const sts = realm.kind === 'federated' && realm.stsUrl !== undefined ? realm.stsUrl : undefined;
  return {
    orgId: { ...learned, url: `https://${orgIdHost}/RST2.srf` },
    sts: sts === undefined ? undefined : learn(sts, 'STSAuthURL', reply),
  };
}

function meaningOf({ kind, brand, stsUrl }: UserRealm, login: string): string {
  const whose = brand === undefined ? 'an organisation' : brand;
  switch (kind) {
    case 'managed':
      return `The account belongs to ${whose}, and its password is checked by ${orgIdHost} itself.`;
    case 'federated':
      return stsUrl === undefined
        ? `The account belongs to ${whose}, which checks passwords at a server of its own, but names none that takes a password in a message.`
        : `The account belongs to ${whose}, which checks passwords at a server of its own: ${hostOf(stsUrl)}.`;
    case 'unknown':
      return `No organisation online has the domain of ${login}. The name may be the SIP address where the user name differs, or the domain was never added, or has been removed.`;
  }
}
