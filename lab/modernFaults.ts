/**
 * Modern authentication in the lab: who issues the tokens, and what goes wrong with them. Someone has to sign in on a page:
 * a person with a browser or another device, or the lab's own user (signInOnPage).
 */
import type { Fault } from './faults.js';

const pending = 'Nothing is broken.';
const shown = {
  views: ['inside', 'outside'],
  arguments: ['check', '--from', 'outside', '--sign-in', 'modern'],
  // AD FS came to Skype for Business Server 2015, Entra too.
  except: ['lync2010', 'lync2013'],
} as const;

export const modernFaults = {
  'modern-adfs': {
    ...shown,
    title: 'Modern authentication is on, AD FS issues the tokens (nothing is broken)',
    expect: 'pass',
    pending,
  },
  'modern-entra': {
    ...shown,
    title: 'Modern authentication is on, Entra ID issues the tokens (nothing is broken)',
    expect: 'pass',
    pending,
  },
  'modern-wrong-audience': {
    ...shown,
    title: 'AD FS issues tokens for another audience than the web services',
    expect: 'auth-modern-token-rejected',
  },
  'modern-issuer-untrusted': {
    ...shown,
    title: 'The web services do not trust the AD FS that issues the tokens',
    expect: 'auth-modern-issuer-untrusted',
  },
  'modern-host-unregistered': {
    ...shown,
    title: 'AD FS does not know the web services: their host names are no identifiers of its relying party',
    expect: 'auth-modern-host-not-registered',
  },
  'modern-mfa': {
    ...shown,
    title: 'Entra ID demands a second factor',
    expect: 'auth-modern-mfa-required',
  },
  'modern-consent': {
    ...shown,
    title: 'Nobody has consented to the program in Entra ID',
    expect: 'auth-modern-consent-required',
  },
} as const satisfies Readonly<Record<string, Fault>>;

const entra: readonly string[] = ['modern-entra', 'modern-mfa', 'modern-consent'];

/** Who issues tokens with these faults; undefined where the web services do it themselves. */
export function identityProductOf(chosen: ReadonlySet<string>): 'adfs' | 'entra' | undefined {
  const modern = Object.keys(modernFaults).filter((id) => chosen.has(id));
  if (modern.length === 0) return undefined;
  return modern.some((id) => entra.includes(id)) ? 'entra' : 'adfs';
}
