/** What can be broken in the services beside the sign-in. What each one changes is in web/addressBook/, web/other/ and sip/provisioning.ts. */
import type { Fault } from './faults.js';
import type { View, WebPolicy } from './types.js';

const outside = ['check', '--from', 'outside'];
const both: readonly View[] = ['inside', 'outside'];

export const serviceFaults = {
  'address-book-not-generated': {
    title: 'The address book was never generated',
    expect: 'address-book-not-generated',
    views: both,
    arguments: outside,
    needsPassword: 'The address book is asked with a web ticket, which is only had with a password.',
  },
  'group-expansion-off': {
    title: 'Group expansion is switched off',
    expect: 'group-expansion-off',
    views: both,
    arguments: outside,
    needsPassword: 'The registrar tells its settings only after a sign-in with a password.',
  },
  'control-panel-published': {
    title: 'The control panel of the administrators answers outside',
    expect: 'control-panel-published',
    views: ['outside'],
    arguments: outside,
    needsPassword: 'The control panel is looked for on the host that the user document names.',
    elsewhere: 'Inside the control panel may be reached.',
  },
} as const satisfies Readonly<Record<string, Fault>>;

/** The part of the policy that these faults decide. */
export function servicePolicy(chosen: ReadonlySet<string>): Pick<WebPolicy, 'addressBook' | 'controlPanel'> {
  return {
    ...(chosen.has('address-book-not-generated') ? { addressBook: 'not-generated' as const } : {}),
    ...(chosen.has('control-panel-published') ? { controlPanel: 'published' as const } : {}),
  };
}
