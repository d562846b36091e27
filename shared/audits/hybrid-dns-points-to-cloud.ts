/** The alias chain of lyncdiscover ends in the online directory. */
import { isOnlineHost } from './reading/addresses.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onLookup } from './reading/evidence.js';

export const hybridDnsPointsToCloud = defineAudit('hybrid-dns-points-to-cloud', 'dns', (survey) => {
  const { external } = survey.names;
  if (!external.asked) return notApplicable('lyncdiscover was not looked up.');
  // Inside, the public name may lead there while lyncdiscoverinternal leads here.
  if (!survey.ownSides.includes('external')) return notApplicable('A client here does not use lyncdiscover.');
  const aliases = external.lookups.flatMap((lookup) =>
    lookup.answers
      .filter((record) => record.type === 'CNAME' && isOnlineHost(record.data))
      .map((record) => ({ lookup, target: record.data })),
  );
  const [first] = aliases;
  if (first === undefined) return passed;
  return failing([
    finding('hybrid-dns-points-to-cloud', survey.signedIn ? 'warning' : 'error', {
      seen: `Asked for ${external.name}. It is an alias of ${first.target}.`,
      evidence: aliases.map(({ lookup }) => onLookup(lookup)),
    }),
  ]);
});
