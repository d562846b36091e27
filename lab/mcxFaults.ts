/** What can be broken in the mobility service of Lync 2010 clients. What each one changes is in web/mcx/, web/autodiscover/ and network/. */
import type { Fault } from './faults.js';
import type { DeploymentId, McxTrouble, View, WebPolicy } from './types.js';

const outside = ['check', '--from', 'outside'];
const both: readonly View[] = ['inside', 'outside'];
const signsIn = 'The user document, which names the service, is only had with a password.';
/** The service was not carried on into 2019. */
const withMcx: readonly DeploymentId[] = ['lync2010', 'lync2013', 'sfb2015'];

export const mcxFaults = {
  'mcx-missing': {
    title: 'The mobility service of Lync 2010 clients (Mcx) is not installed',
    expect: 'mcx-missing',
    views: both,
    arguments: outside,
    // Lync Server 2010 has no other service for mobile clients: there it is the fault no-mobility.
    only: ['lync2013', 'sfb2015'],
    needsPassword: signsIn,
  },
  'mcx-down': {
    title: 'The application pool of Mcx is stopped (503)',
    expect: 'mcx-not-answering',
    views: both,
    arguments: outside,
    only: withMcx,
    needsPassword: signsIn,
  },
  'mcx-internal-only': {
    title: 'Mcx is exposed with its internal address only',
    expect: 'mcx-internal-only',
    views: both,
    arguments: outside,
    only: withMcx,
    needsPassword: signsIn,
  },
  'mcx-ticket-refused': {
    title: 'The web ticket service issues no ticket for the address of Mcx',
    expect: 'mcx-ticket-refused',
    views: both,
    arguments: outside,
    only: withMcx,
    needsPassword: signsIn,
  },
  'mcx-push-no-srv': {
    title: 'The SRV record for federation is missing, which notifications for phones need',
    expect: 'push-federation-missing',
    views: ['outside'],
    arguments: outside,
    only: withMcx,
    needsPassword: signsIn,
    elsewhere: 'The mistake is in the public zone, which is not asked inside.',
  },
} as const satisfies Readonly<Record<string, Fault>>;

const troubles: readonly (readonly [fault: keyof typeof mcxFaults, trouble: McxTrouble])[] = [
  ['mcx-missing', 'missing'],
  ['mcx-down', 'down'],
  ['mcx-internal-only', 'internal-only'],
  ['mcx-ticket-refused', 'no-ticket'],
];

/** The part of the policy that these faults decide; of several the first in this order shows. */
export function mcxPolicy(chosen: ReadonlySet<string>): Pick<WebPolicy, 'mcx'> {
  const mcx = troubles.find(([fault]) => chosen.has(fault))?.[1];
  return mcx === undefined ? {} : { mcx };
}
