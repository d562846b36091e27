/** The user resource: challenge, token, and on at the home pool. docs/protocol/ucwa.md, steps 5 to 8. [skype-docs UCWA RootURL, AuthenticationInUCWA] */
import { failed } from '../../../shared/failure.js';
import { accepts } from '../../../shared/protocol/mediaType.js';
import type { OAuthToken } from '../../../shared/protocol/oauthToken.js';
import type { StepHandle, StepSpec } from '../../engine/api.js';
import { hostOf, noteAnswer, unexpectedStatus } from '../answers.js';
import type { Walk } from '../context.js';
import { isOnline, learnLink, trustSecure, type LearnedLink } from '../documents.js';
import { homedOnline } from '../homePool.js';
import { askWithoutToken } from '../oauth.js';
import { visit, type Trail } from '../trail.js';
import { readUserAnswer } from '../webTicket.js';
import { askHomePool, type UcwaRoot } from './discovery.js';

const spec = { doc: 'UCWA AuthenticationInUCWA', section: 'Authentication' } as const;
const userSpec = { kind: 'ucwa.user', spec } as const;
export const tokenSpec = { kind: 'ucwa.token', title: 'Get a token for UCWA', spec } as const satisfies StepSpec;
export const withTokenSpec = {
  ...userSpec,
  title: 'Ask for the user resource with the token',
} as const satisfies StepSpec;

/** Where applications are created, and the token for it. */
export interface UcwaAccess {
  readonly applications: LearnedLink;
  readonly token: OAuthToken;
  readonly side: UcwaRoot['side'];
}

/**
 * Signs in to UCWA with the tokens that the walk has: the password is not used again.
 * @returns where applications are created, or why there is none though nothing failed
 */
export async function findApplications(
  walk: Walk,
  group: StepHandle,
  first: UcwaRoot,
): Promise<UcwaAccess | { readonly reason: string }> {
  const { side } = first;
  let root = first;
  for (;;) {
    // 5. Follow the link "user". 6. It is protected: the 401 names the token service.
    const { userUrl, service } = await group.step(
      { ...userSpec, side, title: 'Ask for the user resource without a token' },
      (step) => askWithoutToken(step, root),
    );
    const trail = visit(root.trail, userUrl);
    // 7. The token of the OAuth sign-in, where the same service issued it.
    const reason = await whyNoToken(walk, service.link.url, side);
    if (typeof reason === 'string') {
      group.skip({ ...tokenSpec, side }, reason);
      group.skip({ ...withTokenSpec, side }, reason);
      return { reason };
    }
    const token = reason;
    await group.step({ ...tokenSpec, side }, (step) => Promise.resolve(noteToken(step, service.link.url)));
    // 8. The user resource with the token: "applications", or "redirect" to the home pool.
    const answer = await group.step({ ...withTokenSpec, side }, (step) => askForUser(step, userUrl, token));
    if (answer.leads === 'on') return { applications: answer.link, token, side };
    const home = await goHome(group, side, answer.link, trail);
    root = { ...home, side };
  }
}

async function goHome(group: StepHandle, side: UcwaRoot['side'], link: LearnedLink, trail: Trail) {
  if (isOnline(link.url)) throw homedOnline(link.url);
  const home = await askHomePool(group, side, link, trail);
  if (home === 'online') throw homedOnline(link.url);
  if (home !== 'old') return home;
  throw failed('protocol', 'unexpected_document', `${hostOf(link.url)}, the user's home, offers no UCWA.`);
}

async function whyNoToken(walk: Walk, service: string, side: UcwaRoot['side']): Promise<OAuthToken | string> {
  const { services } = walk.target;
  if (services !== 'full') return 'only whether it can be reached was asked for';
  if (walk.credentials.mode === 'none') return walk.credentials.unavailable ?? 'no password';
  const token = await walk.ucwa.token(service, side);
  if (token !== undefined) return token;
  return walk.credentials.unavailable ?? 'the OAuth sign-in of this walk gave no token of that service';
}

function noteToken(step: StepHandle, service: string): void {
  step.value('the token in hand');
  step.meaning(
    `${hostOf(service)} issued a token to this walk a moment ago. It is good for UCWA, too, so the password is not used again.`,
  );
}

type Answer = { readonly leads: 'on' | 'home'; readonly link: LearnedLink };

/** The user resource with a token. @throws FailureError where it is refused, or names no place for applications */
export async function askForUser(step: StepHandle, url: string, token: OAuthToken): Promise<Answer> {
  const reply = await step.exchange({
    method: 'GET',
    url,
    headers: [
      ['Accept', accepts.json],
      ['Authorization', `Bearer ${token.accessToken}`],
    ],
    expect: [200],
    understood: 'any',
    carriesCredential: true,
  });
  noteAnswer(step, reply);
  if (reply.status === 401 || reply.status === 403) {
    step.meaning('The server does not accept the token that its own token service issued.');
    throw unexpectedStatus(reply, `The token was shown to ${hostOf(url)}`);
  }
  const { document, redirect } = readUserAnswer(step, reply, accepts.json);
  if (redirect !== undefined) return { leads: 'home', link: redirect };
  const applications = learnLink(document, 'applications', reply);
  if (applications === undefined) {
    throw failed('protocol', 'missing_link', `The user resource of ${hostOf(url)} has no link "applications".`);
  }
  const safe = await trustSecure(step, applications);
  step.meaning(
    `Applications are created at ${hostOf(safe)}. Clients save this address and come straight back to it, until UCWA answers 403 or 502, cannot be connected to many times, or the user signs out.`,
  );
  return { leads: 'on', link: { ...applications, url: safe } };
}
