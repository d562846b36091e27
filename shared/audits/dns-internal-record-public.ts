/** Outside, lyncdiscoverinternal resolves: a leaked internal zone or a wildcard. */
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { isPrivateAddress } from './reading/addresses.js';
import { onLookup } from './reading/evidence.js';
import { addressesOf } from './reading/names.js';

export const dnsInternalRecordPublic = defineAudit('dns-internal-record-public', 'dns', ({ names, session }) => {
  if (session.target.location !== 'outside') return notApplicable('The user is not known to be outside.');
  if (!names.internal.asked) return notApplicable('lyncdiscoverinternal was not looked up.');
  const addresses = names.internal.addresses;
  if (addresses.length === 0) return passed;
  const same = addresses.some((address) => names.external.addresses.includes(address));
  const kind = addresses.every(isPrivateAddress)
    ? 'That is a private address, which cannot be reached from the Internet.'
    : same
      ? 'That is the address of lyncdiscover too, as a wildcard record would give it.'
      : 'That is a public address.';
  return failing([
    finding('dns-internal-record-public', 'warning', {
      seen: `The user is outside. Asked for ${names.internal.name}, which must not exist here: the answer was ${addresses.join(', ')}. ${kind}`,
      evidence: names.internal.lookups.filter((lookup) => addressesOf(lookup).length > 0).map(onLookup),
    }),
  ]);
});
