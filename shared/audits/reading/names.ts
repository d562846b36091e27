/** What the resolver said about one name, over all questions asked for it. */
import type { Lookup, Session, Side } from '../../session/model.js';

export interface NameState {
  readonly name: string;
  readonly asked: boolean;
  /** At least one address. */
  readonly found: boolean;
  /** The resolver answered, and the answer holds no address. */
  readonly missing: boolean;
  /** No resolver gave an answer (timeout, SERVFAIL, REFUSED). */
  readonly unanswered: boolean;
  readonly addresses: readonly string[];
  readonly lookups: readonly Lookup[];
}

/** The two discovery names of a sign-in domain. */
export function discoveryName(side: Side, domain: string): string {
  return `${side === 'internal' ? 'lyncdiscoverinternal' : 'lyncdiscover'}.${domain}`.toLowerCase();
}

/** Addresses among the answers of one lookup. */
export function addressesOf(lookup: Lookup): readonly string[] {
  return lookup.answers.filter((record) => record.type === 'A' || record.type === 'AAAA').map((record) => record.data);
}

/** True when the resolver answered that there is nothing (NXDOMAIN, or no record of that type). */
export function saysNothingThere(lookup: Lookup): boolean {
  const code = lookup.failure?.code;
  if (code === 'name_not_found' || code === 'no_records' || code === 'no_address') return true;
  if (code !== undefined) return false;
  return lookup.rcode === 'NXDOMAIN' || lookup.answers.length === 0;
}

export function nameStateOf(session: Session, name: string): NameState {
  const wanted = name.toLowerCase();
  const lookups = session.lookups.filter(
    (lookup) => lookup.query.name.toLowerCase().replace(/\.$/, '') === wanted && isAddressQuestion(lookup),
  );
  const addresses = [...new Set(lookups.flatMap(addressesOf))];
  // --connect-to reaches a host that no resolver knows.
  const reached = session.connections.some(
    (connection) => connection.host.toLowerCase() === wanted && connection.remote !== undefined,
  );
  const found = addresses.length > 0 || reached;
  const definite = lookups.some(saysNothingThere);
  return {
    name: wanted,
    asked: lookups.length > 0,
    found,
    missing: lookups.length > 0 && !found && definite,
    unanswered: lookups.length > 0 && !found && !definite,
    addresses,
    lookups,
  };
}

function isAddressQuestion(lookup: Lookup): boolean {
  return lookup.query.type === 'A' || lookup.query.type === 'AAAA' || lookup.query.type === 'CNAME';
}
