/** An SRV record for SIP names a server that has no address. */
import { defineAudit, failing, finding, notApplicable } from './reading/define.js';
import { onLookup } from './reading/evidence.js';
import { sipServices } from './reading/published.js';
import { toldOf } from './reading/resolvers.js';

export const dnsSrvTargetMissing = defineAudit('dns-srv-target-missing', 'dns', (survey) => {
  const services = sipServices(survey);
  if (services.length === 0) return notApplicable('No SRV record for SIP was found.');
  const findings = services.flatMap(({ name, target, port, lookupId }) => {
    const [a, aaaa] = [toldOf(survey, 'own', target, 'A'), toldOf(survey, 'own', target, 'AAAA')];
    if (a === undefined || a.data.length > 0 || (aaaa?.data.length ?? 0) > 0) return [];
    // NODATA for A alone leaves IPv6 open.
    if (a.lookup.rcode !== 'NXDOMAIN' && aaaa === undefined) return [];
    return [
      finding('dns-srv-target-missing', 'warning', {
        title: `${name} names ${target}, which has no address`,
        seen: `Asked for ${name} (SRV). It names ${target}:${port}. Asked for that name: ${a.lookup.rcode === 'NXDOMAIN' ? 'it does not exist (NXDOMAIN)' : 'it has no address (NODATA)'}.`,
        evidence: [
          onLookup({ id: lookupId }),
          onLookup(a.lookup),
          ...(aaaa === undefined ? [] : [onLookup(aaaa.lookup)]),
        ],
      }),
    ];
  });
  return failing(findings);
});
