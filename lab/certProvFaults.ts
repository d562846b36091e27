/** What can be broken where users fetch their client certificates. What each one changes is in network/unpublished.ts and web/certProv/. */
import type { Fault } from './faults.js';
import type { WebPolicy } from './types.js';

const outside = ['check', '--from', 'outside'];
const asksLate = 'A certificate is asked for after the sign-in with a password.';

export const certProvFaults = {
  'certprov-unpublished': {
    title: 'The reverse proxy does not publish /CertProv',
    expect: 'certprov-fails',
    views: ['outside'],
    arguments: outside,
    needsPassword: asksLate,
    elsewhere: 'The mistake is in the reverse proxy, which a client inside does not pass.',
  },
  'certprov-error': {
    title: 'The certificate service answers with an error instead of a certificate',
    expect: 'certprov-fails',
    views: ['inside', 'outside'],
    arguments: outside,
    needsPassword: asksLate,
  },
  'certprov-not-yet-valid': {
    title: 'The certificates given out begin 32 minutes in the future',
    expect: 'certprov-fails',
    views: ['inside', 'outside'],
    arguments: outside,
    needsPassword: asksLate,
  },
} as const satisfies Readonly<Record<string, Fault>>;

/** The part of the policy that these faults decide. */
export function certProvPolicy(chosen: ReadonlySet<string>): Pick<WebPolicy, 'certProv'> {
  if (chosen.has('certprov-error')) return { certProv: 'error' };
  return chosen.has('certprov-not-yet-valid') ? { certProv: 'early' } : {};
}
