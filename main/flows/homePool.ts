/** Going on at the user's home pool, which wants a ticket or token of its own. docs/protocol/home-pool.md. [MS-OCDISCWS 3.1.5.4] */
import { failed, type FailureError } from '../../shared/failure.js';
import { hostOf } from './answers.js';
import type { Place } from './context.js';
import type { LearnedLink } from './documents.js';
import { rootAfterRedirect, type Root } from './redirects.js';
import type { Trail } from './trail.js';

/**
 * Asks the root that the redirect names and signs in there.
 * @param accept form of the root document that the sign-in goes by
 * @param signIn the same procedure again; it calls back here when that pool sends on once more
 */
export function goOnAtHomePool<T>(
  { step, side }: Place,
  redirect: LearnedLink,
  trail: Trail,
  accept: string,
  signIn: (place: Place, root: Root) => Promise<T>,
): Promise<T> {
  const title = `Go on at ${hostOf(redirect.url)}, the user's home`;
  return step.step(
    { kind: 'home-pool', side, title, spec: { doc: 'MS-OCDISCWS', section: '3.1.5.4' } },
    async (pool) => {
      const root = await rootAfterRedirect({ step: pool, side }, redirect, trail, accept);
      return signIn({ step: pool, side }, root);
    },
  );
}

/** The account lives in Skype for Business Online. Its directory is followed to its 401; no password goes there without the user's choice. */
export function homedOnline(url: string): FailureError {
  return failed(
    'protocol',
    'homed_online',
    `The account is homed online: ${hostOf(url)} is where it signs in. The password is not sent there unless that was chosen (--sign-in online), and Skype for Business Online was retired on 31 July 2021.`,
  );
}
