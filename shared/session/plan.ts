/** How often a walk may use the password at most: shown before it starts, kept by the engine (lock-out guard). */
import type { Target } from './model.js';

/** A sign-in is wanted, with a password or as the current user: the walk's goal is the user document. */
export function signsIn({ hasPassword, currentUser }: Pick<Target, 'hasPassword' | 'currentUser'>): boolean {
  return hasPassword || currentUser === true;
}

/**
 * The number of password uses: one a method, a side and a place that asks (the discovery server and the home pool it
 * redirects to), two at the registrar, one for a client certificate, one each for Mcx and the other services, one at OrgID or the AD FS before it where the user
 * chose to sign in online. 0 without a password.
 */
export function planCredentialUses(
  target: Pick<Target, 'hasPassword' | 'signIn' | 'discoveryUrls' | 'sip' | 'sipAuth' | 'services'>,
): number {
  if (!target.hasPassword) return 0;
  const methods = target.signIn === 'auto' ? 2 : target.signIn === 'modern' ? 0 : 1;
  const online = target.signIn === 'online' ? 1 : 0;
  const sides = target.discoveryUrls.length === 0 ? 2 : Math.min(target.discoveryUrls.length, 2);
  const places = 2;
  return methods * sides * places + online + certificateUses(target) + registrarUses(target) + serviceUses(target);
}

/** A ticket for the service that gives out client certificates: one, where TLS-DSK may be used. */
function certificateUses({ sip = 'none', sipAuth = 'auto' }: Pick<Target, 'sip' | 'sipAuth'>): number {
  return sip !== 'none' && (sipAuth === 'auto' || sipAuth === 'tls-dsk') ? 1 : 0;
}

/** NTLM at the registrar, and once more at the home server that it redirects to; online a certificate is the only way. */
function registrarUses({ sip = 'none', sipAuth = 'auto', signIn }: Pick<Target, 'sip' | 'sipAuth' | 'signIn'>): number {
  if (signIn === 'online' && sipAuth === 'auto') return 0;
  return sip !== 'none' && (sipAuth === 'auto' || sipAuth === 'ntlm') ? 2 : 0;
}

/** A web ticket for Mcx and one for the services that take one, where web tickets are what signs in. */
function serviceUses({ services = 'none', signIn }: Pick<Target, 'services' | 'signIn'>): number {
  return services === 'full' && (signIn === 'auto' || signIn === 'web-ticket') ? 2 : 0;
}
