/** A name that nobody made resolves: that another one does proves nothing. */
import { defineAudit, failing, finding, notApplicable, passed, unknown } from './reading/define.js';
import { onLookup } from './reading/evidence.js';
import { lookupsOf, isTrouble } from './reading/resolvers.js';
import { addressesOf } from './reading/names.js';

export const dnsWildcard = defineAudit('dns-wildcard', 'dns', (survey) => {
  const made = lookupsOf(survey, 'own').filter(({ stepId }) => survey.stepOf(stepId)?.kind === 'dns.wildcard');
  if (made.length === 0) return notApplicable('No name was asked for that nobody made.');
  if (made.every(isTrouble)) return unknown('The resolver gave no usable answer for a name that nobody made.');
  const hit = made.find((lookup) => addressesOf(lookup).length > 0);
  if (hit === undefined) return passed;
  const { domain, location } = survey.session.target;
  const { internal } = survey.names;
  const wild = addressesOf(hit);
  // Outside the internal name must not exist; the wildcard makes it.
  const isCaught = internal.addresses.length > 0 && internal.addresses.every((address) => wild.includes(address));
  const harms = isCaught && location !== 'inside';
  return failing([
    finding('dns-wildcard', harms ? 'warning' : 'info', {
      title: `Every name below ${domain} resolves${harms ? ', lyncdiscoverinternal too' : ''}`,
      seen: `Asked for ${hit.query.name}, which nobody made: the answer was ${wild.join(', ')}.${
        isCaught ? ` ${internal.name} gets the same answer, so it proves nothing.` : ''
      }`,
      evidence: [hit, ...(isCaught ? internal.lookups.filter((one) => addressesOf(one).length > 0) : [])].map(onLookup),
    }),
  ]);
});
