/** What can be broken in UCWA, in meetings joined without an account, and for web apps. What each one changes is in network/unpublished.ts and web/ucwa/. */
import type { Fault } from './faults.js';
import type { ConferenceTrouble, DeploymentId, UcwaTrouble, View, WebPolicy } from './types.js';

const outside = ['check', '--from', 'outside'];
const both: readonly View[] = ['inside', 'outside'];
// Lync Server 2010 has no UCWA.
const except: readonly DeploymentId[] = ['lync2010'];
const signsIn = 'UCWA takes a user only after the sign-in with a password.';
/** Only who joins a meeting meets these. */
const joining = ['join', '--from', 'outside'];

export const ucwaFaults = {
  'ucwa-mobility-off': {
    title: "The user's mobility policy forbids mobile clients",
    expect: 'mobility-policy-off',
    views: both,
    arguments: outside,
    except,
    needsPassword: signsIn,
  },
  'ucwa-agent-blocked': {
    title: 'The client version policy blocks the user agent',
    expect: 'client-version-blocked',
    views: both,
    arguments: outside,
    except,
    needsPassword: signsIn,
  },
  'ucwa-recycled': {
    title: 'The UCWA application pool did not start well after a recycle',
    expect: 'ucwa-500-after-recycle',
    views: both,
    arguments: outside,
    except,
    needsPassword: signsIn,
  },
  'ucwa-application-expired': {
    title: 'UCWA forgets an application as soon as it is made',
    expect: 'ucwa-application-expired',
    views: both,
    arguments: outside,
    except,
    needsPassword: signsIn,
  },
  'ucwa-unavailable': {
    title: 'UCWA says that the service is unavailable (503)',
    expect: 'ucwa-unavailable',
    views: both,
    arguments: outside,
    except,
    needsPassword: signsIn,
  },
  'ucwa-throttled': {
    title: 'UCWA answers that too many requests were made (429)',
    expect: 'ucwa-throttled',
    views: both,
    arguments: outside,
    except,
    needsPassword: signsIn,
  },
  'event-channel-cut': {
    title: 'The reverse proxy cuts the event channel after some seconds',
    expect: 'ucwa-event-channel-cut',
    views: ['outside'],
    arguments: outside,
    except,
    needsPassword: signsIn,
    elsewhere: 'The mistake is in the reverse proxy, which a client inside does not pass.',
  },
  'conference-gone': {
    title: 'The meeting no longer exists',
    expect: 'meeting-gone',
    views: both,
    arguments: joining,
    except,
  },
  'anonymous-not-allowed': {
    title: 'The meeting takes nobody without an account',
    expect: 'meeting-anonymous-not-allowed',
    views: both,
    arguments: joining,
    except,
  },
  'guest-grant-off': {
    title: 'The token service gives nothing to guests of meetings',
    expect: 'meeting-no-guest-grant',
    views: both,
    arguments: joining,
    except,
  },
  'join-page-silent': {
    title: 'The pages of meetings do not name their conference',
    expect: 'meeting-page-without-uri',
    views: both,
    arguments: joining,
    except,
  },
  'xframe-unpublished': {
    title: 'The reverse proxy does not publish the XFrame page',
    expect: 'xframe-unpublished',
    views: ['outside'],
    arguments: outside,
    except,
    elsewhere: 'The mistake is in the reverse proxy, which a client inside does not pass.',
  },
} as const satisfies Readonly<Record<string, Fault>>;

const troubles: readonly (readonly [fault: keyof typeof ucwaFaults, trouble: UcwaTrouble])[] = [
  ['ucwa-unavailable', 'unavailable'],
  ['ucwa-recycled', 'recycled'],
  ['ucwa-throttled', 'throttled'],
  ['ucwa-mobility-off', 'mobility-off'],
  ['ucwa-agent-blocked', 'agent-blocked'],
  ['ucwa-application-expired', 'expired'],
];

/** The part of the policy that these faults decide; of several troubles of UCWA the first in this order shows. */
export function ucwaPolicy(chosen: ReadonlySet<string>): Pick<WebPolicy, 'ucwa' | 'conferences' | 'silentJoinPages'> {
  const ucwa = troubles.find(([fault]) => chosen.has(fault))?.[1];
  const conferences: ConferenceTrouble | undefined = chosen.has('conference-gone')
    ? 'gone'
    : chosen.has('anonymous-not-allowed')
      ? 'anonymous-not-allowed'
      : undefined;
  return {
    ...(ucwa === undefined ? {} : { ucwa }),
    ...(conferences === undefined ? {} : { conferences }),
    ...(chosen.has('join-page-silent') ? { silentJoinPages: true } : {}),
  };
}
