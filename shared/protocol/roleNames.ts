/**
 * The names that a server of a role carries in its certificate for one sign-in domain. Pure.
 * [Skype for Business Server, "Environmental requirements", certificates; Lync Server 2013, "Certificate requirements"]
 */
import type { Side } from '../session/model.js';

export type EndpointRole = 'discovery' | 'web' | 'sip';

export interface RoleName {
  readonly name: string;
  /** Who looks for it: "mobile and desktop clients outside begin discovery here". */
  readonly use: string;
}

/** The names besides the server's own, in the order of the documentation. */
export function roleNames(role: EndpointRole, side: Side, domain: string): readonly RoleName[] {
  const at = (label: string, use: string): RoleName => ({ name: `${label}.${domain.toLowerCase()}`, use });
  if (role === 'sip') {
    return side === 'external'
      ? [at('sip', 'clients outside fall back to it, and it is the Access Edge of the domain')]
      : [at('sip', 'clients that sign in without a configured server fall back to it')];
  }
  const pages = [
    at('meet', 'meeting links lead there'),
    at('dialin', 'the page with the dial-in numbers and the PIN is there'),
  ];
  const external = at('lyncdiscover', 'clients outside begin discovery here');
  return side === 'external'
    ? [external, ...pages]
    : [at('lyncdiscoverinternal', 'clients inside begin discovery here'), external, ...pages];
}
