/** How often a walk may use the password at most: shown before it starts, kept by the engine (lock-out guard). */
import { needsOf } from '../clients/needs.js';
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
  target: Pick<Target, 'hasPassword' | 'signIn' | 'discoveryUrls' | 'sip' | 'sipAuth' | 'services' | 'client'>,
): number {
  if (!target.hasPassword) return 0;
  const methods = webMethods(target);
  const online = target.signIn === 'online' ? 1 : 0;
  const sides = target.discoveryUrls.length === 0 ? 2 : Math.min(target.discoveryUrls.length, 2);
  const places = 2;
  return methods * sides * places + online + certificateUses(target) + registrarUses(target) + serviceUses(target);
}

/** How many of web ticket and OAuth are signed in with: those that were chosen and that the client knows. */
function webMethods({ signIn, client }: Pick<Target, 'signIn' | 'client'>): number {
  const { webTicket, oauth } = needsOf(client);
  const chosen = (method: 'web-ticket' | 'oauth'): boolean =>
    signIn === 'auto' || signIn === method || (signIn === 'online' && method === 'web-ticket');
  return (webTicket && chosen('web-ticket') ? 1 : 0) + (oauth && chosen('oauth') ? 1 : 0);
}

/** How the registrar is signed in at: as chosen, else as the client does. */
export function schemeOf(sipAuth: Target['sipAuth'], client: Target['client']): NonNullable<Target['sipAuth']> {
  return sipAuth === undefined || sipAuth === 'auto' ? needsOf(client).sipAuth : sipAuth;
}

/** A ticket for the service that gives out client certificates: one, where TLS-DSK may be used. */
function certificateUses({
  sip = 'none',
  sipAuth = 'auto',
  client,
}: Pick<Target, 'sip' | 'sipAuth' | 'client'>): number {
  const wanted = schemeOf(sipAuth, client);
  return needsOf(client).sip && sip !== 'none' && (wanted === 'auto' || wanted === 'tls-dsk') ? 1 : 0;
}

/** NTLM at the registrar, and once more at the home server that it redirects to; online a certificate is the only way. */
function registrarUses({
  sip = 'none',
  sipAuth = 'auto',
  signIn,
  client,
}: Pick<Target, 'sip' | 'sipAuth' | 'signIn' | 'client'>): number {
  const wanted = schemeOf(sipAuth, client);
  if (!needsOf(client).sip) return 0;
  if (signIn === 'online' && sipAuth === 'auto') return 0;
  return sip !== 'none' && (wanted === 'auto' || wanted === 'ntlm') ? 2 : 0;
}

/** A web ticket for Mcx and one for the services that take one, where web tickets are what signs in. */
function serviceUses({ services = 'none', signIn, client }: Pick<Target, 'services' | 'signIn' | 'client'>): number {
  if (services !== 'full' || (signIn !== 'auto' && signIn !== 'web-ticket')) return 0;
  const { mcx, serviceQueries } = needsOf(client);
  return (mcx ? 1 : 0) + (serviceQueries ? 1 : 0);
}
