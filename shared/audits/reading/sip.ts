/** The SIP records of the sign-in domain: only older clients use them, but they tell what the zone was made for. */
import type { Lookup, Session } from '../../session/model.js';
import { addressesOf } from './names.js';

const legacyNames = ['_sipinternaltls._tcp', '_sipinternal._tcp', '_sip._tls', 'sipinternal', 'sip', 'sipexternal'];

/** Lookups of the SIP records that clients fall back to. */
export function sipLookups(session: Session): readonly Lookup[] {
  const wanted = new Set(legacyNames.map((name) => `${name}.${session.target.domain}`.toLowerCase()));
  return session.lookups.filter((lookup) => wanted.has(lookup.query.name.toLowerCase().replace(/\.$/, '')));
}

/** Those that found something. */
export function answeredSipLookups(session: Session): readonly Lookup[] {
  return sipLookups(session).filter(
    (lookup) => lookup.answers.some((record) => record.type === 'SRV') || addressesOf(lookup).length > 0,
  );
}
