/** What can be broken where users sign in online. What each one changes is in web/orgId/ and web/online.ts. */
import type { Fault } from './faults.js';
import type { DeploymentId, OnlineTrouble, View } from './types.js';

const only: readonly DeploymentId[] = ['lync-online'];
const views: readonly View[] = ['inside', 'outside'];
const here = {
  views,
  only,
  arguments: ['check', '--from', 'outside', '--sign-in', 'online'],
  needsPassword: 'Where an account signs in online is only asked when it is to sign in.',
} as const;

export const onlineFaults = {
  'orgid-wrong-password': {
    title: 'The password is wrong for the account online',
    expect: 'auth-bad-credentials',
    ...here,
  },
  'federated-no-sts': {
    title: 'The domain is federated, and no sign-in server is named for it',
    expect: 'online-sts-missing',
    ...here,
  },
  'sts-unpublished': {
    title: 'The domain is federated, and its AD FS is not published outside',
    expect: 'online-sts-unreachable',
    ...here,
    views: ['outside'],
    elsewhere: 'Inside, the AD FS itself is reached.',
  },
  'online-second-factor': {
    title: 'The organisation demands a second factor from everybody',
    expect: 'online-mfa-required',
    ...here,
  },
  'realm-unknown': {
    title: 'The online directory does not know the domain of the account',
    expect: 'online-realm-unknown',
    ...here,
  },
  'online-retired': {
    title: 'The online service has been retired: nobody is enabled for it any more',
    expect: 'hybrid-user-homed-online',
    ...here,
  },
} as const satisfies Readonly<Record<string, Fault>>;

const troubles: readonly (readonly [keyof typeof onlineFaults, OnlineTrouble])[] = [
  ['federated-no-sts', 'no-sts'],
  ['sts-unpublished', 'sts-unpublished'],
  ['online-second-factor', 'second-factor'],
  ['realm-unknown', 'realm-unknown'],
  ['online-retired', 'retired'],
];

/** What the chosen faults do to the sign-in online. */
export function onlinePolicy(chosen: ReadonlySet<string>): { readonly online?: OnlineTrouble } {
  const trouble = troubles.find(([id]) => chosen.has(id))?.[1];
  return trouble === undefined ? {} : { online: trouble };
}
