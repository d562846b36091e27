/** An SRV record for SIP names a server outside the sign-in domain. */
import { isOnlineHost, isWithin } from './reading/addresses.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onLookup } from './reading/evidence.js';
import { sipServices } from './reading/published.js';

export const dnsSrvDomainMismatch = defineAudit('dns-srv-domain-mismatch', 'dns', (survey) => {
  const services = sipServices(survey).filter(({ name }) => !name.startsWith('_sipfederationtls'));
  if (services.length === 0) return notApplicable('No SRV record for SIP was found.');
  const { domain } = survey.session.target;
  const foreign = services.filter(({ target }) => !isWithin(target, domain) && !isOnlineHost(target));
  const [first] = foreign;
  if (first === undefined) return failing([]);
  return failing([
    finding('dns-srv-domain-mismatch', 'warning', {
      title: `The SRV record ${first.name} points to ${list(foreign.map(({ target }) => target))}`,
      seen: `Asked for ${first.name} (SRV). It names ${first.target}:${first.port}, which is not in ${domain}.`,
      evidence: foreign.map(({ lookupId }) => onLookup({ id: lookupId })),
    }),
  ]);
});
